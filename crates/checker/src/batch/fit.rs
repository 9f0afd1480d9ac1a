//! Whether a file means the same as a module of a program as it does alone, as the root of a crate. Text in, answer out.
//! Nothing is parsed: a file that so much as names what tells the two apart gets a package of its own, where it is always
//! judged rightly.

/// Words that mean something else in a module, or that ask where the code is: paths from the root of the crate, other
/// files, what is exported from the crate, what the compiler says of its own work, and a crate that a record lends.
const TELLTALES: [&str; 25] = [
    "Location",
    "TypeId",
    "backtrace",
    "column",
    "crate",
    "env",
    "export_name",
    "extern",
    "file",
    "include",
    "include_bytes",
    "include_str",
    "macro_export",
    "macro_rules",
    "macro_use",
    "mod",
    "module_path",
    "no_mangle",
    "non_exhaustive",
    "option_env",
    "path",
    "safe_cancel",
    "super",
    "type_name",
    "type_name_of_val",
];

/// Why a file must stay alone: the first word or sign of it that says so.
pub(super) fn telltale(source: &str) -> Option<&str> {
    // A line that begins like a comment is one, as long as no comment spans lines.
    let signs = ["/*", "#!"];
    if let Some(sign) = signs.into_iter().find(|sign| source.contains(sign)) {
        return Some(sign);
    }
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    let words = code.flat_map(|line| line.split(|c: char| !(c.is_alphanumeric() || c == '_')));
    words.into_iter().find(|word| TELLTALES.contains(word))
}

#[cfg(test)]
mod tests {
    use super::telltale;

    #[test]
    fn what_a_module_would_change_stays_alone() {
        let alone = [
            ("#![allow(dead_code)]\npub fn a() {}", "#!"),
            ("pub(crate) fn a() {}", "crate"),
            ("use crate::b;", "crate"),
            ("mod order;", "mod"),
            ("  super :: a()", "super"),
            ("const A: &str = include_str !(\"a\");", "include_str"),
            ("#[non_exhaustive]\npub enum A {}", "non_exhaustive"),
            ("macro_rules! m { () => {} }", "macro_rules"),
            ("let place = std::panic::Location::caller();", "Location"),
            ("/*\n// */ mod x;", "/*"),
            ("\"\n\" ; mod x;", "mod"),
        ];
        for (source, sign) in alone {
            assert_eq!(telltale(source), Some(sign), "{source}");
        }
    }

    #[test]
    fn ordinary_code_does_not() {
        let source =
            "//! Of the crate, and its path.\nuse std::sync::Mutex;\n\npub struct Modest(Mutex<u8>);\n    // a file\n";
        assert_eq!(telltale(source), None);
    }
}
