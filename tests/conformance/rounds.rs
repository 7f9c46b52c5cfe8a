//! Around and around: `round robin`, alone and nested.

use super::Told;
use super::play::{Case, Policy, id, quoted, request};
use serde_json::{Map, Value, json};

pub(crate) fn robin(case: &Case<'_>) -> Told {
    let mut reps: Vec<&Value> = case.reps().iter().collect();
    reps.sort_by_key(|rep| rep["position"].as_i64());
    let position = case.config("position").as_str();
    // By id where the system goes by ids, else in the order of the list.
    let by_id = matches!(case.text("system"), "salesforce-round-robin" | "espocrm");
    let members = match (by_id, position) {
        (true, Some(position)) => format!("members where position is \"{position}\""),
        (true, None) => "members where here".to_owned(),
        _ => format!("members {}", quoted(reps.iter().map(|rep| id(rep)))),
    };
    let policy = Policy {
        lead: "owner: rep optional",
        rep: "here: boolean default yes  position: text optional",
        items: format!("team t {{ {members} distribute by round robin }}"),
        rules: "rule owned { when owner is present assign rep owner if available else team t else queue nobody }\n\
                rule all { when id is present assign team t else queue nobody }"
            .to_owned(),
    };
    let offered =
        reps.iter().filter(|rep| rep["last_offered"].is_number()).max_by_key(|rep| rep["last_offered"].as_i64());
    let newest = case.config("records_newest_first").as_array().into_iter().flatten().find(|rep| {
        let known = reps.iter().find(|known| known["id"] == **rep);
        known.is_some_and(|known| position.is_none_or(|position| known["position"] == position))
    });
    let rotation = case.config("rotation_next_first").as_array();
    let last = [case.config("last_user"), case.config("last_assigned")]
        .into_iter()
        .find(|last| last.is_string())
        .or(newest)
        .or(offered.map(|rep| &rep["id"]))
        .or(rotation.and_then(|rotation| rotation.last()));
    let team = match last.and_then(Value::as_str) {
        Some(last) => {
            let place = reps.iter().position(|rep| id(rep) == last).unwrap_or(0);
            json!({"last": {"member": last, "place": place}})
        }
        None => json!({}),
    };
    let limit = case.config("max_active").as_u64().filter(|limit| *limit > 0);
    let snapshot = |open: &Value| {
        let person = |rep: &&Value| {
            let mut capacity = Map::new();
            capacity.extend(limit.map(|limit| ("lead".to_owned(), json!(limit))));
            json!({
                "id": id(rep), "active": rep["active"] != false, "paused": rep["state"].is_string(), "position": rep["position"],
                "capacity": capacity, "open": {"lead": open[id(rep)].as_u64().unwrap_or_default()},
            })
        };
        reps.iter().map(person).collect::<Vec<_>>()
    };
    let now = case.now();
    let mut play = policy.play(&json!({"reps": snapshot(&Value::Null), "teams": {"t": team}}));
    let mut got = Vec::new();
    for lead in case.leads() {
        if lead["active_at_that_time"].is_object() {
            let mut state = play.snapshot();
            state["reps"] = json!(snapshot(&lead["active_at_that_time"]));
            play = policy.play(&state);
        }
        got.push(play.ask(&request(lead, &["owner"]), now));
    }
    for key in ["last_user", "last_assigned"] {
        if case.0["state_after"][key].is_string() {
            assert_eq!(play.last("t"), case.0["state_after"][key], "{}: {key}", case.text("id"));
        }
    }
    Told::Ran(json!(got))
}

/// Around the teams, and in each around its members.
pub(crate) fn nested(case: &Case<'_>) -> Told {
    let queues = case.config("queues").as_array().expect("queues");
    let (mut items, mut state) = (String::new(), Map::new());
    let mut names = Vec::new();
    for queue in queues {
        let name = format!("q_{}", queue["name"].as_str().expect("a name"));
        let members: Vec<&str> = queue["members"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        items.push_str(&format!(
            "team {name} {{ members {} distribute by round robin }}\n",
            quoted(members.iter().copied())
        ));
        let position = &case.config("state")["users"][queue["name"].as_str().unwrap_or_default()];
        if let Some(position) = position.as_u64().filter(|_| !members.is_empty()) {
            let count = members.len() as u64;
            let last = (position % count + count - 1) % count;
            state.insert(name.clone(), json!({"last": {"member": members[last as usize], "place": last}}));
        }
        names.push(format!("team {name}"));
    }
    items.push_str(&format!("team outer {{ members [{}] distribute by round robin }}\n", names.join(", ")));
    let policy = Policy {
        lead: "owner: text optional",
        rep: "",
        items,
        rules: "rule all { when id is present assign team outer }\nrule rest { when owner is present keep owner }"
            .to_owned(),
    };
    let reps: Vec<Value> =
        case.reps().iter().map(|rep| json!({"id": id(rep), "active": rep["active"] != false})).collect();
    let mut play = policy.play(&json!({"reps": reps, "teams": state}));
    let mut got = Vec::new();
    for lead in case.leads() {
        let asked = request(lead, &["owner"]);
        let kept = play.answer(&asked, case.now()).outcome == pointsman::Outcome::Kept;
        let answer = play.ask(&asked, case.now());
        got.push(if kept { lead["owner"].clone() } else { answer });
    }
    Told::Ran(json!(got))
}
