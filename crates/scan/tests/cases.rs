//! Each rule on its cases: the true one is found, on its line and by its rule; the two that tempt are not.

mod shared;

use scan::{Language, rules::RULES, scan_texts};
use shared::cases;

/// What the rule says of a text: the lines.
fn lines(id: &str, language: Language, code: &str) -> Vec<u32> {
    let (name, text) = match language {
        // One line, so that the lines of the case stay what they are.
        Language::Go => ("case.go", format!("package p; {code}")),
        Language::Rust => ("case.rs", code.to_owned()),
    };
    let outcome = scan_texts(language, vec![(name.to_owned(), text.into_bytes())], &[]);
    assert!(outcome.notes.is_empty(), "{id}: {:?}\n{code}", outcome.notes);
    outcome.findings.iter().filter(|it| it.rule == id).map(|it| it.line).collect()
}

fn texts<'a>(go: Option<&'a String>, rust: Option<&'a String>) -> Vec<(Language, &'a String)> {
    go.map(|it| (Language::Go, it)).into_iter().chain(rust.map(|it| (Language::Rust, it))).collect()
}

#[test]
fn every_rule_has_its_cases_in_the_order_of_the_rules() {
    let cases = cases();
    let ids: Vec<&str> = cases.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, RULES.iter().map(|it| it.id).collect::<Vec<_>>());
    for case in &cases {
        assert!(case.tempts.len() >= 2, "{} has fewer than two cases that tempt", case.id);
        assert!(!case.says.is_empty() && !case.blind.is_empty(), "{}", case.id);
        assert!(!texts(case.go.as_ref(), case.rust.as_ref()).is_empty(), "{} has no true case", case.id);
    }
}

/// What `--rules` says is what the true case shows.
#[test]
fn each_rule_has_the_level_and_the_languages_of_its_true_case() {
    for (case, rule) in cases().iter().zip(RULES) {
        let texts = texts(case.go.as_ref(), case.rust.as_ref());
        assert_eq!(texts.iter().map(|it| it.0).collect::<Vec<_>>(), rule.languages, "{}", rule.id);
        for (language, code) in texts {
            let text = if language == Language::Go { format!("package p; {code}") } else { code.clone() };
            let outcome = scan_texts(language, vec![("case".to_owned(), text.into_bytes())], &[rule.id.to_owned()]);
            assert_eq!(outcome.findings.iter().map(|it| it.level).min(), Some(rule.level), "{}", rule.id);
        }
    }
}

#[test]
fn the_true_case_of_each_rule_is_found_on_its_line() {
    let mut wrong = Vec::new();
    for case in cases() {
        for (language, code) in texts(case.go.as_ref(), case.rust.as_ref()) {
            let here: Vec<u32> =
                (1..).zip(code.lines()).filter(|(_, it)| it.trim_end().ends_with("// here")).map(|it| it.0).collect();
            let found = lines(&case.id, language, code);
            if found != here {
                wrong.push(format!("{} ({}): found on {found:?}, is on {here:?}", case.id, language.name()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_rule_falls_for_its_tempting_cases() {
    let mut wrong = Vec::new();
    for case in cases() {
        for tempting in &case.tempts {
            for (language, code) in texts(tempting.go.as_ref(), tempting.rust.as_ref()) {
                let found = lines(&case.id, language, code);
                if !found.is_empty() {
                    wrong.push(format!("{} on {found:?}, although: {}\n{code}", case.id, tempting.ok));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What silences `double-lock/relock` is what a caller says by a flag, and not the state of an object.
#[test]
fn a_flag_counts_as_it_is_given_and_the_state_of_an_object_is_none() {
    let code = |condition: &str, given: &str| {
        format!(
            "func (p *pod) clean(c *container) {{\n\tc.mu.Lock()\n\tp.remove(c, {given})\n\tc.mu.Unlock()\n}}\n\n\
             func (p *pod) remove(c *container, locked bool) {{\n\tif {condition} {{\n\t\tc.mu.Lock()\n\t\tc.n = 0\n\t\tc.mu.Unlock()\n\t}}\n}}\n"
        )
    };
    let found = |condition, given| lines("double-lock/relock", Language::Go, &code(condition, given));
    assert_eq!(found("!locked", "true"), Vec::<u32>::new());
    assert_eq!(found("!locked", "p.locked"), Vec::<u32>::new());
    assert_eq!(found("!locked", "false"), [3]);
    assert_eq!(found("locked", "true"), [3]);
    assert_eq!(found("c.valid", "true"), [3]);
}

/// A flag of the function is followed as long as nobody else can set it.
#[test]
fn a_flag_that_others_may_set_is_not_followed() {
    let rust = |set: &str| {
        let code = format!(
            "impl Task {{\n    fn stop(&self) {{\n        let mut done = false;\n        {set}\n        let state = self.state.lock().unwrap();\n        if done {{\n            self.state.lock().unwrap().end();\n        }}\n        drop(state);\n    }}\n}}\n"
        );
        lines("double-lock/relock", Language::Rust, &code)
    };
    assert_eq!(rust("note(!done);"), Vec::<u32>::new());
    for set in ["ask(&mut done);", "done |= ask();", "select! { it = ask() => done = it }", "each(|it| done = it);"] {
        assert_eq!(rust(set), [7], "{set}");
    }
    let go = |set: &str| {
        let code = format!(
            "func (t *task) stop() {{\n\tvar done bool\n\t{set}\n\tt.mu.Lock()\n\tif done {{\n\t\tt.mu.Lock()\n\t}}\n\tt.mu.Unlock()\n}}\n"
        );
        lines("double-lock/relock", Language::Go, &code)
    };
    assert_eq!(go("note(!done)"), Vec::<u32>::new());
    for set in ["ask(&done)", "p := &done\n\t*p = ask()", "each(func(it bool) { done = it })", "done = ask()"] {
        assert_eq!(go(set).len(), 1, "{set}");
    }
}
