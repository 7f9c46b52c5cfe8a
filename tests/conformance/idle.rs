//! Whoever waited longest, whoever has least to do.

use super::Told;
use super::play::{Case, Policy, before, id, quoted, request, second};
use serde_json::{Map, Value, json};

/// A rotation in which a skipped member keeps his place is `longest idle`; tiers are levels that open with the waiting
/// time.
pub(crate) fn rotation(case: &Case<'_>) -> Told {
    if case.text("system") == "freeswitch" {
        return tiers(case);
    }
    let now = case.now();
    let rotation: Vec<&str> =
        case.config("rotation_next_first").as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let cap = match case.config("limit").as_u64() {
        Some(limit) => format!("cap lead {limit} per rolling {} seconds", case.config("window_seconds")),
        None => String::new(),
    };
    let policy = Policy::team("", "", &format!("members {} {cap} distribute by longest idle", quoted(case.ids())));
    let entry = |rep: &Value| {
        let place = rotation.iter().position(|other| *other == id(rep)).unwrap_or_default();
        let recent: Vec<Value> = (0..rep["recent"].as_i64().unwrap_or_default())
            .map(|number| json!({"at": before(now, number + 1), "channel": "lead"}))
            .collect();
        let last = before(now, 5_000 - i64::try_from(place).unwrap_or_default());
        (id(rep).to_owned(), json!({"last_assigned_at": last, "recent": recent}))
    };
    let members: Map<String, Value> = case.reps().iter().map(entry).collect();
    let reps: Vec<Value> = case.reps().iter().map(|rep| json!({"id": id(rep)})).collect();
    let mut play = policy.play(&json!({"reps": reps, "teams": {"t": {"members": members}}}));
    let requests = case.leads().iter().map(|lead| {
        let allowed = lead["allowed"].as_array();
        let barred = |rep: &&str| allowed.is_some_and(|allowed| !allowed.iter().any(|other| other == rep));
        let exclude: Vec<&str> = case.ids().into_iter().filter(barred).collect();
        json!({"lead": {"id": id(lead)}, "exclude": exclude})
    });
    let got = play.row(requests, now);
    if let Some(after) = case.0["state_after"]["rotation_next_first"].as_array() {
        let order = play.by_last_turn("t", &case.ids());
        assert_eq!(&order.iter().map(|id| json!(id)).collect::<Vec<_>>(), after, "{}: the rotation", case.text("id"));
    }
    Told::Ran(got)
}

fn tiers(case: &Case<'_>) -> Told {
    let level = |rep: &Value| rep["level"].as_i64().unwrap_or(1);
    let mut levels: Vec<i64> = case.reps().iter().map(level).collect();
    levels.sort_unstable();
    levels.dedup();
    let rules = case.config("tier_rules") == true;
    let wait = case.config("wait_second").as_i64().unwrap_or_default();
    let (mut items, mut chain) = (String::new(), Vec::new());
    for number in &levels {
        let members = case.reps().iter().filter(|rep| level(rep) == *number).map(id);
        items.push_str(&format!("team t{number} {{ members {} }}\n", quoted(members)));
        // A tier that is manned holds the next one back.
        let manned = levels.iter().any(|other| other < number);
        let opens = if case.config("multiply") == true { wait * number } else { wait };
        let guard = if rules && manned { format!(" if waiting >= {opens} seconds") } else { String::new() };
        chain.push(format!("team t{number}{guard}"));
    }
    let policy = Policy {
        lead: "",
        rep: "",
        items,
        rules: format!("rule all {{ when id is present assign {} else queue nobody }}", chain.join(" else ")),
    };
    let now = case.config("now").as_i64().unwrap_or(1_000);
    let mut teams = Map::new();
    for rep in case.reps() {
        if let Some(end) = rep["last_bridge_end"].as_i64() {
            let team = teams.entry(format!("t{}", level(rep))).or_insert_with(|| json!({"members": {}}));
            team["members"][id(rep)] = json!({"last_assigned_at": second(end)});
        }
    }
    let reps: Vec<Value> = case
        .reps()
        .iter()
        .map(|rep| {
            let away: Vec<Value> =
                rep["ready_at"].as_i64().iter().map(|at| json!({"from": second(0), "until": second(*at)})).collect();
            json!({"id": id(rep), "paused": rep["state"].is_string(), "away": away})
        })
        .collect();
    let mut play = policy.play(&json!({"reps": reps, "teams": teams}));
    let waited = case.config("waited").as_i64().unwrap_or_default();
    let requests = case.leads().iter().map(|lead| json!({"lead": {"id": id(lead)}, "since": second(now - waited)}));
    Told::Ran(play.row(requests.collect::<Vec<_>>(), &second(now)))
}

/// Fewest open items; what ties goes to the longest idle, to the rotation, or to the first.
pub(crate) fn least_open(case: &Case<'_>) -> Told {
    let now = case.now();
    let strategy = case.text("strategy");
    let mut ids = case.ids();
    if case.text("system") == "rocket.chat" {
        ids.sort_by_key(|wanted| case.reps().iter().find(|rep| id(rep) == *wanted).map(|rep| rep["username"].as_str()));
    }
    let then = if strategy.contains("first") { " then in order" } else { "" };
    let policy = Policy::team("", "", &format!("members {} distribute by least loaded{then}", quoted(ids)));
    let finished: Vec<&str> =
        case.config("open_excludes").as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let open = |rep: &Value| match rep["by_status"].as_object() {
        Some(by) => by
            .iter()
            .filter(|(status, _)| !finished.contains(&status.as_str()))
            .filter_map(|(_, count)| count.as_u64())
            .sum(),
        None => rep["open"].as_u64().unwrap_or_default(),
    };
    let rotation: Vec<&Value> = case.config("rotation_next_first").as_array().into_iter().flatten().collect();
    let last =
        |rep: &Value| match (rep["last_routed_at"].as_i64(), rotation.iter().position(|other| **other == rep["id"])) {
            (Some(at), _) => Some(second(at)),
            (_, Some(place)) => Some(before(now, 5_000 - i64::try_from(place).unwrap_or_default())),
            _ => None,
        };
    let members: Map<String, Value> =
        case.reps().iter().map(|rep| (id(rep).to_owned(), json!({"last_assigned_at": last(rep)}))).collect();
    let reps: Vec<Value> = case.reps().iter().map(|rep| json!({"id": id(rep), "open": {"lead": open(rep)}})).collect();
    let mut play = policy.play(&json!({"reps": reps, "teams": {"t": {"members": members}}}));
    Told::Ran(play.row(case.leads().iter().map(|lead| request(lead, &[])), now))
}
