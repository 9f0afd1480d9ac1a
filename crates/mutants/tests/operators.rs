//! Each operator makes its mutant, and what cannot differ is not made. A row is a body, and names that must be among its mutants,
//! or must not.

use mutants::{Mutant, made_of};

/// The mutants of a method with this body.
fn of(body: &str) -> (String, Vec<Mutant>) {
    let source = format!(
        "enum Mode {{ Open, Closed }}\nstruct S {{ stop: CancellationToken }}\nimpl S {{\n    fn f(&self, token: &CancellationToken) {{\n{body}\n    }}\n}}\n"
    );
    let mutants = made_of(&source).expect("Rust");
    (source, mutants)
}

/// Lines of a text that are not lines of another one, without white space.
fn differ(mutant: &str, source: &str) -> String {
    let lines = |text: &str| text.lines().map(|it| it.trim().to_owned()).collect::<Vec<_>>();
    let known = lines(source);
    lines(mutant).into_iter().filter(|it| !it.is_empty() && !known.contains(it)).collect::<Vec<_>>().join(" ")
}

#[test]
fn each_operator_makes_its_change() {
    // Body, the start of the name, the new lines of the text.
    let rows = [
        ("self.a.wake();\nself.b();", "remove in S::f: `self.a.wake();`", ""),
        ("if self.gone() {\nreturn;\n}\nself.b();", "unchecked in S::f", ""),
        ("let _a = self.a.lock().unwrap();\nself.b();", "not-held in S::f", "drop(self.a.lock().unwrap());"),
        ("let a = self.a.lock().unwrap();\na.go();\ndrop(a);\nself.b();", "held-longer in S::f", ""),
        ("let mut a = self.a.lock().unwrap();\na.go();\na.stay();", "split in S::f", "drop(a);"),
        ("self.told.notify_all();", "call in S::f", "self.told.notify_one();"),
        ("let x = self.a.lock().unwrap().take();", "call in S::f", "let x = self.a.lock().unwrap().clone();"),
        ("let x = map.remove(&1);", "call in S::f", "let x = map.get(&1).cloned();"),
        ("let x = all.iter().find(|it| it.ok());", "link in S::f", "let x = all.iter().next();"),
        ("while self.next() {}", "once in S::f", "if self.next() {}"),
        ("loop {\nself.next();\n}", "once in S::f", "break;}"),
        ("for it in all {\nit.go();\n}", "first in S::f", "for it in (all).into_iter().take(1) {"),
        ("let x = mode == Mode::Open;", "comparison in S::f", "let x = mode != Mode::Open;"),
        ("let x = mode == Mode::Open;", "variant in S::f", "let x = mode == Mode::Closed;"),
        ("match mode {\nMode::Open | Mode::Closed => {}\n}", "pattern in S::f", "Mode::Closed => {}"),
        ("let x = count(3);", "constant in S::f: `3` becomes `4`", "let x = count(4);"),
        ("let x = count(3);", "constant in S::f: `3` becomes `2`", "let x = count(2);"),
        ("waitpid(pid, Some(WaitPidFlag::WNOHANG));", "flag in S::f: no flag", "waitpid(pid, None);"),
        ("self.go()?;", "dropped in S::f", "let _ = self.go();"),
        (
            "timeout(LIMIT, self.go()).await;",
            "limit in S::f: `LIMIT` becomes `(LIMIT) * 2`",
            "timeout((LIMIT) * 2, self.go()).await;",
        ),
        (
            "let end = Instant::now() + limit;\nself.until(end);",
            "restarted in S::f",
            "self.until((Instant::now() + limit));",
        ),
        ("self.ask(token);", "token in S::f: `token` becomes `&self.stop`", "self.ask(&self.stop);"),
        (
            "self.ask(token);",
            "token in S::f: `token` becomes `&CancellationToken::new()`",
            "self.ask(&CancellationToken::new());",
        ),
        ("token.run_until_cancelled(work).await;", "token in S::f", "async { Some((work).await) }.await;"),
        ("tokio::x();\nself.tasks.spawn(work);", "spawn in S::f", "tokio::spawn(work);"),
        (
            "loop {\nmatch self.ask() {\nErr(_) => self.pause(),\nOk(it) => return,\n}\n}",
            "retry in S::f",
            "Err(_) => return,",
        ),
        ("select! {\nbiased;\na = one() => a.go(),\nb = two() => b.go(),\n}", "select in S::f: `biased;` is gone", ""),
        ("select! {\na = one() => a.go(),\n_ = two() => {}\n}", "select in S::f: no branch `a", ""),
        ("select! {\na = one() => a.go(),\n}", "select in S::f: `biased;` is there", "biased;"),
        (
            "select! {\na = one() => { self.told.notify_all(); self.x(); }\n}",
            "call in S::f",
            "a = one() => { self.told.notify_one(); self.x(); }",
        ),
    ];
    for (body, name, lines) in rows {
        let (source, mutants) = of(body);
        let found: Vec<&Mutant> = mutants.iter().filter(|it| it.id().starts_with(name)).collect();
        let names: Vec<String> = mutants.iter().map(Mutant::id).collect();
        assert!(!found.is_empty(), "{body}\nhas no `{name}`: {names:#?}");
        let changed: Vec<String> = found.iter().map(|it| differ(&it.applied(&source), &source)).collect();
        let is_it = |it: &String| it.split_whitespace().eq(lines.split_whitespace());
        assert!(changed.iter().any(is_it), "{body}\n{name}: {changed:#?}");
        assert!(found.iter().all(|it| it.applied(&source) != source), "{body}");
    }
}

#[test]
fn what_cannot_differ_is_not_made() {
    let rows = [
        // Values get names in another order.
        ("let a = one;\nlet b = Vec::new();\nself.go(a, b);", "swap"),
        // Different fields under one guard.
        ("let mut a = self.a.lock().unwrap();\na.one.insert(1);\na.two += 1;\nself.go();", "swap in S::f: `a.one"),
        // The end of the block drops the guard.
        ("let a = self.a.lock().unwrap();\na.go();\ndrop(a);\nlet x = 1;", "held-longer"),
        // Nothing was seen before the first use.
        ("let a = self.a.lock().unwrap();\na.go();\ndrop(a);", "split"),
        // A name is needed before it is there, and a guard after it is gone.
        ("let a = self.make();\na.go();", "swap"),
        ("let a = self.a.lock().unwrap();\na.go();\ndrop(a);\nself.b();", "swap in S::f: `a.go();`"),
        // A child that nobody cancels says what its parent says.
        (
            "let child = self.stop.child_token();\nself.ask(&child);",
            "token in S::f: `self.stop.child_token()` becomes `self.stop.clone()`",
        ),
        ("let child = self.stop.child_token();\nself.ask(&child);", "token in S::f: `&child` becomes `&self.stop`"),
    ];
    for (body, name) in rows {
        let (_, mutants) = of(body);
        let made: Vec<String> = mutants.iter().map(Mutant::id).filter(|it| it.starts_with(name)).collect();
        assert!(made.is_empty(), "{body}\nhas {made:#?}");
    }
}

/// Whoever edits another function must not lose the reasons of this one.
#[test]
fn a_name_does_not_move_with_lines() {
    let names = |source: &str| made_of(source).expect("Rust").iter().map(Mutant::id).collect::<Vec<_>>();
    let source = "impl S {\n    fn f(&self) {\n        self.a();\n        self.b();\n        self.a();\n    }\n}\n";
    let moved = format!("// One.\n// Two.\nconst A: u8 = B;\n{source}");
    assert_eq!(names(source), names(&moved));
    let mut unique = names(source);
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), names(source).len(), "{unique:#?}");
    assert!(unique.iter().any(|it| it.ends_with("`self.a();` is gone #2")), "{unique:#?}");
}

/// Multi-byte text before a change: places are bytes.
#[test]
fn text_that_is_not_ascii_keeps_its_place() {
    let source = "// Größe – 尺寸\nfn f(a: A) {\n    /* ß */ a.notify_all(); // 完\n}\n";
    let mutants = made_of(source).expect("Rust");
    let found = mutants.iter().find(|it| it.id().starts_with("call")).expect("one");
    assert_eq!(found.applied(source), source.replace("notify_all", "notify_one"));
}
