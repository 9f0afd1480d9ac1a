//! The chart of a series: a small curve for each design, from the first moment to the last, all with one axis from
//! nothing upwards. What stays low is flat at the foot of its panel; what piles up climbs.

use super::DesignPrices;
use super::panel::{self, Panel, x_of, y_of};
use crate::html::escape;
use records::prices::{Point, figure};
use records::record::{Price, Unit};
use std::fmt::Write as _;

/// The drawings, with one sentence for who does not see them.
pub(super) fn svg(price: &Price, rows: &[DesignPrices<'_>]) -> String {
    let highest = rows.iter().flat_map(|row| row.points).map(|it| it.high).fold(1.0, f64::max);
    let of = price.loads.len();
    let loads = price.loads.iter().enumerate().filter(|(at, _)| *at == 0 || at + 1 == of);
    let ticks: Vec<_> = loads.map(|(at, load)| (x_of(at, of), figure(*load as f64, Unit::Count))).collect();
    let panel = |(index, row): (usize, &DesignPrices<'_>)| {
        let inside = drawn(row.points, highest);
        let labels = [0.0, highest].map(|it| figure(it, price.unit));
        Panel { price, row, ticks: &ticks, labels, inside: &inside }.svg(index == 0)
    };
    let mut html = panel::together(rows.iter().enumerate().map(panel));
    let words = format!("From left to right: {}. Upwards, from 0: {}.", price.load, panel::what(price.unit));
    let _ = write!(html, "<p class=\"ep-chart-key\">{}</p>", escape(&words));
    html
}

fn drawn(points: &[Point], highest: f64) -> String {
    let line = |value: fn(&Point) -> f64| -> Vec<String> {
        let points =
            points.iter().enumerate().map(|(index, it)| (x_of(index, points.len()), y_of(value(it) / highest)));
        points.map(|(x, y)| format!("{x:.1},{y:.1}")).collect()
    };
    let (high, mut low) = (line(|it| it.high), line(|it| it.low));
    low.reverse();
    format!(
        "<polygon class=\"band\" points=\"{} {}\"/><polyline class=\"curve\" points=\"{}\"/>",
        high.join(" "),
        low.join(" "),
        line(|it| it.median).join(" ")
    )
}

#[cfg(test)]
mod tests {
    use super::{Point, drawn};

    #[test]
    fn a_curve_begins_at_its_foot_and_ends_at_the_height_of_the_largest() {
        let points = [0.0, 50.0, 100.0].map(|median| Point { load: 1, median, low: median, high: median });
        let svg = drawn(&points, 100.0);
        assert!(svg.contains("curve\" points=\"64.0,72.0 205.0,47.0 346.0,22.0\""), "{svg}");
    }
}
