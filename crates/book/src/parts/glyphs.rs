//! A small drawing for each hazard, which says the shape of the failure: lanes are threads or tasks, time goes right. A lane runs (`r`),
//! waits (`w`), or has ended (`e`); a bar is a held lock (`h`); what breaks is `b`. The words beside it say the same, so a screen reader
//! skips it. A hazard of another course has none.

use crate::html::escape;

/// Inside of a box of 120 by 36: kind and path, in pairs.
type Strokes = &'static [(&'static str, &'static str)];

const GLYPHS: &[(&str, Strokes)] = &[
    ("unbounded-wait", &[("r", "M4 18H38"), ("w", "M38 18H108"), ("e", "M106 11l8 7-8 7")]),
    (
        "sender-leak",
        &[("r", "M4 9H50"), ("e", "M52 3v12"), ("r", "M4 28H60"), ("w", "M60 28H116"), ("b", "M60 26L54 14")],
    ),
    (
        "channel-under-lock",
        &[
            ("h", "M22 5H116"),
            ("r", "M4 13H58"),
            ("w", "M58 13H116"),
            ("r", "M4 30H40"),
            ("w", "M40 30H116"),
            ("b", "M58 15V28"),
        ],
    ),
    ("double-lock", &[("r", "M4 10H78"), ("h", "M26 22H78"), ("b", "M78 10C104 10 104 22 84 22M89 18l-6 4 6 4")]),
    (
        "lock-order",
        &[
            ("h", "M8 8H52"),
            ("h", "M8 28H52"),
            ("b", "M52 8L82 28M52 28L82 8"),
            ("w", "M84 8H116"),
            ("w", "M84 28H116"),
        ],
    ),
    (
        "read-lock-reentry",
        &[("h", "M4 8H72"), ("w", "M30 20H116"), ("r", "M4 31H48"), ("w", "M48 31H116"), ("b", "M48 29V22")],
    ),
    (
        "reader-behind-writer",
        &[("h", "M4 8H116"), ("w", "M40 20H116"), ("w", "M64 31H116"), ("b", "M64 29V22M40 18V10")],
    ),
    ("cancelled-context", &[("r", "M4 18H40"), ("b", "M42 10l12 16M54 10L42 26"), ("e", "M60 18H116")]),
    ("double-close", &[("r", "M4 9H66"), ("r", "M4 28H88"), ("e", "M66 3v12"), ("b", "M88 28L72 13M74 19l-3-7 8 1")]),
    ("waitgroup-misuse", &[("r", "M4 7H46"), ("r", "M4 18H100"), ("r", "M4 29H84"), ("b", "M62 2V34")]),
    ("lost-wakeup", &[("r", "M4 9H110"), ("r", "M4 28H44"), ("w", "M72 28H116"), ("b", "M58 11V26M53 21l5 6 5-6")]),
    (
        "task-without-owner",
        &[("r", "M4 9H54"), ("e", "M56 3v12M28 11V26"), ("r", "M28 28H106"), ("b", "M104 22l8 6-8 6")],
    ),
    (
        "lock-across-io",
        &[("h", "M18 5H102"), ("r", "M4 15H30"), ("e", "M34 15H86"), ("r", "M90 15H116"), ("w", "M44 30H102")],
    ),
    ("map-race", &[("r", "M4 8H50"), ("r", "M4 28H50"), ("b", "M50 8L66 16M50 28L66 20"), ("e", "M68 8H94V28H68Z")]),
    ("closure-capture", &[("r", "M4 10H116"), ("e", "M40 5v10"), ("b", "M40 15C44 36 92 36 96 15M91 20l5-7 5 6")]),
    ("check-then-act", &[("r", "M4 9H42"), ("r", "M82 9H116"), ("b", "M48 29H78"), ("e", "M42 11V27M82 27V11")]),
    ("event-order", &[("r", "M4 9H116"), ("b", "M44 11V24M39 19l5 6 5-6"), ("r", "M72 28H116"), ("e", "M72 22v12")]),
    ("unguarded-field", &[("h", "M4 8H44"), ("h", "M78 8H116"), ("r", "M4 24H116"), ("b", "M61 16V32M54 24h14")]),
    ("swallowed-error", &[("r", "M4 13H116"), ("b", "M44 15C44 24 48 27 56 29"), ("e", "M60 30H78")]),
    ("skipped-cleanup", &[("r", "M4 10H48"), ("b", "M48 10C70 10 54 30 76 30H112"), ("e", "M78 4H104V18H78Z")]),
    ("stolen-status", &[("r", "M4 9H64"), ("r", "M4 28H88"), ("e", "M66 3H100V15H66Z"), ("b", "M88 28L72 17")]),
    (
        "pid-reuse",
        &[("r", "M4 26H40"), ("e", "M44 19v14"), ("h", "M52 26H116"), ("b", "M24 22C34 2 74 0 84 20M78 17l6 4 4-7")],
    ),
    (
        "guard-across-await",
        &[
            ("h", "M12 5H108"),
            ("r", "M4 16H34"),
            ("w", "M34 16H86"),
            ("r", "M86 16H116"),
            ("w", "M56 30H108"),
            ("b", "M34 8V24"),
        ],
    ),
    ("temporary-guard", &[("r", "M4 26H116"), ("h", "M18 10H46"), ("b", "M46 10H104"), ("e", "M46 18V34")]),
    (
        "cancel-unsafe-select",
        &[("r", "M4 8H60C76 8 78 18 92 18H116"), ("r", "M4 28H54"), ("b", "M56 22l12 12M68 22L56 34")],
    ),
    (
        "blocking-in-async",
        &[("r", "M4 7H28"), ("b", "M28 7H96"), ("r", "M96 7H116"), ("w", "M32 19H96"), ("w", "M32 30H96")],
    ),
    (
        "queue-bounds",
        &[
            ("r", "M4 18H30"),
            ("w", "M30 18H46"),
            ("e", "M52 8H66V28H52ZM70 8H84V28H70ZM88 8H102V28H88Z"),
            ("b", "M46 4V32"),
        ],
    ),
    ("gap-in-stream", &[("r", "M4 18H40"), ("b", "M46 9V27M72 9V27"), ("w", "M50 18H68"), ("r", "M78 18H116")]),
];

/// The drawing; nothing for a hazard that has none.
pub(super) fn svg(hazard: &str) -> String {
    let Some((_, strokes)) = GLYPHS.iter().find(|(id, _)| *id == hazard) else { return String::new() };
    let paths: String =
        strokes.iter().map(|(kind, path)| format!("<path class=\"ep-g-{kind}\" d=\"{}\"/>", escape(path))).collect();
    format!(
        "<svg class=\"ep-glyph\" viewBox=\"0 0 120 36\" preserveAspectRatio=\"xMinYMid\" aria-hidden=\"true\">{paths}</svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::{GLYPHS, svg};
    use std::{collections::BTreeSet, path::Path};

    #[test]
    fn each_hazard_of_the_book_has_a_drawing_of_its_own() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let hazards = records::hazards::read(&root).expect("a list").expect("it is read");
        let ids: BTreeSet<&str> = hazards.iter().map(|it| it.id.as_str()).collect();
        assert_eq!(GLYPHS.iter().map(|(id, _)| *id).collect::<BTreeSet<_>>(), ids);
        let drawn: BTreeSet<String> = ids.iter().map(|id| svg(id)).collect();
        assert_eq!(drawn.len(), ids.len(), "two hazards look alike");
        // What breaks is never told by colour alone: it has a place of its own.
        for (id, strokes) in GLYPHS {
            let waits = strokes.iter().any(|(kind, _)| *kind == "w");
            assert!(waits || strokes.iter().any(|(kind, _)| *kind == "b"), "{id} shows no failure");
        }
        assert_eq!(svg("of-another-course"), "");
    }
}
