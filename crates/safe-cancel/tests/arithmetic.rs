//! Times of every size: nothing overflows, nothing panics, and nobody gets more than there is.

use proptest::prelude::*;
use safe_cancel::{Cause, Limit, Plan, RpcTimeout, TimeoutGuard};
use std::{future::Future, time::Duration};
use tokio::{
    runtime::Builder,
    time::{Instant, advance},
};

/// Small, huge, and all between: as many of each magnitude.
fn time() -> impl Strategy<Value = Duration> {
    prop_oneof![
        Just(Duration::ZERO),
        Just(Duration::MAX),
        Just(Duration::from_nanos(1)),
        (0_u32..64, any::<u64>()).prop_map(|(shift, bits)| Duration::from_nanos(bits >> shift)),
        (0_u32..64, any::<u64>(), 0_u32..1_000_000_000)
            .prop_map(|(shift, bits, nanos)| Duration::new(bits >> shift, nanos)),
    ]
}

fn limit() -> impl Strategy<Value = Limit> {
    prop_oneof![Just(Limit::None), time().prop_map(Limit::After)]
}

/// No limit is more than any.
fn amount(limit: Limit) -> Duration {
    limit.duration().unwrap_or(Duration::MAX)
}

fn paused<T>(test: impl Future<Output = T>) -> T {
    Builder::new_current_thread().enable_time().start_paused(true).build().unwrap().block_on(test)
}

/// What a clock can count to. A limit beyond that never ends.
fn counted(limit: Limit) -> Limit {
    match limit {
        Limit::After(time) if Instant::now().checked_add(time).is_none() => Limit::None,
        limit => limit,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_smaller_is_no_more_than_either(one in limit(), other in limit()) {
        let smaller = one.smaller(other);
        prop_assert!(amount(smaller) == amount(one).min(amount(other)));
        prop_assert_eq!(smaller, other.smaller(one));
    }

    #[test]
    fn what_is_kept_is_taken_off_and_never_below_zero(of in limit(), kept in time()) {
        match of.minus(kept) {
            Limit::None => prop_assert_eq!(of, Limit::None),
            Limit::After(left) => prop_assert_eq!(left, amount(of).saturating_sub(kept)),
        }
    }

    #[test]
    fn a_layer_has_what_the_sentence_says(
        whole in limit(), reserve in time(), own in limit(), inner in limit(), elapses in 0_u64..100_000,
    ) {
        paused(async {
            let elapses = Duration::from_millis(elapses);
            let start = Plan::new("start", whole).reserve(reserve).begin();
            let usable = match counted(whole) {
                Limit::None => Limit::None,
                Limit::After(whole) => Limit::After(whole.saturating_sub(reserve).saturating_sub(elapses)),
            };
            advance(elapses).await;
            let has = usable.smaller(counted(own));
            match start.layer("layer", own) {
                Err(Cause::NothingLeft(_)) => prop_assert_eq!(has, Limit::After(Duration::ZERO)),
                Err(other) => prop_assert!(false, "{:?}", other),
                Ok(layer) => {
                    prop_assert!(layer.left() == has && has != Limit::After(Duration::ZERO));
                    let inside = layer.layer("inside", inner).map(|inside| inside.left());
                    let left = has.smaller(counted(inner));
                    prop_assert!(inside.clone().unwrap_or(Limit::After(Duration::ZERO)) == left, "{:?}", inside);
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn a_header_is_never_more_than_was_left(time in time()) {
        let rest = RpcTimeout::new(time);
        let header = rest.to_string();
        prop_assert!(header.len() <= 9, "{}", header);
        let back: RpcTimeout = header.parse().unwrap();
        prop_assert!(back <= rest);
        // At most one part in 100,000 is lost, but for what eight digits of hours cannot say.
        let most = Duration::from_secs(99_999_999 * 3600);
        prop_assert!(time > most || time - back.duration() <= time / 100_000, "{:?} {:?}", time, back);
        prop_assert!(time <= most || back.duration() == most);
    }

    #[test]
    fn a_header_of_someone_else_never_panics(text in "\\PC{0,12}") {
        if let Ok(read) = text.parse::<RpcTimeout>() {
            prop_assert!(read.duration() <= Duration::from_secs(99_999_999 * 3600));
        }
    }

    #[test]
    fn every_number_and_unit_is_read(number in 0_u64..100_000_000, unit in "[HMSmun]") {
        let read: RpcTimeout = format!("{number}{unit}").parse().unwrap();
        let one: RpcTimeout = format!("1{unit}").parse().unwrap();
        prop_assert_eq!(read.duration().as_nanos(), one.duration().as_nanos() * u128::from(number));
    }

    #[test]
    fn steps_of_any_size_have_a_sum(whole in limit(), reserve in time(), steps in prop::collection::vec(limit(), 0..6)) {
        let plan = steps.iter().fold(Plan::new("all", whole).reserve(reserve), |plan, step| plan.step("step", *step));
        let sum = steps.iter().filter_map(|step| step.duration()).fold(Duration::ZERO, Duration::saturating_add);
        match plan.overcommitted() {
            Some(error) => {
                prop_assert_eq!(error.sum, sum);
                prop_assert!(sum > error.whole.saturating_sub(reserve) || error.whole <= reserve);
                prop_assert!(!error.to_string().is_empty());
            }
            None => prop_assert!(whole.duration().is_none_or(|whole| sum <= whole.saturating_sub(reserve))),
        }
    }

    #[test]
    fn a_reserve_of_any_size_is_kept(whole in limit(), reserve in time(), inner in time()) {
        paused(async {
            let start = TimeoutGuard::new("start", whole);
            let Ok(layer) = start.layer("layer", Limit::None) else { return Ok(()) };
            let Ok(layer) = layer.reserving(reserve) else { return Ok(()) };
            if let Ok(layer) = layer.reserving(inner) {
                let sum = reserve.saturating_add(inner);
                prop_assert_eq!(layer.left(), counted(whole).minus(reserve).minus(inner));
                match layer.cleanup("cleanup") {
                    Ok(cleanup) => prop_assert!(cleanup.left() == counted(sum.into()) && !sum.is_zero()),
                    Err(_) => prop_assert!(sum.is_zero()),
                }
            }
            Ok(())
        })?;
    }
}
