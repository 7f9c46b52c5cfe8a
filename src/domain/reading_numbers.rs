//! Numbers as people and systems write them.

use super::Decimal;
use std::borrow::Cow;
use std::cmp::Ordering;

/// A JSON number with zero fraction, or text of digits with a sign and correct thousands commas.
pub(super) fn integer(text: &str, bare: bool, comma: bool) -> Option<i64> {
    if bare {
        return whole(text);
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    let plain = ungroup(text, comma)?;
    if plain.contains(['.', 'e', 'E']) { None } else { plain.strip_prefix('+').unwrap_or(&plain).parse().ok() }
}

/// The whole number that a JSON number is, exactly: `450`, `450.0`, `4.5e2`.
pub(crate) fn whole(text: &str) -> Option<i64> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let value = Decimal::parse(text)?;
    let number = value.to_whole()?;
    // Rounding must not have made it whole: what was cut off has to be nothing.
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let exponent: i64 = exponent.trim_start_matches('+').parse().ok()?;
    let fraction = digits.split_once('.').map_or("", |(_, fraction)| fraction).trim_end_matches('0');
    let places = i64::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
    let trailing = digits.replace('.', "").trim_start_matches('-').trim_end_matches('0').is_empty();
    let exact = trailing || places <= 0 || {
        let significant = digits.replace(['.', '-'], "");
        let zeros = significant.len().checked_sub(significant.trim_end_matches('0').len())?;
        let cut = i64::try_from(digits.split_once('.').map_or(0, |(_, fraction)| fraction.len()))
            .ok()?
            .checked_sub(exponent)?;
        cut <= i64::try_from(zeros).ok()?
    };
    exact.then_some(number)
}

pub(super) fn decimal(text: &str, bare: bool, comma: bool) -> Option<Decimal> {
    if bare || text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Decimal::parse(text);
    }
    Decimal::parse(&ungroup(text, comma)?)
}

/// `25%`, or a share of one; a bare number above 1 only in points.
pub(super) fn percent(text: &str, bare: bool, points: bool, comma: bool) -> Option<Decimal> {
    if let Some(digits) = text.strip_suffix('%') {
        return percentage(digits.trim_end(), false, comma);
    }
    if points {
        return percentage(text, bare, comma);
    }
    let number = decimal(text, bare, comma)?;
    // Rounding must not have brought it down to one.
    let one = Decimal::from(1);
    if number.abs() == one {
        let text = if bare { Cow::Borrowed(text) } else { Cow::Owned(ungroup(text, comma)?) };
        if Decimal::parse_and_cut(&text)?.1 == Ordering::Greater {
            return None;
        }
    }
    share(number, false)
}

/// A number of hundredths, rounded once.
fn percentage(text: &str, bare: bool, comma: bool) -> Option<Decimal> {
    if bare || text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Decimal::parse_hundredth(text);
    }
    Decimal::parse_hundredth(&ungroup(text, comma)?)
}

fn hundredth(number: Decimal) -> Option<Decimal> {
    super::Ratio::new(number.scaled(), Decimal::SCALE.checked_mul(100)?)?.round()
}

/// A bare number as a share of one.
pub(super) fn share(number: Decimal, points: bool) -> Option<Decimal> {
    if points {
        return hundredth(number);
    }
    let one = Decimal::from(1);
    (number <= one && number.scaled() >= -one.scaled()).then_some(number)
}

/// Signs that mean one currency, wherever they stand.
const SIGNS: &[(&str, &str)] =
    &[("€", "EUR"), ("£", "GBP"), ("US$", "USD"), ("$", "USD"), ("¥", "JPY"), ("₹", "INR"), ("CHF", "CHF")];

/// An amount, perhaps with its currency before or behind it. Another currency than the field's is unreadable; where the
/// field states none, a currency is accepted and not converted, since all its amounts are said to be of one kind.
pub(super) fn money(text: &str, bare: bool, currency: Option<&str>, comma: bool) -> Option<Decimal> {
    if bare {
        return Decimal::parse(text);
    }
    let (found, digits) = split_currency(text.trim())?;
    if let (Some(found), Some(currency)) = (&found, currency)
        && found != currency
    {
        return None;
    }
    Decimal::parse(&ungroup(digits, comma)?)
}

/// The currency in or beside an amount, and the rest of the text.
fn split_currency(text: &str) -> Option<(Option<String>, &str)> {
    for (sign, code) in SIGNS {
        if let Some(rest) = text.strip_prefix(sign).or_else(|| text.strip_suffix(sign)) {
            return Some((Some((*code).to_owned()), rest.trim()));
        }
    }
    let is_code = |word: &str| word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    if let Some((first, rest)) = text.split_at_checked(3)
        && is_code(first)
    {
        return Some((Some(first.to_ascii_uppercase()), rest.trim_start()));
    }
    if let Some((rest, last)) = text.len().checked_sub(3).and_then(|start| text.split_at_checked(start))
        && is_code(last)
    {
        return Some((Some(last.to_ascii_uppercase()), rest.trim_end()));
    }
    Some((None, text))
}

/// Takes thousands separators out; `None` when they stand in wrong places.
fn ungroup(text: &str, comma: bool) -> Option<String> {
    let (group, point) = if comma { ('.', ',') } else { (',', '.') };
    let (sign, digits) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (if text.starts_with('-') { "-" } else { "" }, rest),
        None => ("", text),
    };
    let (whole, fraction) = match digits.split_once(point) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let groups: Vec<&str> = whole.split(group).collect();
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !groups.iter().all(|part| all_digits(part)) || fraction.is_some_and(|part| part.is_empty() || !all_digits(part))
    {
        // An exponent is no thousands separator's business; a second sign is nobody's.
        return (groups.len() == 1 && !comma && !digits.starts_with(['+', '-'])).then(|| format!("{sign}{digits}"));
    }
    if groups.len() > 1 {
        let first = groups.first()?;
        let right = (1..=3).contains(&first.len()) && groups.iter().skip(1).all(|part| part.len() == 3);
        if !right {
            return None;
        }
    }
    let whole = groups.concat();
    Some(match fraction {
        Some(fraction) => format!("{sign}{whole}.{fraction}"),
        None => format!("{sign}{whole}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers() {
        for (text, bare, expected) in [
            ("450", true, Some(450)),
            ("450.0", true, Some(450)),
            ("4.5e2", true, Some(450)),
            ("1e3", true, Some(1000)),
            ("1500e-2", true, Some(15)),
            ("450.5", true, None),
            ("450.00001", true, None),
            ("1,200", false, Some(1200)),
            ("12,34", false, None),
            ("1,2000", false, None),
            ("-5", false, Some(-5)),
            ("+5", false, Some(5)),
            ("5.0", false, None),
            ("1e3", false, None),
            ("", false, None),
            ("about 50", false, None),
            ("+-5", false, None),
            ("+++5", false, None),
            ("--5", false, None),
            ("-+5", false, None),
        ] {
            assert_eq!(integer(text, bare, false), expected, "{text}");
        }
    }

    #[test]
    fn amounts() {
        let eur = |text: &str| money(text, false, Some("EUR"), false).map(|amount| amount.to_string());
        for text in ["50000", "50,000.00", "EUR 50000", "€50000", "50000 EUR", "50,000 €"] {
            assert_eq!(eur(text).as_deref(), Some("50000"), "{text}");
        }
        for text in ["0", "50", "500"] {
            assert_eq!(eur(text).as_deref(), Some(text), "as short as no currency is");
        }
        for text in ["USD 5", "$5", "1.234,56", "lots"] {
            assert_eq!(eur(text), None, "{text}");
        }
        assert_eq!(money("1.234,56", false, None, true).map(|amount| amount.to_string()).as_deref(), Some("1234.56"));
    }

    #[test]
    fn percentages() {
        let read = |text: &str, points| percent(text, false, points, false).map(|share| share.to_string());
        assert_eq!(read("25%", false).as_deref(), Some("0.25"));
        assert_eq!(read("0.25", false).as_deref(), Some("0.25"));
        assert_eq!(read("25", false), None);
        assert_eq!(read("25", true).as_deref(), Some("0.25"));
        assert_eq!(read("1", false).as_deref(), Some("1"));
        // Rounded once: to 2.345 and from there to an even digit it would be 0.0234.
        for (text, points, expected) in [
            ("2.34504%", false, "0.0235"),
            ("2.34504%", true, "0.0235"),
            ("2.34504", true, "0.0235"),
            ("0.0234504", false, "0.0235"),
            ("2.345%", false, "0.0234"),
            ("-2.34504%", false, "-0.0235"),
            ("1,002.34504 %", false, "10.0235"),
        ] {
            assert_eq!(read(text, points).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(percent("2.34504", true, true, false).map(|share| share.to_string()).as_deref(), Some("0.0235"));
        assert_eq!(percent("2,34504%", false, false, true).map(|share| share.to_string()).as_deref(), Some("0.0235"));
        for (text, expected) in [
            ("1.00005", None),
            ("-1.00001", None),
            ("10.00001e-1", None),
            ("0.99999", Some("1")),
            ("1.000000", Some("1")),
        ] {
            assert_eq!(read(text, false).as_deref(), expected, "{text}");
            assert_eq!(percent(text, true, false, false).map(|share| share.to_string()).as_deref(), expected, "{text}");
        }
        assert_eq!(percent("1,00005", false, false, true), None);
    }
}
