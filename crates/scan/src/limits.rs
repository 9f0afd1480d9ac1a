//! Limits of time that are written out in the code, in milliseconds.

/// `5*time.Second`, `time.Minute`, `300 * time.Millisecond`.
pub(crate) fn go(text: &str) -> Option<u64> {
    let text: String = text.chars().filter(|it| !it.is_whitespace()).collect();
    let mut product = 1_u64;
    let mut has_unit = false;
    for part in text.split('*') {
        let factor = match part {
            "time.Millisecond" => 1,
            "time.Second" => 1_000,
            "time.Minute" => 60_000,
            "time.Hour" => 3_600_000,
            number => number.parse().ok()?,
        };
        has_unit |= part.starts_with("time.");
        product = product.checked_mul(factor)?;
    }
    has_unit.then_some(product)
}

/// `Duration::from_secs(5)`, `time::Duration::from_millis(300)`.
pub(crate) fn rust(text: &str) -> Option<u64> {
    let text: String = text.chars().filter(|it| !it.is_whitespace()).collect();
    let (head, rest) = text.split_once('(')?;
    let number: u64 = rest.strip_suffix(')')?.replace('_', "").parse().ok()?;
    match head.rsplit("::").next()? {
        "from_millis" => Some(number),
        "from_secs" => number.checked_mul(1_000),
        "from_mins" => number.checked_mul(60_000),
        _ => None,
    }
}

/// As a reader writes it.
pub(crate) fn shown(milliseconds: u64) -> String {
    match milliseconds {
        it if it % 60_000 == 0 => format!("{} min", it / 60_000),
        it if it % 1_000 == 0 => format!("{} s", it / 1_000),
        it => format!("{it} ms"),
    }
}

#[cfg(test)]
mod tests {
    use super::{go, rust};

    #[test]
    fn only_what_is_written_out_is_a_limit() {
        assert_eq!(go("5 * time.Second"), Some(5_000));
        assert_eq!(go("time.Minute"), Some(60_000));
        assert_eq!(go("timeout"), None);
        assert_eq!(go("5 * step"), None);
        assert_eq!(rust("Duration::from_secs(2)"), Some(2_000));
        assert_eq!(rust("self.limit"), None);
    }
}
