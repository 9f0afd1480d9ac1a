//! Why something ended. Typed, so that a caller can decide by it.

use std::{error::Error, fmt, sync::Arc, time::Duration};

/// Who cancelled: the name under which a source was added, or that a caller gave to [`CancelChain::cancel`].
///
/// Names are literals. They end up in logs and metrics, where a name for each request does harm.
///
/// [`CancelChain::cancel`]: crate::CancelChain::cancel
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Source(pub &'static str);

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Why something ended before its work did.
///
/// It is cheap to clone. Two causes of your own are equal if they are the same one.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Cause {
    /// A limit ran out. `layer` is the layer whose limit it was, which may be an outer one.
    Deadline {
        /// The layer whose limit it was.
        layer: &'static str,
        /// The limit as it was given, before anything was kept or spent.
        limit: Duration,
    },
    /// A source fired, or a caller cancelled in its name.
    Cancelled(Source),
    /// A layer was entered with nothing left. Its work was not polled.
    NothingLeft(Box<Shortfall>),
    /// A cause of your own. [`Cause::own_as`] gives it back.
    Own(Arc<dyn Error + Send + Sync>),
}

/// A layer was entered with nothing left, and this says whose fault it was.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Shortfall {
    /// The layer that was entered too late.
    pub layer: &'static str,
    /// The layer whose limit is used up. It is `layer` itself if its own limit is zero.
    pub used_up: &'static str,
    /// That limit.
    pub limit: Duration,
    /// What of it the layer's caller keeps for its cleanup.
    pub reserve: Duration,
    /// The layer beside this one that spent the most, and how much. `None` if none of them had to wait.
    pub most: Option<(&'static str, Duration)>,
}

impl Cause {
    /// A cause of your own.
    pub fn own(error: impl Error + Send + Sync + 'static) -> Cause {
        Cause::Own(Arc::new(error))
    }

    /// Your own cause, if it is one and has this type.
    #[must_use]
    pub fn own_as<E: Error + 'static>(&self) -> Option<&E> {
        match self {
            Cause::Own(error) => error.downcast_ref(),
            _ => None,
        }
    }

    /// Did time run out? So it is for a deadline, and for a layer that was entered too late.
    #[must_use]
    pub fn is_time(&self) -> bool {
        matches!(self, Cause::Deadline { .. } | Cause::NothingLeft(_))
    }
}

impl PartialEq for Cause {
    fn eq(&self, other: &Cause) -> bool {
        match (self, other) {
            (Cause::Deadline { layer, limit }, Cause::Deadline { layer: of, limit: to }) => layer == of && limit == to,
            (Cause::Cancelled(one), Cause::Cancelled(other)) => one == other,
            (Cause::NothingLeft(one), Cause::NothingLeft(other)) => one == other,
            (Cause::Own(one), Cause::Own(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }
}

impl Eq for Cause {}

impl From<Source> for Cause {
    fn from(source: Source) -> Cause {
        Cause::Cancelled(source)
    }
}

impl From<&'static str> for Cause {
    fn from(name: &'static str) -> Cause {
        Cause::Cancelled(Source(name))
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cause::Deadline { layer, limit } => write!(f, "the limit of {layer}, {limit:?}, is over"),
            Cause::Cancelled(source) => write!(f, "cancelled by {source}"),
            Cause::NothingLeft(shortfall) => shortfall.fmt(f),
            Cause::Own(error) => error.fmt(f),
        }
    }
}

impl fmt::Display for Shortfall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Shortfall { layer, used_up, limit, reserve, most } = self;
        write!(f, "nothing is left for {layer}: the limit of {used_up}, {limit:?}, is used up")?;
        if !reserve.is_zero() {
            write!(f, " but for the {reserve:?} that are kept for its cleanup")?;
        }
        if let Some((spender, spent)) = most {
            write!(f, "; {spender} spent {spent:?}")?;
        }
        Ok(())
    }
}

impl Error for Cause {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Cause::Own(error) => error.source(),
            _ => None,
        }
    }
}
