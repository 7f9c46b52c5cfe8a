//! Draws time against the number of rules, from the tables that the peers' program prints:
//! `cargo run --release --bin plot < figures.md > ../time-by-rules.svg`

#[path = "../numbers.rs"]
mod numbers;

use numbers::with_commas;
use std::fmt::Write as _;
use std::io::Read as _;

const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 560.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 215.0;
const TOP: f64 = 50.0;
const BOTTOM: f64 = 55.0;
/// Lines of pointsman, of the baselines, of the peers.
const OWN: &str = "#c2410c";
const BASELINES: [&str; 2] = ["#1f2937", "#6b7280"];
const PEERS: [&str; 7] = ["#2563eb", "#059669", "#7c3aed", "#0891b2", "#be185d", "#65a30d", "#92400e"];

struct Line {
    name: String,
    points: Vec<(f64, f64)>,
    colour: &'static str,
    dashed: bool,
}

fn main() {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).expect("the printed tables");
    let mut lines = Vec::new();
    let (mut peers, mut baselines) = (PEERS.iter().cycle(), BASELINES.iter().cycle());
    for (name, points) in table(&text, "### From raw texts") {
        // What is told of one in another form.
        if name.contains(", ") {
            continue;
        }
        let colour = match &*name {
            "pointsman" => OWN,
            "hand-built index" | "if chain" => baselines.next().expect("a colour"),
            _ => peers.next().expect("a colour"),
        };
        let name = if name == "pointsman" { "pointsman, raw texts".to_owned() } else { name };
        lines.push(Line { name, points, colour, dashed: false });
    }
    for (name, points) in table(&text, "### From prepared leads") {
        if name == "pointsman" {
            lines.push(Line { name: "pointsman, prepared".to_owned(), points, colour: OWN, dashed: true });
        }
    }
    print!("{}", drawn(&lines));
}

/// The rows of the table below a heading: nanoseconds by number of rules.
fn table(text: &str, heading: &str) -> Vec<(String, Vec<(f64, f64)>)> {
    let below = text.lines().skip_while(|line| !line.starts_with(heading)).skip(1);
    let mut rows = below.skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let cells = |row: &str| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let number = |cell: &str| cell.split(' ').next()?.replace(',', "").parse::<f64>().ok();
    let sizes: Vec<f64> = cells(rows.next().expect("a table")).iter().filter_map(|cell| number(cell)).collect();
    rows.skip(1)
        .map(|row| {
            let cells = cells(row);
            let points = sizes.iter().zip(&cells[1..]).filter_map(|(size, cell)| Some((*size, number(cell)?)));
            (cells[0].clone(), points.collect())
        })
        .collect()
}

fn drawn(lines: &[Line]) -> String {
    let all = || lines.iter().flat_map(|line| &line.points);
    let decades = |of: fn(&(f64, f64)) -> f64| {
        let low = all().map(of).fold(f64::INFINITY, f64::min).log10().floor();
        let high = all().map(of).fold(0.0, f64::max).log10().ceil();
        (low as i32, high as i32)
    };
    let ((left, right), (low, high)) = (decades(|point| point.0), decades(|point| point.1));
    let x = |size: f64| LEFT + (size.log10() - f64::from(left)) / f64::from(right - left) * (WIDTH - LEFT - RIGHT);
    let y = |ns: f64| HEIGHT - BOTTOM - (ns.log10() - f64::from(low)) / f64::from(high - low) * (HEIGHT - TOP - BOTTOM);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"system-ui, Helvetica, Arial, sans-serif\" font-size=\"13\" role=\"img\">\n<title>Time of a decision by the number of rules</title>\n<rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#ffffff\"/>\n<text x=\"{LEFT}\" y=\"28\" font-size=\"16\" font-weight=\"600\" fill=\"#111827\">Time of a decision by the number of rules</text>\n"
    );
    let (bottom, end) = (HEIGHT - BOTTOM, WIDTH - RIGHT);
    for decade in left..=right {
        let (at, size) = (x(10_f64.powi(decade)), 10_f64.powi(decade));
        let _ = writeln!(
            svg,
            "<line x1=\"{at:.1}\" y1=\"{TOP}\" x2=\"{at:.1}\" y2=\"{bottom}\" stroke=\"#e5e7eb\"/><text x=\"{at:.1}\" y=\"{}\" text-anchor=\"middle\" fill=\"#374151\">{}</text>",
            bottom + 20.0,
            with_commas(size)
        );
    }
    for decade in low..=high {
        let at = y(10_f64.powi(decade));
        let _ = writeln!(
            svg,
            "<line x1=\"{LEFT}\" y1=\"{at:.1}\" x2=\"{end}\" y2=\"{at:.1}\" stroke=\"#e5e7eb\"/><text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#374151\">{}</text>",
            LEFT - 8.0,
            at + 4.5,
            time(decade)
        );
    }
    let _ = writeln!(
        svg,
        "<text x=\"{:.1}\" y=\"{}\" text-anchor=\"middle\" fill=\"#374151\">rules</text>",
        (LEFT + end) / 2.0,
        HEIGHT - 12.0
    );
    for line in lines {
        let points: Vec<String> =
            line.points.iter().map(|(size, ns)| format!("{:.1},{:.1}", x(*size), y(*ns))).collect();
        let (wide, dash) =
            (if line.colour == OWN { 3.0 } else { 1.6 }, if line.dashed { " stroke-dasharray=\"7 4\"" } else { "" });
        let _ = writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{wide}\" stroke-linejoin=\"round\"{dash}/>",
            points.join(" "),
            line.colour
        );
        for (size, ns) in &line.points {
            let _ =
                writeln!(svg, "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"3\" fill=\"{}\"/>", x(*size), y(*ns), line.colour);
        }
    }
    // Names stand at the right in the order of the ends, moved apart where they would touch, each led to its line.
    let mut ends: Vec<(f64, f64, &Line)> =
        lines.iter().filter_map(|line| line.points.last().map(|(size, ns)| (x(*size), y(*ns), line))).collect();
    ends.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut places: Vec<f64> = ends.iter().map(|(_, at, _)| *at).collect();
    for _ in 0..200 {
        for next in 1..places.len() {
            let short = 17.0 - (places[next] - places[next - 1]);
            if short > 0.0 {
                places[next - 1] -= short / 2.0;
                places[next] += short / 2.0;
            }
        }
    }
    for ((from, at, line), place) in ends.iter().zip(places) {
        let _ = writeln!(
            svg,
            "<polyline points=\"{:.1},{at:.1} {:.1},{at:.1} {:.1},{place:.1}\" fill=\"none\" stroke=\"{}\" stroke-width=\"0.7\" stroke-dasharray=\"1 3\"/><text x=\"{:.1}\" y=\"{:.1}\" fill=\"{}\"{}>{}</text>",
            from + 4.0,
            end + 6.0,
            end + 16.0,
            line.colour,
            end + 20.0,
            place + 4.5,
            line.colour,
            if line.colour == OWN { " font-weight=\"700\"" } else { "" },
            line.name
        );
    }
    svg + "</svg>\n"
}

/// A power of ten of nanoseconds.
fn time(decade: i32) -> String {
    let (unit, over) = match decade {
        ..3 => ("ns", 0),
        3..6 => ("µs", 3),
        _ => ("ms", 6),
    };
    format!("{} {unit}", 10_f64.powi(decade - over))
}
