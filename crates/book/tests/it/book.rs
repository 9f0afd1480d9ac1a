//! The real book: it builds without a problem, and every link in it leads somewhere.

use mdbook_exit_path::{Problems, links, make::Fresh};
use std::path::Path;

#[path = "../../../../book/examples/early_exit.rs"]
#[expect(unreachable_pub, reason = "it reads like a library on the page")]
mod early_exit;
#[path = "../../../../book/examples/wait_mended.rs"]
#[expect(unreachable_pub, reason = "it reads like a library on the page")]
mod mended;
#[path = "../../../../book/examples/wait_reviewed.rs"]
#[expect(unreachable_pub, reason = "it reads like a library on the page")]
mod reviewed;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap()
}

#[test]
fn the_book_builds_and_its_links_hold() {
    let fresh = match Fresh::render(root()) {
        Ok(fresh) => fresh,
        Err(error) => panic!("{error:#}"),
    };
    let problems = links::check(root(), fresh.dir()).unwrap();
    assert!(problems.is_empty(), "{}", Problems(problems));
}

#[test]
fn the_hazards_are_the_ones_that_keys_may_name() {
    let hazards = records::hazards::read(root()).unwrap().unwrap();
    assert_eq!(hazards.len(), 28);
}

#[test]
fn the_words_hold_together_and_there_are_enough() {
    let course = records::Course::scan(root()).unwrap();
    let of_words = |it: &records::Problem| records::saying::FILES.iter().any(|file| it.file == Path::new(file));
    let found: Vec<_> = records::problems(&course).into_iter().filter(of_words).collect();
    assert!(found.is_empty(), "{}", Problems(found));
    let (templates, _) = records::saying::read::<records::saying::templates::Templates>(root()).unwrap().unwrap();
    assert!(templates.template.len() >= 26, "{}", templates.template.len());
    let (rewrites, _) = records::saying::read::<records::saying::rewrites::Rewrites>(root()).unwrap().unwrap();
    assert_eq!(rewrites.rewrite.len(), 15, "the page says fifteen");
}

/// The version under review and the mended one agree where no thread interferes.
#[test]
fn the_example_of_the_method_chapter_works_when_nobody_interferes() {
    let reviewed = reviewed::Exits::default();
    reviewed.ended(7, 137);
    assert_eq!(reviewed.wait(7), Some(137));
    let mended = mended::Exits::default();
    std::thread::scope(|scope| {
        let waiter = scope.spawn(|| mended.wait(7));
        mended.ended(7, 137);
        assert_eq!(waiter.join().unwrap(), Some(137));
    });
    assert_eq!(mended.wait(7), Some(137));
}

/// The test that hopes runs as well, and may say either: that is what is wrong with it.
#[test]
fn the_test_that_knows_sees_the_lost_exit_every_time() {
    for _ in 0..100 {
        assert_eq!(early_exit::a_test_that_knows(&early_exit::Starts::default()), None, "3 is lost");
    }
    assert!(matches!(early_exit::a_test_that_hopes(&early_exit::Starts::default()), None | Some(3)));
    let in_time = early_exit::Starts::default();
    let pid = in_time.start(|| 7);
    in_time.ended(pid, 3);
    assert_eq!(in_time.code(pid), Some(3), "an exit after the start is kept");
}
