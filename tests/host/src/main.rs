//! Prints the assignments of the sample leads: `tests/host/run` compares them with those of the command.

use pointsman::Compiler;
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/acme");
    let rules = Compiler::from_path(&folder)?.compile()?;
    let mut live = rules.bind(rules.snapshot_from_json(&std::fs::read_to_string(folder.join("snapshot.json"))?)?);
    let now = "2026-03-02T09:15:00Z".parse()?;
    for line in std::fs::read_to_string(folder.join("leads.jsonl"))?.lines() {
        let asked = rules.asked_from_json(line)?;
        let request = asked.request(now, None);
        let answer = live.route(&request)?;
        println!("{}", answer.to_json());
        live.apply(&answer.delta)?;
        live.remember(&request, &answer);
    }
    // Proof that the host's own zone really comes from somewhere else.
    eprintln!("the host's Berlin: {:?}", jiff::tz::TimeZone::get("Europe/Berlin").map(|zone| zone.iana_name().map(str::to_owned)));
    Ok(())
}
