//! Eight threads at one dispatcher.

use crate::desk::{lead, live, mix, rules};
use pointsman::{Dispatcher, Journal, JournalEntry, Outcome, Snapshot};
use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

const THREADS: u64 = 8;

/// Leads a thread: 100,000; fewer without optimisation and where few cases are asked for.
fn leads_per_thread() -> u64 {
    let all = if cfg!(debug_assertions) { 2_000 } else { 100_000 };
    let cases = std::env::var_os("PROPTEST_CASES").and_then(|cases| cases.to_str()?.parse::<u64>().ok());
    cases.map_or(all, |cases| (all * cases.min(256) / 256).max(200))
}

/// By team and member.
type Received = BTreeMap<(String, String), u64>;

/// Plays every entry on a second snapshot as it comes, and counts what was given.
struct Replica {
    state: Mutex<(Snapshot, Received, u64)>,
}

impl Journal for Replica {
    fn append(&self, entry: &JournalEntry) -> Result<(), Box<dyn Error + Send + Sync>> {
        let mut state = self.state.lock().expect("no thread failed");
        match entry {
            JournalEntry::Decision { answer, .. } => {
                state.0.apply(&answer.delta)?;
                state.2 += 1;
                for (team, change) in &answer.delta.teams {
                    for (member, _) in change.members.iter().filter(|(_, change)| change.total.is_some()) {
                        *state.1.entry((team.to_string(), member.to_string())).or_default() += 1;
                    }
                }
            }
            _ => return Err("only decisions are made here".into()),
        }
        Ok(())
    }
}

#[test]
fn no_cap_is_exceeded_and_the_counters_equal_the_log() {
    let rules = rules();
    let replica = Replica { state: Mutex::new((live(&rules).into_snapshot(), BTreeMap::new(), 0)) };
    let window = jiff::SignedDuration::from_secs(60);
    let dispatcher = Dispatcher::new(live(&rules), replica).window(window);
    let each = leads_per_thread();
    let next = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for _ in 0..each {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    // Several days, so that calendar caps end and fill again.
                    let asked = lead(&rules, number, number * 40);
                    let request = asked.request(jiff::Timestamp::UNIX_EPOCH, None);
                    let answer = dispatcher.route(&request).expect("an answer");
                    assert_eq!(*answer.lead, *asked.lead().id());
                }
            });
        }
    });
    let (live, replica) = dispatcher.into_parts();
    let (replayed, counts, decisions) = replica.state.into_inner().expect("no thread failed");
    assert_eq!(decisions, THREADS * each);
    assert_eq!(live.snapshot().to_json(), replayed.to_json(), "the log replays to the same state");

    let state: serde_json::Value = serde_json::from_str(&replayed.to_json()).expect("JSON");
    let mut full = 0;
    for (team, channel, period, limit) in
        [("north", "lead", "day ", 40), ("south", "phone", "day ", 7), ("east", "lead", "month ", 30)]
    {
        for (id, member) in state["teams"][team]["members"].as_object().expect("members") {
            let counters = member["received"][channel].as_object().into_iter().flatten();
            for (name, count) in counters.filter(|(name, _)| name.starts_with(period)) {
                let count = count.as_u64().expect("a count");
                assert!(count <= limit, "{team}: {id} got {count} in {name}");
                full += u64::from(count == limit);
            }
        }
    }
    assert!(full > 0, "no cap was reached: nothing was tested");
    for (team, members) in state["teams"].as_object().expect("teams") {
        for (id, member) in members["members"].as_object().expect("members") {
            let logged = counts.get(&(team.clone(), id.clone())).copied().unwrap_or_default();
            assert_eq!(member["total"].as_u64(), Some(logged), "{team}: {id}");
        }
    }
}

/// Keeps what happened, in its order.
#[derive(Default)]
struct Kept(Mutex<Vec<JournalEntry>>);

impl Journal for Kept {
    fn append(&self, entry: &JournalEntry) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.0.lock().expect("no thread failed").push(entry.clone());
        Ok(())
    }
}

#[test]
fn decisions_are_those_of_one_thread_in_the_order_of_the_journal() {
    let rules = rules();
    let dispatcher = Dispatcher::new(live(&rules), Kept::default());
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (rules, dispatcher) = (&rules, &dispatcher);
            scope.spawn(move || {
                for step in 0..60 {
                    // Every lead is asked by two threads.
                    let number = thread / 2 * 1_000 + step;
                    let asked = lead(rules, number, number);
                    let request = asked.request(jiff::Timestamp::UNIX_EPOCH, None);
                    let answer = dispatcher.route(&request).expect("an answer");
                    match (mix(number) % 7, &answer.rep) {
                        (0, Some(rep)) if answer.outcome == Outcome::Assigned => {
                            dispatcher.close(rep, "chat").expect("closed");
                        }
                        (1, _) => {
                            let text = format!(r#"{{"id":"dan","paused":{}}}"#, number % 2 == 0);
                            dispatcher.update_rep(rules.rep_from_json(&text).expect("a rep")).expect("updated");
                        }
                        (2, _) => {
                            let _ = dispatcher.rollback(&format!("L{number}"), 1);
                        }
                        _ => {}
                    }
                }
            });
        }
    });
    let (after, kept) = dispatcher.into_parts();
    let entries = kept.0.into_inner().expect("no thread failed");

    // Once more, with one thread, deciding anew.
    let again = Dispatcher::new(live(&rules), ());
    let (mut decisions, mut taken_back) = (0, 0);
    for entry in &entries {
        match entry {
            JournalEntry::Decision { lead: id, answer, .. } => {
                let number = id[1..].parse().expect("a number");
                let asked = lead(&rules, number, number);
                let now = again.route(&asked.request(jiff::Timestamp::UNIX_EPOCH, None)).expect("an answer");
                let (mut now, mut then) = ((*now).clone(), (**answer).clone());
                // What others do meanwhile counts in the version, and in nothing else.
                (now.version, then.version) = (0, 0);
                assert_eq!(now.to_json(), then.to_json());
                decisions += 1;
            }
            JournalEntry::Rollback { lead, attempt } => {
                again.rollback(lead, *attempt).expect("taken back");
                taken_back += 1;
            }
            JournalEntry::Open { rep, channel, items } => again.set_open(rep, channel, *items).expect("set"),
            JournalEntry::Rep(rep) => again.update_rep((**rep).clone()).expect("updated"),
            _ => panic!("nobody credits here"),
        }
    }
    assert!(decisions >= 240 && taken_back > 0, "{decisions} decisions, {taken_back} taken back");
    let after = after.snapshot().to_json();
    assert_eq!(again.snapshot().to_json(), after);

    // And by the entries alone, having gone through JSON.
    let read = entries.iter().map(|entry| rules.entry_from_json(&entry.to_json()).expect("an entry"));
    let recovered = Dispatcher::new(live(&rules), ()).recover(read).expect("the same snapshot");
    assert_eq!(recovered.snapshot().to_json(), after);
}

#[test]
fn a_decision_is_taken_back_once_however_many_threads_ask() {
    let rules = rules();
    let dispatcher = Dispatcher::new(live(&rules), Kept::default());
    // A lead for a queue changes no team, so that no group is locked.
    let queued = |number: u64| {
        let text = format!(r#"{{"lead":{{"id":"Q{number}","region":"none"}},"now":"2026-03-02T09:00:00Z"}}"#);
        rules.asked_from_json(&text).expect("a request")
    };
    let taken_back = AtomicU64::new(0);
    let rounds = 200;
    for number in 0..rounds {
        let asked = queued(number);
        dispatcher.route(&asked.request(jiff::Timestamp::UNIX_EPOCH, None)).expect("an answer");
        let together = std::sync::Barrier::new(4);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    together.wait();
                    let done = dispatcher.rollback(&format!("Q{number}"), 1).is_ok();
                    taken_back.fetch_add(u64::from(done), Ordering::Relaxed);
                });
            }
        });
    }
    assert_eq!(taken_back.into_inner(), rounds);
    let (_, kept) = dispatcher.into_parts();
    let entries = kept.0.into_inner().expect("no thread failed");
    let written = entries.iter().filter(|entry| matches!(entry, JournalEntry::Rollback { .. })).count();
    assert_eq!(u64::try_from(written).expect("few"), rounds);
    Dispatcher::new(live(&rules), ()).recover(entries).expect("a journal that can be played");
}
