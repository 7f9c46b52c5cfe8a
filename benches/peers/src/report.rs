//! The tables, and whether the promises hold.

use crate::Cell;
use crate::common::clock::Took;
use crate::numbers::with_commas;

type Column = (usize, Vec<Cell>);

/// Prints what was measured.
pub(crate) fn print(columns: &[Column]) {
    println!("### From raw texts: ns a decision (times pointsman's)\n");
    table(columns, |cell| Some(&cell.raw));
    println!("\n### From prepared leads: ns a decision (times pointsman's)\n");
    table(columns, |cell| cell.prepared.as_ref());
    println!("\n### Leads asked about\n");
    heading(columns);
    for name in names(columns) {
        row(name, columns, |column| Some(with_commas(find(column, name)?.leads as f64)));
    }
    println!("\n### Promises\n");
    promises(columns);
}

fn names(columns: &[Column]) -> Vec<&'static str> {
    let mut names = Vec::new();
    for cell in columns.iter().flat_map(|(_, cells)| cells) {
        if !names.contains(&cell.name) {
            names.push(cell.name);
        }
    }
    names
}

fn find<'c>(column: &'c Column, name: &str) -> Option<&'c Cell> {
    column.1.iter().find(|cell| cell.name == name)
}

fn heading(columns: &[Column]) {
    let sizes: Vec<String> = columns.iter().map(|(size, _)| format!(" {} |", with_commas(*size as f64))).collect();
    println!("| rules |{}", sizes.concat());
    println!("|---|{}", "---|".repeat(columns.len()));
}

fn row(name: &str, columns: &[Column], cell: impl Fn(&Column) -> Option<String>) {
    let cells: Vec<String> =
        columns.iter().map(|column| format!(" {} |", cell(column).unwrap_or_else(|| "–".to_owned()))).collect();
    println!("| {name} |{}", cells.concat());
}

fn table(columns: &[Column], of: impl Fn(&Cell) -> Option<&Took>) {
    heading(columns);
    for name in names(columns) {
        if !columns.iter().filter_map(|column| find(column, name)).any(|cell| of(cell).is_some()) {
            continue;
        }
        row(name, columns, |column| {
            let took = of(find(column, name)?)?;
            let own = of(&column.1[0])?;
            let ns = with_commas(took.ns());
            Some(if name == column.1[0].name { ns } else { format!("{ns} ({}×)", short(took.against(own))) })
        });
    }
}

fn promises(columns: &[Column]) {
    let limits = [(10, 4.5, 1.2), (100, 2.2, 1.1), (1_000, 0.36, 1.0), (10_000, 0.09, 1.0)];
    for (size, wanted, limit) in limits {
        let Some(column) = columns.iter().find(|(known, _)| *known == size) else { continue };
        for form in ["", ", texts in one piece"] {
            let [index, chain] = ["hand-built index", "if chain"].map(|name| find(column, &format!("{name}{form}")));
            if let (Some(index), Some(chain)) = (index, chain) {
                let is = index.raw.against(&chain.raw);
                let verdict = if is <= wanted * 1.3 { "a baseline" } else { "TOO SLOW for a baseline" };
                println!(
                    "- hand-built index : if chain at {size} rules{form}: {is:.3}, at most 1.3 × {wanted}: {verdict}"
                );
            }
        }
        // Our index is faster than a baseline has to be; this is what one would be that is just as fast as that.
        for (name, form) in [("pointsman, columns", ", texts in one piece"), ("pointsman", "")] {
            let [own, chain] = [name.to_owned(), format!("if chain{form}")].map(|name| find(column, &name));
            if let (Some(own), Some(chain)) = (own, chain) {
                let is = own.raw.against(&chain.raw) / wanted;
                let verdict = if is <= limit { "met" } else { "NOT MET" };
                println!("- {name} : {wanted} × the if chain, {size} rules{form}: {is:.2}, at most {limit}: {verdict}");
            }
        }
    }
    for (size, raw, prepared) in [(1_000, 30.0, 80.0), (10_000, 100.0, 300.0)] {
        let Some(column) = columns.iter().find(|(known, _)| *known == size) else { continue };
        let own = &column.1[0];
        let general = || column.1.iter().filter(|cell| cell.general);
        let fastest = |of: &dyn Fn(&Cell) -> Option<f64>| {
            general().filter_map(|cell| Some((of(cell)?, cell.name))).min_by(|a, b| a.0.total_cmp(&b.0))
        };
        let said = |what: &str, found: Option<(f64, &str)>, limit: f64| {
            if let Some((is, name)) = found {
                let verdict = if is >= limit { "met" } else { "NOT MET" };
                println!(
                    "- fastest general peer, {what}, {size} rules: {name}, {is:.0}×, at least {limit}×: {verdict}"
                );
            }
        };
        said("raw texts", fastest(&|cell| Some(cell.raw.against(&own.raw))), raw);
        let own = own.prepared.as_ref();
        said("prepared", fastest(&|cell| Some(cell.prepared.as_ref()?.against(own?))), prepared);
    }
}

/// Three digits that count.
fn short(number: f64) -> String {
    match number {
        n if n < 1.0 => format!("{n:.2}"),
        n if n < 10.0 => format!("{n:.1}"),
        n => with_commas(n),
    }
}
