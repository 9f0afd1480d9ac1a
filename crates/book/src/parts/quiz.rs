//! "Would you send this comment?": the cards of one topic. The answer is folded; buttons come with the page's script.

use crate::colour::{self, Language};
use crate::context::{Page, Takes as _};
use crate::html::{block, escape, fold, prose, scroll_box};
use crate::problem::{Fault, problem};
use records::markdown::Directive;
use records::quiz::{Card, Topic};
use std::fmt::Write as _;
use std::path::Path;

/// `{{#quiz locks}}`
pub(crate) fn of_topic(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [topic] = d.takes::<1>(&[])?;
    let name = |topic: Topic| format!("{topic:?}").to_lowercase();
    let Some(topic) = Topic::ALL.into_iter().find(|it| name(*it) == topic) else {
        let known: Vec<String> = Topic::ALL.map(name).into();
        return Err(Fault::unknown("topic", topic, &known.iter().map(String::as_str).collect::<Vec<_>>()));
    };
    let mut out = String::new();
    for card in all(page)?.iter().filter(|card| card.topic == topic) {
        out += &one(page, card, "card")?;
    }
    // A block of HTML has to start with an element that Markdown knows.
    Ok(block(&format!("<div class=\"ep-cards\">{out}</div>")))
}

/// `{{#card-count}}`: how many cards there are, inside a sentence.
pub(crate) fn count(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&[])?;
    Ok(all(page)?.len().to_string())
}

/// `{{#ask first second third}}`: the three questions at the end of a page. Their own place is the quiz, and so is the
/// anchor that links name: a book on one page has each anchor once.
pub(crate) fn ask(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let ids = d.takes::<3>(&[])?;
    let cards = all(page)?;
    let mut out = String::new();
    for id in ids {
        let Some(card) = cards.iter().find(|card| card.id == id) else {
            let known: Vec<&str> = cards.iter().map(|card| card.id.as_str()).collect();
            return Err(Fault::unknown("card", id, &known));
        };
        out += &one(page, card, "asked")?;
    }
    Ok(block(&format!("<div class=\"ep-cards\">{out}</div>")))
}

/// `{{#program go/worker_pool}}`: a whole program and what it prints. With `lines=3` the program is folded, and the output
/// is cut after three lines: for programs that print hundreds. With `lines=0` both are folded, and the output is whole: for a page
/// that quotes its lines elsewhere.
pub(crate) fn program(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [name] = d.takes::<1>(&["lines"])?;
    let Some(file) = records::quiz::program(name) else {
        return Err(Fault::here(
            format!("`{name}` is in no known folder"),
            "it starts with go/, rust/, lab/, tasks/ or observed/",
        ));
    };
    let source = text(page, &file)?;
    let printed = text(page, &file.with_extension("out"))?;
    let path = escape(&file.display().to_string());
    let source = code(&format!("The program {path}"), &source, written_in(Path::new(&path)));
    let output =
        |printed: &str| format!("<p class=\"ep-card-run\">{}:</p>{}", said_by(name), code("The output", printed, None));
    let title = format!("The program: <code>{path}</code>");
    let inner = match d.option("lines").map(str::parse) {
        None => format!("<p class=\"ep-card-id\">{path}</p>{source}{}", output(&printed)),
        Some(Ok(0)) => {
            fold("ep-fold", &format!("{title}, and what it prints"), &format!("{source}{}", output(&printed)))
        }
        Some(Ok(lines)) => format!("{}{}", fold("ep-fold", &title, &source), output(&head(&printed, lines))),
        Some(Err(_)) => return Err(Fault::here("`lines` is not a number".to_owned(), "")),
    };
    Ok(block(&format!("<div class=\"ep-program\" id=\"{}\">{inner}</div>", super::lifecycle::anchor(name))))
}

/// The first lines, and how many are left out.
fn head(text: &str, lines: usize) -> String {
    let mut shown: String = text.split_inclusive('\n').take(lines).collect();
    let left = text.lines().count().saturating_sub(lines);
    if left > 0 {
        let _ = write!(shown, "… and {left} lines more");
    }
    shown
}

/// A file under `evidence`.
fn text(page: &Page<'_>, path: &Path) -> Result<String, Fault> {
    page.library.text(&page.library.root.join(path), "every program is quoted with what it prints")
}

fn said_by(evidence: &str) -> &'static str {
    match evidence.split('/').next() {
        Some("lab" | "tasks") => "What the lab says about it",
        _ => "What it prints",
    }
}

/// Every card.
pub(super) fn all(page: &Page<'_>) -> Result<Vec<Card>, Fault> {
    let missing = || Fault::here(format!("{} is missing", records::quiz::FILE), "restore it: git checkout -- book");
    records::quiz::read(&page.library.root).ok_or_else(missing)?.map_err(|it| {
        let line = it.line.and_then(|line| usize::try_from(line).ok());
        Fault::Elsewhere(problem(&it.file, line, it.what, &it.mend))
    })
}

/// One card. `place` begins its anchor.
fn one(page: &Page<'_>, card: &Card, place: &str) -> Result<String, Fault> {
    let (Some(program), Some(printed)) = (card.program(), card.printed()) else {
        let what = format!("card `{}` names evidence `{}`, in no known folder", card.id, card.evidence);
        let mend = "it starts with go/, rust/, lab/, tasks/ or observed/";
        return Err(Fault::Elsewhere(problem(Path::new(records::quiz::FILE), None, what, mend)));
    };
    let (source, ran) = (text(page, &program)?, text(page, &printed)?);
    let language = written_in(&program);
    let id = escape(&card.id);
    let mut front = format!("<p class=\"ep-card-id\"><a href=\"#{place}-{id}\">{id}</a></p>");
    if let Some(situation) = &card.situation {
        let _ = write!(front, "<p>{}</p>", prose(situation));
    }
    if let Some((_, snippet)) = card.snippet() {
        front += &code("The code", snippet, language);
    }
    let _ = write!(front, "<blockquote><p>{}</p></blockquote>", prose(&card.comment));
    let how = said_by(&card.evidence);
    let path = escape(&program.display().to_string());
    let back = format!(
        "<p><strong>{}</strong>. {}</p><p class=\"ep-card-run\">{how}:</p>{}{}<p class=\"ep-card-source\">Source: {}.</p>",
        capital(card.answer.words()),
        prose(&card.why),
        code("The output", &ran, None),
        fold("ep-fold", &format!("The program: <code>{path}</code>"), &code("The program", &source, language)),
        prose(&card.source),
    );
    let back = fold("ep-fold", "Would you send it? The answer", &back);
    let answer = card.answer.words();
    Ok(format!("<exit-card class=\"ep-card\" id=\"{place}-{id}\" data-answer=\"{answer}\">{front}{back}</exit-card>"))
}

fn written_in(program: &Path) -> Option<Language> {
    Some(if program.extension().is_some_and(|it| it == "go") { Language::Go } else { Language::Rust })
}

/// Not a block for the book's highlighter: this one can be scrolled by keyboard, and is legible in all themes.
fn code(label: &str, text: &str, language: Option<Language>) -> String {
    let line = |line: &str| language.map_or_else(|| escape(line), |language| colour::line(language, line));
    let lines: Vec<String> = text.trim_matches('\n').lines().map(line).collect();
    scroll_box("ep-code ep-lines", label, &format!("<pre>{}</pre>", lines.join("&#10;")))
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}
