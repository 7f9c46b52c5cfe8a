//! What fuzzing once found, replayed.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a test stops where it cannot go on, and tells")]
#![cfg(feature = "json")]

use std::fs;
use std::path::Path;

fn replay(target: &str, run: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/regressions").join(target);
    let mut files: Vec<_> = fs::read_dir(&folder).expect("the folder").flatten().map(|entry| entry.path()).collect();
    files.sort();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    for file in files {
        println!("{}", file.display());
        run(&fs::read(&file).expect("a readable file"));
    }
}

#[test]
fn policies() {
    replay("compile", pointsman::trial::compile);
}

#[test]
fn formatted() {
    replay("format", pointsman::trial::format);
}

#[test]
fn leads() {
    replay("lead", pointsman::trial::lead);
}

#[test]
fn snapshots() {
    replay("snapshot", pointsman::trial::snapshot);
}

#[cfg(feature = "capi")]
#[test]
fn calls() {
    replay("capi", pointsman::capi::drive::run);
}

/// The generator belongs to the crate's own tests; with all features it is there for this one too.
#[cfg(feature = "planted-faults")]
#[test]
fn decisions() {
    replay("route", pointsman::trial::route);
}
