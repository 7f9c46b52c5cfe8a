//! Which scorers are asked, and when.

use pointsman::domain::Decimal;
use pointsman::{Compiler, LeadView, Request, Score, ScorerError, Snapshot, Source};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// What the policy does with a lead when the scorer says 70, and how often it was asked.
fn routed(route: &str) -> (Option<String>, u32) {
    let text = format!(
        "pointsman 1\nlead {{ id: text  size: integer default 5 }}\nscore intent from scorer \"intent\"\nqueue hot\nqueue cold\nroute r {{\n{route}\n  otherwise {{ assign queue cold }}\n}}\n"
    );
    let rules = match Compiler::new().add(Source::new("r.route", text)).compile() {
        Ok(rules) => rules,
        Err(error) => panic!("{error}"),
    };
    let asked = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&asked);
    let rules = rules.with_scorer("intent", move |_: &LeadView<'_>| -> Result<Score, ScorerError> {
        counted.fetch_add(1, Ordering::Relaxed);
        Ok(Score::new(Decimal::from(70)))
    });
    let lead = rules.lead(&[("id", "L1".into())]);
    let answer = rules.route(&Request::new(&lead), &Snapshot::default()).expect("an answer");
    (answer.queue.as_deref().map(str::to_owned), asked.load(Ordering::Relaxed))
}

#[test]
fn a_branch_asks_what_it_depends_on() {
    let hot = |asked| (Some("hot".to_owned()), asked);
    let cold = |asked| (Some("cold".to_owned()), asked);
    assert_eq!(routed("branch b when intent >= 50 { rule x { when size >= 1  assign queue hot } }"), hot(1));
    assert_eq!(
        routed("branch b when size >= 9 when intent >= 50 { rule x { when size >= 1  assign queue hot } }"),
        cold(0)
    );
    assert_eq!(
        routed("branch b when size >= 1 unless intent >= 50 { rule x { when size >= 1  assign queue hot } }"),
        cold(1)
    );
    assert_eq!(
        routed("rule x { when intent >= 50  assign queue hot }\n rule y { when intent < 5  assign queue hot }"),
        hot(1)
    );
}
