//! Each rule on its cases: the true one is found, on its line and by its rule; the two that tempt are not.

mod shared;

use scan::{Language, Level, rules::RULES, scan_texts};
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

/// What the scanner says of several files of a package: file, line, rule and level.
fn said(texts: &[(&str, &str)]) -> Vec<(String, u32, &'static str, Level)> {
    let texts = texts.iter().map(|it| (it.0.to_owned(), it.1.as_bytes().to_vec())).collect();
    let outcome = scan_texts(Language::Go, texts, &[]);
    assert!(outcome.notes.is_empty(), "{:?}", outcome.notes);
    outcome.findings.into_iter().map(|it| (it.file, it.line, it.rule, it.level)).collect()
}

/// What stays open on the way out of a program ends with it; of a package that others call nobody knows that.
#[test]
fn a_leak_on_the_way_out_of_a_program_is_advice() {
    let code = |package: &str| {
        format!(
            "package {package}\n\nfunc run(path string) error {{\n\tc, err := net.Dial(\"unix\", path)\n\tif err != nil {{\n\t\treturn err\n\t}}\n\treturn check(c.RemoteAddr())\n}}\n"
        )
    };
    let levels = |package| said(&[("a.go", &code(package))]).into_iter().map(|it| (it.1, it.3)).collect::<Vec<_>>();
    assert_eq!(levels("state"), [(8, Level::Question)]);
    assert_eq!(levels("main"), [(8, Level::Advice)]);
}

/// A file that a failed call leaves open is closed by the collector; one that each call leaves open is a question all the same.
#[test]
fn a_file_that_only_a_failed_call_leaves_open_is_advice() {
    let code = |end: &str| {
        format!(
            "package state\n\nfunc read(path string) (*state, error) {{\n\tf, err := os.Open(path)\n\tif err != nil {{\n\t\treturn nil, err\n\t}}\n\ts, err := decode(f)\n\tif err != nil {{\n\t\treturn nil, err\n\t}}\n{end}\treturn s, nil\n}}\n"
        )
    };
    let levels = |end| said(&[("a.go", &code(end))]).into_iter().map(|it| (it.1, it.3)).collect::<Vec<_>>();
    assert_eq!(levels("\tf.Close()\n"), [(10, Level::Advice)]);
    assert_eq!(levels(""), [(12, Level::Question)]);
}

/// Two subcommands of one program are never in one process.
#[test]
fn a_wait_in_another_subcommand_steals_no_status() {
    let reap = "package main\n\nfunc reap() {\n\tvar ws unix.WaitStatus\n\tunix.Wait4(-1, &ws, unix.WNOHANG, nil)\n}\n";
    let action = "package main\n\nvar ps = cli.Command{\n\tAction: func() error {\n\t\tout, err := exec.Command(\"ps\").CombinedOutput()\n\t\tprint(out)\n\t\treturn err\n\t},\n}\n";
    let helper = "package main\n\nfunc ps() ([]byte, error) {\n\treturn exec.Command(\"ps\").CombinedOutput()\n}\n";
    assert_eq!(said(&[("reap.go", reap), ("ps.go", action)]), []);
    let stolen = ("reap.go".to_owned(), 5, "stolen-status/wait-any", Level::Question);
    assert_eq!(said(&[("reap.go", reap), ("ps.go", helper)]), [stolen]);
}

/// A helper of tests stands in a file of its own, and is a test all the same.
#[test]
fn who_gets_the_test_is_a_test() {
    let code = |of: &str| {
        format!(
            "package fs\n\nfunc image(t {of}) string {{\n\tf, err := os.CreateTemp(dir, name)\n\tt.check(err)\n\treturn f.Name()\n}}\n"
        )
    };
    assert_eq!(said(&[("a.go", &code("testing.TB"))]), []);
    assert_eq!(said(&[("a.go", &code("*testing.T"))]), []);
    assert_eq!(said(&[("a.go", &code("*tester"))]).len(), 1);
}

/// One number with three owners is one finding, and one cleanup with two spent contexts as well.
#[test]
fn what_one_change_mends_is_one_finding() {
    let rust = "fn split(fd: RawFd) -> Parts {\n    let a = unsafe { File::from_raw_fd(fd) };\n    let b = unsafe { File::from_raw_fd(fd) };\n    let c = unsafe { File::from_raw_fd(fd) };\n    Parts { a, b, c }\n}\n";
    let outcome = scan_texts(Language::Rust, vec![("a.rs".to_owned(), rust.as_bytes().to_vec())], &[]);
    let owners: Vec<_> = outcome.findings.iter().map(|it| (it.line, it.path.len())).collect();
    assert_eq!(owners, [(3, 3)]);
    let go = "package s\n\nfunc (s *service) start(ctx context.Context) (retErr error) {\n\tdefer func() {\n\t\tif retErr != nil {\n\t\t\ts.net.stop(ctx)\n\t\t\ts.runtime.delete(ctx)\n\t\t}\n\t}()\n\treturn s.run(ctx)\n}\n";
    let outcome = scan_texts(Language::Go, vec![("a.go".to_owned(), go.as_bytes().to_vec())], &[]);
    assert_eq!(outcome.findings.len(), 1, "{:?}", outcome.findings);
    let cleanups: Vec<_> = outcome.findings.iter().map(|it| (it.line, it.path.len())).collect();
    assert_eq!(cleanups, [(6, 3)]);
    let pipe = "package s\n\nfunc run() error {\n\tr, w, err := os.Pipe()\n\tif err != nil {\n\t\treturn err\n\t}\n\tif err := check(); err != nil {\n\t\treturn err\n\t}\n\tr.Close()\n\tw.Close()\n\treturn nil\n}\n";
    let outcome = scan_texts(Language::Go, vec![("a.go".to_owned(), pipe.as_bytes().to_vec())], &[]);
    let ends: Vec<_> = outcome.findings.iter().map(|it| (it.line, it.path.last().map(|it| it.what.clone()))).collect();
    assert_eq!(ends, [(9, Some("the same for `w` from `os.Pipe`".to_owned()))]);
}

/// A caller that can leave first is named with its lines; one that others may call is asked about.
#[test]
fn a_caller_that_leaves_is_part_of_the_path() {
    let start = "package p\n\nfunc start() <-chan error {\n\tready := make(chan error)\n\tgo func() {\n\t\tready <- connect()\n\t}()\n\treturn ready\n}\n";
    let run =
        |check: &str| format!("package p\n\nfunc run() error {{\n\tready := start()\n{check}\treturn <-ready\n}}\n");
    let found = |check: &str| said(&[("a.go", start), ("b.go", &run(check))]);
    assert_eq!(found(""), []);
    let asked = [("a.go".to_owned(), 6, "sender-leak/abandoned-sender", Level::Question)];
    assert_eq!(found("\tif err := announce(); err != nil {\n\t\treturn err\n\t}\n"), asked);
    assert_eq!(said(&[("a.go", start)]), asked);
}

/// A lock that is taken twice ends the way: one finding, and not one more for each way out below it.
#[test]
fn a_lock_that_is_taken_twice_is_one_finding() {
    let code = |second: &str| {
        format!(
            "package p\n\nfunc (n *nic) stop() error {{\n\tn.mu.{second}()\n\tif err := n.remove(); err != nil {{\n\t\tn.mu.{release}()\n\t\treturn err\n\t}}\n\tn.mu.{second}()\n\tif err := n.restore(); err != nil {{\n\t\tn.mu.{release}()\n\t\treturn err\n\t}}\n\tn.mu.{release}()\n\treturn nil\n}}\n",
            release = second.replace("Lock", "Unlock"),
        )
    };
    let once = ("a.go".to_owned(), 9, "double-lock/relock", Level::Defect);
    assert_eq!(said(&[("a.go", &code("Lock"))]), [once]);
    // Two readers get on, and one of the two locks stays.
    let rules: Vec<_> = said(&[("a.go", &code("RLock"))]).into_iter().map(|it| (it.1, it.2)).collect();
    let held = "skipped-cleanup/lock-held";
    assert_eq!(rules, [(9, "read-lock-reentry/relock"), (12, held), (15, held)]);
}

/// A command of a command line ends with its process. One that serves does not.
#[test]
fn a_leak_of_a_command_is_advice() {
    let code = |import: &str, call: &str| {
        format!(
            "package state\n\nimport \"{import}\"\n\nfunc run(path string) error {{\n\tc, err := net.Dial(\"unix\", path)\n\tif err != nil {{\n\t\treturn err\n\t}}\n\treturn {call}(c.RemoteAddr())\n}}\n"
        )
    };
    let level =
        |import, call| said(&[("a.go", &code(import, call))]).into_iter().map(|it| (it.1, it.3)).collect::<Vec<_>>();
    assert_eq!(level("github.com/spf13/cobra", "check"), [(10, Level::Advice)]);
    assert_eq!(level("github.com/urfave/cli/v2", "check"), [(10, Level::Advice)]);
    assert_eq!(level("github.com/spf13/cobra", "cli.ServerInfo"), [(10, Level::Advice)]);
    assert_eq!(level("github.com/spf13/pflag", "check"), [(10, Level::Question)]);
    assert_eq!(level("github.com/spf13/cobra", "server.AcceptFrom"), [(10, Level::Question)]);
}

/// A callee that asks whether the context is over stops when it is.
#[test]
fn a_cleanup_that_asks_its_context_is_a_question() {
    let code = |body: &str| {
        format!(
            "package s\n\nfunc (s *service) start(ctx context.Context) (retErr error) {{\n\tdefer func() {{\n\t\tif retErr != nil {{\n\t\t\ts.stop(ctx)\n\t\t}}\n\t}}()\n\treturn s.run(ctx)\n}}\n\nfunc (s *service) stop(ctx context.Context) error {{\n{body}\treturn s.child.Kill()\n}}\n"
        )
    };
    let asked = [("a.go".to_owned(), 6, "cancelled-context/deferred-cleanup", Level::Question)];
    assert_eq!(said(&[("a.go", &code("\tlog.G(ctx).Info(\"stop\")\n"))]), []);
    assert_eq!(said(&[("a.go", &code("\tif err := ctx.Err(); err != nil {\n\t\treturn err\n\t}\n"))]), asked);
    assert_eq!(said(&[("a.go", &code("\tselect {\n\tcase <-ctx.Done():\n\tdefault:\n\t}\n"))]), asked);
}

/// A list of steps is looked at as a whole: one step that is out of sight, or needs the context, and it is a question.
#[test]
fn a_list_of_steps_is_as_good_as_each_of_them() {
    let code = |first: &str, last: &str| {
        format!(
            "package s\n\nfunc (s *service) start(ctx context.Context) (l *steps.List, err error) {{\n\tundo := &steps.List{{}}\n\tdefer func() {{\n\t\tif err != nil {{\n\t\t\tundo.Release(ctx)\n\t\t}}\n\t}}()\n\tundo.AddFunc(func(u context.Context) error {{\n\t\treturn {first}\n\t}})\n{last}}}\n\nfunc unmount(ctx context.Context) error {{\n\treturn syscall.Unmount(path, 0)\n}}\n"
        )
    };
    let ends = "\tif err := s.run(ctx); err != nil {\n\t\treturn nil, err\n\t}\n\tundo.Add(s)\n\treturn undo, nil\n";
    let fails = "\tundo.Add(s)\n\tif err := s.run(ctx); err != nil {\n\t\treturn nil, err\n\t}\n\treturn undo, nil\n";
    let lines =
        |first, last| said(&[("a.go", &code(first, last))]).into_iter().map(|it| (it.1, it.2)).collect::<Vec<_>>();
    let asked = [(7, "cancelled-context/deferred-cleanup")];
    assert_eq!(lines("unmount(u)", ends), []);
    assert_eq!(lines("unmount(u)", fails), asked);
    assert_eq!(lines("s.agent.Unmount(u)", ends), asked);
    assert_eq!(lines("s.agent.Unmount(ctx)", ends), asked);
}

/// The end of a listener ends none of its connections, and a decoder keeps nothing of the file that it reads.
#[test]
fn an_owner_is_one_that_has_the_thing() {
    let ends = |code: &str| {
        let code = format!("package p\n\nfunc load(path string, l net.Listener) (*state, error) {{\n{code}}}\n");
        said(&[("a.go", &code)]).into_iter().map(|it| (it.1, it.2)).collect::<Vec<_>>()
    };
    let leaves = "skipped-cleanup/not-released";
    let accept = |word: &str| {
        format!(
            "\tdefer l.{word}()\n\tc, err := l.Accept()\n\tif err != nil {{\n\t\treturn nil, err\n\t}}\n\tif err := greet(); err != nil {{\n\t\treturn nil, err\n\t}}\n\tc.Close()\n\treturn nil, nil\n"
        )
    };
    assert_eq!(ends(&accept("Close")), [(10, leaves)]);
    assert_eq!(ends(&accept("Release")), []);
    let read = |open: &str| {
        format!(
            "\tf, err := {open}(path)\n\tif err != nil {{\n\t\treturn nil, err\n\t}}\n\ts, err := decode(f)\n\tif err != nil {{\n\t\tf.Close()\n\t\treturn nil, err\n\t}}\n\treturn s, nil\n"
        )
    };
    assert_eq!(ends(&read("os.Open")), [(13, leaves)]);
    assert_eq!(ends(&read("dial")), []);
}

/// A sleep with a lock held is often what the lock is for. In a function with a context, that context should end it.
#[test]
fn a_sleep_under_a_lock_is_a_question_where_a_context_could_end_it() {
    let code = |params: &str, first: &str| {
        format!(
            "package p\n\nfunc (d *device) remove({params}) {{\n\td.mu.Lock()\n\tdefer d.mu.Unlock()\n\t{first}\n\tfor d.busy() {{\n\t\ttime.Sleep(time.Second)\n\t}}\n}}\n"
        )
    };
    let levels = |params, first| -> Vec<_> {
        said(&[("a.go", &code(params, first))]).into_iter().map(|it| (it.1, it.3)).collect()
    };
    assert_eq!(levels("", "d.begin()"), [(8, Level::Advice)]);
    assert_eq!(levels("of *build.Context", "d.begin()"), [(8, Level::Advice)]);
    assert_eq!(levels("ctx context.Context", "d.begin()"), [(8, Level::Question)]);
    assert_eq!(levels("stream server", "ctx := stream.Context()\n\td.begin(ctx)").last(), Some(&(9, Level::Question)));
}

/// What tells that nothing is held is each return of the getter, and not the `nil` alone.
#[test]
fn a_nil_beside_a_release_counts_where_the_getter_says_so() {
    let code = |nothing: &str| {
        format!(
            "func (d *device) remap(id string) error {{\n\tb, unlock := d.locked(id)\n\tif b == nil {{\n\t\treturn errNotFound\n\t}}\n\terr := b.remap()\n\tunlock()\n\treturn err\n}}\n\n\
             func (d *device) locked(id string) (*buffer, func()) {{\n\td.mu.Lock()\n\tif d.buffers[id] == nil {{\n{nothing}\t}}\n\treturn d.buffers[id], d.mu.Unlock\n}}\n"
        )
    };
    let found = |nothing| lines("skipped-cleanup/not-released", Language::Go, &code(nothing));
    assert_eq!(found("\t\td.mu.Unlock()\n\t\treturn nil, nil\n"), Vec::<u32>::new());
    assert_eq!(found("\t\treturn nil, d.mu.Unlock\n"), [4]);
}

/// A release that only waits in a value, and a lock that the callee gives back, are still held.
#[test]
fn a_lock_is_held_until_the_release_runs() {
    let load = "func (m *manager) load() error {\n\tm.mu.Lock()\n\tdefer m.mu.Unlock()\n\treturn m.read()\n}\n";
    let code = |last: &str| {
        format!(
            "func (m *manager) restore() error {{\n\tm.mu.Lock()\n\tundo := cleanup.Make(m.mu.Unlock)\n\tdefer undo.Clean()\n{last}\treturn m.load()\n}}\n\n{load}"
        )
    };
    let found = |code: &str| lines("double-lock/relock", Language::Go, code);
    assert_eq!(found(&code("\tundo.Clean()\n")), Vec::<u32>::new());
    assert_eq!(found(&code("")), [5]);
    let paused = |end: &str| {
        format!(
            "func (m *manager) next() error {{\n\tm.mu.Lock()\n\tm.pause()\n\treturn m.load()\n}}\n\n{load}\n\
             func (m *manager) pause() {{\n\tm.mu.Unlock()\n\tsleep()\n{end}}}\n"
        )
    };
    assert_eq!(found(&paused("")), Vec::<u32>::new());
    assert_eq!(found(&paused("\tm.mu.Lock()\n")), [4]);
}

/// One command of a package serves, and the others end with the process all the same.
#[test]
fn a_file_of_commands_is_looked_at_alone() {
    let file = |import: &str, call: &str| {
        format!(
            "package cmd\n\nimport \"{import}\"\n\nfunc run(path string) error {{\n\tc, err := net.Dial(\"unix\", path)\n\tif err != nil {{\n\t\treturn err\n\t}}\n\treturn {call}(c.RemoteAddr())\n}}\n"
        )
    };
    let library = "github.com/google/subcommands";
    let level = |import, call| {
        said(&[
            ("a.go", &file(import, call)),
            ("b.go", "package cmd\n\nfunc serve(l net.Listener) {\n\tl.Accept()\n}\n"),
        ])
        .into_iter()
        .map(|it| it.3)
        .collect::<Vec<_>>()
    };
    assert_eq!(level(library, "check"), [Level::Advice]);
    assert_eq!(level(library, "server.AcceptFrom"), [Level::Question]);
    assert_eq!(level("github.com/google/uuid", "check"), [Level::Question]);
}

/// One `Unlock` for both modes is a thing of the lock's type. That of a `sync.RWMutex` ends the process.
#[test]
fn a_read_lock_is_released_by_what_its_type_says() {
    let code = |of: &str, more: &str| {
        format!(
            "type store struct {{\n\tmounts {of}\n}}\n\nfunc (s *store) load(write bool) error {{\n\tif write {{\n\t\ts.mounts.RLock()\n\t\tdefer s.mounts.Unlock()\n\t}}\n\tif err := s.read(); err != nil {{\n\t\treturn err\n\t}}\n\treturn nil\n}}\n{more}"
        )
    };
    let found = |of, more| lines("skipped-cleanup/lock-held", Language::Go, &code(of, more));
    assert_eq!(found("*lockfile.LockFile", ""), Vec::<u32>::new());
    assert_eq!(found("sync.RWMutex", ""), [11, 13]);
    // A function of the package ends a read of it by another call.
    let read = "\nfunc (s *store) look() {\n\ts.mounts.RLock()\n\ts.mounts.RUnlock()\n}\n";
    assert_eq!(found("*lockfile.LockFile", read), [11, 13]);
    let own = "\nfunc (l *both) Unlock() {}\n";
    assert_eq!(found("both", own), Vec::<u32>::new());
    assert_eq!(found("both", &format!("{own}\nfunc (l *both) RUnlock() {{}}\n")), [11, 13]);
}

/// A list that may have grown is another condition, and a lock without a partner is kept by nobody's wish.
#[test]
fn a_condition_and_a_pair_hold_as_long_as_nothing_changes_them() {
    let found = |code: &str| lines("skipped-cleanup/lock-held", Language::Go, code);
    let end = |between: &str| {
        format!(
            "func (t *write) end(c change) {{\n\tif len(t.changes) != 0 {{\n\t\tt.store.mu.Lock()\n\t}}\n\t{between}\n\tif len(t.changes) != 0 {{\n\t\tt.store.mu.Unlock()\n\t}}\n}}\n"
        )
    };
    assert_eq!(found(&end("t.tx.commit()")), Vec::<u32>::new());
    assert_eq!(found(&end("t.changes = append(t.changes, c)")), [9]);
    assert_eq!(found(&end("t.reset()")), [9]);
    let enter = |last: &str, partner: &str| {
        format!(
            "func (w *writer) enter() error {{\n\tw.mu.Lock()\n\tif w.out == nil {{\n\t\tw.mu.Unlock()\n\t\treturn errClosed\n\t}}\n\t{last}\n}}\n{partner}"
        )
    };
    let leave = "\nfunc (w *writer) leave() {\n\tw.mu.Unlock()\n}\n";
    assert_eq!(found(&enter("return nil", leave)), Vec::<u32>::new());
    assert_eq!(found(&enter("return nil", "")), [7]);
    assert_eq!(found(&enter("return errFull", leave)), [7]);
}

/// A closure that is called where it stands ends before the next line, with what it defers; it gives back what it took.
#[test]
fn a_closure_on_the_spot_releases_for_its_function() {
    let code = |inside: &str| {
        format!(
            "func (d *dest) put() error {{\n\td.mu.Lock()\n\tfunc() {{\n{inside}\t}}()\n\treturn d.commit()\n}}\n\nfunc (d *dest) commit() error {{\n\td.mu.Lock()\n\tdefer d.mu.Unlock()\n\treturn d.add()\n}}\n"
        )
    };
    let found = |inside| lines("double-lock/relock", Language::Go, &code(inside));
    assert_eq!(found("\t\tdefer d.mu.Unlock()\n\t\td.note()\n"), Vec::<u32>::new());
    assert_eq!(found("\t\td.note()\n\t\td.other.Unlock()\n"), [7]);
}

/// Who asks for a message and lets the lock go is no danger to its sender. Who keeps the lock, or does not ask, is.
#[test]
fn a_receiver_that_asked_has_let_the_lock_go() {
    let code = |ask: &str, release: &str| {
        format!(
            "func (s *spinner) run() {{\n\t<-s.stop\n\ts.mu.Lock()\n\ts.stopped <- struct{{}}{{}}\n\ts.mu.Unlock()\n}}\n\nfunc (s *spinner) end() {{\n\ts.mu.Lock()\n\t{ask}\n\t{release}\n\t<-s.stopped\n}}\n"
        )
    };
    let found = |ask, release| {
        let code = format!("package p; {}", code(ask, release));
        let of = |it: &(String, u32, &str, Level)| it.2 == "channel-under-lock/under-lock" && it.1 == 4;
        said(&[("a.go", &code)]).into_iter().filter(of).map(|it| it.3).collect::<Vec<_>>()
    };
    assert_eq!(found("s.stop <- struct{}{}", "s.mu.Unlock()"), []);
    assert_eq!(found("s.stop <- struct{}{}", "defer s.mu.Unlock()"), [Level::Question]);
    assert_eq!(found("close(s.stop)", "s.mu.Unlock()"), []);
    assert_eq!(found("s.note()", "s.mu.Unlock()"), [Level::Question]);
}

/// What has a file beside its writer keeps a file; a command that runs keeps its pipe.
#[test]
fn what_holds_memory_is_seen_in_its_fields() {
    let found = |code: &str| lines("skipped-cleanup/not-released", Language::Go, code);
    let pack = |field: &str| {
        format!(
            "type archive struct {{\n\tout {field}\n}}\n\nfunc newArchive(w io.Writer) *archive {{\n\treturn build(w)\n}}\n\nfunc (a *archive) Close() error {{\n\treturn a.out.Close()\n}}\n\nfunc pack(w io.Writer) error {{\n\ta := newArchive(w)\n\tif err := a.add(); err != nil {{\n\t\treturn err\n\t}}\n\treturn a.Close()\n}}\n"
        )
    };
    assert_eq!(found(&pack("*tar.Writer")), Vec::<u32>::new());
    assert_eq!(found(&pack("*os.File")), [16]);
    let send = |check: &str| {
        format!(
            "func send(data []byte) error {{\n\tcmd := exec.Command(\"import\")\n\tin, err := cmd.StdinPipe()\n\tif err != nil {{\n\t\treturn err\n\t}}\n\tif err := cmd.Start(); err != nil {{\n\t\treturn err\n\t}}\n\t{check}\n\tin.Close()\n\treturn cmd.Wait()\n}}\n"
        )
    };
    assert_eq!(found(&send("write(in, data)")), Vec::<u32>::new());
    assert_eq!(found(&send("if err := write(in, data); err != nil {\n\t\treturn err\n\t}")), [11]);
}
