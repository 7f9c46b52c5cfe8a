//! The snapshot after a run is saved whole or not at all; nothing that is read is written over.

use crate::desk::{SMALL, TWO, desk, run_to};
use std::fs::{self, File};

const ROUTE: [&str; 6] = ["route", "p.route", "--snapshot", "s.json", "--leads", "l.jsonl"];

#[test]
fn a_snapshot_that_cannot_be_saved_is_told_before_anything_is_decided() {
    let folder = desk();
    let said = folder.pointsman(&[&ROUTE[..], &["--save-snapshot", "nowhere/s.json"]].concat()).ends(2);
    assert_eq!((said.out.as_str(), said.err.contains("nowhere/s.json: ")), ("", true), "{}", said.err);
}

#[test]
fn what_was_saved_replaces_what_was_there_and_leaves_nothing_beside_it() {
    let folder = desk();
    folder.pointsman(&[&ROUTE[..], &["--save-snapshot", "s.json"]].concat()).ends(0);
    assert!(folder.read("s.json").contains("\"version\""));
    let mut names: Vec<String> = fs::read_dir(folder.path("."))
        .expect("the folder")
        .map(|file| file.expect("a file").file_name().into_string().expect("UTF-8"))
        .collect();
    names.sort();
    assert_eq!(names, ["l.jsonl", "p.route", "s.json"]);
}

/// A run that breaks off before all answers are handed out has no state to save.
#[test]
#[cfg(unix)]
fn a_closed_output_saves_nothing() {
    let folder = desk();
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let said = run_to(&folder, &[&ROUTE[..], &["--save-snapshot", "s.json"]].concat(), writer.into()).ends(2);
    assert!(said.err.contains("the snapshot was not saved"), "{}", said.err);
    assert_eq!(folder.read("s.json"), TWO);
}

#[test]
#[cfg(unix)]
fn a_full_disk_leaves_what_was_there() {
    let folder = desk();
    let full = &[&ROUTE[..], &["--save-snapshot", "/dev/full"]].concat();
    let said = folder.pointsman(full).ends(2);
    assert!(said.err.contains("/dev/full: "), "{}", said.err);
}

#[test]
fn the_data_of_a_policy_are_not_written_over() {
    let folder = desk();
    let record = "record account from csv \"d.csv\" { domain: domain optional }\nqueue triage \"";
    let policy = SMALL.replace("queue triage \"", record);
    folder.write("p.route", &policy);
    folder.write("d.csv", "domain\nfirm.example\n");
    let said = folder.pointsman(&[&ROUTE[..], &["--out", "d.csv"]].concat()).ends(2);
    assert!(said.err.contains("--out d.csv: the same file as the policy"), "{}", said.err);
    assert_eq!(folder.read("d.csv"), "domain\nfirm.example\n");
}

#[test]
fn a_dash_is_standard_output_for_answers_and_no_file_for_the_rest() {
    let folder = desk();
    let said = folder.pointsman(&[&ROUTE[..], &["--out", "-"]].concat()).ends(0);
    assert!(said.out.starts_with("{\"lead\":\"L1\""), "{}", said.out);
    for option in ["--log", "--save-snapshot"] {
        let said = folder.pointsman(&[&ROUTE[..], &[option, "-"]].concat()).ends(2);
        assert!(said.err.contains(&format!("{option} -: a file is needed")), "{}", said.err);
    }
    assert!(!fs::exists(folder.path("-")).expect("the folder"));
}

/// Whoever stops reading changes nothing about what was found.
#[test]
#[cfg(unix)]
fn a_closed_output_hides_no_finding() {
    let folder = desk();
    folder.write("bad.route", SMALL.replace("team sales else", "team nobody else"));
    let failing = "\ntest wrong { lead { id: \"1\" }  expect queue sales }\n";
    folder.write("t.route", SMALL.to_owned() + failing);
    for arguments in [["check", "bad.route"], ["test", "t.route"]] {
        folder.pointsman(&arguments).ends(1);
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        run_to(&folder, &arguments, writer.into()).ends(1);
    }
    let full = File::options().write(true).open("/dev/full").expect("a full disk");
    run_to(&folder, &["check", "bad.route"], full.into()).ends(2);
}
