//! How a whole number reads: `12,345`.

/// `12,345`.
pub fn counted(number: u64) -> String {
    grouped(&number.to_string())
}

/// Digits, with a comma before every three from the right.
pub fn grouped(digits: &str) -> String {
    let ends = (1..=digits.len()).rev();
    let comma = |left| if left % 3 == 1 && left > 1 { "," } else { "" };
    digits.chars().zip(ends).map(|(digit, left)| format!("{digit}{}", comma(left))).collect()
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn digits_come_in_threes() {
        assert_eq!([1, 999, 1_000, 1_234_567].map(counted), ["1", "999", "1,000", "1,234,567"]);
    }
}
