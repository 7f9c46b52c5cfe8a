//! What a policy costs before it decides.

use super::common::clock::{Way, side_by_side};
use super::common::realistic::realistic;
use super::{compiled, line, ns, short, told};
use pointsman::workbench::Workbench;

pub(crate) fn compile() {
    let sizes: &[usize] = if short() { &[1_000, 10_000] } else { &[10_000, 100_000] };
    let mut each = Vec::new();
    for size in sizes {
        let text = realistic(*size, 0).text;
        let lines = text.lines().count();
        let rules = compiled(&text);
        let bytes = rules.graph().summary().bytes / size;
        assert!(Workbench::parse(&text) > 300, "the tree holds the queues and the route");
        drop(rules);
        let [whole, parsing] = side_by_side([Way::once(|| compiled(&text)), Way::once(|| Workbench::parse(&text))]);
        let beyond = whole.without(&parsing);
        let figures =
            format!("{:.1} ms beyond {:.1} ms of parsing {lines} lines", beyond.ns() / 1e6, parsing.ns() / 1e6);
        line(&format!("compile beyond parsing, {size}"), &figures, beyond.against(&parsing), 3.0, "×");
        line(&format!("parsing a line, {size}"), "", parsing.ns() / 1_000.0 / lines as f64, 6.0, " µs");
        line(&format!("graph a rule, {size}"), "", bytes as f64, 200.0, " B");
        told(&format!("peak memory, {size}"), &peak(*size));
        each.push(beyond.ns() / *size as f64);
    }
    let figures = format!("{} and {} a rule", ns(each[0]), ns(each[1]));
    line("growth of compiling beyond parsing", &figures, each[1] / each[0], 1.5, "×");
}

/// The most memory that compiling asked for beyond the text, in a process of its own: one that has compiled before keeps
/// what it was given.
fn peak(size: usize) -> String {
    let own = std::env::current_exe().expect("this program");
    let told = std::process::Command::new(own).args(["peak", &size.to_string()]).output().expect("this program runs");
    String::from_utf8_lossy(&told.stdout).trim().to_owned()
}

/// What the process of its own says.
pub(crate) fn tell_peak(size: usize) {
    let status = |key: &str| {
        let text = std::fs::read_to_string("/proc/self/status").ok()?;
        let line = text.lines().find(|line| line.starts_with(key))?;
        line.split_whitespace().nth(1)?.parse::<f64>().ok()
    };
    let text = realistic(size, 0).text;
    let before = status("VmHWM:");
    let rules = compiled(&text);
    match before.zip(status("VmHWM:")) {
        Some((before, after)) => println!("{:.0} MB, the text not counted", (after - before) / 1_024.0),
        None => println!("not told by this system"),
    }
    drop(rules);
}
