//! A budget before its clock runs: what is kept, which steps there are, and whether they fit.

use super::{TimeoutGuard, books::Books};
use crate::{Limit, RpcTimeout};
use std::{error::Error, fmt, sync::Arc, time::Duration};
use tokio::time::Instant;

/// A budget whose clock does not run yet.
///
/// ```
/// use safe_cancel::{Plan, Units};
///
/// // Three steps of four seconds, in a start of ten that keeps two for the cleanup.
/// let plan = Plan::new("start", 10.secs()).reserve(2.secs());
/// let plan = plan.step("connect", 4.secs()).step("state", 4.secs()).step("watch", 4.secs());
/// let error = plan.checked().unwrap_err();
/// assert_eq!(error.sum, 12.secs());
/// assert_eq!(
///     error.to_string(),
///     "the steps of start add up to 12s (connect 4s, state 4s, watch 4s), and 8s are there for them: 10s, less 2s for its \
///      cleanup"
/// );
/// ```
#[derive(Clone, Debug)]
#[must_use = "a plan has no effect until it begins"]
pub struct Plan {
    name: &'static str,
    limit: Limit,
    reserve: Duration,
    /// Those that have a limit. The others fit anywhere: they get what is left.
    steps: Vec<(&'static str, Duration)>,
    #[cfg(feature = "metrics")]
    meter: Option<MeterOf>,
}

#[cfg(feature = "metrics")]
#[derive(Clone)]
struct MeterOf(Arc<dyn super::Meter>);

#[cfg(feature = "metrics")]
impl fmt::Debug for MeterOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Meter")
    }
}

impl Plan {
    /// `limit` is for everything, the cleanup with it.
    pub fn new(name: &'static str, limit: impl Into<Limit>) -> Plan {
        Plan {
            name,
            limit: limit.into(),
            reserve: Duration::ZERO,
            steps: Vec::new(),
            #[cfg(feature = "metrics")]
            meter: None,
        }
    }

    /// The rest of a caller's time, as it came with a request. No value is no limit, as gRPC has it.
    pub fn of_rpc(name: &'static str, rest: Option<RpcTimeout>) -> Plan {
        Plan::new(name, rest.map(RpcTimeout::duration))
    }

    /// Keep so much for the cleanup: no layer gets it.
    pub fn reserve(mut self, time: Duration) -> Plan {
        self.reserve = time;
        self
    }

    /// A step that comes after those before it.
    pub fn step(self, name: &'static str, limit: impl Into<Limit>) -> Plan {
        self.side_by_side([(name, limit)])
    }

    /// Steps that run at the same time: only the longest of them counts.
    pub fn side_by_side<L: Into<Limit>>(mut self, steps: impl IntoIterator<Item = (&'static str, L)>) -> Plan {
        let limited = steps.into_iter().filter_map(|(name, limit)| Some((name, limit.into().duration()?)));
        self.steps.extend(limited.max_by_key(|(_, limit)| *limit));
        self
    }

    /// Calls `meter` for each layer that ends.
    #[cfg(feature = "metrics")]
    pub fn meter(mut self, meter: impl super::Meter) -> Plan {
        self.meter = Some(MeterOf(Arc::new(meter)));
        self
    }

    /// Do the steps and the reserve fit into the whole?
    ///
    /// # Errors
    ///
    /// With the sums, if they do not, and if the reserve leaves nothing.
    pub fn checked(self) -> Result<Plan, Overcommitted> {
        match self.overcommitted() {
            Some(error) => Err(error),
            None => Ok(self),
        }
    }

    /// The same as a warning, where a sum that is too large is meant: most steps are fast most of the time.
    #[must_use]
    pub fn overcommitted(&self) -> Option<Overcommitted> {
        let whole = self.limit.duration()?;
        let usable = whole.saturating_sub(self.reserve);
        let sum = self.steps.iter().fold(Duration::ZERO, |sum, (_, limit)| sum.saturating_add(*limit));
        let fits = sum <= usable && (!usable.is_zero() || self.reserve.is_zero());
        let Plan { name, reserve, steps, .. } = self;
        (!fits).then(|| Overcommitted { name, whole, reserve: *reserve, sum, steps: steps.clone() })
    }

    /// Starts the clock. With the feature `tracing`, steps that do not fit are a warning with their sum.
    pub fn begin(self) -> TimeoutGuard<'static> {
        #[cfg(feature = "tracing")]
        if let Some(warning) = self.overcommitted() {
            tracing::warn!(layer = self.name, sum_ms = crate::guard::millis(warning.sum), "{warning}");
        }
        #[cfg(feature = "metrics")]
        let books = Books::with(self.meter.map(|meter| meter.0));
        #[cfg(not(feature = "metrics"))]
        let books = Books::default();
        TimeoutGuard::outermost(self.name, self.limit, self.reserve, Arc::new(books), Instant::now())
    }
}

/// The steps of a plan and its reserve do not fit into the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Overcommitted {
    /// The plan.
    pub name: &'static str,
    /// The limit of everything.
    pub whole: Duration,
    /// What is kept for the cleanup.
    pub reserve: Duration,
    /// What the steps add up to. It saturates.
    pub sum: Duration,
    /// The steps; of those side by side, the longest.
    pub steps: Vec<(&'static str, Duration)>,
}

impl fmt::Display for Overcommitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Overcommitted { name, whole, reserve, sum, steps } = self;
        let usable = whole.saturating_sub(*reserve);
        write!(f, "the steps of {name} add up to {sum:?}")?;
        for (i, (step, limit)) in steps.iter().enumerate() {
            write!(f, "{}{step} {limit:?}", if i == 0 { " (" } else { ", " })?;
        }
        let close = if steps.is_empty() { "" } else { ")" };
        write!(f, "{close}, and {usable:?} are there for them: {whole:?}")?;
        if reserve.is_zero() { Ok(()) } else { write!(f, ", less {reserve:?} for its cleanup") }
    }
}

impl Error for Overcommitted {}
