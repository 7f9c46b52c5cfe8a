//! Writes policies that are large, or made to be too much, for measuring `pointsman check`:
//! `cargo run --release --example large_policies -- FOLDER`, then `/usr/bin/time -v pointsman check FOLDER/rules` and so on.

#![allow(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    clippy::print_stdout,
    dead_code,
    reason = "a generator that is run by hand"
)]

#[path = "common/mod.rs"]
mod common;

use common::random::Random;
use common::realistic::realistic;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::{fs, io};

const ROWS: usize = 50_000;
const TEAMS: usize = 40;

fn main() -> io::Result<()> {
    let folder = std::env::args().nth(1).map_or_else(|| PathBuf::from("large"), PathBuf::from);
    let write = |name: &str, files: &[(&str, String)]| -> io::Result<()> {
        let folder = folder.join(name);
        fs::create_dir_all(&folder)?;
        files.iter().try_for_each(|(file, text)| fs::write(folder.join(file), text))?;
        println!("{}", folder.display());
        Ok(())
    };
    write("rules", &[("policy.route", realistic(5_000, 0).text)])?;
    let rows = rows();
    let inline: String = rows.iter().fold(String::new(), |mut text, (country, zip, desk)| {
        let _ = writeln!(text, "  {country} | \"{zip}\" => \"{desk}\"");
        text
    });
    let header = "table desk first {\n  country | zip => desk: text\n";
    write("table", &[("policy.route", policy(&format!("{header}{inline}  any | any => \"rest\"\n}}\n")))])?;
    let csv: String = rows.iter().fold("country,zip,desk\n".to_owned(), |mut text, (country, zip, desk)| {
        let _ = writeln!(text, "{country},{zip},{desk}");
        text
    });
    let from = "table desk first from csv \"rows.csv\" {\n  country | zip => desk: text\n  else \"rest\"\n}\n";
    write("csv", &[("policy.route", policy(from)), ("rows.csv", csv)])?;
    write("territories", &[("policy.route", territories(&rows))])?;
    write("too_much", &[("policy.route", too_much())])
}

/// Every ZIP code once, of one of some countries.
fn rows() -> Vec<(&'static str, String, String)> {
    let mut random = Random::new(ROWS as u64);
    let desk = |random: &mut Random| format!("desk{}", random.below(TEAMS));
    (0..ROWS).map(|at| (["US", "DE", "FR"][at % 3], format!("{:05}", at * 2 + 1), desk(&mut random))).collect()
}

const LEAD: &str = "pointsman 1\nlead {\n  id: text\n  country: country optional\n  zip: text optional\n  employees: integer optional\n}\n";

fn policy(table: &str) -> String {
    let mut text = format!("{LEAD}{table}queue triage\nmain route r {{\n");
    for desk in 0..TEAMS {
        let _ = writeln!(text, "  rule r{desk} {{ when desk is \"desk{desk}\"  assign queue triage }}");
    }
    text + "  otherwise { assign queue triage }\n}\n"
}

/// The same rows as territories of a hundred codes each, each with a rule.
fn territories(rows: &[(&str, String, String)]) -> String {
    let mut text = LEAD.to_owned();
    let mut rules = String::new();
    for (number, rows) in rows.chunks(100).enumerate() {
        let codes: Vec<String> = rows.iter().map(|(_, zip, _)| format!("\"{zip}\"")).collect();
        let _ = writeln!(text, "territory t{number} where zip in [{}]", codes.join(", "));
        let _ = writeln!(rules, "  rule r{number} {{ when in_territory(t{number})  assign queue triage }}");
    }
    let _ = write!(text, "queue triage\nmain route r {{\n{rules}  otherwise {{ assign queue triage }}\n}}\n");
    text
}

/// Hundreds of overlapping rules of which none, but all together, may take everything: no shorter proof than trying.
fn too_much() -> String {
    let mut random = Random::new(14);
    let fields: Vec<String> = (0..14).map(|at| format!("f{at}")).collect();
    let mut text = "pointsman 1\nenum Kind { a b c d }\nlead {\n  id: text\n".to_owned();
    fields.iter().for_each(|field| {
        let _ = writeln!(text, "  {field}: Kind");
    });
    text.push_str("}\nqueue triage\nqueue other\nmain route r {\n");
    for number in 0..900 {
        let names: Vec<&str> = fields.iter().map(String::as_str).collect();
        let lines = random.some(&names, 5).into_iter().map(|field| {
            let value = ["a", "b", "c", "d"][number * 7 % 4];
            format!("{field} is not {value}")
        });
        let lines: Vec<String> = lines.collect();
        let _ = writeln!(text, "  rule r{number} {{ when {}  assign queue other }}", lines.join(" and "));
    }
    text + "  otherwise { assign queue triage }\n}\n"
}
