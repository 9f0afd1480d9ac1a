//! The picture of a life: boxes, and arrows that are links. An arrow is a curve through the place of its name, from the edge of
//! one box to the edge of the next.

use crate::html::escape;
use records::lifecycles::{Lifecycle, Move, Place};
use std::fmt::Write as _;

/// Half of a name's height: on a phone it is 24 pixels high, as a finger needs it.
const HALF_LINE: f64 = 13.2;
/// How wide a letter is, about.
const LETTER: f64 = 6.7;
/// How much wider one of a state's name is.
const BOLD: f64 = 1.2;
/// The radius of the two dots where a life begins and ends.
const DOT: f64 = 8.0;
/// Half of a state's height.
const HALF_STATE: f64 = 21.0;

/// What an arrow leaves or reaches: a middle, and half its width and height.
#[derive(Clone, Copy)]
struct Body {
    middle: Place,
    half: Place,
}

/// The picture as inline SVG. Every name is text, and every arrow a link with words of its own.
pub(super) fn svg(life: &Lifecycle) -> String {
    let [width, height] = life.size;
    let mut out = format!(
        "<svg class=\"ep-life-svg\" viewBox=\"0 0 {width} {height}\" role=\"group\" aria-label=\"{}. Each arrow leads to its move in the list\">",
        escape(&life.title)
    );
    let [begin, end] = [life.begin, life.end];
    let _ = write!(out, "<circle class=\"ep-life-begin\" cx=\"{}\" cy=\"{}\" r=\"{DOT}\"/>", begin[0], begin[1]);
    for radius in [DOT, DOT / 2.0] {
        let _ = write!(out, "<circle class=\"ep-life-end\" cx=\"{}\" cy=\"{}\" r=\"{radius}\"/>", end[0], end[1]);
    }
    for it in &life.moves {
        out += &arrow(life, it);
    }
    for state in &life.state {
        let Body { middle: [x, y], half: [w, h] } = body(life, Some(&state.id), begin);
        let _ = write!(
            out,
            "<g class=\"ep-life-state\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"8\"/><text x=\"{x}\" y=\"{}\" class=\"ep-life-name\">{}</text><text x=\"{x}\" y=\"{}\">{}</text></g>",
            round(x - w),
            round(y - h),
            round(2.0 * w),
            round(2.0 * h),
            y - 3.0,
            escape(&state.id),
            y + 12.0,
            escape(&state.about)
        );
    }
    out + "</svg>"
}

/// A state, or the dot that stands for none.
fn body(life: &Lifecycle, state: Option<&String>, dot: Place) -> Body {
    let found = state.and_then(|id| life.state.iter().find(|it| it.id == *id));
    found.map_or(Body { middle: dot, half: [DOT, DOT] }, |state| {
        let name = BOLD * wide(state.id.chars().count());
        Body { middle: state.at, half: [name.max(wide(state.about.chars().count())) / 2.0 + 7.0, HALF_STATE] }
    })
}

fn wide(letters: usize) -> f64 {
    LETTER * f64::from(u32::try_from(letters).unwrap_or(u32::MAX))
}

fn arrow(life: &Lifecycle, it: &Move) -> String {
    let (from, to) = (body(life, it.from.as_ref(), life.begin), body(life, it.to.as_ref(), life.end));
    // A quadratic curve is at its middle where half its control point and a quarter of each end are.
    let bent = |axis: usize| 2.0 * it.label[axis] - f64::midpoint(from.middle[axis], to.middle[axis]);
    let control = [bent(0), bent(1)];
    let (start, tip) = (edge(from, control), edge(to, control));
    let [x, y] = it.label;
    let half = wide(it.name.chars().count()) / 2.0 + 7.0;
    let (begins, ends) = (it.from.as_deref().unwrap_or("start"), it.to.as_deref().unwrap_or("gone"));
    let line = format!("M{} {}Q{} {} {} {}", start[0], start[1], round(control[0]), round(control[1]), tip[0], tip[1]);
    format!(
        "<a class=\"ep-life-move\" href=\"#move-{}-{}\" aria-label=\"{}: from {} to {}\"><path class=\"ep-life-reach\" d=\"{line}\"/><path class=\"ep-life-line\" d=\"{line}\"/><path class=\"ep-life-head\" d=\"{}\"/><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"12\"/><text x=\"{x}\" y=\"{}\">{}</text></a>",
        escape(&life.id),
        escape(&it.id),
        escape(&it.name),
        escape(begins),
        escape(ends),
        head(tip, control),
        round(x - half),
        round(y - HALF_LINE),
        round(2.0 * half),
        2.0 * HALF_LINE,
        y + 4.5,
        escape(&it.name)
    )
}

/// Where the line from the middle of a body to `towards` leaves it.
fn edge(body: Body, towards: Place) -> Place {
    let [dx, dy] = [towards[0] - body.middle[0], towards[1] - body.middle[1]];
    let steps =
        [(dx, body.half[0]), (dy, body.half[1])].map(|(d, half)| if d == 0.0 { f64::INFINITY } else { half / d.abs() });
    let step = steps[0].min(steps[1]).min(1.0);
    [round(body.middle[0] + step * dx), round(body.middle[1] + step * dy)]
}

/// A triangle at `tip`, which comes from `from`.
fn head(tip: Place, from: Place) -> String {
    let [dx, dy] = [tip[0] - from[0], tip[1] - from[1]];
    let length = dx.hypot(dy).max(1.0);
    let (ux, uy) = (dx / length, dy / length);
    let at = |along: f64, across: f64| {
        format!("{} {}", round(tip[0] - along * ux - across * uy), round(tip[1] - along * uy + across * ux))
    };
    format!("M{} {}L{}L{}Z", tip[0], tip[1], at(9.0, 4.5), at(9.0, -4.5))
}

/// A tenth is finer than a pixel, and the page stays small.
fn round(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::{Body, edge, svg};
    use records::lifecycles::{self, Lifecycle};
    use std::path::Path;

    fn all() -> Vec<Lifecycle> {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
        lifecycles::read(root).expect("the file is there").expect("it is read")
    }

    #[test]
    fn an_arrow_leaves_a_box_at_its_edge() {
        let body = Body { middle: [100.0, 100.0], half: [30.0, 20.0] };
        assert_eq!(edge(body, [200.0, 100.0]), [130.0, 100.0]);
        assert_eq!(edge(body, [100.0, 0.0]), [100.0, 80.0]);
        assert_eq!(edge(body, [110.0, 110.0]), [110.0, 110.0], "a place inside is not passed");
    }

    /// Names that lie on each other, on a state or beyond the edge cannot be read, or touched.
    #[test]
    fn no_name_lies_on_another_one() {
        for life in all() {
            let places: Vec<(String, [f64; 4])> = boxes(&svg(&life));
            assert_eq!(places.len(), life.moves.len() + life.state.len());
            for (at, (name, [x, y, w, h])) in places.iter().enumerate() {
                assert!(*x >= 0.0 && x + w <= life.size[0] && *y >= 0.0 && y + h <= life.size[1], "{name} is cut off");
                for (other, [left, top, wide, high]) in &places[at + 1..] {
                    let apart = x + w <= *left || left + wide <= *x || y + h <= *top || top + high <= *y;
                    assert!(apart, "{}: {name} lies on {other}", life.id);
                }
            }
        }
    }

    /// The rectangles of a picture, each with the text after it.
    fn boxes(svg: &str) -> Vec<(String, [f64; 4])> {
        let number = |tag: &str, key: &str| -> f64 {
            let rest = tag.split(&format!(" {key}=\"")).nth(1).expect("the attribute");
            rest.split('"').next().and_then(|it| it.parse().ok()).expect("a number")
        };
        svg.split("<rect")
            .skip(1)
            .map(|rest| {
                let name = rest.split("<text").nth(1).and_then(|it| it.split(['>', '<']).nth(1)).unwrap_or_default();
                (name.to_owned(), ["x", "y", "width", "height"].map(|key| number(rest, key)))
            })
            .collect()
    }
}
