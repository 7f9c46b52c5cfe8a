//! The figures of the page, played through: shares, absences, newcomers, rounds.

use super::{Host, decide};
use crate::calendar::{Period, Zone};
use crate::domain::{Away, Delta, FieldId, Lead, Outcome, Rep, RuleId, Schema, Snapshot, TeamId, Value};
use crate::model::*;
use crate::route::Request;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

const NOW: &str = "2026-03-02T09:00:00Z";

fn zone() -> Zone {
    Zone::utc()
}

fn moment(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

fn team(members: Members, keys: Vec<Key>) -> Team {
    Team {
        name: "desk".into(),
        title: None,
        was: None,
        members,
        hours: TeamHours::Always,
        zone: zone(),
        caps: Vec::new(),
        needs: Vec::new(),
        new_members: NewMembers::StartLevel,
        absences_owed: false,
        reserve: Vec::new(),
        strategy: Strategy { keys },
    }
}

/// A policy of one team and one `otherwise` that assigns to it.
fn policy(team: Team) -> Model {
    let link = Link {
        target: Target::Team { team: TeamRef::Team(TeamId::at(0)), by: None },
        condition: None,
        available: Available::NotAsked,
        ignoring: Ignoring::default(),
        wait: None,
        same_rep: None,
        counts: None,
        words: "team desk".into(),
    };
    let rule = Rule {
        kind: RuleKind::Otherwise,
        name: "otherwise".into(),
        title: None,
        describe: None,
        disabled: false,
        active: None,
        when: Vec::new(),
        unless: Vec::new(),
        decision: Some(Decision::Assign(Chain { links: vec![link] })),
        sla: None,
        effects: Vec::new(),
        asks: Vec::new(),
        listed: Listed::default(),
    };
    let route = Route {
        take: Vec::new(),
        take_asks: Vec::new(),
        name: "main".into(),
        title: None,
        main: true,

        on_invalid: None,
        statements: vec![Statement::Rule(RuleId::at(0))],
    };
    Model { zone: zone(), teams: vec![team], rules: vec![rule], routes: vec![route], ..blank() }
}

fn blank() -> Model {
    Model {
        edition: 1,
        zone: zone(),
        enums: Vec::new(),
        lead: Schema::default(),
        rep: Schema::default(),
        id_field: None,
        created_field: None,
        channel_field: None,
        checks: Vec::new(),
        lists: Vec::new(),
        lookups: Vec::new(),
        territories: Vec::new(),
        records: Vec::new(),
        channel_costs: Vec::new(),
        derived: Vec::new(),
        tables: Vec::new(),
        scores: Vec::new(),
        scorers: Vec::new(),
        grades: Vec::new(),
        hours: Vec::new(),
        calendars: Vec::new(),
        teams: Vec::new(),
        queues: Vec::new(),
        slas: Vec::new(),
        matches: Vec::new(),
        dedupe: None,
        routes: Vec::new(),
        rules: Vec::new(),
        regexes: Vec::new(),
        tests: Vec::new(),
    }
}

fn named(ids: &[&str]) -> Members {
    Members::Named(ids.iter().map(|id| Member::Rep((*id).into())).collect())
}

/// Reps with one field, their weight.
fn reps(weights: &[(&str, i64)]) -> Snapshot {
    let rep = |(id, weight): &(&str, i64)| Rep { fields: vec![Some(Value::Integer(*weight))], ..Rep::new(*id) };
    Snapshot { reps: weights.iter().map(rep).collect(), ..Snapshot::default() }
}

fn evenly(weighted: bool) -> Key {
    Key::Evenly { period: Period::Month, weight: weighted.then(|| Expr::RepField(FieldId::at(0))) }
}

fn lead() -> Lead {
    Lead::of("L".into(), Vec::new())
}

/// Decides and stores what it changes.
fn next(model: &Model, snapshot: &mut Snapshot, now: &str) -> Option<String> {
    let lead = lead();
    let request = Request::new(&lead).at(moment(now));
    let decided = decide(model, &Arc::from("sha256:0"), &request, snapshot, Host::default());
    let delta = decided.assignment.delta.clone();
    store(snapshot, delta);
    if decided.assignment.outcome == Outcome::Held {
        return None;
    }
    decided.assignment.rep.map(|rep| rep.to_string())
}

fn store(snapshot: &mut Snapshot, delta: Delta) {
    for (name, change) in delta.teams {
        let state = snapshot.teams.entry(name).or_default();
        state.seq += 1;
        state.last = change.last.or(state.last.take());
        state.levels = change.levels.unwrap_or_default();
        for (id, new) in change.members {
            let entry = state.members.entry(id).or_default();
            entry.total = new.total.unwrap_or(entry.total);
            entry.joined_at = new.joined_at.or(entry.joined_at);
            entry.last_assigned_at = new.last_assigned_at.or(entry.last_assigned_at);
            entry.last_seq = new.last_seq.or(entry.last_seq);
            entry.absent_since = new.absent_since.unwrap_or_else(|| entry.absent_since.clone());
            entry.turns = new.turns.unwrap_or_else(|| entry.turns.clone());
            entry.received = new.received.unwrap_or_else(|| entry.received.clone());
            entry.recent = new.recent.unwrap_or_else(|| entry.recent.clone());
        }
    }
    for (id, items) in delta.open {
        let rep = snapshot.rep_mut(&id).expect("a rep");
        rep.seq += 1;
        for (channel, count) in items {
            *rep.open.entry(channel).or_default() += count;
        }
    }
}

fn round(model: &Model, snapshot: &mut Snapshot, count: usize) -> String {
    let picks: Vec<String> = (0..count).filter_map(|_| next(model, snapshot, NOW)).collect();
    picks.join(" ")
}

#[test]
fn weights_five_one_one_take_turns_as_the_page_says() {
    let model = policy(team(named(&["a", "b", "c"]), vec![evenly(true)]));
    assert_eq!(round(&model, &mut reps(&[("a", 5), ("b", 1), ("c", 1)]), 7), "a a b a c a a");
}

#[test]
fn the_third_member_capped_for_a_thousand_leads_leaves_909_and_91() {
    let desk = team(named(&["a", "b", "c"]), vec![evenly(true)]);
    let model = policy(desk);
    let mut snapshot = reps(&[("a", 10), ("b", 1), ("c", 10)]);
    snapshot.reps[2].item_limits.insert("lead".into(), 0);
    let picks = round(&model, &mut snapshot, 1_000);
    assert_eq!((picks.matches('a').count(), picks.matches('b').count()), (909, 91));
}

#[test]
fn two_equal_reps_one_away_for_ten_leads_alternate_from_his_return() {
    let model = policy(team(named(&["a", "b"]), vec![evenly(false)]));
    let mut snapshot = reps(&[("a", 1), ("b", 1)]);
    assert_eq!(round(&model, &mut snapshot, 2), "a b");
    snapshot.reps[1].away.push(Away { from: moment(NOW), until: moment("2026-03-02T10:00:00Z") });
    assert_eq!(round(&model, &mut snapshot, 10), "a a a a a a a a a a");
    let after: Vec<String> = (0..6).filter_map(|_| next(&model, &mut snapshot, "2026-03-02T10:00:00Z")).collect();
    assert!(["a b a b a b", "b a b a b a"].contains(&&*after.join(" ")), "{after:?}");
}

#[test]
fn a_newcomer_starts_level() {
    let model = policy(team(Members::Where(Cond::Always(true)), vec![evenly(false)]));
    let mut snapshot = reps(&[("a", 1), ("b", 1)]);
    round(&model, &mut snapshot, 20);
    snapshot.reps.push(reps(&[("c", 1)]).reps.remove(0));
    let picks = round(&model, &mut snapshot, 9);
    for id in ["a", "b", "c"] {
        assert_eq!(picks.matches(id).count(), 3, "{picks}");
    }
}

#[test]
fn a_round_goes_on_behind_one_who_left() {
    let model = policy(team(Members::Where(Cond::Always(true)), vec![Key::RoundRobin]));
    let mut snapshot = reps(&[("a", 1), ("b", 1), ("c", 1)]);
    assert_eq!(round(&model, &mut snapshot, 2), "a b");
    snapshot.reps.remove(1);
    assert_eq!(round(&model, &mut snapshot, 3), "c a c");
}

#[test]
fn a_cap_a_day_is_worth_asking_again_at_midnight() {
    let mut desk = team(named(&["a"]), vec![Key::RoundRobin]);
    desk.caps.push(Cap { channel: None, limit: 1, window: CapWindow::Per(Period::Day), in_zone_of_rep: false });
    let model = policy(desk);
    let mut snapshot = reps(&[("a", 1)]);
    assert_eq!(next(&model, &mut snapshot, NOW).as_deref(), Some("a"));
    let lead = lead();
    let request = Request::new(&lead).at(moment(NOW));
    let held = decide(&model, &Arc::from(""), &request, &snapshot, Host::default()).assignment;
    assert_eq!(held.outcome, Outcome::Held);
    assert_eq!(held.retry_at, Some(moment("2026-03-03T00:00:00Z")));
    assert_eq!(next(&model, &mut snapshot, "2026-03-03T00:00:00Z").as_deref(), Some("a"));
}

#[test]
fn an_entry_in_a_rolling_window_leaves_it_when_it_is_exactly_that_old() {
    let mut desk = team(named(&["a"]), vec![Key::RoundRobin]);
    let window = CapWindow::Rolling(SignedDuration::from_hours(4));
    desk.caps.push(Cap { channel: None, limit: 1, window, in_zone_of_rep: false });
    let model = policy(desk);
    let mut snapshot = reps(&[("a", 1)]);
    assert_eq!(next(&model, &mut snapshot, NOW).as_deref(), Some("a"));
    assert_eq!(next(&model, &mut snapshot, "2026-03-02T12:59:59Z"), None);
    assert_eq!(next(&model, &mut snapshot, "2026-03-02T13:00:00Z").as_deref(), Some("a"));
}

#[test]
fn unknown_stays_unknown_under_not() {
    let mut model = policy(team(named(&["a"]), Vec::new()));
    let field = Expr::Field(FieldId::at(0));
    let below = Cond::Compare(Comparison::Below, field, Expr::Literal(Value::Integer(500)));
    model.rules[0].when =
        vec![Line { condition: Cond::Not(Box::new(below)), asks: Vec::new(), words: "not (x < 500)".into() }];
    assert_eq!(next(&model, &mut reps(&[("a", 1)]), NOW), None);
}
