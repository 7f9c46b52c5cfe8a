//! Priorities, weights and shares: `highest`, `evenly`.

use super::Told;
use super::play::{Case, Policy, id, quoted};
use serde_json::{Map, Value, json};

/// 0 lowest … 4 highest, 2 where nothing is said; then the longest idle.
pub(crate) fn priority(case: &Case<'_>) -> Told {
    let members = quoted(case.ids());
    let policy = Policy::team(
        "",
        "priority: integer default 2",
        &format!("members {members} distribute by highest rep.priority"),
    );
    let mut play = policy.play(&json!({"reps": people(case), "teams": {"t": {"members": last_turns(case)}}}));
    Told::Ran(play.row(case.leads().iter().map(|lead| json!({"lead": {"id": id(lead)}})), case.now()))
}

fn people(case: &Case<'_>) -> Vec<Value> {
    case.reps().iter().map(|rep| json!({"id": id(rep), "priority": rep["priority"]})).collect()
}

fn last_turns(case: &Case<'_>) -> Map<String, Value> {
    let entry = |rep: &Value| (id(rep).to_owned(), json!({"last_assigned_at": rep["last_assigned_at"]}));
    case.reps().iter().filter(|rep| rep["last_assigned_at"].is_string()).map(entry).collect()
}

/// The history is played again: at each past moment everybody but the one who had it is excluded; who was out of office
/// or had not joined is away. Then the open question is asked.
pub(crate) fn shortfall(case: &Case<'_>) -> Told {
    let members = quoted(case.ids());
    let policy = Policy::team(
        "",
        "priority: integer default 2  weight: decimal default 100",
        &format!(
            "members {members} distribute by evenly ever weight rep.weight then highest rep.weight then highest rep.priority"
        ),
    );
    let weights = case.config("attribute_weights");
    let rep = |rep: &Value| {
        let mut away: Vec<Value> = Vec::new();
        for pair in rep["ooo"].as_array().into_iter().flatten() {
            away.push(json!({"from": pair[0], "until": pair[1]}));
        }
        if rep["joined_at"].is_string() {
            away.push(json!({"from": "2000-01-01T00:00:00Z", "until": rep["joined_at"]}));
        }
        let weight = if weights.is_object() { &weights[id(rep)] } else { &rep["weight"] };
        json!({"id": id(rep), "priority": rep["priority"], "weight": weight, "away": away})
    };
    let reps: Vec<Value> = case.reps().iter().map(rep).collect();
    let mut play = policy.play(&json!({ "reps": reps }));
    let mut history: Vec<&Value> = case.0["history"].as_array().into_iter().flatten().collect();
    history.sort_by_key(|event| event["at"].as_str());
    for event in history {
        let others: Vec<&str> = case.ids().into_iter().filter(|id| event["rep"] != *id).collect();
        let at = event["at"].as_str().expect("a moment");
        let got = play.ask(&json!({"lead": {"id": "past"}, "exclude": others}), at);
        if got != event["rep"] {
            return Told::Left("its history cannot have happened: somebody had a lead while he was away");
        }
    }
    let now = case.0["config"]["now"].as_str().unwrap_or("2022-01-31T00:00:00Z");
    // The last turns of before the window come from the host.
    let mut snapshot = play.snapshot();
    for (rep, entry) in last_turns(case) {
        snapshot["teams"]["t"]["members"][&rep]["last_assigned_at"] = entry["last_assigned_at"].clone();
    }
    let mut play = policy.play(&snapshot);
    Told::Ran(play.row(case.leads().iter().map(|lead| json!({"lead": {"id": id(lead)}})), now))
}

/// Smooth weighted round robin.
pub(crate) fn smooth(case: &Case<'_>) -> Told {
    let members = quoted(case.ids());
    let policy = Policy::team(
        "",
        "weight: decimal",
        &format!("members {members} distribute by evenly weight rep.weight then highest rep.weight then in order"),
    );
    let mut play = policy.play(&json!({"reps": case.reps()}));
    Told::Ran(play.row(case.leads().iter().map(|lead| json!({"lead": {"id": id(lead)}})), case.now()))
}
