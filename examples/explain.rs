//! Why a lead goes where it goes: `cargo run --example explain`.

#![allow(clippy::print_stdout, reason = "an example prints")]

use pointsman::{Compiler, Request};
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/acme");
    let rules = Compiler::from_path(&folder)?.compile()?;
    let snapshot = rules.snapshot_from_json(&std::fs::read_to_string(folder.join("snapshot.json"))?)?;
    let lead = rules.lead_from_json(
        r#"{ "id": "L1", "email": "kim@firm.example", "company": "Firm GmbH", "country": "Germany", "employees": 450,
             "industry": "Software", "job_level": "VP", "asked_for_demo": "yes", "pages_viewed": 8,
             "created": "2026-03-02T09:14:00Z" }"#,
    )?;
    let request = Request::new(&lead).at("2026-03-02T09:15:00Z".parse()?);
    let explained = rules.explain(&request, &snapshot)?;
    assert_eq!(explained.assignment, rules.route(&request, &snapshot)?);
    print!("{}", explained.to_text());
    Ok(())
}
