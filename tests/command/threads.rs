//! `route --no-apply` by several threads: the same bytes as by one.

use crate::desk::{Folder, acme, pointsman};

/// The leads of the sample often enough for many batches.
fn many(folder: &Folder, times: usize) -> String {
    let leads = std::fs::read_to_string(format!("{}/examples/acme/leads.jsonl", env!("CARGO_MANIFEST_DIR"))).unwrap();
    folder.write("leads.jsonl", leads.repeat(times))
}

#[test]
fn several_threads_answer_as_one_does() {
    let folder = Folder::new();
    let leads = many(&folder, 3);
    for more in [&[][..], &["--explain"]] {
        let by = |threads: &str| {
            let said = acme(&[&["--leads", &leads, "--no-apply", "--threads", threads], more].concat()).ends(0);
            assert!(said.out.lines().count() == 1_500);
            (said.out, said.err)
        };
        let one = by("1");
        for threads in ["2", "5"] {
            assert!(by(threads) == one, "{threads} threads, {more:?}");
        }
    }
}

#[test]
fn a_fault_ends_the_run_behind_the_same_answers() {
    let folder = Folder::new();
    let leads = many(&folder, 4);
    let text = folder.read("leads.jsonl");
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1_700] = "{ \"Id\": ";
    folder.write("leads.jsonl", lines.join("\n"));
    let by = |threads: &str| acme(&["--leads", &leads, "--no-apply", "--threads", threads]).ends(2);
    let (one, four) = (by("1"), by("4"));
    assert_eq!(one.out.lines().count(), 1_700);
    assert!(one.out == four.out);
    assert_eq!(one.err, four.err);
    assert!(four.complains("leads.jsonl:1701: ").err.contains("not valid JSON"));
}

#[test]
fn threads_are_at_least_one() {
    pointsman(&["route", "p", "--snapshot", "s", "--leads", "l", "--threads", "0"]).ends(2).complains("--threads");
}
