//! Which rule, which team, and what comes after it.

use super::Told;
use super::play::{Case, Policy, id, quoted, request};
use serde_json::{Value, json};

/// Stages that narrow the people, each falling back on the ones before: an assign chain.
pub(crate) fn qualify(case: &Case<'_>) -> Told {
    let everybody: Vec<&str> = case.reps().iter().filter(|rep| rep["fixed"] != true).map(id).collect();
    let lead = &case.leads()[0];
    let names = |value: &Value| -> Vec<String> {
        value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let policy = Policy {
        lead: "contact_owner: rep optional  previous_rep: rep optional  routed: list of text optional",
        rep: "me: text  segment: boolean default yes  under: boolean default yes",
        items: format!(
            "team everybody {{ members {0} }}\nteam routed_people {{ members {0} needs rep.me in routed }}\n\
             team segment {{ members {0} needs rep.segment and rep.me in routed }}\n\
             team ahead {{ members {0} needs rep.segment and rep.under and rep.me in routed }}",
            quoted(everybody.iter().copied())
        ),
        rules: "rule again { when previous_rep is present assign rep previous_rep if available else queue nobody }\n\
                rule all { when id is present assign rep contact_owner if available else team ahead else team segment else team routed_people if no_owner else team everybody else queue nobody }"
            .replace("if no_owner ", ""),
    };
    let (segment, under) = (names(case.config("segment")), names(case.config("under_threshold")));
    let among = |list: &[String], rep: &str| list.is_empty() || list.iter().any(|other| other == rep);
    let person = |rep: &Value| json!({"id": id(rep), "me": id(rep), "segment": among(&segment, id(rep)), "under": among(&under, id(rep))});
    let play = policy.play(&json!({"reps": case.reps().iter().map(person).collect::<Vec<_>>()}));
    // Whom nobody routed may be anybody.
    let mut asked = request(lead, &["contact_owner", "previous_rep", "routed"])["lead"].clone();
    let all: Vec<String> = everybody.iter().map(|id| (*id).to_owned()).collect();
    if asked["routed"].is_null()
        || asked["routed"].as_array().is_some_and(|routed| routed.iter().all(|id| !all.iter().any(|other| other == id)))
    {
        asked["routed"] = json!(all);
    }
    let order = play.all(&asked, case.now());
    let expected = &case.0["expected"][0];
    let qualified = names(&expected["qualified"]);
    let mut first: Vec<String> = order.iter().take(qualified.len()).cloned().collect();
    first.sort();
    let mut got = expected.clone();
    got["qualified"] = json!(first);
    if expected["fallback"].is_array() {
        // Behind the qualified come the others of the fallback.
        let mut wanted = names(&expected["fallback"]);
        let mut fallback: Vec<String> = order.iter().take(wanted.len()).cloned().collect();
        fallback.sort();
        wanted.sort();
        got["fallback"] = json!(fallback);
    }
    Told::Ran(json!([got]))
}

/// Leads that are routed only when they are so and so.
pub(crate) fn conditions(case: &Case<'_>) -> Told {
    let (fields, condition) = match case.text("strategy") {
        "lead_state" => (vec!["status"], "status is \"open\"".to_owned()),
        "condition" => (vec!["public"], "public is 1".to_owned()),
        "label_exclusion" => {
            let labels = case.config("excluded_labels").as_array().into_iter().flatten().filter_map(Value::as_str);
            (vec!["labels"], format!("not (labels has any of {})", quoted(labels)))
        }
        _ => {
            let hours = match (case.config("exclude_inactive_hours"), case.config("default_exclude_hours")) {
                (Value::Number(hours), _) | (_, Value::Number(hours)) => {
                    format!("last_activity_at within last {hours} hours")
                }
                _ => "id is present".to_owned(),
            };
            (vec!["last_activity_at"], hours)
        }
    };
    let policy = Policy {
        lead: "status: text optional  public: integer optional  labels: list of text optional  last_activity_at: datetime optional",
        rep: "",
        items: format!("team t {{ members {} distribute by round robin }}", quoted(case.ids())),
        rules: format!("rule some {{ when {condition} assign team t else queue nobody }}"),
    };
    let mut play = policy.play(&json!({"reps": case.reps()}));
    Told::Ran(play.row(case.leads().iter().map(|lead| request(lead, &fields)), case.now()))
}

/// A team and nobody else; a rule that finds nobody; a person who has the lead already.
pub(crate) fn scopes(case: &Case<'_>) -> Told {
    let (mut items, mut rules) = (String::new(), String::new());
    for (name, team) in case.config("team").as_object().into_iter().flatten() {
        let members = team["members"].as_array().into_iter().flatten().filter_map(Value::as_str);
        items.push_str(&format!("team {name} {{ members {} }}\n", quoted(members)));
        let target =
            if team["auto"] == true { format!("team {name} else queue nobody") } else { "queue nobody".to_owned() };
        rules.push_str(&format!("rule of_{name} {{ when team is \"{name}\" assign {target} }}\n"));
    }
    for (place, rule) in case.config("rules").as_array().into_iter().flatten().enumerate() {
        let users: Vec<&str> = rule["users"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let condition = match rule["assign_if"].as_str() {
            Some("public == 1") => "public is 1",
            _ => "id is present",
        };
        let mut chain = Vec::new();
        if rule["field"] == "manager" {
            chain.push("rep manager".to_owned());
        }
        if rule["unassign_if"].is_string() {
            chain.push("rep open_assignee".to_owned());
        }
        if !users.is_empty() {
            items.push_str(&format!("team t{place} {{ members {} distribute by round robin }}\n", quoted(users)));
            chain.push(format!("team t{place}"));
        }
        rules.push_str(&format!("rule r{place} {{ when {condition} assign {} }}\n", chain.join(" else ")));
    }
    let policy = Policy {
        lead: "team: text optional  public: integer optional  manager: rep optional  open_assignee: rep optional",
        rep: "",
        items,
        rules,
    };
    let reps: Vec<Value> =
        case.reps().iter().map(|rep| json!({"id": id(rep), "paused": rep["online"] == false})).collect();
    let mut play = policy.play(&json!({ "reps": reps }));
    let fields = ["team", "public", "manager", "open_assignee"];
    Told::Ran(play.row(case.leads().iter().map(|lead| request(lead, &fields)), case.now()))
}

/// Queues by filters; steps that are passed over when nobody is there.
pub(crate) fn targets(case: &Case<'_>) -> Told {
    let (mut items, mut rules) = (String::new(), String::new());
    if let Some(filters) = case.config("filters").as_array() {
        let default = case.config("default").as_str().expect("a default");
        items.push_str(&format!("queue {default}\n"));
        for (place, filter) in filters.iter().enumerate() {
            let (target, test) = (filter["target"].as_str().expect("a target"), filter["if"].as_str().expect("a test"));
            items.push_str(&format!("queue {target}\n"));
            rules.push_str(&format!("rule r{place} {{ when {} assign queue {target} }}\n", test.replace("==", "is")));
        }
        rules.push_str(&format!("rule rest {{ when id is present assign queue {default} }}\n"));
        let policy = Policy { lead: "type: text optional", rep: "", items, rules };
        let mut play = policy.play(&json!({"reps": []}));
        return Told::Ran(play.row(case.leads().iter().map(|lead| request(lead, &["type"])), case.now()));
    }
    // A step is a team where somebody is; else the next.
    let mut chain = Vec::new();
    for step in case.config("steps").as_array().into_iter().flatten() {
        let queue = step["queue"].as_str().expect("a queue");
        if step["skip_if"].is_string() {
            let members = case.reps().iter().filter(|rep| rep["queue"] == queue).map(id);
            items.push_str(&format!("team {queue} {{ members {} }}\n", quoted(members)));
            chain.push(format!("team {queue}"));
        } else {
            items.push_str(&format!("queue {queue}\n"));
            chain.push(format!("queue {queue}"));
        }
    }
    rules.push_str(&format!("rule all {{ when id is present assign {} }}", chain.join(" else ")));
    let reps: Vec<Value> =
        case.reps().iter().map(|rep| json!({"id": id(rep), "paused": rep["available"] == false})).collect();
    let play = Policy { lead: "", rep: "", items, rules }.play(&json!({ "reps": reps }));
    let answer = play.answer(&json!({"lead": {"id": "L"}}), case.now());
    Told::Ran(json!([answer.team.as_deref().or(answer.queue.as_deref())]))
}
