//! Who may have a lead at all: attributes, capacity, caps.

use super::Told;
use super::play::{Case, Policy, before, id, quoted};
use serde_json::{Map, Value, json};

/// Conditions over what reps are, against constants or what the lead says.
pub(crate) fn attributes(case: &Case<'_>) -> Told {
    let (mut rep_fields, mut lead_fields): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let mut needs = |condition: &Value| -> String {
        let mut lines = Vec::new();
        for (name, test) in condition.as_object().into_iter().flatten() {
            let (operator, value) = test.as_object().and_then(|test| test.iter().next()).expect("a test");
            let (kind, line) = match operator.as_str() {
                "any_in" => {
                    let wanted = value.as_array().into_iter().flatten().filter_map(Value::as_str);
                    ("list of text", format!("rep.{name} has any of {}", quoted(wanted)))
                }
                "eq_field" => {
                    let field = value.as_str().expect("a field");
                    lead_fields.push(format!("`{field}`: text optional"));
                    ("text optional", format!("rep.{name} is lead.`{field}`"))
                }
                _ => ("text optional", format!("rep.{name} is {value}")),
            };
            let field = format!("{name}: {kind}");
            if !rep_fields.contains(&field) {
                rep_fields.push(field);
            }
            lines.push(format!("needs {line}"));
        }
        lines.join("  ")
    };
    let members = quoted(case.ids());
    let main = needs(case.config("where"));
    let mut items = format!("team main_team {{ members {members} {main} }}\n");
    let mut chain = "team main_team".to_owned();
    if case.config("fallback_where").is_object() {
        let fallback = needs(case.config("fallback_where"));
        items.push_str(&format!("team fallback {{ members {members} {fallback} }}\n"));
        chain.push_str(" else team fallback");
    }
    let policy = Policy {
        lead: &lead_fields.join("  "),
        rep: &rep_fields.join("  "),
        items,
        rules: format!("rule all {{ when id is present assign {chain} else queue nobody }}"),
    };
    let rep = |rep: &Value| {
        let mut person: Map<String, Value> = rep["attrs"].as_object().cloned().unwrap_or_default();
        person.insert("id".to_owned(), rep["id"].clone());
        Value::Object(person)
    };
    let play = policy.play(&json!({"reps": case.reps().iter().map(rep).collect::<Vec<_>>()}));
    Told::Ran(json!(play.all(&case.leads()[0], case.now())))
}

/// Limits: rates, open items, units, skills.
pub(crate) fn limits(case: &Case<'_>) -> Told {
    let now = case.now();
    let mut team = format!("members {}", quoted(case.ids()));
    let (mut lead, mut rep_fields, mut items) = ("", "", String::new());
    let mut state = Map::new();
    let mut asked = json!({"id": "L"});
    let number = |value: &Value| value.as_u64().unwrap_or_default();
    let reps: Vec<Value> = match case.text("strategy") {
        "rate_limit" => {
            if let Some(limit) = case.config("limit").as_u64() {
                team.push_str(&format!(" cap lead {limit} per rolling {} seconds", case.config("window_seconds")));
            }
            for rep in case.reps() {
                let given = rep["assigned_at"].as_array().cloned().unwrap_or_default();
                let made =
                    (0..rep["recent"].as_i64().unwrap_or_default()).map(|place| json!(before(now, place % 59 + 1)));
                let recent: Vec<Value> =
                    given.into_iter().chain(made).map(|at| json!({"at": at, "channel": "lead"})).collect();
                state.insert(id(rep).to_owned(), json!({"recent": recent}));
            }
            case.reps().iter().map(|rep| json!({"id": id(rep)})).collect()
        }
        "capacity" | "legacy_capacity" => {
            let limit = |rep: &Value| {
                let own = if rep["limit"].is_null() { case.config("max_assignment_limit") } else { &rep["limit"] };
                if own.is_null() { json!({}) } else { json!({"lead": own}) }
            };
            case.reps()
                .iter()
                .map(|rep| json!({"id": id(rep), "capacity": limit(rep), "open": {"lead": rep["open"]}}))
                .collect()
        }
        "chat_limits" => {
            lead = "channel: Channel default department";
            items = "enum Channel { department other }".to_owned();
            let limit = |value: &Value| value.as_u64().filter(|limit| *limit > 0);
            let person = |rep: &Value| {
                let mut capacity = Map::new();
                let own = if rep["agent_limit"].is_null() { &rep["global_limit"] } else { &rep["agent_limit"] };
                capacity.extend(limit(own).map(|limit| ("lead".to_owned(), json!(limit))));
                capacity.extend(limit(&rep["dept_limit"]).map(|limit| ("department".to_owned(), json!(limit))));
                let own = number(&rep["dept_chats"]);
                json!({"id": id(rep), "capacity": capacity, "open": {"department": own, "other": number(&rep["chats"]) - own}})
            };
            case.reps().iter().map(person).collect()
        }
        "channel_capacity" => {
            let person = |rep: &Value| json!({"id": id(rep), "paused": rep["available"] == false, "capacity": {"lead": rep["configured"]}, "open": {"lead": rep["assigned"]}});
            case.reps().iter().map(person).collect()
        }
        "capacity_cost" => {
            lead = "channel: Channel default voice";
            let costs = case.config("cost").as_object().expect("costs");
            let names: Vec<&str> = costs.keys().map(String::as_str).collect();
            let lines: Vec<String> = costs.iter().map(|(channel, cost)| format!("{channel} {cost}")).collect();
            items = format!("enum Channel {{ {} }}\nchannel costs {{ {} }}", names.join("  "), lines.join("  "));
            asked = json!({"id": "L", "channel": case.config("channel")});
            case.reps()
                .iter()
                .map(|rep| json!({"id": id(rep), "capacity": {"units": rep["capacity"]}, "open": rep["jobs"]}))
                .collect()
        }
        "skills" => {
            // (skills HAS 'support') AND (languages HAS 'english')
            rep_fields = "skills: list of text  languages: list of text";
            for part in case.config("where").as_str().expect("a condition").split(" AND ") {
                let words: Vec<&str> = part.trim_matches(['(', ')']).split(' ').collect();
                team.push_str(&format!(" needs \"{}\" in rep.{}", words[2].trim_matches('\''), words[0]));
            }
            case.reps().to_vec()
        }
        _ => return Told::Left("not expressed"),
    };
    let policy = Policy {
        lead,
        rep: rep_fields,
        items: format!("{items}\nteam t {{ {team} }}"),
        rules: "rule all { when id is present assign team t else queue nobody }".to_owned(),
    };
    let play = policy.play(&json!({"reps": reps, "teams": {"t": {"members": state}}}));
    Told::Ran(json!(play.all(&asked, now)))
}
