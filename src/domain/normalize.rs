//! What `normalize` does to texts, and the forms in which company names are compared.

use super::reading::parts;
use super::{Kind, Normalizer, Raw};
use crate::text::{HIGH, between, eights, shows_at_both_ends};
use smallvec::SmallVec;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What came for a field of this kind, after its normalisers; `None` where they change nothing. Of a list each item is
/// normalised by itself, and one of which nothing is left is none; a text of which no item is left is an empty text.
pub(crate) fn normalized(normalizers: &[Normalizer], kind: &Kind, raw: &Raw<'_>) -> Option<Raw<'static>> {
    if normalizers.is_empty() {
        return None;
    }
    let item = |text: &str| Some(Raw::from(apply(normalizers, text))).filter(|item| *item != Raw::from(""));
    if let Some(written) = written(raw) {
        return Some(number(apply(normalizers, &written)));
    }
    match (raw, kind) {
        (Raw::Text(text), Kind::List(_)) => {
            let items: Vec<Raw<'_>> = parts(text).filter_map(item).collect();
            let gone = items.is_empty() && parts(text).next().is_some();
            Some(if gone { Raw::from("") } else { Raw::List(items) })
        }
        (Raw::Texts(texts), Kind::List(_)) => Some(Raw::List(texts.iter().filter_map(|text| item(text)).collect())),
        (Raw::List(items), Kind::List(_)) => {
            let each = |raw: &Raw<'_>| match (raw, written(raw)) {
                (Raw::Text(text), _) => item(text),
                (_, Some(written)) => Some(number(apply(normalizers, &written))).filter(|item| *item != Raw::from("")),
                (other, None) => Some(other.clone().into_owned()),
            };
            Some(Raw::List(items.iter().filter_map(each).collect()))
        }
        (Raw::Text(text), _) => Some(Raw::from(apply(normalizers, text))),
        _ => None,
    }
}

/// A number's text, which is what normalisers change of it.
fn written<'r>(raw: &'r Raw<'_>) -> Option<Cow<'r, str>> {
    Some(match raw {
        Raw::Number(text) => Cow::Borrowed(text),
        Raw::Integer(number) => number.to_string().into(),
        Raw::Decimal(number) => number.to_string().into(),
        _ => return None,
    })
}

/// A normalised number: still read as one, with a point or an exponent, while anything is left of it.
fn number(text: String) -> Raw<'static> {
    if text.is_empty() { Raw::from("") } else { Raw::Number(text.into()) }
}

/// Whether normalisers leave what came as it is, as far as that is seen at once.
#[inline]
pub(crate) fn leaves(normalizers: &[Normalizer], raw: &Raw<'_>) -> bool {
    let item = |text: &str| !text.is_empty() && leaves_text(normalizers, text);
    match raw {
        _ if normalizers.is_empty() => true,
        Raw::Text(text) => leaves_text(normalizers, text),
        Raw::Texts(texts) => texts.iter().all(|text| item(text)),
        Raw::List(items) => items.iter().all(|raw| match raw {
            Raw::Text(text) => item(text),
            raw => written(raw).is_none_or(|text| leaves_text(normalizers, &text)),
        }),
        raw => written(raw).is_none_or(|text| leaves_text(normalizers, &text)),
    }
}

/// Applies normalisers in their order.
fn apply(normalizers: &[Normalizer], text: &str) -> String {
    normalizers.iter().fold(text.to_owned(), |text, normalizer| one(*normalizer, &text))
}

fn leaves_text(normalizers: &[Normalizer], text: &str) -> bool {
    let (mut other, mut capitals, mut small) = (0, 0, 0);
    eights(text.as_bytes(), b'-', |eight| {
        other |= eight & HIGH;
        capitals |= between::<0x41, 0x5a>(eight);
        small |= between::<0x61, 0x7a>(eight);
    });
    let all = |right: fn(&u8) -> bool| text.as_bytes().iter().all(right);
    other == 0
        && normalizers.iter().all(|normalizer| match normalizer {
            Normalizer::Trim => shows_at_both_ends(text),
            Normalizer::Lowercase => capitals == 0,
            Normalizer::Uppercase => small == 0,
            Normalizer::SquashSpaces => all(u8::is_ascii_graphic),
            Normalizer::DigitsOnly => all(u8::is_ascii_digit),
            Normalizer::PlusTagOff => !text.contains('+'),
            Normalizer::E164 | Normalizer::CompanyName => false,
        })
}

fn one(normalizer: Normalizer, text: &str) -> String {
    match normalizer {
        Normalizer::Trim => text.trim().to_owned(),
        Normalizer::Lowercase => text.to_lowercase(),
        Normalizer::Uppercase => text.to_uppercase(),
        Normalizer::SquashSpaces => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Normalizer::DigitsOnly => text.chars().filter(char::is_ascii_digit).collect(),
        Normalizer::E164 => e164(text),
        Normalizer::CompanyName => company_form(text),
        Normalizer::PlusTagOff => plus_tag_off(text),
    }
}

/// `+49 (0)30 1234` and `0049 30 1234` become `+49301234`. A number without country code keeps its digits only: which
/// country it belongs to is not guessed.
fn e164(text: &str) -> String {
    let text = text.trim().replace("(0)", "");
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if text.starts_with('+') {
        format!("+{digits}")
    } else if let Some(rest) = digits.strip_prefix("00") {
        format!("+{rest}")
    } else {
        digits
    }
}

/// `kim+news@x.example` becomes `kim@x.example`.
fn plus_tag_off(text: &str) -> String {
    match text.rsplit_once('@') {
        Some((local, domain)) => {
            let plain = local.split('+').next().unwrap_or_default();
            if plain.is_empty() { text.to_owned() } else { format!("{plain}@{domain}") }
        }
        None => text.to_owned(),
    }
}

/// The part of a mail address behind its last `@`; `None` when there is none.
///
/// ```
/// assert_eq!(pointsman::domain::domain_of("kim@firm.example"), Some("firm.example"));
/// assert_eq!(pointsman::domain::domain_of("kim"), None);
/// ```
pub fn domain_of(email: &str) -> Option<&str> {
    email.trim().rsplit_once('@').map(|(_, domain)| domain).filter(|domain| !domain.is_empty())
}

/// Words that say what kind of company it is, not which.
const LEGAL_FORMS: &[&str] = &[
    "ab",
    "ag",
    "aps",
    "as",
    "asa",
    "bv",
    "bvba",
    "cie",
    "co",
    "company",
    "corp",
    "corporation",
    "cv",
    "dac",
    "ek",
    "ev",
    "eurl",
    "gbr",
    "ggmbh",
    "gmbh",
    "holding",
    "inc",
    "incorporated",
    "kft",
    "kg",
    "kgaa",
    "kk",
    "limited",
    "llc",
    "llp",
    "lp",
    "ltd",
    "ltda",
    "mbh",
    "nv",
    "ohg",
    "oy",
    "oyj",
    "plc",
    "pte",
    "pty",
    "pvt",
    "sa",
    "sarl",
    "sas",
    "sasu",
    "se",
    "sl",
    "slu",
    "spa",
    "spzoo",
    "srl",
    "sro",
    "ug",
    "zrt",
];

/// A company's name as it is compared: folded, umlauts and ligatures spelt out, other marks dropped, punctuation as
/// blanks, legal forms at the end gone.
///
/// ```
/// use pointsman::domain::company_form;
/// assert_eq!(company_form("Müller GmbH & Co. KG"), "mueller");
/// assert_eq!(company_form("Société Générale S.A."), "societe generale");
/// assert_eq!(company_form("AG"), "ag");
/// ```
pub fn company_form(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in crate::text::folded(text).chars() {
        match letter {
            'ä' | 'æ' => plain.push_str("ae"),
            'ö' | 'ø' => plain.push_str("oe"),
            'ü' => plain.push_str("ue"),
            'ß' => plain.push_str("ss"),
            'å' => plain.push_str("aa"),
            '.' | '\'' | '’' => {}
            other if other.is_ascii() => plain.push(other),
            other => plain.extend(other.nfd().filter(|part| !is_combining_mark(*part))),
        }
    }
    let words: SmallVec<[&str; 8]> =
        plain.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut kept = words.len();
    while kept > 1 && words.get(kept.wrapping_sub(1)).is_some_and(|word| LEGAL_FORMS.contains(word)) {
        kept = kept.saturating_sub(1);
    }
    words.get(..kept).unwrap_or_default().join(" ")
}

/// How alike two names are: Dice's coefficient over the character trigrams of their company forms, as a fraction of
/// shared to all trigrams. `None` when one of them has no form.
///
/// ```
/// use pointsman::domain::similarity;
/// assert_eq!(similarity("Acme GmbH", "ACME"), Some((10, 10)));
/// ```
pub fn similarity(a: &str, b: &str) -> Option<(u64, u64)> {
    let (a, b) = (trigrams(a)?, trigrams(b)?);
    let count = |grams: &Trigrams| grams.iter().fold(0_u64, |sum, (_, times)| sum.saturating_add(*times));
    let in_b = |gram| b.binary_search_by(|(known, _)| known.cmp(gram)).ok().and_then(|place| b.get(place));
    let shared = a.iter().fold(0_u64, |sum, (gram, times)| {
        sum.saturating_add(in_b(gram).map_or(0, |(_, others)| (*others).min(*times)))
    });
    Some((shared.saturating_mul(2), count(&a).saturating_add(count(&b))))
}

/// Trigrams in their order, and how often each comes.
pub(crate) type Trigrams = Vec<([char; 3], u64)>;

/// The trigrams of a company form with two blanks before it and one behind.
pub(crate) fn trigrams(name: &str) -> Option<Trigrams> {
    let form = company_form(name);
    if form.is_empty() {
        return None;
    }
    let mut grams = Vec::with_capacity(form.len().saturating_add(1));
    let (mut first, mut second) = (' ', ' ');
    for third in form.chars().chain([' ']) {
        grams.push(([first, second, third], 1));
        (first, second) = (second, third);
    }
    grams.sort_unstable();
    grams.dedup_by(|(gram, times), (before, sum): &mut ([char; 3], u64)| {
        let same = gram == before;
        if same {
            *sum = sum.saturating_add(*times);
        }
        same
    });
    Some(grams)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_left_is_not_changed(
            text in prop_oneof!["[a-z@.+ ]{0,12}", "[A-Z0-9 ]{0,12}", "[0-9]{0,9}", ".{0,6}", r"[ \t\x0b-]{0,3}[a-zA-Z]{0,3}[ \n]?"],
            normalizers in proptest::collection::vec(proptest::sample::select(vec![
                Normalizer::Trim, Normalizer::Lowercase, Normalizer::Uppercase, Normalizer::SquashSpaces,
                Normalizer::DigitsOnly, Normalizer::E164, Normalizer::CompanyName, Normalizer::PlusTagOff,
            ]), 0..4),
        ) {
            if leaves_text(&normalizers, &text) {
                prop_assert_eq!(apply(&normalizers, &text), text);
            }
        }
    }

    #[test]
    fn each_item_of_a_list_is_normalised() {
        let (kind, digits) = (Kind::List(Box::new(Kind::Text)), [Normalizer::DigitsOnly]);
        let after = |raw: &Raw<'_>| normalized(&digits, &kind, raw).unwrap();
        let list = |items: &[&str]| Raw::List(items.iter().map(|item| Raw::from((*item).to_owned())).collect());
        assert_eq!(after(&Raw::from("a1; b2;c")), list(&["1", "2"]));
        assert_eq!(after(&list(&["a12", "", "x"])), list(&["12"]));
        assert_eq!(after(&Raw::Texts(&["a12", "7"])), list(&["12", "7"]));
        assert_eq!(after(&Raw::from("a; b")), Raw::from(""), "nothing is left: missing");
        assert_eq!(after(&Raw::from(";")), list(&[]));
        assert!(leaves(&digits, &Raw::Texts(&["12", "7"])));
        assert!(!leaves(&digits, &list(&["12", "a"])));
    }

    #[test]
    fn telephone_numbers() {
        assert_eq!(e164("+49 (0)30 / 12-34"), "+49301234");
        assert_eq!(e164("0049 30 1234"), "+49301234");
        assert_eq!(e164("030 1234"), "0301234");
    }

    #[test]
    fn plus_tags() {
        assert_eq!(plus_tag_off("kim+a+b@x.example"), "kim@x.example");
        assert_eq!(plus_tag_off("+a@x.example"), "+a@x.example");
    }

    #[test]
    fn alike_is_not_the_same() {
        let (shared, all) = similarity("Beispiel GmbH", "Beispiele AG").unwrap();
        assert!(shared < all && shared * 100 > all * 80, "{shared} of {all}");
        assert_eq!(similarity("", "Acme"), None);
    }
}
