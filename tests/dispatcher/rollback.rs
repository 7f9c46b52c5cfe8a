//! Taking decisions back, and a journal that refuses.

use crate::desk::{live, rules};
use pointsman::{Assignment, DispatchError, Dispatcher, Journal, JournalEntry, Ruleset};
use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

fn ask<J: Journal>(
    rules: &Ruleset,
    dispatcher: &Dispatcher<J>,
    id: &str,
    more: &str,
    attempt: u32,
) -> Result<Arc<Assignment>, DispatchError> {
    let text = format!(r#"{{"lead":{{"id":"{id}",{more}}},"attempt":{attempt},"now":"2026-03-02T09:00:00Z"}}"#);
    let asked = rules.asked_from_json(&text).expect("a request");
    dispatcher.route(&asked.request(jiff::Timestamp::UNIX_EPOCH, None))
}

/// The state without the numbers, which only rise.
fn state<J: Journal>(dispatcher: &Dispatcher<J>) -> serde_json::Value {
    let mut state: serde_json::Value = serde_json::from_str(&dispatcher.snapshot().to_json()).expect("JSON");
    state["version"] = 0.into();
    for rep in state["reps"].as_array_mut().expect("reps") {
        rep["seq"] = 0.into();
        let open = rep["open"].as_object().is_some_and(|open| open.values().any(|items| *items != 0));
        if !open {
            rep.as_object_mut().expect("a rep").remove("open");
        }
    }
    for team in state["teams"].as_object_mut().expect("teams").values_mut() {
        team["seq"] = 0.into();
    }
    state
}

#[test]
fn what_is_taken_back_leaves_the_state_as_it_was() {
    let rules = rules();
    let dispatcher = Dispatcher::new(live(&rules), ());
    let north = r#""region":"north","company":"acme""#;
    ask(&rules, &dispatcher, "A", r#""region":"north","company":"other""#, 1).expect("an answer");
    let before = state(&dispatcher);
    let first = ask(&rules, &dispatcher, "B", north, 1).expect("an answer");
    assert_ne!(state(&dispatcher), before);
    dispatcher.rollback("B", 1).expect("taken back");
    let mut after = state(&dispatcher);
    // An emptied clause stays behind; it says nothing.
    for clauses in after["sticky"].as_object_mut().expect("sticky").values_mut() {
        for entries in clauses.as_object_mut().expect("clauses").values_mut() {
            assert!(entries.get("acme").is_none());
        }
    }
    assert_eq!(after, before);

    let again = ask(&rules, &dispatcher, "B", north, 1).expect("an answer");
    assert_eq!(again.rep, first.rep);
    assert_eq!(
        dispatcher.rollback("A", 1).expect_err("B came after").to_string(),
        "team north has decided again since"
    );
    let unknown = dispatcher.rollback("C", 1).expect_err("never asked").to_string();
    assert_eq!(unknown, "no decision about lead C, attempt 1, is remembered");
}

#[test]
fn decisions_of_other_teams_do_not_stand_in_the_way() {
    let rules = rules();
    let dispatcher = Dispatcher::new(live(&rules), ());
    ask(&rules, &dispatcher, "A", r#""region":"east""#, 1).expect("an answer");
    ask(&rules, &dispatcher, "B", r#""region":"west""#, 1).expect("an answer");
    dispatcher.rollback("A", 1).expect("west is another team");
    ask(&rules, &dispatcher, "C", r#""region":"partner""#, 1).expect("an answer");
    dispatcher.rollback("B", 1).expect("partner is another team");
}

#[test]
fn the_same_attempt_is_answered_once_and_another_anew() {
    let rules = rules();
    let dispatcher = Dispatcher::new(live(&rules), ());
    let west = r#""region":"west","company":"w""#;
    let first = ask(&rules, &dispatcher, "A", west, 1).expect("an answer");
    let version = dispatcher.snapshot().version();
    let same = ask(&rules, &dispatcher, "A", west, 1).expect("an answer");
    assert_eq!((same.to_json(), dispatcher.snapshot().version()), (first.to_json(), version));
    let second = ask(&rules, &dispatcher, "A", west, 2).expect("an answer");
    assert!(second.version > first.version);
}

/// Refuses when told to.
#[derive(Default)]
struct Moody(AtomicBool);

impl Journal for Moody {
    fn append(&self, _: &JournalEntry) -> Result<(), Box<dyn Error + Send + Sync>> {
        if self.0.load(Ordering::Relaxed) { Err("disk full".into()) } else { Ok(()) }
    }
}

#[test]
fn what_the_journal_refuses_did_not_happen() {
    let rules = rules();
    let journal = Arc::new(Moody::default());
    let dispatcher = Dispatcher::new(live(&rules), Arc::clone(&journal));
    ask(&rules, &dispatcher, "A", r#""region":"west""#, 1).expect("an answer");
    let before = dispatcher.snapshot().to_json();
    journal.0.store(true, Ordering::Relaxed);
    let refused = ask(&rules, &dispatcher, "B", r#""region":"west""#, 1).expect_err("the disk is full");
    assert_eq!(refused.to_string(), "the journal did not take it: disk full");
    assert!(dispatcher.rollback("A", 1).is_err());
    assert!(dispatcher.set_open("ann", "chat", 3).is_err());
    assert_eq!(dispatcher.snapshot().to_json(), before);
    journal.0.store(false, Ordering::Relaxed);
    ask(&rules, &dispatcher, "B", r#""region":"west""#, 1).expect("room again");
}
