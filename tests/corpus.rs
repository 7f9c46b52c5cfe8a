//! The golden corpus: policies with what is to be printed about them.
//!
//! `accept/` compiles without a finding worth an error. `reject/CODE-WORDS/` holds a policy with one mistake and the
//! whole report in `expected.txt`. `format/NAME/` holds a text before and after. `UPDATE_GOLDEN=1 cargo test --features
//! cli --test corpus` writes the expected files anew: read each before you keep it.

#![cfg(feature = "cli")]
#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail")]

use std::collections::BTreeSet;
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
    // A case may need a snapshot, a limit, or all files of its folder.
    let more = fs::read_to_string(folder.join("arguments.txt")).unwrap_or_default();
    let mut arguments: Vec<&str> = more.split_whitespace().collect();
    if !arguments.contains(&".") {
        arguments.push(file);
    }
    let output = Command::new(env!("CARGO_BIN_EXE_pointsman"))
        .arg("check")
        .args(arguments)
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

/// Every code that the sources name.
fn codes() -> BTreeSet<String> {
    fn collect(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).expect("the sources").flatten() {
            let path = entry.path();
            if path.is_dir() {
                collect(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).expect("a source");
                let text = text.split("#[cfg(test)]").next().unwrap_or_default();
                for (word, letter) in [("error(", 'R'), ("warning(", 'W')] {
                    for rest in text.split(word).skip(1) {
                        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
                        if !digits.is_empty() && rest[digits.len()..].starts_with(')') {
                            found.insert(format!("{letter}{digits:0>4}"));
                        }
                    }
                }
            }
        }
    }
    let mut found = BTreeSet::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert!(found.len() > 100, "the codes were not found");
    found
}

#[test]
fn every_code_has_a_case_and_a_help_text() {
    let cases: Vec<String> = folders("reject")
        .iter()
        .filter_map(|folder| Some(folder.file_name()?.to_str()?.split('-').next()?.to_owned()))
        .collect();
    let helps: BTreeSet<String> = pointsman::CodeHelp::all().map(|help| help.code.to_owned()).collect();
    let codes = codes();
    let without = |known: &dyn Fn(&String) -> bool| codes.iter().filter(|code| !known(code)).collect::<Vec<_>>();
    let (no_case, no_help) = (without(&|code| cases.contains(code)), without(&|code| helps.contains(code)));
    assert!(no_case.is_empty() && no_help.is_empty(), "no case: {no_case:?}; no help text: {no_help:?}");
    let unused: Vec<&String> = helps.difference(&codes).collect();
    assert!(unused.is_empty(), "help for codes that nothing tells: {unused:?}");
}

/// Compiles a case's text or, where it has several, its folder.
fn compiler(folder: &Path) -> Option<pointsman::Compiler> {
    let path = if folder.join("b.route").exists() { folder.to_owned() } else { folder.join("input.route") };
    pointsman::Compiler::from_path(path).ok()
}

#[test]
fn repairs_do_no_harm_and_need_no_second_run() {
    let errors = |compiler: &pointsman::Compiler| {
        let review = compiler.clone().review();
        review.findings(None).iter().filter(|found| found.severity == pointsman::Severity::Error).count()
    };
    let mut repaired = 0;
    for folder in folders("reject") {
        let Some(before) = compiler(&folder) else { continue };
        let mended = before.mended();
        let mut after = before.clone();
        for text in &mended {
            assert!(!text.repairs.is_empty() && text.before != text.after, "{}", folder.display());
            after = after.replace(text.after.clone());
        }
        repaired += mended.len();
        assert!(after.mended().is_empty(), "{} is not done at once", folder.display());
        assert!(errors(&after) <= errors(&before), "{} got worse", folder.display());
        if !mended.is_empty() && folder.ends_with("ten-mistakes") {
            assert!(errors(&after) < errors(&before), "{}", folder.display());
        }
    }
    assert!(repaired >= 10, "{repaired} texts");
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
