//! Packs of the real course: what everybody gets holds no answer, what the facilitator gets holds all of them, and a page that
//! would give one away stops the command before anything is written.

use records::Course;
use std::{fs, path::Path};
use testkit::root;
use workshop::pack::{self, PackRequest, leak};

fn order<'a>(course: &'a Course, names: &[&str]) -> PackRequest<'a> {
    let all = names.is_empty();
    let exercises = course.exercises.iter().filter(|it| all || names.contains(&it.short().as_str())).collect();
    PackRequest { course, exercises, minutes: 60 }
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn participants_get_no_answer_and_the_facilitator_all_of_them() {
    let course = Course::load(root()).unwrap();
    let out = tempfile::tempdir().unwrap();
    let order = order(&course, &[]);
    pack::write(&order, out.path()).unwrap();
    let (participant, facilitator) = (out.path().join("participant"), out.path().join("facilitator"));
    let mut all = Vec::new();
    for exercise in &course.exercises {
        all.extend(leak::secrets(&course, exercise).unwrap());
    }
    assert_eq!(leak::search(&participant, &all).unwrap(), []);
    // The same search is not blind: the other folder is full of answers.
    let answers = leak::search(&facilitator, &all).unwrap();
    for exercise in &course.exercises {
        let name = format!("{}.html", exercise.short());
        assert!(answers.iter().filter(|it| it.file == Path::new(&name)).count() > 50, "{name}");
        // Nor is it blind to one sentence on a page of this very pack.
        let planted = exercise.review().unwrap().trap[0].why.clone();
        let page = text(&participant.join(&name)).replace("</main>", &format!("<p hidden>{planted}</p></main>"));
        let alone = tempfile::tempdir().unwrap();
        fs::write(alone.path().join(&name), page).unwrap();
        assert!(!leak::search(alone.path(), &all).unwrap().is_empty(), "{name}");
        let sheet = text(&participant.join(format!("print/diff-{name}")));
        let first = exercise.review().unwrap().finding[0].lines[0];
        assert!(sheet.contains(&format!("<td>{first}</td>")), "{name}: {first}");
    }
    for sheet in ["timing-card.html", "closing-sheet.html"] {
        assert!(text(&facilitator.join("print").join(sheet)).contains("<h1>"));
    }
    assert!(text(&participant.join("print/score-sheet.html")).contains("kept / withdrawn"));
    let again = pack::write(&order, out.path()).unwrap_err().to_string();
    assert!(again.ends_with("is not empty; name a new folder with --out"), "{again}");
}

#[test]
fn a_page_that_gives_an_answer_away_stops_the_pack() {
    let copy = tempfile::tempdir().unwrap();
    for name in ["book", "exercises", "solutions", "crates/workshop/assets"] {
        testkit::copy(&root().join(name), &copy.path().join(name));
    }
    fs::copy(root().join("book.toml"), copy.path().join("book.toml")).unwrap();
    let page = copy.path().join("book/exercise-3.md");
    let fix = Course::load(copy.path()).unwrap().find("3").unwrap().review().unwrap().finding[0].fix.all()[0].clone();
    let planted = text(&page).replace("{{#focus}}", &format!("{{{{#focus}}}}\n\nA thought: {}", fix));
    fs::write(&page, planted).unwrap();
    let course = Course::load(copy.path()).unwrap();
    let out = copy.path().join("out");
    let error = pack::write(&order(&course, &["exercise-3"]), &out).unwrap_err().to_string();
    assert!(
        error.starts_with("nothing was written") && error.contains("exercise-3.html") && error.contains(&fix),
        "{error}"
    );
    assert!(!out.exists());
    assert_eq!(fs::read_dir(copy.path().join("target/workshop")).unwrap().count(), 0);
}
