//! A process that is killed at any moment, and one that recovers.

use crate::desk::{lead, live, mix, rules};
use crate::file_journal::FileJournal;
use pointsman::{Dispatcher, JournalEntry};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Names the journal of the process that will be killed.
const JOURNAL: &str = "POINTSMAN_KILLED_JOURNAL";
/// Leads are asked again and again within this many.
const LEADS: u64 = 400;

fn kills() -> u64 {
    match std::env::var_os("POINTSMAN_CASES") {
        Some(cases) if cases == "tenth" => 10,
        _ => 100,
    }
}

/// Not a test of its own: what the killed process does. It says each decision once it was returned.
#[test]
fn desk_that_will_be_killed() {
    let Some(path) = std::env::var_os(JOURNAL) else { return };
    let rules = rules();
    let (journal, entries) = FileJournal::open(Path::new(&path), &rules).expect("a journal");
    let start = u64::try_from(entries.len()).expect("few");
    let dispatcher = Dispatcher::new(live(&rules), journal).recover(entries).expect("its own journal");
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (rules, dispatcher) = (&rules, &dispatcher);
            scope.spawn(move || {
                for step in 0..10_000 {
                    let number = mix(start * 7 + thread * 1_000_003 + step) % LEADS;
                    let asked = lead(rules, number, number);
                    let request = asked.request(jiff::Timestamp::UNIX_EPOCH, None);
                    let answer = dispatcher.route(&request).expect("an answer");
                    // One write a line, past the harness that would hold it back.
                    let line = format!("\n@L{number} {}\n", answer.to_json());
                    std::io::stdout().lock().write_all(line.as_bytes()).expect("a reader");
                }
            });
        }
    });
}

/// Runs a process on this journal, kills it after some decisions, and hands back what it has said.
fn run_and_kill(path: &Path, after: u64, then_micros: u64) -> BTreeMap<String, String> {
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args(["killed::desk_that_will_be_killed", "--exact", "--nocapture"])
        .env(JOURNAL, path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a process");
    let mut output = BufReader::new(child.stdout.take().expect("its output"));
    let mut said = BTreeMap::new();
    let mut hear = |line: &str| {
        // A line without its end was not said.
        let whole = line.strip_suffix('\n').and_then(|line| line.strip_prefix('@'));
        if let Some((id, answer)) = whole.and_then(|line| line.split_once(' ')) {
            let before = said.insert(id.to_owned(), answer.to_owned());
            assert!(before.is_none_or(|before| before == answer), "{id} was answered in two ways");
            return 1;
        }
        0
    };
    let (mut line, mut heard) = (String::new(), 0);
    while heard < after && output.read_line(&mut line).expect("text") > 0 {
        heard += hear(&line);
        line.clear();
    }
    std::thread::sleep(std::time::Duration::from_micros(then_micros));
    child.kill().expect("still there");
    child.wait().expect("an end");
    line.clear();
    while output.read_line(&mut line).expect("text") > 0 {
        hear(&line);
        line.clear();
    }
    said
}

#[test]
fn every_returned_decision_is_in_the_recovered_state_once() {
    let rules = rules();
    let mut said: BTreeMap<String, String> = BTreeMap::new();
    let mut path = PathBuf::new();
    let (mut decisions, mut lost) = (0, 0);
    for kill in 0..kills() {
        // A journal lives through five processes.
        if kill % 5 == 0 {
            let _ = std::fs::remove_file(&path);
            path = std::env::temp_dir().join(format!("pointsman-killed-{}-{kill}.jsonl", std::process::id()));
            let _ = std::fs::remove_file(&path);
            said.clear();
        }
        let random = mix(kill + 77);
        let heard = run_and_kill(&path, random % 60, (random >> 20) % 3_000);
        for (id, answer) in heard {
            let before = said.insert(id.clone(), answer.clone());
            assert!(before.is_none_or(|before| before == answer), "{id} was answered anew after a recovery");
        }
        let (journal, entries) = FileJournal::open(&path, &rules).expect("a journal");
        let mut ids = BTreeSet::new();
        let mut received: BTreeMap<(String, String), u64> = BTreeMap::new();
        for entry in &entries {
            let JournalEntry::Decision { lead, answer, .. } = entry else { panic!("only decisions") };
            assert!(ids.insert(lead.to_string()), "{lead} was decided twice");
            for (team, change) in &answer.delta.teams {
                for (member, _) in change.members.iter().filter(|(_, change)| change.total.is_some()) {
                    *received.entry((team.to_string(), member.to_string())).or_default() += 1;
                }
            }
        }
        lost += ids.len() - said.len();
        assert!(said.keys().all(|id| ids.contains(id)), "a returned decision is not in the journal");
        let dispatcher = Dispatcher::new(live(&rules), journal).recover(entries).expect("its own journal");
        let state: serde_json::Value = serde_json::from_str(&dispatcher.snapshot().to_json()).expect("JSON");
        for ((team, member), count) in &received {
            assert_eq!(state["teams"][team]["members"][member]["total"].as_u64(), Some(*count), "{team}: {member}");
        }
        let version = dispatcher.snapshot().version();
        for (id, answer) in &said {
            let number = id[1..].parse().expect("a number");
            let asked = lead(&rules, number, number);
            let again = dispatcher.route(&asked.request(jiff::Timestamp::UNIX_EPOCH, None)).expect("an answer");
            assert_eq!(again.to_json(), *answer);
        }
        assert_eq!(dispatcher.snapshot().version(), version, "what was asked again changes nothing");
        decisions += said.len();
    }
    let _ = std::fs::remove_file(&path);
    assert!(decisions > 0, "no decision was heard");
    println!("{decisions} decisions heard, {lost} journalled that nobody heard of");
}

#[test]
fn a_torn_last_line_is_cut_off_and_a_torn_middle_is_not() {
    let rules = rules();
    let path = std::env::temp_dir().join(format!("pointsman-torn-{}.jsonl", std::process::id()));
    let _ = std::fs::remove_file(&path);
    let (journal, _) = FileJournal::open(&path, &rules).expect("a journal");
    let dispatcher = Dispatcher::new(live(&rules), journal);
    for number in 0..3 {
        let asked = lead(&rules, number, number);
        dispatcher.route(&asked.request(jiff::Timestamp::UNIX_EPOCH, None)).expect("an answer");
    }
    drop(dispatcher);
    let whole = std::fs::read(&path).expect("the journal");
    let two = whole.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(1).expect("three lines").0 + 1;
    for cut in [two, two + 1, whole.len() - 1] {
        std::fs::write(&path, &whole[..cut]).expect("written");
        assert_eq!(FileJournal::open(&path, &rules).expect("a journal").1.len(), 2);
        assert_eq!(std::fs::metadata(&path).expect("a file").len(), u64::try_from(two).expect("small"));
    }
    let mut torn = whole;
    torn[3] = b'#';
    std::fs::write(&path, &torn).expect("written");
    assert!(FileJournal::open(&path, &rules).is_err());
    std::fs::remove_file(&path).expect("removed");
}
