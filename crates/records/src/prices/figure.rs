//! How a figure reads, for terminal and page: with its unit, and with no more digits than say something.

use crate::{figures::grouped, record::Unit};

/// A figure with its unit: `142 ns`, `5.3 ms`, `64 kB`, `12,000`. Three digits at most say something.
pub fn figure(value: f64, unit: Unit) -> String {
    let (base, names): (f64, &[&str]) = match unit {
        Unit::Time => (1000.0, &[" ns", " µs", " ms", " s"]),
        Unit::Bytes => (1000.0, &[" B", " kB", " MB", " GB"]),
        Unit::Count => (f64::INFINITY, &[""]),
    };
    let mut value = value;
    let mut name = names[0];
    for next in &names[1..] {
        if value < base * 0.9995 {
            break;
        }
        (value, name) = (value / base, next);
    }
    format!("{}{name}", rounded(value))
}

/// `0.42`, `3.1`, `142`, `12,000`.
pub fn rounded(value: f64) -> String {
    match value {
        // A count that is whole says so, and so does a mark of an axis.
        _ if value.fract() == 0.0 && value < 10.0 => format!("{value:.0}"),
        _ if value < 0.995 => format!("{value:.2}"),
        _ if value < 9.95 => format!("{value:.1}"),
        _ => grouped(&format!("{value:.0}")),
    }
}

/// `4.1 times`, `47,000 times`, `1/30 of it`, or that there is no difference. Two digits travel from machine to machine, if
/// any do.
pub fn compared(ratio: Option<f64>) -> String {
    let Some(ratio) = ratio else { return "no difference".into() };
    match ratio {
        f64::INFINITY => return "the fix has none".into(),
        0.0 => return "none".into(),
        _ => {}
    }
    let two_digits = |ratio: f64| {
        let power = 10f64.powi(ratio.log10().floor() as i32 - 1);
        rounded((ratio / power).round() * power)
    };
    match ratio {
        // Two decimals would make a two-thousandth a zero.
        _ if ratio < 0.095 => format!("1/{} of it", two_digits(1.0 / ratio)),
        _ => format!("{} times", two_digits(ratio)),
    }
}

#[cfg(test)]
mod tests {
    use super::{compared, figure};
    use crate::record::Unit;

    #[test]
    fn figures_say_what_three_digits_can() {
        let times = [0.4, 7.25, 142.3, 999.9, 5_280_000.0, 61e9].map(|it| figure(it, Unit::Time));
        assert_eq!(times, ["0.40 ns", "7.2 ns", "142 ns", "1.0 µs", "5.3 ms", "61 s"]);
        assert_eq!([12.0, 64_200.0].map(|it| figure(it, Unit::Bytes)), ["12 B", "64 kB"]);
        assert_eq!([0.0, 359.0, 1_234_567.0].map(|it| figure(it, Unit::Count)), ["0", "359", "1,234,567"]);
        assert_eq!([None, Some(0.25), Some(47_016.0)].map(compared), ["no difference", "0.25 times", "47,000 times"]);
        assert_eq!([0.1, 0.094, 0.000_51].map(Some).map(compared), ["0.10 times", "1/11 of it", "1/2,000 of it"]);
        assert_eq!([Some(f64::INFINITY), Some(0.0)].map(compared), ["the fix has none", "none"]);
    }
}
