//! A real export of an online school's enquiries, dirty as it is; skipped where the data is not at hand.

use crate::desk::{Folder, pointsman};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;

fn data() -> Option<PathBuf> {
    let shared = std::env::var_os("POINTSMAN_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let path = shared.join("data/leads/xeducation_odd.csv");
    if !path.exists() {
        println!("skipped: the data set {} is not there", path.display());
        return None;
    }
    Some(path)
}

#[test]
fn every_row_of_the_export_is_routed() {
    let Some(leads) = data() else { return };
    let folder = Folder::new();
    let leads = leads.to_str().expect("UTF-8");
    let said = pointsman(&[
        "route",
        "examples/xeducation",
        "--snapshot",
        "examples/xeducation/snapshot.json",
        "--leads",
        leads,
        "--now",
        "2026-03-02T09:15:00Z",
        "--out",
        &folder.path("out.jsonl"),
    ])
    .ends(0);
    let text = folder.read("out.jsonl");
    let answers: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(answers.len(), 4627);
    let mut rows = csv::Reader::from_path(leads).expect("the rows");
    let ids: Vec<String> = rows.records().map(|row| row.expect("a row")[0].to_owned()).collect();
    let routed: Vec<&str> = answers.iter().filter_map(|answer| answer["lead"].as_str()).collect();
    assert_eq!(routed, ids, "none lost, in the order of the rows\n{}", said.err);
    let mut teams: BTreeMap<&str, usize> = BTreeMap::new();
    for answer in &answers {
        if let Some(team) = answer["team"].as_str() {
            *teams.entry(team).or_default() += 1;
        }
    }
    assert_eq!(teams.len(), 4, "{teams:?}");
    assert!(answers.iter().any(|answer| answer["data_notes"].as_array().is_some_and(|notes| !notes.is_empty())));
}
