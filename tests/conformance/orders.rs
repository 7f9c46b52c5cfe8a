//! Fixed orders of people, and orders of leads.

use super::Told;
use super::play::{Case, Policy, id, quoted};
use serde_json::{Value, json};

/// By a field of the rep, the best first.
pub(crate) fn fixed(case: &Case<'_>) -> Told {
    if case.text("kind") == "rank" {
        let keys: Vec<String> = case
            .config("order_by")
            .as_str()
            .expect("an order")
            .split(", ")
            .map(|key| {
                let (field, way) = key.split_once(' ').expect("field and way");
                format!(
                    "{} rep.{}",
                    if way == "ASC" { "lowest" } else { "highest" },
                    field.trim_start_matches("worker.")
                )
            })
            .collect();
        let strategy = keys.join(" then ");
        let policy = Policy::team(
            "",
            "finance: integer optional  support: integer optional",
            &format!("members {} distribute by {strategy}", quoted(case.ids())),
        );
        let play = policy.play(&json!({"reps": case.reps()}));
        return Told::Ran(json!(play.all(&json!({"id": "L"}), case.now())));
    }
    let policy = Policy::team(
        "",
        "position: integer",
        &format!("members {} distribute by lowest rep.position", quoted(case.ids())),
    );
    let reps: Vec<Value> = case.reps().iter().map(|rep| json!({"id": id(rep), "position": rep["position"]})).collect();
    let mut play = policy.play(&json!({ "reps": reps }));
    Told::Ran(play.row(case.leads().iter().map(|lead| json!({"lead": {"id": id(lead)}})), case.now()))
}

/// Which lead comes first: a batch with an order, and one rep who takes a few.
pub(crate) fn batch(case: &Case<'_>) -> Told {
    let order = match case.text("strategy") {
        "queue_score" => "waited + bonus descending",
        "task_precedence" => "age",
        _ => "created_at",
    };
    let policy = Policy {
        lead: "created_at: datetime optional  age: integer optional  waited: integer optional  bonus: integer default 0",
        rep: "",
        items: "team t { members [\"a\"] }".to_owned(),
        rules: format!("take in order of {order}\nrule all {{ when id is present assign team t else queue nobody }}"),
    };
    let now = case.config("now").as_i64().unwrap_or_default();
    let lead = |lead: &Value| {
        let waited = lead["joined"].as_i64().map(|joined| now - joined);
        let bonus = lead["skill_score"].as_i64().unwrap_or_default();
        json!({"id": id(lead), "created_at": lead["created_at"], "age": lead["age"], "waited": waited, "bonus": bonus})
    };
    let leads: Vec<Value> = case.leads().iter().map(lead).collect();
    if case.text("kind") == "assign" {
        let mut play = policy.play(&json!({"reps": [{"id": "a", "capacity": {"lead": case.config("limit")}}]}));
        return Told::Ran(play.batch(&leads, case.now()));
    }
    // Who gets a place as the places become more.
    let mut order: Vec<Value> = Vec::new();
    for places in 1..=leads.len() {
        let mut play = policy.play(&json!({"reps": [{"id": "a", "capacity": {"lead": places}}]}));
        let answers = play.batch(&leads, case.now());
        for (lead, answer) in leads.iter().zip(answers.as_array().expect("answers")) {
            if answer == "a" && !order.contains(&lead["id"]) {
                order.push(lead["id"].clone());
            }
        }
    }
    Told::Ran(json!(order))
}
