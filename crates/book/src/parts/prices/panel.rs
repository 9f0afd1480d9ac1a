//! What every panel of a chart has: the design's name and how it compares, both axes with their titles, and a frame for what is
//! drawn. Which values lie where is the business of `chart` and `series`.

use super::DesignPrices;
use crate::html::escape;
use records::record::{Price, Unit};
use std::fmt::Write as _;

/// In the units of the drawing, which are pixels on a narrow screen.
const WIDTH: f64 = 360.0;
/// The plot, from its left edge to its right one, and from its head to its foot.
const PLOT: [f64; 2] = [58.0, 352.0];
const HEIGHTS: [f64; 2] = [22.0, 72.0];
/// Dots keep this far from the edges.
const MARGIN: f64 = 6.0;
const HEIGHT: f64 = 104.0;
/// So many ticks have room for their labels.
pub(super) const TICKS: usize = 4;

/// One design.
pub(super) struct Panel<'p> {
    pub(super) price: &'p Price,
    pub(super) row: &'p DesignPrices<'p>,
    /// Where a tick is, and what it says.
    pub(super) ticks: &'p [(f64, String)],
    /// At the foot of the plot, and at its head.
    pub(super) labels: [String; 2],
    /// The drawing itself.
    pub(super) inside: &'p str,
}

/// Where the `index`-th of `of` loads lies. A single one lies in the middle.
pub(super) fn x_of(index: usize, of: usize) -> f64 {
    let (from, to) = (PLOT[0] + MARGIN, PLOT[1] - MARGIN);
    if of < 2 { f64::midpoint(from, to) } else { from + (to - from) * index as f64 / (of - 1) as f64 }
}

/// Where a value lies: 0 is the foot of the plot, and 1 its head.
pub(super) fn y_of(part: f64) -> f64 {
    HEIGHTS[1] - (HEIGHTS[1] - HEIGHTS[0]) * part
}

/// What a unit measures: the title of the axis.
pub(super) fn what(unit: Unit) -> &'static str {
    match unit {
        Unit::Time => "time",
        Unit::Bytes => "memory",
        Unit::Count => "how many",
    }
}

/// All panels of a question.
pub(super) fn together(panels: impl Iterator<Item = String>) -> String {
    format!("<div class=\"ep-panels\">{}</div>", panels.collect::<String>())
}

impl Panel<'_> {
    /// The drawing. The first of a question has the sentence for who does not see it.
    pub(super) fn svg(&self, is_first: bool) -> String {
        let Panel { price, row, ticks, labels, inside } = self;
        let ([left, right], [head, foot]) = (PLOT, HEIGHTS);
        let said = if row.name == "fixed" && row.series.is_none() { String::new() } else { row.said() };
        let label = escape(&format!("{} The table below has the figures of this chart.", price.question));
        let role = match is_first {
            true => format!("role=\"img\" aria-label=\"{label}\""),
            false => "aria-hidden=\"true\"".to_owned(),
        };
        let class = if row.differs() { "ep-chart differs" } else { "ep-chart" };
        let mut svg = format!("<svg class=\"{class}\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" {role} focusable=\"false\">");
        let mut text = |class: &str, x: f64, y: f64, anchor: &str, text: &str| {
            let _ =
                write!(svg, "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y}\" text-anchor=\"{anchor}\">{text}</text>");
        };
        text("name", 2.0, 13.0, "start", &escape(row.name));
        text("said", right, 13.0, "end", &said);
        for (x, label) in *ticks {
            text("tick", *x, foot + 14.0, "middle", &escape(label));
        }
        for (y, label) in [(foot, &labels[0]), (head + 8.0, &labels[1])] {
            text("tick", left - 5.0, y, "end", &escape(label));
        }
        text("tick", f64::midpoint(left, right), HEIGHT - 4.0, "middle", &escape(&price.load));
        let title = what(price.unit);
        let middle = f64::midpoint(head, foot);
        let _ = write!(
            svg,
            "<text class=\"tick\" transform=\"translate(9 {middle}) rotate(-90)\" text-anchor=\"middle\">{title}</text>"
        );
        let _ = write!(svg, "<path class=\"grid\" d=\"M{left} {head}V{foot}H{right}\"/>{inside}</svg>");
        svg
    }
}
