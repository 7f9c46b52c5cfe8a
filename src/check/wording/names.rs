//! Names: unknown, taken, declared twice.

use super::{error, no_value, offer, warning};
use crate::text::{Diagnostic, Span, nearest};

/// A name that nothing is called by.
pub(in super::super) fn unknown<'k>(
    what: &str,
    name: &str,
    span: Span,
    known: impl IntoIterator<Item = &'k str>,
) -> Diagnostic {
    let finding = Diagnostic::new(
        error(202),
        format!("there is no {what} called `{name}`"),
        span,
        "not defined, or not used by this module",
    );
    offer(finding, name, span, known)
}

pub(in super::super) fn unknown_kind(name: &str, span: Span, known: &[String]) -> Diagnostic {
    let finding = Diagnostic::new(error(204), format!("there is no kind of value called `{name}`"), span, "");
    offer(finding, name, span, known.iter().map(String::as_str))
}

pub(in super::super) fn unknown_part<'k>(
    of: &str,
    name: &str,
    span: Span,
    known: impl IntoIterator<Item = &'k str>,
) -> Diagnostic {
    offer(Diagnostic::new(error(202), format!("this {of} has no field `{name}`"), span, ""), name, span, known)
}

pub(in super::super) fn unknown_lead_field(
    name: &str,
    span: Span,
    known: &[String],
    column: Option<&str>,
) -> Diagnostic {
    let finding =
        Diagnostic::new(error(201), format!("leads have no field called `{name}`"), span, "not in the lead schema");
    if let Some(finding) = no_value(&finding, name, span) {
        return finding;
    }
    match (nearest(name, known.iter().map(String::as_str)), column) {
        (Some(near), Some(column)) => {
            finding.help(format!("did you mean `{near}` (CRM column {column})?")).suggest(span, near)
        }
        _ => offer(finding, name, span, known.iter().map(String::as_str)),
    }
}

pub(in super::super) fn unknown_rep_field(name: &str, span: Span, known: &[String]) -> Diagnostic {
    let finding = Diagnostic::new(error(201), format!("reps have no field called `{name}`"), span, "not in `rep { }`");
    offer(finding, name, span, known.iter().map(String::as_str))
}

pub(in super::super) fn lead_field_in_members(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        error(240),
        format!("`{name}` is a field of leads, and a team's members do not depend on the lead"),
        span,
        "",
    )
    .help(format!("write `needs lead.{name} …` in the team: it is asked for each lead"))
}

pub(in super::super) fn unknown_placeholder(name: &str, span: Span, known: &[String]) -> Diagnostic {
    let message = format!("there is nothing called `{name}` to put into this text");
    let finding = Diagnostic::new(error(411), message, span, "not a lead field or a definition");
    offer(finding, name, span, known.iter().map(String::as_str))
}

pub(in super::super) fn placeholder(text: &str, span: Span) -> Diagnostic {
    Diagnostic::new(error(411), format!("`{{{text}}}` does not say what to put into this text"), span, "")
        .help("write a field or definition in braces, such as {company} or {partner default \"a partner\"}")
}

/// `{company` without the brace behind it.
pub(in super::super) fn open_placeholder(written: &str, span: Span) -> Diagnostic {
    let shown: String = written.chars().take(24).collect();
    let message = format!("the brace of `{shown}` is never closed: it stays as it is written here");
    Diagnostic::new(warning(273), message, span, "")
        .help("to fill a value in, write it between two braces: `{company}`")
}

pub(in super::super) fn declared_twice(what: &str, name: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(error(205), format!("`{name}` is already the name of another {what}"), span, "declared here again")
        .also(first, "declared here first")
}

/// A definition called like a field.
pub(in super::super) fn beside_a_field(what: &str, name: &str, span: Span, field: Span) -> Diagnostic {
    let message = format!("`{name}` is already the name of a lead field");
    Diagnostic::new(error(205), message, span, format!("this {what} would never be seen"))
        .also(field, "the field is declared here")
        .help(format!("rename one of the two; a field keeps its column: `lead_{name}: … from \"{name}\"`"))
}

/// One spelling of two values.
pub(in super::super) fn spelt_twice(spelling: &str, span: Span, first: Span) -> Diagnostic {
    let message = format!("\"{spelling}\" is already a spelling of another value");
    Diagnostic::new(error(205), message, span, "data that say this could mean both").also(first, "it stands here first")
}

/// An option that does nothing for a field's kind.
pub(in super::super) fn idle_option(option: &str, needs: &str, kind: &str, span: Span) -> Diagnostic {
    let message = format!("`{option}` has no effect here: it is for {needs}, and this is {kind}");
    Diagnostic::new(error(221), message, span, "").help("delete it, or state another kind")
}

pub(in super::super) fn seen_twice(what: &str, name: &str, line: Span, first: Span, second: Span) -> Diagnostic {
    let message = format!("this module sees two called `{name}` ({what})");
    Diagnostic::new(error(215), message, line, "brings in the second")
        .also(first, "one is here")
        .also(second, "the other is here")
        .help("pick the names that are needed: `use module.{a, b}`, or rename one of the two")
}

pub(in super::super) fn taken_name(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(error(211), format!("a lead field cannot be called `{name}`"), span, "this is a fact of the moment")
        .help(format!("rename it and keep the column: `lead_{name}: … from \"{name}\"`"))
}

/// A field of `rep { }` under a key that every rep has.
pub(in super::super) fn of_every_rep(key: &str, span: Span) -> Diagnostic {
    let message = format!("a field of reps cannot come under `{key}`");
    Diagnostic::new(error(265), message, span, "a snapshot says this of every rep, and the engine reads it itself")
        .help(format!("give the field a name and a column of its own: `own_{key}: …`"))
}

/// A field whose column or name another field has.
pub(in super::super) fn key_taken(key: &str, span: Span, other: &str, other_span: Span, is_column: bool) -> Diagnostic {
    let label = if is_column { "this field never gets it" } else { "this field never has a value" };
    Diagnostic::new(warning(275), format!("what comes as `{key}` goes to the field `{other}`"), span, label)
        .also(other_span, "to this one")
        .help("give each of the two a column of its own, or define one of them by the other")
}

pub(in super::super) fn module_missing(at: Span) -> Diagnostic {
    Diagnostic::new(error(214), "this file needs a `module` line, since the policy has several files", at, "")
        .help("write `module company.name` below the first line")
}

pub(in super::super) fn use_cycle(names: &[String], span: Span) -> Diagnostic {
    Diagnostic::new(error(213), "modules use one another in a circle", span, "comes back to where it began")
        .note(names.join(" → "))
}

/// The circle begins with the definition that is needed again.
pub(in super::super) fn needs_itself(circle: &[(&str, Span)], span: Span) -> Diagnostic {
    let (first, at) = circle.first().copied().unwrap_or(("this", span));
    let told = Diagnostic::new(error(212), format!("`{first}` needs itself"), span, "needed again here");
    let told = told.also(at, "defined here");
    if circle.len() < 2 {
        return told;
    }
    let names: Vec<&str> = circle.iter().map(|(name, _)| *name).chain([first]).collect();
    told.note(names.join(" → "))
}

pub(in super::super) fn definition_cycle(names: &[String], span: Span) -> Diagnostic {
    Diagnostic::new(error(212), format!("`{}` needs itself", names.first().map_or("", String::as_str)), span, "")
        .note(names.join(" → "))
}

pub(in super::super) fn which_column(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(error(216), format!("`{name}` has several columns: say which"), span, "")
        .help(format!("write `{name}.column`"))
}

pub(in super::super) fn territory_alone(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(error(217), format!("`{name}` is a territory"), span, "")
        .help(format!("write `in_territory({name})`"))
        .fix(span, format!("in_territory({name})"))
}

pub(in super::super) fn list_alone(name: &str, span: Span, lookup: bool) -> Diagnostic {
    if lookup {
        return Diagnostic::new(error(217), format!("`{name}` is a lookup"), span, "")
            .help(format!("write `{name} has key` to ask for a key, `{name}[key].column` to read it"));
    }
    Diagnostic::new(error(217), format!("`{name}` is a list"), span, "").help(format!("write `… in {name}`"))
}

pub(in super::super) fn match_alone(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(error(217), format!("`{name}` is a match"), span, "")
        .help(format!("write `{name} is present` or `{name}.field`"))
}

pub(in super::super) fn no_parts(span: Span) -> Diagnostic {
    Diagnostic::new(error(218), "there is nothing to take a part of", span, "")
        .help("a dot stands behind `rep`, `lead`, a match, a table, or `lookup[key]`")
}

pub(in super::super) fn no_rep_here(span: Span) -> Diagnostic {
    Diagnostic::new(error(219), "no rep is chosen yet at this place", span, "a rep's field")
        .help("fields of reps can be used in a team's `needs`, in strategies, and in `members where` without `rep.`")
}

pub(in super::super) fn function(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(error(220), format!("`{name}( )` cannot be used like this"), span, "")
        .help("there are: in_territory(territory), domain_of(email), days_since(date), minutes(duration)")
}

pub(in super::super) fn function_argument(name: &str, found: &str, span: Span) -> Diagnostic {
    let wanted = match name {
        "domain_of" => "a mail address",
        "days_since" => "a day or an instant",
        _ => "a length of time",
    };
    Diagnostic::new(error(220), format!("`{name}` needs {wanted}"), span, format!("this is {found}"))
}

pub(in super::super) fn unused(what: &str, name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(warning(271), format!("nothing uses {what} `{name}`"), span, "").help("use it, or delete it")
}

pub(in super::super) fn idle_check(name: &str, span: Span) -> Diagnostic {
    let message = format!("nobody judges this `check` of `{name}`: only what leads bring is checked");
    Diagnostic::new(warning(272), message, span, "this has no effect")
        .help("delete it, and check the data where it is kept, or compare the value where rules use it")
}

pub(in super::super) fn unfilled(name: &str, span: Span) -> Diagnostic {
    let message = format!("`{{{name}}}` stays as it is written here: only notes, messages and reasons are filled in");
    Diagnostic::new(warning(273), message, span, "")
        .help("write a text without braces, or say it with `note` or behind `with` of `notify`")
}

pub(in super::super) fn confusable(name: &str, plain: &str, span: Span) -> Diagnostic {
    let message = format!("the name `{name}` mixes letters that look alike");
    let strange: Vec<String> = name
        .chars()
        .zip(plain.chars())
        .filter(|(written, looks)| written != looks)
        .map(|(written, looks)| format!("U+{:04X} is not the letter `{looks}`", u32::from(written)))
        .collect();
    Diagnostic::new(warning(270), message, span, strange.join(", "))
        .help("whoever types this name will not find it")
        .suggest(span, plain)
}
