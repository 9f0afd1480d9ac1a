//! The chart of a question: a panel for each design, with the load from left to right and what it costs upwards, in powers of
//! ten. What does not grow with the load stays level; what grows climbs. All panels have one scale. No colour says anything that
//! words do not say too.

use super::DesignPrices;
use super::panel::{self, Panel, TICKS, x_of, y_of};
use crate::html::escape;
use records::prices::{Point, figure};
use records::record::{Price, Unit};
use std::fmt::Write as _;

/// Logarithmic, from the power of ten below the smallest value to the one above the largest.
struct Axis {
    from: i32,
    to: i32,
}

impl Axis {
    fn over(rows: &[DesignPrices<'_>]) -> Axis {
        let points = || rows.iter().flat_map(|row| row.points).filter(|it| it.median > 0.0);
        let smallest = points().map(|it| positive(it.low, it.median)).fold(f64::INFINITY, f64::min);
        let largest = points().map(|it| it.high).fold(0.0, f64::max);
        match smallest <= largest {
            true => {
                let from = smallest.log10().floor() as i32;
                Axis { from, to: (largest.log10().ceil() as i32).max(from + 1) }
            }
            false => Axis { from: 0, to: 1 },
        }
    }

    /// From 0 at the foot to 1. Nothing at all has no logarithm: it lies at the foot.
    fn part(&self, value: f64) -> f64 {
        let power = if value > 0.0 { value.log10() } else { f64::from(self.from) };
        ((power - f64::from(self.from)) / f64::from(self.to - self.from)).clamp(0.0, 1.0)
    }

    fn labels(&self, unit: Unit) -> [String; 2] {
        [self.from, self.to].map(|power| figure(10f64.powi(power), unit))
    }
}

fn positive(value: f64, or: f64) -> f64 {
    if value > 0.0 { value } else { or }
}

/// The drawings, with one sentence for who does not see them.
pub(super) fn svg(price: &Price, rows: &[DesignPrices<'_>]) -> String {
    let axis = Axis::over(rows);
    let of = price.loads.len();
    let loads = price.loads.iter().enumerate();
    // Of many loads, the ends are named.
    let named = loads.filter(|(at, _)| of <= TICKS || *at == 0 || at + 1 == of);
    let ticks: Vec<_> = named.map(|(at, load)| (x_of(at, of), figure(*load as f64, Unit::Count))).collect();
    let panel = |(index, row): (usize, &DesignPrices<'_>)| {
        let inside = drawn(&axis, row.points);
        Panel { price, row, ticks: &ticks, labels: axis.labels(price.unit), inside: &inside }.svg(index == 0)
    };
    let mut html = panel::together(rows.iter().enumerate().map(panel));
    let many = if of == 1 { "One dot for each design" } else { "From left to right" };
    let words = format!(
        "{many}: {}. Upwards, in powers of ten: {}. A bar is the range of the rounds.",
        price.load,
        panel::what(price.unit)
    );
    let _ = write!(html, "<p class=\"ep-chart-key\">{}</p>", escape(&words));
    html
}

fn drawn(axis: &Axis, points: &[Point]) -> String {
    let mut svg = String::new();
    let at = |index: usize, value: f64| (x_of(index, points.len()), y_of(axis.part(value)));
    let line: Vec<String> = points
        .iter()
        .enumerate()
        .map(|(index, it)| {
            let (x, y) = at(index, it.median);
            format!("{x:.1},{y:.1}")
        })
        .collect();
    let _ = write!(svg, "<polyline class=\"way\" points=\"{}\"/>", line.join(" "));
    for (index, point) in points.iter().enumerate() {
        let (x, y) = at(index, point.median);
        let (low, high) = (at(index, positive(point.low, point.median)).1, at(index, point.high).1);
        if low - high > 6.0 {
            let _ = write!(svg, "<path class=\"range\" d=\"M{x:.1} {low:.1}V{high:.1}\"/>");
        }
        let _ = write!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\"/>");
    }
    svg
}

#[cfg(test)]
mod tests {
    use super::{Axis, DesignPrices, drawn};
    use records::prices::Point;

    #[test]
    fn an_axis_holds_every_value_and_none_at_its_foot() {
        let points = [0.0, 3.0, 4_000.0].map(|median| Point { load: 1, median, low: median, high: median });
        let axis = Axis::over(&[DesignPrices { name: "fixed", points: &points, fixed: &points, series: None }]);
        assert_eq!((axis.from, axis.to), (0, 4));
        assert!((axis.part(0.0) - axis.part(1.0)).abs() < 0.01 && axis.part(4_000.0) > axis.part(3.0));
    }

    #[test]
    fn load_runs_to_the_right_and_cost_upwards() {
        let points = [1.0, 100.0].map(|median| Point { load: median as u64, median, low: median, high: median });
        assert!(
            drawn(&Axis { from: 0, to: 2 }, &points).contains("way\" points=\"64.0,72.0 346.0,22.0\""),
            "{}",
            drawn(&Axis { from: 0, to: 2 }, &points)
        );
    }
}
