//! What the course says of a hazard: its name, the question that finds it, the comment that reports it, and where it is
//! trained. Read from the course's own files when this crate is built, so the scanner carries it to other repositories.

use serde::Deserialize;
use std::sync::LazyLock;

const HAZARDS: &str = include_str!("../../../book/data/hazards.toml");
const TEMPLATES: &str = include_str!("../../../book/data/templates.toml");

/// A hazard, for a reader of a finding.
#[derive(Debug, Clone, Deserialize)]
pub struct Hazard {
    /// As rules name it.
    pub id: String,
    /// As readers name it.
    pub name: String,
    /// What it is.
    pub line: String,
    /// The question that finds it.
    pub question: String,
}

/// A comment with slots.
#[derive(Debug, Clone, Deserialize)]
pub struct Template {
    /// As `cargo xtask template` takes it.
    pub id: String,
    /// Where it stands.
    group: String,
    /// What it reports.
    #[serde(default)]
    hazards: Vec<String>,
    /// The sentence with its slots.
    pub form: String,
}

#[derive(Deserialize)]
struct Hazards {
    hazard: Vec<Hazard>,
}

#[derive(Deserialize)]
struct Templates {
    template: Vec<Template>,
}

static ALL: LazyLock<Vec<Hazard>> =
    LazyLock::new(|| toml::from_str::<Hazards>(HAZARDS).map(|it| it.hazard).unwrap_or_default());
static FORMS: LazyLock<Vec<Template>> =
    LazyLock::new(|| toml::from_str::<Templates>(TEMPLATES).map(|it| it.template).unwrap_or_default());

/// The hazard of this id.
pub fn hazard(id: &str) -> Option<&'static Hazard> {
    ALL.iter().find(|it| it.id == id)
}

/// The comment template that reports it.
pub fn template(id: &str) -> Option<&'static Template> {
    let reports = |it: &&Template| it.hazards.iter().any(|hazard| hazard == id);
    FORMS.iter().filter(reports).find(|it| it.group == "defect").or_else(|| FORMS.iter().find(reports))
}

/// Where the book has its drill.
pub fn place(id: &str) -> String {
    format!("atlas.html#atlas-{id}")
}

#[cfg(test)]
mod tests {
    use super::{hazard, template};
    use crate::rules::RULES;
    use std::path::Path;

    #[test]
    fn each_rule_has_a_hazard_with_a_question_a_template_and_a_drill() {
        for rule in RULES {
            let id = rule.id.split('/').next().unwrap();
            assert!(hazard(id).is_some(), "{id} is no hazard");
            assert!(template(id).is_some(), "{id} has no template");
            let drill = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../practice/drills").join(id);
            assert!(drill.is_dir(), "{id} has no drill");
        }
    }
}
