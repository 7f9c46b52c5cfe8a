//! What is proved about the logic of a policy, each time with a lead that shows it.

use super::warning;
use crate::text::{Code, Diagnostic, Span};

/// A condition, or whatever else stands in a line, as a place and in words.
pub(crate) type Spoken<'s> = (Span, &'s str);

/// A default that the check of its own field refuses; `invalid`: so that a lead without the field is never valid.
pub(crate) fn default_refused(field: &str, check: &str, invalid: bool, span: Span) -> Diagnostic {
    let message = format!("the default of `{field}` fails the check of `{field}` itself: {check}");
    let label = match invalid {
        true => format!("every lead that brings no `{field}` is invalid"),
        false => format!("every lead that brings no `{field}` gets this all the same, with a note"),
    };
    Diagnostic::new(warning(276), message, span, label)
        .help("write a default that passes, say `optional` instead, or let the check allow this value too")
}

/// A rule or a whole branch that can never be chosen, because of `by`: their names and heads. `fits`: a rule, a lead that
/// fits it, and where that goes instead.
pub(crate) fn never_chosen(
    (kind, name, head): (&str, &str, Span),
    by: &[(String, Span)],
    (rule, example, goes_to): (&str, &str, &str),
) -> Diagnostic {
    let names: Vec<String> = by.iter().map(|(name, _)| format!("`{name}`")).collect();
    let whom = if kind == "branch" { "a rule of this branch".to_owned() } else { format!("this {kind}") };
    let label = match names.as_slice() {
        [one] => format!("every lead that fits {whom} already fits {one}"),
        many => format!("every lead that fits {whom} already fits one of {}", many.join(", ")),
    };
    let message = match kind {
        "step" => format!("step `{name}` is never reached"),
        "branch" => format!("no rule of branch `{name}` can ever be chosen"),
        _ => format!("{kind} `{name}` can never be chosen"),
    };
    let mut finding = Diagnostic::new(warning(301), message, head, label);
    for (place, (_, span)) in by.iter().enumerate() {
        let text = match (by.len(), place) {
            (1, _) => "this is tried first and takes all of them",
            (_, 0) => "this is tried first and takes some of them",
            _ => "this takes others",
        };
        finding = finding.also(*span, text);
    }
    let first = by.first().map_or("", |(name, _)| name.as_str());
    finding
        .note(format!("example: {example} fits `{rule}`, and goes to {goes_to}"))
        .help(format!("move `{name}` above `{first}`, or delete it"))
}

/// Lines that no lead satisfies together. `unless`: the last is an `unless`, which blocks all that the others let through.
/// `example` satisfies all but the last and goes elsewhere.
pub(crate) fn contradiction(
    lines: &[Spoken<'_>],
    unless: bool,
    name: &str,
    example: Option<(&str, &str)>,
) -> Diagnostic {
    let (last, others) = lines.split_last().map_or((None, &[][..]), |(last, others)| (Some(last), others));
    let span = last.map_or(Span::new(crate::text::SourceId::FIRST, 0, 0), |(span, _)| *span);
    let message = match others.len() {
        _ if unless => "this `unless` always blocks".to_owned(),
        0 => "no lead can satisfy this line".to_owned(),
        1 => "no lead can satisfy both of these lines".to_owned(),
        _ => "no lead can satisfy all of these lines".to_owned(),
    };
    let label = match (unless, others.is_empty()) {
        (true, true) => "means every lead",
        (true, false) => "means every lead that satisfies the other lines",
        (false, true) => "cannot be true",
        (false, false) => "cannot be true at the same time",
    };
    let mut finding = Diagnostic::new(warning(302), message, span, label);
    for (span, words) in others {
        finding = finding.also(*span, format!("`{words}`"));
    }
    if let Some((example, goes_to)) = example {
        let satisfies = match others.len() {
            _ if unless => "is meant by it".to_owned(),
            0 => "does not satisfy it".to_owned(),
            1 => "satisfies the first and not the second".to_owned(),
            _ => "satisfies all but the last".to_owned(),
        };
        finding = finding.note(format!("example: {example} {satisfies}, and goes to {goes_to}"));
    }
    let finding = finding.help(format!("`{name}` never decides as it stands"));
    if unless || others.is_empty() {
        finding
    } else {
        finding.help("to match either one, put both into `when any of { … }`")
    }
}

/// A line that changes nothing, because of the others.
pub(crate) fn always_holds(
    unless: bool,
    line: Spoken<'_>,
    others: &[Spoken<'_>],
    example: &str,
    goes_to: &str,
) -> Diagnostic {
    let (span, words) = line;
    let message = if unless { "this `unless` never blocks" } else { "this condition always holds" };
    let label = if unless {
        "no lead that satisfies the other lines is meant by it"
    } else {
        "every lead that satisfies the other lines satisfies it"
    };
    let mut finding = Diagnostic::new(warning(303), message, span, label);
    for (span, words) in others {
        finding = finding.also(*span, format!("because of `{words}`"));
    }
    finding
        .note(format!("example: {example} goes to {goes_to}, with `{words}` and without"))
        .help("delete it, or correct its value")
}

/// `example`: a lead that fits the row, and what it is given instead.
pub(crate) fn row_never_hit(table: &str, row: Span, by: &[Span], (example, gets): (&str, &str)) -> Diagnostic {
    let message = format!("this row of table `{table}` can never be hit");
    let finding = Diagnostic::new(warning(305), message, row, "rows above take all its leads");
    let finding = by.iter().fold(finding, |finding, span| finding.also(*span, "takes leads of that row"));
    finding
        .note(format!("example: {example} fits this row, and is given {gets} by a row above"))
        .help("move the row up, or delete it")
}

pub(crate) fn too_large(what: &str, span: Span, limit: &str) -> Diagnostic {
    Diagnostic::new(warning(309), format!("too large to decide: {what}"), span, format!("limit `{limit}`"))
        .note("nothing is said about it, rather than something wrong")
        .help("give parts of the conditions names of their own, or fewer alternatives")
}

/// What is added to a route without `otherwise`.
pub(crate) fn no_rule_decides(finding: Diagnostic, example: &str, rules: usize) -> Diagnostic {
    let rules = if rules == 1 { "its only rule".to_owned() } else { format!("any of its {rules} rules") };
    finding.note(format!("example: {example} is not taken by {rules}"))
}

/// What is added to a route without `otherwise` whose rules take every lead.
pub(crate) fn rules_take_all(finding: Diagnostic) -> Diagnostic {
    finding.note("its rules take every lead as they stand; `otherwise` is for the day on which one of them changes")
}

/// A chain whose last choice may be empty. `then`: where the lead of the example goes.
/// `example`: a lead that comes to this chain, and what becomes of it.
pub(crate) fn ends_with_nobody(last: Span, why: &str, example: Option<(&str, &str)>) -> Diagnostic {
    let finding = Diagnostic::new(
        warning(331),
        "this assignment can end with nobody",
        last,
        format!("the last choice can be empty: {why}"),
    );
    let finding = match example {
        Some((example, then)) => finding.note(format!("example: {example}: when nobody can take it, {then}")),
        None => finding,
    };
    finding.help("end the chain with a queue, which always accepts: `else queue …`")
}

/// `example`: a lead that comes to this chain, and where it goes when nobody is there.
pub(crate) fn tried_already(link: Span, first: Span, example: Option<(&str, &str)>) -> Diagnostic {
    let finding = Diagnostic::new(warning(332), "this choice was tried already", link, "asks the same people")
        .also(first, "who could not take the lead here");
    let note = |(example, goes_to)| {
        format!(
            "example: {example} goes to {goes_to} when nobody is there: whoever could not take it there cannot take it here"
        )
    };
    example.map(note).into_iter().fold(finding, Diagnostic::note).help("name another team, or a queue")
}

/// `example`: a lead that comes to this chain, and the rule of it.
pub(crate) fn behind_the_end(link: Span, first: Span, example: Option<(&str, &str)>) -> Diagnostic {
    let finding = Diagnostic::new(warning(332), "this choice is never tried", link, "nothing is left for it")
        .also(first, "always accepts");
    let note = |(example, goes_to)| {
        format!("example: {example} goes to {goes_to}, and never further than what always accepts")
    };
    let finding = example.map(note).into_iter().fold(finding, Diagnostic::note);
    finding.help("delete it, or put it before the one that always accepts")
}

pub(crate) fn table_gap(table: &str, head: Span, example: &str) -> Diagnostic {
    super::table_hole(table, head, example)
}

pub(crate) fn table_overlap(table: &str, first: Span, second: Span, example: &str) -> Diagnostic {
    super::table_clash(table, first, second, example)
}

pub(crate) fn nobody_in_team(team: &str, span: Span, reps: usize) -> Diagnostic {
    let message = format!("team `{team}` has nobody in this snapshot");
    Diagnostic::new(warning(352), message, span, format!("none of {reps} reps is an active member"))
        .help("correct its `members`, or take the team out of the chains")
}

pub(crate) fn one_in_team(team: &str, rep: &str, span: Span) -> Diagnostic {
    let message = format!("team `{team}` is one person in this snapshot");
    Diagnostic::new(warning(353), message, span, format!("{rep} alone"))
        .note(format!("when {rep} is away, off, or at a cap, the team has nobody"))
        .help("see to it that every chain goes on behind the team")
}

pub(crate) fn skill_nobody_has(team: &str, words: &str, members: usize, span: Span) -> Diagnostic {
    let message = format!("nobody in team `{team}` can pass `{words}`");
    let of =
        if members == 1 { "its only member does not".to_owned() } else { format!("none of {members} members does") };
    Diagnostic::new(warning(351), message, span, of)
        .note("this choice finds nobody, whatever the lead")
        .help("correct the skill, give it to somebody, or make it `prefer`")
}

pub(crate) fn values_nobody_has(team: &str, field: &str, values: &[&str], words: &str, span: Span) -> Diagnostic {
    let message = format!("nobody in team `{team}` has {}", values.join(", "));
    let first = values.first().copied().unwrap_or_default();
    Diagnostic::new(warning(351), message, span, format!("asked by `{words}`"))
        .note(format!("example: a lead with {field} = {first} finds nobody here"))
        .help("give the skill to somebody, or see to it that every chain goes on behind the team")
}

pub(crate) fn hours_without_anybody(
    team: &str,
    span: Span,
    ordinary: &str,
    other: &Option<String>,
    example: &str,
) -> Diagnostic {
    let message = format!("team `{team}` has hours of the week with nobody at work");
    let mut finding = Diagnostic::new(warning(354), message, span, "keeps the hours of its reps");
    if !ordinary.is_empty() {
        finding = finding.note(format!("nobody is there {ordinary}"));
    }
    if let Some(other) = other {
        finding = finding.note(format!("when clocks change: {other}"));
    }
    if !example.is_empty() {
        finding = finding.note(format!("example: a lead on {example} finds nobody here"));
    }
    finding.help("let the chain go on to a queue, or say with `allow` that these hours are meant")
}

pub(crate) fn row_names_nobody(team: &str, row: Span, declared: Option<Span>, rows: usize) -> Diagnostic {
    let message = format!("this row gives team `{team}`, which has nobody in this snapshot");
    let others = if rows > 1 { format!("one of {rows} rows that do") } else { String::new() };
    let finding = Diagnostic::new(warning(355), message, row, others);
    let finding = declared.into_iter().fold(finding, |finding, span| finding.also(span, "has nobody"));
    finding.help("name another team, or give it members")
}

pub(crate) fn two_hours(rep: &str, reps: usize, first: (&str, Span), second: (&str, Span)) -> Diagnostic {
    let who = match reps {
        0 | 1 => format!("{rep} is"),
        2 => format!("{rep} and 1 more are"),
        many => format!("{rep} and {} more are", many - 1),
    };
    Diagnostic::new(
        warning(356),
        format!("{who} in two teams with different hours"),
        second.1,
        format!("works `{}`", second.0),
    )
    .also(first.1, format!("works `{}`", first.0))
    .help("use `hours of rep`, or take the rep out of one of the teams")
}

/// Whether the findings of a code are about what rules do together, rather than about what they say.
pub(crate) fn is_of_logic(code: Code) -> bool {
    code == super::NO_OTHERWISE
}

/// Whether the findings of a code say that a value never matches, so that its condition is known to be dead.
pub(crate) fn says_never(code: Code) -> bool {
    code == warning(206)
}
