//! Cases whose right answer somebody else fixed: tests, code and documentation of other routers, as data outside the
//! project. Each family is expressed as a policy, a snapshot and requests; the answers are compared.

#![cfg(feature = "json")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_arithmetic,
    reason = "a test may fail, and tells"
)]

mod chains;
mod filters;
mod idle;
mod odoo;
mod orders;
mod play;
mod rounds;
mod shares;

use play::Case;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What came of a case.
pub(crate) enum Told {
    /// What the engine answered; to be compared with `expected`.
    Ran(Value),
    /// Why it was not run.
    Left(&'static str),
}

fn cases() -> Option<Vec<Value>> {
    let shared = std::env::var_os("POINTSMAN_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let path = shared.join("conformance/cases.json");
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(serde_json::from_str(&text).expect("cases")),
        Err(_) => {
            println!("skipped: {} is not there", path.display());
            None
        }
    }
}

fn run(case: &Case<'_>) -> Told {
    match (case.text("system"), case.text("strategy")) {
        ("cal.com", "priority>least_recent") => shares::priority(case),
        ("cal.com", "weighted_shortfall>weight>priority>least_recent") => shares::shortfall(case),
        ("cal.com", "filter_chain_with_fallback") => chains::qualify(case),
        ("cal.com", "attribute_match") => filters::attributes(case),
        ("nginx-swrr", _) => shares::smooth(case),
        ("chatwoot", "rotation_queue" | "rate_limit>rotation") | (_, "longest-idle-agent") => idle::rotation(case),
        (
            _,
            "least_open"
            | "least_open>rotation"
            | "least_open_first_in_list"
            | "least_open_first_id"
            | "load_balancing",
        ) => idle::least_open(case),
        ("chatwoot", "rate_limit" | "capacity" | "legacy_capacity")
        | ("rocket.chat", "chat_limits")
        | ("taskrouter", "channel_capacity" | "skills")
        | ("azure-job-router", _) => filters::limits(case),
        ("chatwoot" | "frappe", "lead_state" | "age_exclusion" | "label_exclusion" | "condition") => {
            chains::conditions(case)
        }
        ("chatwoot", "team_scope") | ("frappe", "empty_rule_falls_through" | "sticky") => chains::scopes(case),
        ("taskrouter", "first_match" | "skip_if") => chains::targets(case),
        (
            _,
            "round_robin_last_user" | "round-robin" | "rotation_by_next_greater_id" | "rotation_skip_consumes_turn",
        )
        | ("espocrm", "round_robin_by_last_record") => rounds::robin(case),
        (_, "rotate_queues_then_members") => rounds::nested(case),
        (_, "sequentially-by-agent-order" | "order_by") => orders::fixed(case),
        (_, "lead_order" | "queue_score" | "task_precedence") => orders::batch(case),
        ("odoo", "quota_rotation_by_score") => odoo::quotas(case),
        ("odoo", "naive_bayes") => odoo::bayes(case),
        ("odoo", "duplicate_keeps_owner") => odoo::duplicate(case),
        ("odoo", "daily_quota_half_up") => {
            Told::Left("a quota of each rep by his own capacity: a cap is a number of the policy")
        }
        ("cal.com", "lead_threshold") => {
            Told::Left("how far a rep may be ahead is no limit of the language: `evenly` keeps it below one")
        }
        ("cal.com", "fairness_window") => Told::Left("the ends of a period are no answer"),
        ("cal.com", "attribute_weights") => Told::Left("weights are no answer"),
        ("frappe", "weighted_block_cycle") => Told::Left("shares in blocks: `evenly` spreads them"),
        ("frappe", "close") => Told::Left("closing is the host's"),
        ("frappe", "condition_error") => {
            Told::Left("a condition on a field that is not there is an error of the policy")
        }
        _ => Told::Left("not expressed"),
    }
}

#[test]
fn cases_of_other_routers_agree() {
    let Some(cases) = cases() else { return };
    let (mut ran, mut quirks) = (0, 0);
    let mut left: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for value in &cases {
        let case = Case(value);
        if value["quirk"] == true {
            quirks += 1;
            continue;
        }
        match run(&case) {
            Told::Ran(got) => {
                ran += 1;
                if !case.agrees(&got) {
                    wrong.push(format!(
                        "{}: expected {}, got {got}\n    {}",
                        case.text("id"),
                        value["expected"],
                        case.text("note")
                    ));
                }
            }
            Told::Left(why) => left.entry(why).or_default().push(case.text("id")),
        }
    }
    println!("{ran} cases ran, {} do not agree; {quirks} are quirks of their systems", wrong.len());
    for (why, ids) in &left {
        println!("{:3} {why}: {}", ids.len(), ids.join(" "));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(ran >= 100, "{ran}");
}
