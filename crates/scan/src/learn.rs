//! What the course says of a hazard: its name, the question that finds it, the comment that reports it, and where it is
//! trained. It is built into the scanner, which carries it to other repositories: texts as the course has them, and
//! `trains.json`, which `tests/page.rs` makes from the records.

use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

const HAZARDS: &str = include_str!("../../../book/data/hazards.toml");
const TRAINS: &str = include_str!("../trains.json");
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

/// What trains a hazard.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Training {
    /// The hazard.
    pub hazard: String,
    /// `drill-double-lock`, as `cargo xtask check` takes it.
    pub drill: Option<String>,
    /// `exercise-2`.
    pub scenarios: Vec<String>,
    /// `exec-start`: a pull request for five minutes.
    pub cards: Vec<String>,
}

impl Training {
    /// The pages of the built book that train it: scenarios, then cards.
    pub fn pages(&self) -> Vec<String> {
        let scenarios = self.scenarios.iter().map(|it| format!("{it}.html"));
        scenarios.chain(self.cards.iter().map(|it| format!("cards/{it}.html"))).collect()
    }
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

static TRAINING: LazyLock<Vec<Training>> = LazyLock::new(|| serde_json::from_str(TRAINS).unwrap_or_default());

/// What trains the hazard.
pub fn training(id: &str) -> Option<&'static Training> {
    TRAINING.iter().find(|it| it.hazard == id)
}

/// The hazard of this id.
pub fn hazard(id: &str) -> Option<&'static Hazard> {
    ALL.iter().find(|it| it.id == id)
}

/// The comment template that reports it.
pub fn template(id: &str) -> Option<&'static Template> {
    let reports = |it: &&Template| it.hazards.iter().any(|hazard| hazard == id);
    FORMS.iter().filter(reports).find(|it| it.group == "defect").or_else(|| FORMS.iter().find(reports))
}

/// Whether the scan runs in the course, whose commands and pages a reader can use. Elsewhere they are names of nothing.
pub fn is_here() -> bool {
    let here = std::env::current_dir().unwrap_or_default();
    here.ancestors().any(|it| it.join("book/data/hazards.toml").is_file() && it.join("xtask/Cargo.toml").is_file())
}

/// Where the book explains it.
pub fn place(id: &str) -> String {
    format!("atlas.html#atlas-{id}")
}

#[cfg(test)]
mod tests {
    use super::{hazard, template, training};
    use crate::rules::RULES;

    #[test]
    fn each_rule_has_a_hazard_with_a_question_a_template_and_a_drill() {
        for rule in RULES {
            let id = rule.id.split('/').next().unwrap();
            assert!(hazard(id).is_some(), "{id} is no hazard");
            assert!(template(id).is_some(), "{id} has no template");
            assert!(training(id).is_some_and(|it| it.drill.is_some()), "{id} has no drill");
        }
    }
}
