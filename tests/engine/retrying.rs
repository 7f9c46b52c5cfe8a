//! When it is worth asking again, where time changes what conditions say: worked out by hand, and by asking at each moment.

use jiff::{SignedDuration, Timestamp};
use pointsman::{Compiler, Lead, LeadView, Live, Outcome, Request, Ruleset, Score, ScorerError, Source};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

const VOCABULARY: &str = r#"pointsman 1
module t "T"
zone "Europe/Berlin"
enum Shift { day night }
lead {
  id: text
  n: integer default 4
  created: datetime optional
  visited: datetime optional
  due: datetime optional
  joined: date optional
  patience: duration optional
  domain: domain optional
}
rep { started: datetime optional  first_day: date optional }
queue q
hours office in "Europe/Berlin" { mon..fri 09:00-17:00 }
hours evening in "Europe/Berlin" { mon..sun 16:00-20:00 }
record account { id: text  domain: domain optional  seen: datetime optional }
match account as acct { by domain when not (acct.seen within last 1 day) }
score heat { start at 0  add 40 when n > 1 halve every 6 hours since visited }
grade fit from heat { hot: >= 30  warm: 10..<30  cold: < 10 }
derive late = waiting >= 1 hour
derive age = minutes(waiting)
classify shift as Shift { night when hour >= 20 or hour < 6  otherwise day }
table slot first { hour => slot: text
  0..17 => "early"
  any   => "late" }
table patience_of first { waiting => patience_of: text
  < 45 minutes => "fresh"
  any          => "stale" }
territory evening_land where hour >= 19
"#;

const SNAPSHOT: &str = r#"{
  "reps": [
    { "id": "r1", "started": "2026-03-02T17:00:00Z", "first_day": "2026-03-05" },
    { "id": "r2", "away": [{ "from": "2026-03-01T00:00:00Z", "until": "2026-03-03T09:00:00Z" }] }
  ],
  "tables": { "account": [{ "id": "A1", "domain": "firm.example", "seen": "2026-03-01T18:00:00Z" }] }
}"#;

/// Monday, 13:00 in Berlin.
const NOON: &str = "2026-03-02T12:00:00Z";

/// The policy; `rest` takes a lead for whom the chain finds nobody.
fn rules(items: &str, chain: &str, rest: &str) -> Ruleset {
    let route = format!("route r {{ rule one {{ when n > 0  assign {chain} }}  otherwise {{ assign {rest} }} }}");
    let text = format!("{VOCABULARY}{items}\n{route}\n");
    match Compiler::new().add(Source::new("r.route", text)).compile() {
        Ok(rules) => rules,
        Err(error) => panic!("{error}\n{items}"),
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn bound(rules: &Ruleset, lead: &str) -> (Live, Lead) {
    let snapshot = rules.snapshot_from_json(SNAPSHOT).expect("a snapshot");
    let lead = rules.lead_from_json(&format!("{{\"id\": \"L1\"{lead}}}")).expect("a lead");
    (rules.bind(snapshot), lead)
}

/// The instant that the answer tells, and the first whole second of the next three days at which the lead goes elsewhere.
fn told_and_found(items: &str, chain: &str, lead: &str, now: &str) -> (Option<Timestamp>, Option<Timestamp>) {
    let now = at(now);
    let answer = |(live, lead): &(Live, Lead), at: Timestamp| {
        live.route(&Request::new(lead).at(at).since(now)).expect("an answer")
    };
    let told = answer(&bound(&rules(items, chain, "rep \"nobody\""), lead), now);
    assert_eq!(told.outcome, Outcome::Held, "{items} {chain}");
    let asked = bound(&rules(items, chain, "queue q"), lead);
    let goes = |at: Timestamp| {
        let answer = answer(&asked, at);
        (answer.outcome, answer.rep)
    };
    let (present, later) = (goes(now), |from: Timestamp, seconds: i64| from + SignedDuration::from_secs(seconds));
    let minute = (1..=3 * 1_440).map(|minute| later(now, 60 * minute)).find(|at| goes(*at) != present);
    let found = minute.and_then(|minute| (-59..=0).map(|second| later(minute, second)).find(|at| goes(*at) != present));
    (told.retry_at, found)
}

/// Both say this; else what they say.
fn is(items: &str, chain: &str, lead: &str, now: &str, expected: Option<&str>) -> Option<String> {
    let (told, found) = told_and_found(items, chain, lead, now);
    let expected = expected.map(at);
    (told != expected || found != expected)
        .then(|| format!("{items} {chain} {lead}: told {told:?}, found {found:?}, expected {expected:?}"))
}

fn all_agree(cases: impl IntoIterator<Item = Option<String>>) {
    let problems: Vec<String> = cases.into_iter().flatten().collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// A team of one with this need.
fn need(condition: &str, lead: &str, expected: Option<&str>) -> Option<String> {
    is(&format!("team t {{ members [\"r1\"]  needs {condition} }}"), "team t", lead, NOON, expected)
}

#[test]
fn an_hour_a_day_a_weekday_begins() {
    all_agree([
        need("hour >= 18", "", Some("2026-03-02T17:00:00Z")),
        need("hour at \"Asia/Kolkata\" >= 20", "", Some("2026-03-02T14:30:00Z")),
        need("weekday in [wed, thu]", "", Some("2026-03-03T23:00:00Z")),
        need("weekday is not mon", "", Some("2026-03-02T23:00:00Z")),
        need("today >= 2026-03-05", "", Some("2026-03-04T23:00:00Z")),
        need("today > joined", ", \"joined\": \"2026-03-03\"", Some("2026-03-03T23:00:00Z")),
        need("today in [2026-03-04, 2026-03-05]", "", Some("2026-03-03T23:00:00Z")),
        need("today >= rep.first_day", "", Some("2026-03-04T23:00:00Z")),
        need("hour * 2 - n >= 30", "", Some("2026-03-02T16:00:00Z")),
        need("days_since(joined) >= 5", ", \"joined\": \"2026-02-28\"", Some("2026-03-04T23:00:00Z")),
    ]);
}

#[test]
fn hours_where_clocks_change() {
    let items = |need: &str| format!("team t {{ members [\"r1\"]  needs {need} }}");
    let change = |need: &str, now: &str, expected: &str| is(&items(need), "team t", "", now, Some(expected));
    // The clock in Berlin jumps from 02:00 to 03:00 at 01:00Z, and in autumn back from 03:00 to 02:00.
    all_agree([
        change("hour >= 3", "2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z"),
        change("hour is 3", "2026-10-25T00:10:00Z", "2026-10-25T02:00:00Z"),
        change("today > 2026-03-29", "2026-03-29T00:30:00Z", "2026-03-29T22:00:00Z"),
        // On Lord Howe it goes back by half an hour, from 02:00 to 01:30 at 15:00Z.
        change("hour at \"Australia/Lord_Howe\" is 2", "2026-04-04T14:50:00Z", "2026-04-04T15:30:00Z"),
    ]);
}

#[test]
fn the_moment_comes_to_an_instant() {
    all_agree([
        need("now >= 2026-03-03 09:30 in \"Europe/Berlin\"", "", Some("2026-03-03T08:30:00Z")),
        need("now > due", ", \"due\": \"2026-03-02T16:00:00Z\"", Some("2026-03-02T16:00:01Z")),
        need("now >= due", ", \"due\": \"2026-03-02T16:00:00.25Z\"", Some("2026-03-02T16:00:01Z")),
        need("not (now <= due)", ", \"due\": \"2026-03-02T16:00:00Z\"", Some("2026-03-02T16:00:01Z")),
        need("due < now", ", \"due\": \"2026-03-02T16:00:00Z\"", Some("2026-03-02T16:00:01Z")),
        need("now >= rep.started", "", Some("2026-03-02T17:00:00Z")),
        need("now >= (due default 2026-03-02T18:00:00Z)", "", Some("2026-03-02T18:00:00Z")),
        need("now in [2026-03-02T14:00:00Z..2026-03-02T15:00:00Z]", "", Some("2026-03-02T14:00:00Z")),
    ]);
}

#[test]
fn a_wait_becomes_long_enough() {
    all_agree([
        need("waiting >= 20 minutes", "", Some("2026-03-02T12:20:00Z")),
        need("waiting > 20 minutes", "", Some("2026-03-02T12:20:01Z")),
        need("waiting >= patience", ", \"patience\": \"90 minutes\"", Some("2026-03-02T13:30:00Z")),
        need("minutes(waiting) > 29.5", "", Some("2026-03-02T12:29:31Z")),
        need("minutes(waiting) >= 29.5", "", Some("2026-03-02T12:29:30Z")),
        need("minutes(waiting) * 2 - n >= 60", "", Some("2026-03-02T12:32:00Z")),
        need("minutes(waiting) / n >= 7.5", "", Some("2026-03-02T12:30:00Z")),
        need("n * 60 - minutes(waiting) <= 200", "", Some("2026-03-02T12:40:00Z")),
        need("minutes(waiting) * minutes(waiting) >= 900", "", Some("2026-03-02T12:30:00Z")),
        need("age + hour * 60 > 1030", "", Some("2026-03-02T14:10:01Z")),
    ]);
}

#[test]
fn an_age_comes_to_a_bound() {
    let visited = ", \"visited\": \"2026-03-01T10:00:00Z\"";
    all_agree([
        need("not (visited within last 2 days)", visited, Some("2026-03-03T10:00:01Z")),
        need("visited within last 2 days", ", \"visited\": \"2026-03-02T15:00:00.5Z\"", Some("2026-03-02T15:00:01Z")),
        need("days_since(visited) > 2", visited, Some("2026-03-04T10:00:00Z")),
        need("joined within last 1 day", ", \"joined\": \"2026-03-04\"", Some("2026-03-03T23:00:00Z")),
    ]);
}

#[test]
fn points_are_halved() {
    let visited = ", \"visited\": \"2026-03-02T11:00:00Z\"";
    all_agree([
        need("heat < 11", visited, Some("2026-03-02T23:00:00Z")),
        need("fit is warm", visited, Some("2026-03-02T17:00:00Z")),
        need("fit in [cold]", visited, Some("2026-03-03T05:00:00Z")),
        need("heat < 40", ", \"visited\": \"2026-03-02T13:30:00Z\"", Some("2026-03-02T19:30:00Z")),
    ]);
}

#[test]
fn definitions_say_something_else() {
    all_agree([
        need("late", "", Some("2026-03-02T13:00:00Z")),
        need("age > 90", "", Some("2026-03-02T13:30:01Z")),
        need("shift is night", "", Some("2026-03-02T19:00:00Z")),
        need("slot is \"late\"", "", Some("2026-03-02T17:00:00Z")),
        need("patience_of is \"stale\"", "", Some("2026-03-02T12:45:00Z")),
        need("in_territory(evening_land)", "", Some("2026-03-02T18:00:00Z")),
        need("acct is present", ", \"domain\": \"firm.example\"", Some("2026-03-02T18:00:01Z")),
        need("acct.id is \"A1\"", ", \"domain\": \"firm.example\"", Some("2026-03-02T18:00:01Z")),
    ]);
}

#[test]
fn everything_that_keeps_somebody_out() {
    let one = "team t { members [\"r1\"] }";
    let six = Some("2026-03-02T17:00:00Z");
    all_agree([
        is(one, "team t if hour >= 18", "", NOON, six),
        is(one, "rep \"r1\" if hour >= 18", "", NOON, six),
        is(one, "team t if hour >= 18 if waiting >= 6 hours", "", NOON, Some("2026-03-02T18:00:00Z")),
        is("team t { members [\"r1\"]  distribute by best match { must hour >= 18 } }", "team t", "", NOON, six),
        is(one, "team t by best match { must now >= rep.started }", "", NOON, six),
        is("team t { members [\"r1\"]  distribute by evenly weight hour - 17 }", "team t", "", NOON, six),
        is("team t { members [\"r1\"]  hours evening  needs hour >= 18 }", "team t", "", NOON, six),
        is(
            "team t { members [\"r1\"]  hours office  needs hour >= 10 and weekday is not mon }",
            "team t",
            "",
            NOON,
            Some("2026-03-03T09:00:00Z"),
        ),
        is("team t { members [\"r2\"]  needs hour < 9 }", "team t", "", NOON, Some("2026-03-03T23:00:00Z")),
        is(
            "team inner { members [\"r1\"]  needs hour >= 18 }\nteam t { members [team inner]  distribute by in order }",
            "team t",
            "",
            NOON,
            six,
        ),
        is(
            "team inner { members [\"r1\"] }\nteam t { members [team inner]  needs hour >= 18  distribute by in order }",
            "team t",
            "",
            NOON,
            six,
        ),
        is(
            "team t { members [\"r1\"]  needs hour >= 18 for the first 2 hours }",
            "team t",
            "",
            NOON,
            Some("2026-03-02T14:00:00Z"),
        ),
        is(
            "team t { members [\"r1\"]  cap 1 per day  needs hour >= 18 }",
            "rep \"r1\" if available for team t",
            "",
            NOON,
            six,
        ),
        is(
            "team a { members [\"r2\"] }\nteam t { members [\"r1\"] }\ntable desk first { hour => desk: team\n 0..17 => a\n any => t }",
            "team desk",
            "",
            NOON,
            six,
        ),
    ]);
}

#[test]
fn what_time_does_not_lift_is_never_worth_asking() {
    all_agree([
        need("n > 9", "", None),
        need("n > 9 and hour >= 18", "", None),
        need("hour > 23", "", None),
        need("now < 2026-03-01", "", None),
        is("team t { members [\"r1\"]  hours evening  needs hour < 9 }", "team t", "", NOON, None),
        is("team t { members [\"r1\"] }", "team t if hour >= 18 and n > 9", "", NOON, None),
    ]);
}

#[test]
fn a_wait_counts_what_will_be_then() {
    let team = "team t { members [\"r1\", \"r2\"]  needs hour >= 18 }";
    let chain = |wait: &str| format!("rep \"r1\" if available for team t wait up to {wait} else hold up to 1 hour");
    // Held for him, since he will be available within the wait.
    all_agree([
        is(team, &chain("5 hours"), "", NOON, Some("2026-03-02T17:00:00Z")),
        // Else the chain goes on.
        is(team, &chain("4 hours"), "", NOON, Some("2026-03-02T13:00:00Z")),
        // A wait of a link whose condition is over is over too.
    ]);
    let chain = "rep \"r2\" if available if hour < 15 wait up to 2 days else queue q";
    all_agree([is(team, chain, "", NOON, Some("2026-03-02T14:00:00Z"))]);
    let chain = "rep \"r2\" if available wait up to 2 days else queue q";
    all_agree([is(team, chain, "", NOON, Some("2026-03-03T09:00:00Z"))]);
}

#[test]
fn scorers_are_not_asked_again() {
    let items = "score intent from scorer \"intent\"\nteam t { members [\"r1\"]  needs intent >= 50 and hour >= 18 }";
    let asked = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&asked);
    let rules = rules(items, "team t", "rep \"nobody\"").with_scorer(
        "intent",
        move |_: &LeadView<'_>| -> Result<Score, ScorerError> {
            counted.fetch_add(1, Ordering::Relaxed);
            Ok(Score::new(70.into()))
        },
    );
    let snapshot = rules.snapshot_from_json(SNAPSHOT).expect("a snapshot");
    let lead = rules.lead(&[("id", "L1".into())]);
    let answer = rules.route(&Request::new(&lead).at(at(NOON)), &snapshot).expect("an answer");
    assert_eq!((answer.retry_at, asked.load(Ordering::Relaxed)), (Some(at("2026-03-02T17:00:00Z")), 1));
}

#[test]
fn a_search_that_takes_too_long_ends_with_where_it_came_to() {
    let rules = rules(
        "team t { members where started is present  needs now < rep.started and hour > 23 }",
        "team t",
        "rep \"nobody\"",
    );
    let rep = |place: usize| {
        format!("{{ \"id\": \"r{place}\", \"started\": \"2026-03-{:02}T{:02}:00:00Z\" }}", 3 + place / 24, place % 24)
    };
    let reps: Vec<String> = (0..600).map(rep).collect();
    let snapshot = rules.snapshot_from_json(&format!("{{ \"reps\": [{}] }}", reps.join(", "))).expect("a snapshot");
    let lead = rules.lead(&[("id", "L1".into())]);
    let told = |now: Timestamp| {
        let answer = rules.route(&Request::new(&lead).at(now), &snapshot).expect("an answer");
        assert_eq!(answer.outcome, Outcome::Held);
        answer.retry_at.expect("an instant up to which nobody could")
    };
    let first = told(at(NOON));
    assert!(first > at(NOON) && told(first) > first, "{first}");
}
