//! Sixteen hexadecimal digits that stand for some bytes: 64-bit FNV-1a, the same on every machine and in every release. It
//! finds accidents; it guards against nobody. What must not be forged is hashed in the package `inputs`.

/// The hash of some bytes.
pub fn hash_of(bytes: &[u8]) -> String {
    hash_of_each(bytes.iter().copied())
}

/// The same for bytes that lie nowhere together.
pub fn hash_of_each(bytes: impl Iterator<Item = u8>) -> String {
    let hash =
        bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::hash_of;

    /// From the tables of its authors.
    #[test]
    fn it_is_fnv() {
        assert_eq!(
            [hash_of(b""), hash_of(b"a"), hash_of(b"foobar")],
            ["cbf29ce484222325", "af63dc4c8601ec8c", "85944171f73967e8"]
        );
    }
}
