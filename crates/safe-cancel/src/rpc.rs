//! The rest of a budget as it travels with a request, in the form of gRPC's header `grpc-timeout`: at most eight digits,
//! and a unit.

use std::{error::Error, fmt, str::FromStr, time::Duration};

/// The rest of a caller's time.
///
/// Written, it is never more than the rest was: it is rounded down, in the finest unit that has room for it. Read, it is
/// never negative, and what is too large saturates. A zero has no time left; "no limit" has no header at all.
///
/// ```
/// use safe_cancel::{Limit, Plan, RpcTimeout, TimeoutGuard, Units};
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let request = TimeoutGuard::new("request", 250.ms());
/// let header = request.to_rpc().map(|rest| rest.to_string());
/// assert_eq!(header.as_deref(), Some("250000u"));
///
/// // On the other side: what the header says is all there is.
/// let rest = header.as_deref().map(str::parse::<RpcTimeout>).transpose()?;
/// let served = Plan::of_rpc("served", rest).begin();
/// assert_eq!(served.left(), Limit::After(250.ms()));
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RpcTimeout(Duration);

/// What fits into eight digits.
const MOST: u128 = 99_999_999;

/// The units of the header, in nanoseconds, the finest first.
const UNITS: [(char, u128); 6] =
    [('n', 1), ('u', 1_000), ('m', 1_000_000), ('S', 1_000_000_000), ('M', 60_000_000_000), ('H', 3_600_000_000_000)];

impl RpcTimeout {
    /// So much is left.
    #[must_use]
    pub const fn new(rest: Duration) -> RpcTimeout {
        RpcTimeout(rest)
    }

    /// How much is left.
    #[must_use]
    pub const fn duration(self) -> Duration {
        self.0
    }

    /// Less so much, for the way: at least zero.
    #[must_use]
    pub const fn minus(self, way: Duration) -> RpcTimeout {
        RpcTimeout(self.0.saturating_sub(way))
    }
}

impl fmt::Display for RpcTimeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanos = self.0.as_nanos();
        let fits = UNITS.iter().find(|(_, unit)| nanos / unit <= MOST);
        // More than eleven thousand years are as good as eleven thousand.
        let (number, unit) = fits.map_or((MOST, 'H'), |(name, unit)| (nanos / unit, *name));
        write!(f, "{number}{unit}")
    }
}

impl FromStr for RpcTimeout {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<RpcTimeout, ParseError> {
        let unit = text.chars().next_back().ok_or(ParseError::Empty)?;
        let (_, nanos) = UNITS.iter().find(|(name, _)| *name == unit).ok_or(ParseError::Unit)?;
        let digits = &text[..text.len() - 1];
        if digits.is_empty() || digits.len() > 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(ParseError::Digits);
        }
        let number: u128 = digits.parse().map_err(|_| ParseError::Digits)?;
        let nanos = number * nanos;
        let seconds = u64::try_from(nanos / 1_000_000_000).unwrap_or(u64::MAX);
        // Less than a billion, by the rest.
        let below = u32::try_from(nanos % 1_000_000_000).unwrap_or_default();
        Ok(RpcTimeout(Duration::new(seconds, below)))
    }
}

/// What is wrong with a header. A server refuses the request; it does not serve it without a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseError {
    /// There is nothing in it.
    Empty,
    /// It does not end in one of the units H, M, S, m, u and n.
    Unit,
    /// The unit is not after one to eight digits. A sign is none.
    Digits,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ParseError::Empty => "the timeout is empty",
            ParseError::Unit => "the timeout does not end in one of the units H, M, S, m, u, n",
            ParseError::Digits => "the timeout has no number of one to eight digits before its unit",
        })
    }
}

impl Error for ParseError {}
