//! The golden corpus: policies with what is to be printed about them.
//!
//! `accept/` compiles without a finding worth an error. `reject/CODE-WORDS/` holds a policy with one mistake and the
//! whole report in `expected.txt`. `format/NAME/` holds a text before and after. `UPDATE_GOLDEN=1 cargo test --features
//! cli --test corpus` writes the expected files anew: read each before you keep it.

#![cfg(feature = "cli")]
#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn folders(name: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(name);
    let mut found: Vec<PathBuf> =
        fs::read_dir(folder).expect("the corpus").flatten().map(|entry| entry.path()).collect();
    found.sort();
    found
}

/// What `pointsman check` prints about a file, and its exit code.
fn check(folder: &Path, file: &str) -> (String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_pointsman"))
        .args(["check", file])
        .current_dir(folder)
        .output()
        .expect("the command starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (text(output.stderr) + &text(output.stdout), output.status.code())
}

fn compare(path: &Path, printed: &str, wrong: &mut Vec<String>) {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(path, printed).expect("a golden file");
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    if expected != printed {
        wrong.push(format!("{}:\n{printed}\ninstead of\n{expected}", path.display()));
    }
}

#[test]
fn accepted_policies_have_no_errors() {
    for path in folders("accept") {
        let (printed, code) =
            check(path.parent().expect("a folder"), path.file_name().and_then(|name| name.to_str()).expect("a name"));
        assert_eq!(code, Some(0), "{}: {printed}", path.display());
    }
}

#[test]
fn each_mistake_is_told_in_full() {
    let mut wrong = Vec::new();
    let cases = folders("reject");
    assert!(cases.len() > 50, "{} cases", cases.len());
    for folder in &cases {
        let (printed, code) = check(folder, "input.route");
        let name = folder.file_name().and_then(|name| name.to_str()).expect("a name");
        let about = name.split('-').next().unwrap_or_default();
        if about.len() == 5 && about.ends_with(|digit: char| digit.is_ascii_digit()) {
            let warning = about.starts_with('W');
            let one = if warning { "0 errors, 1 warning" } else { "1 error, 0 warnings" };
            assert!(printed.contains(&format!("[{about}]")), "{name} is not told:\n{printed}");
            assert!(printed.contains(one), "{name} is not told alone:\n{printed}");
            assert_eq!(code, Some(i32::from(!warning)), "{name}");
        } else {
            assert_eq!(code, Some(1), "{name}");
        }
        compare(&folder.join("expected.txt"), &printed, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn texts_are_formatted_like_this() {
    let mut wrong = Vec::new();
    for folder in folders("format") {
        let before = fs::read_to_string(folder.join("before.route")).expect("a text");
        let after = pointsman::format(&before).expect("no more than blanks");
        compare(&folder.join("after.route"), &after, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn the_samples_are_formatted_already() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = folders("accept");
    paths.extend(folders("parse"));
    for name in ["acme/inbound.route", "acme/shared.route", "acme/tests.route", "xeducation/admissions.route"] {
        paths.push(root.join("examples").join(name));
    }
    for path in paths {
        let text = fs::read_to_string(&path).expect("a policy");
        assert!(pointsman::format(&text).as_ref() == Ok(&text), "{} would change", path.display());
    }
}
