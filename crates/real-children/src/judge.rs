//! What was seen, against what the record declares. Pure: problems come out, nothing is printed.

use crate::{
    always::{self, Orphans},
    rounds::Tally,
    run::Seen,
};
use records::record::Variant;

/// A place, and below it a sentence, for each thing that is not as it should be.
pub(crate) fn problems(exercise: &str, variant: &Variant, tallies: &[Tally], orphans: Orphans) -> Vec<String> {
    tallies.iter().flat_map(|tally| of_one(exercise, variant, tally, orphans)).collect()
}

fn of_one(exercise: &str, variant: &Variant, tally: &Tally, orphans: Orphans) -> Vec<String> {
    let place = match tally.answers.join(", ") {
        answers if answers.is_empty() => format!("{} · {}", variant.name, tally.property),
        answers => format!("{} · {} ({answers})", variant.name, tally.property),
    };
    let declared = variant.fails.iter().any(|fails| fails.property == tally.property);
    let mut problems = Vec::new();
    for (seen, times) in &tally.seen {
        match seen {
            Seen::Held => {}
            Seen::Odd(why) => problems.push(format!("{place}\n  {why}")),
            Seen::Failed(_) | Seen::Hung if declared => {}
            Seen::Failed(_) | Seen::Hung => {
                let said = tally.message.as_deref().unwrap_or("no word of it");
                let runs = tally.runs();
                problems.push(format!("{place}\n  the record says it holds; {times} of {runs} runs do not:\n  {said}"));
            }
        }
    }
    if let Some(always) = always::expected(exercise, &variant.name, &tally.property, &tally.answers, orphans) {
        let kinds = always.kinds.iter();
        let shown: usize = kinds.clone().filter_map(|kind| tally.seen.get(&Seen::Failed(*kind))).sum();
        if shown < tally.runs() {
            let (kinds, runs) = (kinds.map(|kind| kind.words()).collect::<Vec<_>>().join(" or "), tally.runs());
            problems.push(format!("{place}\n  {kinds} is there every time; {shown} of {runs} runs show it"));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::{Orphans, problems};
    use crate::{rounds::Tally, run::Seen};
    use protocol::Kind;
    use records::record::{Failure, Role, Variant};

    const FIVE: &str = "exercise-5-stolen-wait";

    fn variant(name: &str, fails: &[(&str, Kind)]) -> Variant {
        let fails = fails.iter().map(|(property, kind)| Failure { property: (*property).into(), kind: *kind });
        Variant {
            name: name.into(),
            role: Role::Wrong,
            summary: String::new(),
            why: String::new(),
            fails: fails.collect(),
        }
    }

    fn tally(property: &str, answer: &str, seen: &[(Seen, usize)]) -> Vec<Tally> {
        let answers = if answer.is_empty() { Vec::new() } else { vec![format!("it: {answer}")] };
        let message = Some("a zombie is left".into());
        vec![Tally { property: property.into(), answers, seen: seen.iter().cloned().collect(), message }]
    }

    #[test]
    fn a_property_that_is_said_to_hold_fails_nowhere() {
        let seen = tally("own-code", "", &[(Seen::Held, 9), (Seen::Failed(Kind::Leak), 1)]);
        let found = problems(FIVE, &variant("fixed", &[("hook-result", Kind::Leak)]), &seen, Orphans::Left);
        assert_eq!(found, ["fixed · own-code\n  the record says it holds; 1 of 10 runs do not:\n  a zombie is left"]);
        assert!(problems(FIVE, &variant("fixed", &[("own-code", Kind::Leak)]), &seen, Orphans::Left).is_empty());
        let seen = tally("own-code", "", &[(Seen::Hung, 1)]);
        assert_eq!(problems(FIVE, &variant("fixed", &[]), &seen, Orphans::Left).len(), 1);
    }

    #[test]
    fn a_run_without_a_verdict_is_never_right() {
        let seen = tally("own-code", "", &[(Seen::Odd("it held, and left sleep".into()), 1)]);
        let declared = variant("wrong_x", &[("own-code", Kind::Leak)]);
        assert_eq!(problems(FIVE, &declared, &seen, Orphans::Left), ["wrong_x · own-code\n  it held, and left sleep"]);
    }

    #[test]
    fn what_is_there_every_time_is_seen_every_time() {
        let declared = variant("before", &[("orphans-reaped", Kind::Leak)]);
        let leaks = |times| (Seen::Failed(Kind::Leak), times);
        assert!(
            problems(FIVE, &declared, &tally("orphans-reaped", "asks at once", &[leaks(3)]), Orphans::Left).is_empty()
        );
        for other in [Seen::Held, Seen::Failed(Kind::Deadlock)] {
            let seen = tally("orphans-reaped", "asks at once", &[leaks(2), (other, 1)]);
            let found = problems(FIVE, &declared, &seen, Orphans::Left);
            assert_eq!(
                found,
                ["before · orphans-reaped (it: asks at once)\n  leak is there every time; 2 of 3 runs show it"]
            );
        }
    }

    #[test]
    fn a_shell_that_reaps_leaves_no_orphan_to_demand() {
        let declared = variant("before", &[("orphans-reaped", Kind::Leak)]);
        let held = tally("orphans-reaped", "asks at once", &[(Seen::Held, 1)]);
        assert!(problems(FIVE, &declared, &held, Orphans::Perhaps).is_empty());
        assert_eq!(problems(FIVE, &declared, &held, Orphans::Left).len(), 1);
    }
}
