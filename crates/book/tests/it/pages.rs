//! What each directive writes, as a snapshot of one chapter that uses all of them.

use crate::workbook::Workbook;

/// One element per line, so that a change of one of them reads as a change of one line.
fn readable(html: &str) -> String {
    let mut out = html.to_owned();
    for tag in [
        "<tr",
        "<li",
        "<p>",
        "<p ",
        "<dl",
        "<dt",
        "<details",
        "<summary",
        "<div",
        "<table",
        "<caption",
        "<nav",
        "<ul",
        "<ol",
        "<blockquote",
    ] {
        out = out.replace(tag, &format!("\n{tag}"));
    }
    let lines: Vec<&str> = out.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

#[test]
fn every_directive_of_a_chapter() {
    let workbook = Workbook::new("pages");
    insta::assert_snapshot!("chapter", readable(&workbook.expanded("exercise-9.md")));
    insta::assert_snapshot!("glossary", readable(&workbook.expanded("glossary.md")));
    insta::assert_snapshot!("hazards", readable(&workbook.expanded("hazards.md")));
}

#[test]
fn a_term_explains_itself_once_on_a_page() {
    let page = Workbook::new("terms").expanded("exercise-9.md");
    assert_eq!(page.matches("href=\"glossary.html#reaper\"").count(), 1);
    assert!(page.contains("again a reaper."), "the second one is only a word");
}

#[test]
fn a_page_in_a_folder_links_upwards() {
    let workbook = Workbook::new("folder");
    std::fs::create_dir_all(workbook.root().join("book/deep")).unwrap();
    workbook.write("book/deep/page.md", "# Deep\n\nA {{#term reaper}}.\n");
    workbook.edit("book/SUMMARY.md", "- [Hazards]", "- [Deep](deep/page.md)\n- [Hazards]");
    assert!(workbook.expanded("deep/page.md").contains("href=\"../glossary.html#reaper\""));
}

#[test]
fn the_bug_is_not_named_before_the_reader_had_a_chance() {
    let page = Workbook::new("spoilers").expanded("exercise-9.md");
    let review = page.find("The decision").expect("a review");
    let hidden = ["A title that names", "A summary that names"];
    assert!(hidden.iter().all(|words| !page[..review].contains(words)));
}

#[test]
fn the_learners_file_is_never_read() {
    let workbook = Workbook::new("learner");
    let before = workbook.expanded("exercise-9.md");
    workbook.remove("exercises/exercise-9-fixture/src/lib.rs");
    assert_eq!(workbook.expanded("exercise-9.md"), before);
    assert!(!before.contains("half-written"));
}
