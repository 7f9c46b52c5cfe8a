//! Quotas with the best leads first, predictive scores, duplicates.

use super::Told;
use super::play::{Case, Policy, id, quoted};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The day's quota is the number of units; the most that is left starts.
pub(crate) fn quotas(case: &Case<'_>) -> Told {
    let policy = Policy {
        lead: "probability: integer",
        rep: "least: integer default 0",
        items: format!(
            "team t {{ members {} needs lead.probability >= rep.least distribute by most free }}",
            quoted(case.ids())
        ),
        rules:
            "take in order of probability descending\nrule all { when id is present assign team t else queue nobody }"
                .to_owned(),
    };
    let force = case.config("force") == true;
    let rep = |rep: &Value| {
        // Halves go up: 45 a month are two a day.
        let quota = rep["capacity_30d"].as_u64().map(|month| (month * 2 + 30) / 60).unwrap_or_default();
        let used = if force { 0 } else { rep["last_24h"].as_u64().unwrap_or_default() };
        json!({
            "id": id(rep), "active": rep["active"] != false, "paused": rep["optout"] == true,
            "capacity": {"units": quota}, "open": {"lead": used}, "least": rep["min_probability"],
        })
    };
    let reps: Vec<Value> = case.reps().iter().map(rep).collect();
    let mut play = policy.play(&json!({ "reps": reps }));
    let leads: Vec<Value> =
        case.leads().iter().map(|lead| json!({"id": id(lead), "probability": lead["probability"]})).collect();
    let got = play.batch(&leads, case.now());
    if case.text("kind") == "assign_counts" {
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for rep in got.as_array().into_iter().flatten().filter_map(Value::as_str) {
            *counts.entry(rep).or_default() += 1;
        }
        return Told::Ran(json!([counts]));
    }
    Told::Ran(got)
}

/// Odoo weighs a stage by the totals of the first stage, which are its priors: the counts of the lead's stage are the
/// priors here. Nothing is a value there: `None`.
pub(crate) fn bayes(case: &Case<'_>) -> Told {
    let lead = &case.leads()[0];
    let Some(stage) = lead["stage"].as_str() else {
        return Told::Left("a lead without a stage scores 0 there; here that is a rule");
    };
    let Some(frequency) = case.config("frequency").as_object() else { return Told::Left("no frequencies") };
    let mut counts = Map::new();
    for (key, pair) in frequency {
        let (variable, value) = key.split_once('=').expect("variable and value");
        if variable != "stage" {
            let name = if variable == "tag" { "tags" } else { variable };
            counts.entry(name.to_owned()).or_insert_with(|| json!({}))[value] = pair.clone();
        }
    }
    let model = json!({
        "model": "naive_bayes", "version": "1", "priors": frequency[&format!("stage={stage}")], "counts": counts,
        "clamp": case.config("clamp"),
    });
    let policy = Policy {
        lead: "country: text optional  state: text optional  email_state: text optional  phone_state: text optional  source: text optional  tags: list of text optional",
        rep: "",
        items: "score chance from scorer \"chance\"".to_owned(),
        rules: "rule scored { when chance is present assign queue nobody }".to_owned(),
    };
    let play = policy.play(&json!({"reps": []}));
    let scorer = play.rules.model_from_json(&model.to_string()).unwrap_or_else(|error| panic!("{error}\n{model}"));
    let rules = play.rules.clone().with_scorer("chance", scorer);
    let mut asked = lead.as_object().cloned().unwrap_or_default();
    asked.remove("stage");
    for (name, value) in &mut asked {
        if value.is_null() && counts.get(name).is_some_and(|known| known["None"].is_array()) {
            *value = json!("None");
        }
    }
    let lead = rules.lead_from_json(&Value::Object(asked).to_string()).expect("a lead");
    let answer = rules.route(&pointsman::Request::new(&lead), &pointsman::Snapshot::default()).expect("an answer");
    let score = answer.scores["chance"].as_deref().and_then(|score| score.parse::<f64>().ok());
    Told::Ran(json!([score]))
}

/// A lead whose record is there already goes to whoever has that.
pub(crate) fn duplicate(case: &Case<'_>) -> Told {
    let lead = &case.leads()[0];
    let policy = Policy {
        lead: "email: email optional",
        rep: "",
        items: format!(
            "record opportunity {{ email: email  owner: rep }}\nmatch opportunity as known {{ by email }}\nteam t {{ members {} }}",
            quoted(case.ids())
        ),
        rules: "rule again { when known is present attach to known assign owner of known }\n\
                rule all { when id is present assign team t else queue nobody }"
            .to_owned(),
    };
    let rows = json!([{"email": lead["email"], "owner": lead["existing_record_owner"]}]);
    let reps: Vec<Value> = case.reps().iter().map(|rep| json!({"id": id(rep)})).collect();
    let mut play = policy.play(&json!({"reps": reps, "tables": {"opportunity": rows}}));
    Told::Ran(json!([play.ask(&json!({"lead": {"id": id(lead), "email": lead["email"]}}), case.now())]))
}
