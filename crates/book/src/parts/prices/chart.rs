//! The chart: a line for each design, and on it a dot for each load, on one logarithmic axis. What does not grow with
//! the load stays in one place; what grows runs to the right. No colour says anything that words do not say too.

use super::DesignPrices;
use crate::html::escape;
use records::prices::{Point, figure};
use records::record::{Price, Unit};
use std::fmt::Write as _;

/// In the units of the drawing, which are pixels on a narrow screen.
pub(super) const WIDTH: f64 = 360.0;
pub(super) const MARGIN: f64 = 12.0;
const ROW: f64 = 34.0;
/// Below the rows: the axis and its labels.
const AXIS: f64 = 26.0;

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

    /// Nothing at all has no logarithm: it stands at the left end.
    fn x(&self, value: f64) -> f64 {
        let power = if value > 0.0 { value.log10() } else { f64::from(self.from) };
        let part = (power - f64::from(self.from)) / f64::from(self.to - self.from);
        MARGIN + part.clamp(0.0, 1.0) * (WIDTH - 2.0 * MARGIN)
    }

    /// Powers of ten, six at most, so that their labels stay apart.
    fn ticks(&self) -> impl Iterator<Item = i32> {
        let step = ((self.to - self.from) as usize).div_ceil(5).max(1);
        (self.from..=self.to).step_by(step)
    }
}

fn positive(value: f64, or: f64) -> f64 {
    if value > 0.0 { value } else { or }
}

/// The drawing, with one sentence for who does not see it.
pub(super) fn svg(price: &Price, rows: &[DesignPrices<'_>]) -> String {
    let axis = Axis::over(rows);
    let bottom = ROW * rows.len() as f64 + 4.0;
    let height = bottom + AXIS;
    let mut svg = opened(price, height);
    for power in axis.ticks() {
        let x = axis.x(10f64.powi(power));
        let anchor = match x {
            x if x < 40.0 => "start",
            x if x > WIDTH - 40.0 => "end",
            _ => "middle",
        };
        let at = if anchor == "start" { 2.0 } else { x.min(WIDTH - 2.0) };
        let _ = write!(svg, "<line class=\"grid\" x1=\"{x:.1}\" y1=\"0\" x2=\"{x:.1}\" y2=\"{bottom}\"/>");
        let text = figure(10f64.powi(power), price.unit);
        let _ = write!(svg, "<text class=\"tick\" x=\"{at:.1}\" y=\"{}\" text-anchor=\"{anchor}\">", bottom + 16.0);
        let _ = write!(svg, "{}</text>", escape(&text));
    }
    for (index, row) in rows.iter().enumerate() {
        draw(&mut svg, &axis, row, ROW * index as f64);
    }
    svg.push_str("</svg>");
    let _ = write!(svg, "<p class=\"ep-chart-key\">{}</p>", key(price));
    svg
}

/// The start of a drawing, with the sentence for who does not see it.
pub(super) fn opened(price: &Price, height: f64) -> String {
    let label = escape(&format!("{} The table below has the figures of this chart.", price.question));
    format!(
        "<svg class=\"ep-chart\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{label}\" focusable=\"false\">"
    )
}

/// The group of a row, with the two texts above what is drawn.
pub(super) fn row_opened(row: &DesignPrices<'_>, top: f64) -> String {
    let class = if row.differs() { "row differs" } else { "row" };
    let said = if row.name == "fixed" && row.series.is_none() { String::new() } else { row.said() };
    let (name, y, right) = (escape(row.name), top + 14.0, WIDTH - 2.0);
    let mut svg = format!("<g class=\"{class}\"><text x=\"2\" y=\"{y}\">{name}</text>");
    let _ = write!(svg, "<text class=\"said\" x=\"{right}\" y=\"{y}\" text-anchor=\"end\">{said}</text>");
    svg
}

fn draw(svg: &mut String, axis: &Axis, row: &DesignPrices<'_>, top: f64) {
    svg.push_str(&row_opened(row, top));
    let y = top + 25.0;
    let xs = row.points.iter().map(|it| axis.x(it.median));
    let (left, right) = xs.fold((WIDTH, 0.0), |(left, right), x| (x.min(left), x.max(right)));
    let _ = write!(svg, "<line class=\"way\" x1=\"{left:.1}\" y1=\"{y}\" x2=\"{right:.1}\" y2=\"{y}\"/>");
    for (index, point) in row.points.iter().enumerate() {
        dot(svg, axis, point, y, size(index, row.points.len()));
    }
    svg.push_str("</g>");
}

fn dot(svg: &mut String, axis: &Axis, point: &Point, y: f64, size: f64) {
    let (low, x, high) = (axis.x(point.low), axis.x(point.median), axis.x(point.high));
    if high - low > 2.0 * size {
        let _ = write!(svg, "<line class=\"range\" x1=\"{low:.1}\" y1=\"{y}\" x2=\"{high:.1}\" y2=\"{y}\"/>");
    }
    let _ = write!(svg, "<circle cx=\"{x:.1}\" cy=\"{y}\" r=\"{size:.1}\"/>");
}

/// The larger the load, the larger the dot.
fn size(index: usize, of: usize) -> f64 {
    2.0 + 4.0 * index as f64 / (of.max(2) - 1) as f64
}

/// What the dots mean.
fn key(price: &Price) -> String {
    let loads: Vec<String> = price.loads.iter().map(|it| figure(*it as f64, Unit::Count)).collect();
    let what = match price.unit {
        Unit::Time => "time",
        Unit::Bytes => "memory",
        Unit::Count => "how many",
    };
    let dots = match loads.as_slice() {
        [one] => format!("One dot for each design: {one} {}.", price.load),
        _ => format!("From the small dot to the large one: {} {}.", loads.join(", "), price.load),
    };
    escape(&format!("{dots} To the right, in powers of ten: {what}."))
}

#[cfg(test)]
mod tests {
    use super::{Axis, DesignPrices};
    use records::prices::Point;

    #[test]
    fn an_axis_holds_every_value_and_none_at_its_left_end() {
        let points = [0.0, 3.0, 4_000.0].map(|median| Point { load: 1, median, low: median, high: median });
        let axis = Axis::over(&[DesignPrices { name: "fixed", points: &points, fixed: &points, series: None }]);
        assert_eq!((axis.from, axis.to), (0, 4));
        assert!((axis.x(0.0) - axis.x(1.0)).abs() < 0.01 && axis.x(4_000.0) > axis.x(3.0));
        assert_eq!(axis.ticks().collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
    }
}
