//! The chart of a series: a small curve for each design, from the first moment to the last, all with one axis from
//! nothing upwards. What stays low is flat at the foot of its row; what piles up climbs.

use super::DesignPrices;
use super::chart::{MARGIN, WIDTH, opened, row_opened};
use crate::html::escape;
use records::prices::{Point, figure};
use records::record::{Price, Unit};
use std::fmt::Write as _;

/// The names stand above the curve.
const NAMES: f64 = 20.0;
const CURVE: f64 = 32.0;
const ROW: f64 = NAMES + CURVE + 6.0;
/// Below the rows: the moments.
const AXIS: f64 = 22.0;

/// The drawing, with one sentence for who does not see it.
pub(super) fn svg(price: &Price, rows: &[DesignPrices<'_>]) -> String {
    let highest = rows.iter().flat_map(|row| row.points).map(|it| it.high).fold(1.0, f64::max);
    let bottom = ROW * rows.len() as f64;
    let mut svg = opened(price, bottom + AXIS);
    for (index, row) in rows.iter().enumerate() {
        draw(&mut svg, row, ROW * index as f64, highest);
    }
    let ends = [(price.loads.first(), 2.0, "start"), (price.loads.last(), WIDTH - 2.0, "end")];
    for (load, x, anchor) in ends {
        let text = escape(&figure(load.copied().unwrap_or_default() as f64, Unit::Count));
        let y = bottom + 14.0;
        let _ = write!(svg, "<text class=\"tick\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{text}</text>");
    }
    svg.push_str("</svg>");
    let highest = escape(&figure(highest, price.unit));
    let load = escape(&price.load);
    let _ =
        write!(svg, "<p class=\"ep-chart-key\">To the right: {load}. Upwards, from 0: the full height of a row is ");
    let _ = write!(svg, "{highest}.</p>");
    svg
}

fn draw(svg: &mut String, row: &DesignPrices<'_>, top: f64, highest: f64) {
    svg.push_str(&row_opened(row, top));
    let foot = top + NAMES + CURVE;
    let (from, to) = (MARGIN, WIDTH - MARGIN);
    let _ = write!(svg, "<line class=\"grid\" x1=\"{from}\" y1=\"{foot}\" x2=\"{to}\" y2=\"{foot}\"/>");
    let last = row.points.len().max(2) - 1;
    let x = |index: usize| from + (to - from) * index as f64 / last as f64;
    let line = |value: fn(&Point) -> f64| -> Vec<String> {
        let points = row.points.iter().enumerate();
        points.map(|(index, it)| format!("{:.1},{:.1}", x(index), foot - CURVE * value(it) / highest)).collect()
    };
    let (high, mut low) = (line(|it| it.high), line(|it| it.low));
    low.reverse();
    let _ = write!(svg, "<polygon class=\"band\" points=\"{} {}\"/>", high.join(" "), low.join(" "));
    let _ = write!(svg, "<polyline class=\"curve\" points=\"{}\"/></g>", line(|it| it.median).join(" "));
}

#[cfg(test)]
mod tests {
    use super::{DesignPrices, Point, Unit, draw};

    #[test]
    fn a_curve_begins_at_its_foot_and_ends_at_the_height_of_the_largest() {
        let points = [0.0, 50.0, 100.0].map(|median| Point { load: 1, median, low: median, high: median });
        let mut svg = String::new();
        draw(
            &mut svg,
            &DesignPrices { name: "fixed", points: &points, fixed: &points, series: Some(Unit::Count) },
            0.0,
            100.0,
        );
        assert!(svg.contains("curve\" points=\"12.0,52.0 180.0,36.0 348.0,20.0\""), "{svg}");
        assert!(svg.contains(">at most 100<"), "{svg}");
    }
}
