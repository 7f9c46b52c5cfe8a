//! Values and conditions.

use super::{error, no_value, warning};
use crate::domain::{Country, Decimal, EnumDef};
use crate::text::{Diagnostic, Span, fold, nearest};
use jiff::Timestamp;

pub(in super::super) fn not_a_value(wanted: &str, span: Span) -> Diagnostic {
    Diagnostic::new(error(221), format!("{wanted} is expected here"), span, "")
}

/// A division that never has a value.
pub(in super::super) fn divided_by_zero(division: Span) -> Diagnostic {
    Diagnostic::new(warning(277), "a division by zero has no value", division, "always missing, whatever a lead brings")
        .help("divide by something else, or leave out what depends on it")
}

/// `09:30` where a value belongs.
pub(in super::super) fn time_of_day(written: &str, span: Span) -> Diagnostic {
    let message = format!("a time of day such as `{written}` stands only in opening hours");
    Diagnostic::new(error(221), message, span, "no value to compare or keep")
        .help("for the clock, in whole hours, write `hour >= 9`; a length of time is `30 minutes`")
}

/// A day with slashes, and the days that it may mean.
pub(in super::super) fn slashed_day(written: &str, meant: &[jiff::civil::Date], span: Span) -> Diagnostic {
    let day = |day: &jiff::civil::Date| day.strftime("%-d %B").to_string();
    let finding = match meant {
        [one] => Diagnostic::new(error(230), format!("`{written}` is not how a day is written"), span, "")
            .suggest(span, one.to_string()),
        [first, second] => {
            let message = format!("is `{written}` {} or {}?", day(first), day(second));
            Diagnostic::new(error(230), message, span, "two readers would take it for two days")
                .suggest(span, first.to_string())
                .suggest(span, second.to_string())
        }
        _ => Diagnostic::new(error(230), format!("`{written}` is no day of the calendar"), span, ""),
    };
    finding.help("days are written year-month-day, such as 2026-04-03")
}

pub(in super::super) fn different_kinds(left: &str, right: &str, span: Span) -> Diagnostic {
    let message = format!("{left} cannot be compared with {right}");
    Diagnostic::new(error(222), message, span, "")
}

pub(in super::super) fn number_in_quotes(text: &str, span: Span, fixable: bool) -> Diagnostic {
    let finding = Diagnostic::new(
        error(208),
        format!("a number is expected, \"{text}\" is text"),
        span,
        "text, because of the quotes",
    );
    if fixable { finding.fix(span, text) } else { finding }
}

pub(in super::super) fn text_and_number(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        error(209),
        format!("`{name}` is text and cannot be compared with a number"),
        span,
        "text compared with a number",
    )
    .note("\"01234\" and 1234 are different codes, and \"94105-2210\" is not a number at all")
    .help(format!("write `{name} starts with \"94\"`, or keep the codes in a lookup with `key x: text by prefix`"))
}

pub(in super::super) fn is_with_list(items: usize, span: Span, (sign, within): (Span, &str)) -> Diagnostic {
    let many = if items == 1 { "one value in a list".to_owned() } else { format!("{items} values") };
    Diagnostic::new(error(207), "`is` compares with one value, not with a list", span, many).fix(sign, within)
}

pub(in super::super) fn is_with_range(span: Span, (sign, within): (Span, &str)) -> Diagnostic {
    Diagnostic::new(error(207), "`is` compares with one value, not with a range", span, "").fix(sign, within)
}

pub(in super::super) fn in_without_list(span: Span) -> Diagnostic {
    Diagnostic::new(error(223), "`in` needs a list", span, "this is no list")
        .help("write `in [a, b]`, `in` and a list's name, or `is` for one value")
}

/// `country in DE`.
pub(in super::super) fn in_one_value(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(error(223), "`in` needs a list", span, "this is one value")
        .help(format!("write `in [{name}]`, or `is {name}`"))
        .fix(span, format!("[{name}]"))
}

pub(in super::super) fn has_without_list(span: Span) -> Diagnostic {
    Diagnostic::new(
        error(223),
        "`has` asks a lookup for a key, or a list for a value",
        span,
        "neither a lookup nor a list",
    )
}

pub(in super::super) fn no_condition(found: &str, span: Span) -> Diagnostic {
    Diagnostic::new(error(224), "a condition is expected here", span, format!("this is {found}"))
        .help("compare it with something: `is`, `in`, `>=`, `is present`")
}

/// `any of { }`.
pub(in super::super) fn empty_group(span: Span) -> Diagnostic {
    Diagnostic::new(error(224), "a condition is expected in these braces", span, "nothing stands in them")
        .help("write one condition a line, or delete the braces")
}

pub(in super::super) fn not_whole(found: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        error(221),
        "a whole number is expected here",
        span,
        format!("this is {found}, which may have a fraction"),
    )
    .help("say `decimal` instead of `integer`")
}

pub(in super::super) fn not_a_number(found: &str, span: Span) -> Diagnostic {
    Diagnostic::new(error(225), "only numbers can be calculated with", span, format!("this is {found}"))
}

pub(in super::super) fn only_text(span: Span) -> Diagnostic {
    Diagnostic::new(error(226), "this comparison is for texts", span, "this is no text")
}

pub(in super::super) fn no_order(span: Span) -> Diagnostic {
    Diagnostic::new(error(227), "these values have no order", span, "")
}

pub(in super::super) fn no_order_of(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(error(227), format!("`{name}` has no order: it cannot be above or below something"), span, "")
}

pub(in super::super) fn empty_range(span: Span) -> Diagnostic {
    Diagnostic::new(error(228), "this range ends before it begins", span, "")
}

pub(in super::super) fn range_here(span: Span) -> Diagnostic {
    Diagnostic::new(error(228), "a range stands behind `in`", span, "").help("write `x in 100..999`")
}

pub(in super::super) fn out_of_range(span: Span) -> Diagnostic {
    Diagnostic::new(error(229), "this number is too large, or not possible here", span, "")
}

pub(in super::super) fn too_many_digits(span: Span) -> Diagnostic {
    Diagnostic::new(error(229), "numbers have at most four digits after the point", span, "")
}

pub(in super::super) fn too_many_digits_of_a_percentage(span: Span) -> Diagnostic {
    Diagnostic::new(error(229), "percentages have at most two digits after the point", span, "")
}

pub(in super::super) fn no_such_day(text: &str, span: Span) -> Diagnostic {
    Diagnostic::new(error(230), format!("`{text}` is no day or time of the calendar"), span, "")
        .help("days are written 2026-04-03, times 09:30")
}

pub(in super::super) fn odd_local_time(zone: &str, at: Timestamp, span: Span) -> Diagnostic {
    let message = format!("clocks in {zone} skip or repeat this time");
    Diagnostic::new(warning(231), message, span, format!("taken as {at}"))
}

pub(in super::super) fn business_time_here(span: Span) -> Diagnostic {
    Diagnostic::new(error(232), "business time is counted only in promises", span, "")
}

pub(in super::super) fn mixed_list(span: Span) -> Diagnostic {
    Diagnostic::new(error(233), "the items of this list are not of one kind", span, "")
        .help("write only texts in quotes, only numbers, only country codes, or only values of one enum")
}

pub(in super::super) fn within_last(span: Span) -> Diagnostic {
    Diagnostic::new(error(234), "only days and instants lie within a time", span, "")
}

pub(in super::super) fn ambiguous_what(span: Span) -> Diagnostic {
    Diagnostic::new(error(235), "only a match can be ambiguous", span, "")
}

pub(in super::super) fn pattern_in_quotes(span: Span) -> Diagnostic {
    Diagnostic::new(error(236), "`matches` needs a pattern in quotes", span, "")
}

pub(in super::super) fn pattern(error_found: &regex::Error, limit: usize, span: Span) -> Diagnostic {
    match error_found {
        regex::Error::CompiledTooBig(_) => {
            let message = format!("this pattern needs more than {limit} bytes (regex_bytes)");
            Diagnostic::new(error(236), message, span, "")
        }
        other => {
            let text = other.to_string();
            let last = text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            Diagnostic::new(error(236), "this pattern cannot be read", span, last)
        }
    }
}

/// A word that is no value of an enum: an alias is named with what it is stored as.
pub(in super::super) fn enum_value(known: &EnumDef, text: &str, span: Span, quoted: bool) -> Diagnostic {
    let shown = if quoted { format!("\"{text}\"") } else { format!("`{text}`") };
    let finding = Diagnostic::new(
        error(203),
        format!("`{}` has no value {shown}", known.name),
        span,
        format!("not a value of {}", known.name),
    );
    let wanted = fold(text);
    let alias = known.values.iter().find(|value| {
        value.title.as_deref().is_some_and(|title| fold(title) == wanted)
            || value.also.iter().any(|also| fold(also) == wanted)
    });
    let names: Vec<&str> = known.values.iter().map(|value| &*value.name).collect();
    let values = format!("values of {}: {}", known.name, names.join(", "));
    if let Some(value) = alias {
        return finding
            .help(format!("leads that arrive with \"{text}\" are already stored as `{}`", value.name))
            .help(values)
            .fix(span, &*value.name);
    }
    match nearest(text, names.iter().copied()) {
        Some(near) => finding.help(format!("did you mean `{near}`?")).help(values).suggest(span, near),
        None => no_value(&finding, text, span).unwrap_or_else(|| finding.help(values)),
    }
}

pub(in super::super) fn country(text: &str, span: Span, meant: Option<Country>) -> Diagnostic {
    let finding = Diagnostic::new(error(206), format!("`{text}` is not a country code"), span, "");
    match meant {
        Some(country) => {
            let mut finding = finding;
            finding.primary.text = format!("the ISO code of {} is `{}`", country.name(), country.code());
            finding
                .note(format!("data with \"{text}\" is turned into {} when the lead is read", country.code()))
                .fix(span, country.code())
        }
        None => no_value(&finding, text, span)
            .unwrap_or_else(|| finding.help("codes have two capitals, such as DE, US, JP (ISO 3166-1)")),
    }
}

pub(in super::super) fn no_country(text: &str, span: Span) -> Diagnostic {
    Diagnostic::new(warning(206), format!("no country has the code `{text}`"), span, "never matches")
}

pub(in super::super) fn unknown_zone(name: &str, span: Span, near: &[String]) -> Diagnostic {
    let label = format!("not in the IANA time zone list ({})", crate::calendar::tzdb_version());
    let finding = Diagnostic::new(error(413), format!("`{name}` is not a time zone"), span, label);
    match near.first() {
        Some(near) => finding.suggest(span, format!("\"{near}\"")),
        None => finding.help("zones are written like \"Europe/Berlin\" or \"UTC\""),
    }
}

pub(in super::super) fn empty_block(span: Span) -> Diagnostic {
    Diagnostic::new(error(237), "this block ends where it begins", span, "").help("for the whole day write 00:00-24:00")
}

pub(in super::super) fn block_from_the_end_of_a_day(span: Span) -> Diagnostic {
    Diagnostic::new(error(237), "no block begins when its day is over", span, "`24:00` is an end")
        .help("write the block from 00:00 under the next day")
}

pub(in super::super) fn limit_to(span: Span) -> Diagnostic {
    Diagnostic::new(error(228), "a score is limited to a range with both ends", span, "")
        .help("write `limit to 0..100`")
}

pub(in super::super) fn band(span: Span) -> Diagnostic {
    Diagnostic::new(error(228), "a band is a range or a comparison", span, "")
        .help("write `A: >= 75`, `B: 50..<75` or `D: < 30`")
}

/// `above` and `below`: the bands beside the hole, with where they begin and end.
pub(in super::super) fn band_hole(
    grade: &str,
    score: Decimal,
    span: Span,
    decimals: bool,
    above: Option<(Span, String)>,
    below: Option<(Span, String)>,
) -> Diagnostic {
    let message = match (&above, &below) {
        (Some((_, above)), Some((_, below))) => format!("scores between {below} and {above} have no grade"),
        (Some((_, above)), None) => format!("scores below {above} have no grade"),
        (None, Some((_, below))) => format!("scores above {below} have no grade"),
        (None, None) => format!("some scores have no band in grade `{grade}`"),
    };
    let mut finding = Diagnostic::new(error(312), message, span, "");
    if let Some((span, below)) = &below {
        finding.primary = crate::text::Label { span: *span, text: format!("ends at {below}") };
    }
    match (above, &below) {
        (Some((place, above)), Some(_)) => finding = finding.also(place, format!("starts at {above}")),
        (Some((place, above)), None) => {
            finding.primary = crate::text::Label { span: place, text: format!("starts at {above}") };
        }
        _ => {}
    }
    let finding = finding.note(format!("not covered: {score}"));
    if decimals {
        finding.help("this score has decimals: let bands touch, such as `30..<50` and `50..<75`")
    } else {
        finding
    }
}

pub(in super::super) fn band_overlap(grade: &str, score: Decimal, first: Span, second: Span) -> Diagnostic {
    Diagnostic::new(error(313), format!("two bands of grade `{grade}` overlap"), second, "this one")
        .also(first, "and this one")
        .note(format!("both have the score {score}"))
}

pub(in super::super) fn state_the_kind(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        error(210),
        format!("it is not clear what `{name}` gives: no one enum has all these words"),
        span,
        "",
    )
    .help(format!("state the kind: `=> {name}: Segment`"))
}

pub(in super::super) fn one_output(span: Span) -> Diagnostic {
    Diagnostic::new(error(221), "a row gives one value for each column", span, "")
}

pub(in super::super) fn row_width(found: usize, wanted: usize, span: Span) -> Diagnostic {
    Diagnostic::new(error(304), format!("this row has {found} values, there are {wanted} columns"), span, "")
}

pub(in super::super) fn table_width(row: &crate::syntax::tree::TableRow, inputs: usize, outputs: usize) -> Diagnostic {
    let message =
        format!("this row has {} => {} cells, the heading {inputs} => {outputs}", row.inputs.len(), row.outputs.len());
    Diagnostic::new(error(304), message, row.span, "")
}

pub(in super::super) fn table_hole(name: &str, span: Span, example: &str) -> Diagnostic {
    Diagnostic::new(error(310), format!("table `{name}` has no row for some leads"), span, "")
        .note(format!("not covered: {example}"))
        .help("add a row, or say what stands there: `else missing` or `else` and a value behind the last row")
}

pub(in super::super) fn table_clash(name: &str, first: Span, second: Span, example: &str) -> Diagnostic {
    let message = format!("two rows of table `{name}` fit the same lead and disagree");
    Diagnostic::new(error(311), message, second, "gives something else")
        .also(first, "fits too")
        .note(format!("example: {example}"))
        .help("make one of them narrower, or declare the table `first` and order the rows")
}

/// Cells beside a hole: each with whether its values lie above it, whether its end is out, and the end.
pub(in super::super) fn beside_hole<'b>(
    mut finding: Diagnostic,
    head: Span,
    first: (Span, bool, bool, &'b str),
    rest: impl Iterator<Item = (Span, bool, bool, &'b str)>,
) -> Diagnostic {
    let words = |above: bool, out: bool, bound: &str| match (above, out) {
        (true, true) => format!("starts above {bound}"),
        (true, false) => format!("starts at {bound}"),
        (false, true) => format!("ends below {bound}"),
        (false, false) => format!("ends at {bound}"),
    };
    let (span, above, out, bound) = first;
    finding.primary = crate::text::Label { span, text: words(above, out, bound) };
    for (span, above, out, bound) in rest {
        finding = finding.also(span, words(above, out, bound));
    }
    finding.also(head, "")
}
