//! People, promises, matching, routes.

use super::{error, warning};
use crate::model::RuleKind;
use crate::text::{Code, Diagnostic, Span};

pub(in super::super) fn no_members(team: &str, span: Span) -> Diagnostic {
    Diagnostic::new(error(241), format!("team `{team}` has no `members` line"), span, "")
        .help("write `members where role is ae`, or `members [\"anna\", \"ben\"]`")
}

pub(in super::super) fn members_by_request(span: Span) -> Diagnostic {
    let message = "who is a member of a team depends on neither the time nor the request";
    Diagnostic::new(error(267), message, span, "")
        .help("write it as a `needs` line: a member who fails there gets no lead for that time")
}

pub(in super::super) fn nested_strategy(team: &str, span: Span) -> Diagnostic {
    let message = format!("team `{team}` holds teams or queues, which cannot be distributed to like this");
    Diagnostic::new(error(242), message, span, "")
        .help("possible are: round robin, longest idle, in order, evenly, stable on")
}

/// `what`: a line or modifier that is about single reps.
pub(in super::super) fn nested_line(team: &str, what: &str, span: Span) -> Diagnostic {
    let message = format!("{what} is about single reps, and team `{team}` holds teams");
    Diagnostic::new(error(264), message, span, "").help("say it in the teams inside, or of one of them")
}

/// A rep and a team or queue, members of one team.
pub(in super::super) fn member_of_one_key(key: &str, what: &str, rep: Span, nested: Span) -> Diagnostic {
    let message = format!("the rep \"{key}\" cannot be told apart from a {what} that is a member beside him");
    Diagnostic::new(error(266), message, rep, format!("turns and caps of that {what} are counted under this id"))
        .also(nested, format!("the {what}"))
        .help("give the rep another id, or put him into a team of his own")
}

pub(in super::super) fn team_in_itself(team: &str, span: Span) -> Diagnostic {
    Diagnostic::new(error(243), format!("team `{team}` is a member of itself, through its members"), span, "")
}

pub(in super::super) fn cap_of_nothing(span: Span) -> Diagnostic {
    Diagnostic::new(error(244), "a cap below 1 lets nobody have a lead", span, "")
        .help("to switch a team off, take it out of the chains")
}

pub(in super::super) fn not_a_team(found: &str, span: Span) -> Diagnostic {
    Diagnostic::new(error(245), "a team is expected here", span, format!("this is {found}"))
}

pub(in super::super) fn not_a_rep(found: &str, span: Span) -> Diagnostic {
    Diagnostic::new(error(246), "a rep is expected here", span, format!("this is {found}"))
        .help("a rep is a field or column of kind `rep`, or an id in quotes: `rep \"anna\"`")
}

pub(in super::super) fn no_owner(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(error(247), format!("it is not clear who owns `{name}`"), span, "")
        .help("it needs a column `owner` of kind `rep`, or exactly one column of kind `rep`")
}

pub(in super::super) fn ignoring_caps(span: Span) -> Diagnostic {
    Diagnostic::new(error(248), "caps belong to a team; a person has a capacity", span, "no team is named here")
        .fix(span, "capacity")
}

pub(in super::super) fn shares_differ(team: Option<&str>, span: Span, other: Span) -> Diagnostic {
    let whose = team.map_or_else(|| "a team".to_owned(), |team| format!("team `{team}`"));
    Diagnostic::new(error(263), format!("{whose} is shared evenly with different weights"), span, "weighs like this")
        .also(other, "and like this, in the same period")
        .note("every turn of a team counts in each of its periods, so that each period has one weight")
        .help("give both the same weight, or another period")
}

pub(in super::super) fn assignee_here(span: Span) -> Diagnostic {
    Diagnostic::new(error(249), "there is no assignee yet when a rule decides", span, "")
        .help("`manager of assignee` stands in promises: `after 5 minutes escalate to manager of assignee`")
}

pub(in super::super) fn same_rep_of_team(span: Span) -> Diagnostic {
    Diagnostic::new(error(250), "`same rep for` belongs to a team", span, "this is no team")
}

pub(in super::super) fn waits_without_created(span: Span) -> Diagnostic {
    let message = "leads have no `created`, so waiting begins with the first question";
    Diagnostic::new(warning(251), message, span, "waits")
        .help("add `created: datetime` to the lead, or send `since` with each request")
}

pub(in super::super) fn remind_of_what(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(error(252), format!("promise `{name}` reminds of a first touch that it does not promise"), span, "")
        .help("add `first touch within …`")
}

/// `hours sydney "Australia/Sydney" { … }`.
pub(in super::super) fn zone_as_title(name: &str, title: &str, span: Span) -> Diagnostic {
    let message = format!("\"{title}\" is the title of `{name}` here, not its time zone");
    Diagnostic::new(warning(274), message, span, "a time zone stands behind `in`")
        .suggest(Span::new(span.source, span.start, span.start), "in ")
}

/// `remind at 160%`: when the time is over already.
pub(in super::super) fn reminder_outside(span: Span) -> Diagnostic {
    Diagnostic::new(error(252), "a reminder comes while the first touch is still due", span, "not within that time")
        .help("write a share of its time above 0% and up to 100%, as in `remind at 60%`")
}

pub(in super::super) fn whole_business_days(span: Span) -> Diagnostic {
    Diagnostic::new(error(253), "business days are whole days, at most 400", span, "")
        .help("for parts of a day write business hours")
}

pub(in super::super) fn part_of_business_days(span: Span) -> Diagnostic {
    Diagnostic::new(error(253), "there is no part of a business day to remind at", span, "")
        .help("write the first touch in business hours, such as `8 business hours`")
}

pub(in super::super) fn no_clock(promise: &str, team: &str, span: Span) -> Diagnostic {
    let message = format!("promise `{promise}` counts business time, and team `{team}` keeps no hours");
    Diagnostic::new(error(254), message, span, "")
        .help(format!("give the team `hours …`, or the promise a clock of its own: `on clock …` in `sla {promise}`"))
}

/// Only queues and holds: nobody who takes the lead keeps hours.
pub(in super::super) fn no_clock_of_queue(promise: &str, span: Span) -> Diagnostic {
    let message = format!("promise `{promise}` counts business time, and queues keep no hours");
    Diagnostic::new(error(254), message, span, "")
        .help(format!("give the promise a clock of its own: `on clock …` in `sla {promise}`"))
}

pub(in super::super) fn no_lead_side(column: &str, span: Span) -> Diagnostic {
    let message = format!("it is not clear what of the lead is compared with `{column}`");
    Diagnostic::new(error(255), message, span, "a column of the record")
        .help(format!("add a definition of that name: `derive {column} = …`"))
}

pub(in super::super) fn no_seen(record: &str, span: Span) -> Diagnostic {
    let message = format!("record `{record}` does not say when an earlier lead was seen");
    Diagnostic::new(error(256), message, span, "").help("add a field `seen: datetime`")
}

pub(in super::super) fn two_main_routes(span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(error(257), "two routes are marked `main`", span, "the second").also(first, "the first")
}

/// A route that does not end with `otherwise`.
pub(crate) const NO_OTHERWISE: Code = error(320);

pub(in super::super) fn no_otherwise(route: &str, span: Span) -> Diagnostic {
    let message = format!("a lead can reach the end of route `{route}` with no decision");
    Diagnostic::new(NO_OTHERWISE, message, span, "has no `otherwise`")
        .help("add `otherwise { assign queue triage }` as the last block")
}

/// What takes every lead that is left has a condition.
const NO_CONDITION: Code = error(322);

pub(in super::super) fn otherwise_not_last(span: Span) -> Diagnostic {
    Diagnostic::new(error(321), "nothing behind this `otherwise` can be reached", span, "takes every lead")
        .help("move it to the end")
}

/// A line of an `otherwise` or `on invalid` that would let some leads through.
pub(in super::super) fn has_no_condition(kind: RuleKind, season: bool, span: Span) -> Diagnostic {
    let (message, help) = match kind {
        RuleKind::OnInvalid => (
            "`on invalid` takes every lead that is invalid and has no condition",
            "take the line out: rules do not see invalid leads, so nothing else could take them",
        ),
        _ => (
            "`otherwise` takes every lead that is left and has no condition",
            "make it a rule, and keep an `otherwise` behind it",
        ),
    };
    let label = if season { "on other days nobody would take them" } else { "" };
    Diagnostic::new(NO_CONDITION, message, span, label).help(help)
}

/// `attach to M` alone where every lead is taken, also one without a match.
pub(in super::super) fn attaches_to_nothing(kind: RuleKind, name: &str, span: Span) -> Diagnostic {
    let place = if kind == RuleKind::OnInvalid { "`on invalid`" } else { "`otherwise`" };
    let message = format!("{place} takes every lead that is left, also one for which there is no `{name}`");
    let help = if kind == RuleKind::OnInvalid {
        "add `assign queue …` beside it, for the others"
    } else {
        "add `assign queue …` beside it for the others, or make it a rule and keep an `otherwise` behind it"
    };
    Diagnostic::new(NO_CONDITION, message, span, "nothing to attach it to").help(help)
}

pub(in super::super) fn unless_missing(field: &str, span: Span, words: &str, declared: Option<Span>) -> Diagnostic {
    let message = format!("this `unless` does nothing when `{field}` is empty");
    let label = format!("unknown when the lead has no {field}, so it does not block");
    let finding = Diagnostic::new(warning(210), message, span, label);
    let finding = declared.into_iter().fold(finding, |finding, declared| finding.also(declared, "may be empty"));
    finding
        .help(format!("to block them too, write `unless {words} or {field} is missing`"))
        .help(format!("to say this is intended, write `unless {field} is present and {words}`"))
}

pub(in super::super) fn step_decides(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(error(258), format!("step `{name}` only adds data and cannot decide"), span, "a decision")
        .help("make it a `rule`")
}

pub(in super::super) fn no_decision(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(error(259), format!("`{name}` does not say what to do with the lead"), span, "no decision")
        .help("add one of: assign, disqualify, nurture, attach to, keep owner, go to")
}

pub(in super::super) fn two_decisions(span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(error(260), "a rule decides once", span, "the second decision")
        .also(first, "the first decision")
        .help("only `attach to` may stand beside `assign`; for a fallback write `else` in the chain")
}

pub(in super::super) fn attach_to_match(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(error(261), format!("a lead is attached to a match, and `{name}` is none"), span, "")
}

pub(in super::super) fn route_cycle(names: &[String], span: Span) -> Diagnostic {
    Diagnostic::new(error(262), "routes hand over in a circle", span, "comes back to where it began")
        .note(names.join(" → "))
}

/// `late` is when the lead comes in, when it is late, and when the office closed in between.
pub(in super::super) fn promise_in_clock_hours(
    length: &str,
    rule: &str,
    hours: &str,
    late: &(String, String, String),
    promise: Span,
    used: Span,
) -> Diagnostic {
    let (comes, due, closed) = late;
    Diagnostic::new(warning(342), "this promise runs through nights and weekends", promise, "clock hours")
        .also(used, format!("rule `{rule}` promises it for a team that keeps office hours (`{hours}`)"))
        .note(format!("example: a lead assigned on {comes} is late on {due}, after the office closed at {closed}"))
        .help(format!("write `{}`, to count only the hours of the team", length.replacen(' ', " business ", 1)))
}

pub(in super::super) fn step_before_due(promise: &str, step: Span, first: Span) -> Diagnostic {
    let message = format!("promise `{promise}` takes a step before its first touch is due");
    Diagnostic::new(warning(343), message, step, "comes before it")
        .also(first, "the first touch is due then")
        .help("let the step come at the promised time or after it; before it `remind at 60%` reminds")
}
