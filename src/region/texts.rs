//! The classes of texts, countries and rep ids: constants and prefixes, ordered so that a prefix is one run.

use super::digits::Digits;
use crate::domain::{Country, Kind, Text, Value};
use crate::lookup::{ShortTexts, TextLookup};
use crate::text::Packed;
use std::sync::Arc;

/// Class 0 is missing, class 1 what begins with no mentioned prefix and is no mentioned constant. The others stand in
/// the order of their texts, a prefix just before all that begins with it.
#[derive(Clone, Debug)]
pub(crate) struct Texts {
    kind: Kind,
    /// From class 1 on.
    items: Vec<Item>,
    constants: TextLookup,
    /// Of countries: by their place among pairs of letters.
    countries: Option<Box<[u32]>>,
    prefixes: Prefixes,
    /// The class of what is no constant and has no prefix: 1, or what that became.
    other: u32,
}

/// How the longest prefix of a text is found.
#[derive(Clone, Debug)]
enum Prefixes {
    None,
    /// Prefixes of few lengths, the longest first, each looked up; in one look where they are digits.
    Lengths(Vec<usize>, Box<TextLookup>, Option<Digits>),
    /// Prefixes of many lengths: among the items in their order; what their classes became.
    Ordered(Option<Box<[u32]>>),
}

/// Lengths of prefixes that are looked up one by one: beyond, halving the sorted list is as fast.
const LENGTHS: usize = 6;

#[derive(Clone, Debug)]
struct Item {
    key: Arc<str>,
    is_prefix: bool,
    /// The last class that begins with this prefix.
    last: u32,
    /// The item of the longest prefix that it begins with, and one further up, so that a chain of nested prefixes is
    /// climbed in few steps whatever its length.
    parent: usize,
    jump: usize,
    depth: usize,
}

/// The compared form of a value of such a kind.
pub(crate) fn key(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text.compared()),
        Value::Country(country) => Some(country.code()),
        Value::Rep(id) => Some(id),
        _ => None,
    }
}

impl Texts {
    /// `constants`: the compared forms; true for prefixes.
    pub(crate) fn new(kind: Kind, mut constants: Vec<(Arc<str>, bool)>) -> Self {
        constants.push(("".into(), true));
        constants.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
        constants.dedup();
        let mut items: Vec<Item> = Vec::with_capacity(constants.len());
        // The prefixes around the present item, the longest last.
        let mut open: Vec<usize> = Vec::new();
        let mut known = Vec::new();
        for (key, is_prefix) in constants {
            let place = items.len();
            while let Some(around) = open.last().and_then(|place| items.get_mut(*place)) {
                if key.starts_with(&*around.key) {
                    break;
                }
                around.last = class(place).saturating_sub(1);
                open.pop();
            }
            let parent = open.last().copied().unwrap_or(0);
            let (depth, jump) = above(&items, parent);
            if is_prefix {
                open.push(place);
            } else {
                known.push((Arc::clone(&key), class(place)));
            }
            items.push(Item { key, is_prefix, last: class(place), parent, jump, depth });
        }
        let last = class(items.len()).saturating_sub(1);
        for place in open {
            if let Some(item) = items.get_mut(place) {
                item.last = last;
            }
        }
        let prefixes = Prefixes::new(&items);
        let mut texts = Self { kind, items, constants: TextLookup::new(known), countries: None, prefixes, other: 1 };
        if texts.kind == Kind::Country {
            texts.countries = Some(Country::pairs().map(|country| texts.class(country.code().as_bytes())).collect());
        }
        texts
    }

    pub(crate) fn count(&self) -> u32 {
        class(self.items.len())
    }

    /// The same for asking which class a text is of, and nothing else; with what each class became, where classes became others.
    pub(crate) fn ready(mut self, became: Option<Box<[u32]>>) -> Self {
        if let Some(became) = became {
            self.renumber(became);
        }
        if let Prefixes::Lengths(_, known, digits) = &mut self.prefixes {
            *digits = Digits::new(known, self.other);
        }
        self
    }

    fn renumber(&mut self, became: Box<[u32]>) {
        let now = |class: u32| {
            let place = usize::try_from(class).ok();
            place.and_then(|place| became.get(place)).copied().unwrap_or(class)
        };
        self.other = now(self.other);
        self.constants.renumber(now);
        self.countries.iter_mut().flatten().for_each(|class| *class = now(*class));
        match &mut self.prefixes {
            Prefixes::None => self.items = Vec::new(),
            Prefixes::Lengths(_, known, _) => {
                known.renumber(now);
                self.items = Vec::new();
            }
            Prefixes::Ordered(all) => *all = Some(became),
        }
    }

    /// The class by the digits that a text begins with, where they tell it, but for constants.
    #[inline]
    pub(crate) const fn digits(&self) -> Option<&Digits> {
        match &self.prefixes {
            Prefixes::Lengths(_, _, digits) => digits.as_ref(),
            _ => None,
        }
    }

    /// The class of a value; 0 for one of another kind.
    pub(super) fn class_of(&self, value: &Value) -> u32 {
        match (value, &self.countries) {
            (Value::Text(text), _) => self.class(text.compared_bytes()),
            (Value::Country(country), Some(_)) => self.class_of_country(*country).unwrap_or(self.other),
            (Value::Country(country), None) => self.class(country.code().as_bytes()),
            (Value::Rep(id), _) => self.class(id.as_bytes()),
            _ => 0,
        }
    }

    /// The class of a country, where it looks at countries.
    #[inline]
    pub(crate) fn class_of_country(&self, country: Country) -> Option<u32> {
        self.countries.as_ref()?.get(country.place()).copied()
    }

    /// The class of a compared form.
    pub(crate) fn class(&self, key: &[u8]) -> u32 {
        if let Some(key) = Packed::of(key)
            && let Some(class) = self.class_of_short(key)
        {
            return class;
        }
        if let Some(class) = self.constants.get(key) {
            return class;
        }
        match &self.prefixes {
            Prefixes::None => self.other,
            Prefixes::Lengths(lengths, known, _) => {
                lengths.iter().find_map(|length| known.get(key.get(..*length)?)).unwrap_or(self.other)
            }
            Prefixes::Ordered(became) => {
                let place = self.longest(key);
                let became = became.as_ref().and_then(|became| became.get(place.saturating_add(1)));
                became.copied().unwrap_or(class(place))
            }
        }
    }

    /// The class of a short compared form; `None` where it takes more than a few looks.
    #[inline]
    pub(crate) fn class_of_short(&self, key: Packed) -> Option<u32> {
        self.class_of_constant(key).or_else(|| self.class_of_no_constant(key))
    }

    /// The classes of short constants.
    #[inline]
    pub(crate) const fn constants(&self) -> &ShortTexts {
        self.constants.all_short()
    }

    /// The class of a short constant in its compared form.
    #[inline]
    pub(crate) fn class_of_constant(&self, key: Packed) -> Option<u32> {
        self.constants.short(key)
    }

    /// Whether something holds for each short constant.
    pub(crate) fn each_constant(&self, holds: impl Fn(Packed) -> bool) -> bool {
        self.constants.each_short(holds)
    }

    /// The class of a short compared form that is no constant's; `None` where it takes more than a few looks.
    #[inline]
    pub(crate) fn class_of_no_constant(&self, key: Packed) -> Option<u32> {
        match &self.prefixes {
            Prefixes::None => Some(self.other),
            Prefixes::Lengths(lengths, known, digits) => {
                if let Some(class) = digits.as_ref().and_then(|digits| digits.class(key.beginning())) {
                    return Some(class);
                }
                let first = |length: &usize| key.first(u64::try_from(*length).ok()?);
                Some(lengths.iter().find_map(|length| known.short(first(length)?)).unwrap_or(self.other))
            }
            Prefixes::Ordered(_) => None,
        }
    }

    /// The lengths of prefixes that are looked up one by one, the longest first, and the short ones of them; `None` where
    /// there are no prefixes, or they are found in another way.
    pub(crate) fn prefixes(&self) -> Option<(&[usize], &ShortTexts)> {
        match &self.prefixes {
            Prefixes::Lengths(lengths, known, _) => Some((lengths, known.all_short())),
            _ => None,
        }
    }

    /// Whether no text is told by how it begins.
    pub(crate) const fn has_no_prefixes(&self) -> bool {
        matches!(self.prefixes, Prefixes::None)
    }

    /// The class of what is no constant and has no prefix.
    pub(crate) const fn other(&self) -> u32 {
        self.other
    }

    /// The item of the longest mentioned prefix.
    fn longest(&self, key: &[u8]) -> usize {
        let after = self.items.partition_point(|item| item.key.as_bytes() <= key);
        let mut place = after.saturating_sub(1);
        let Some(near) = self.items.get(place) else { return 0 };
        let shared = near.key.bytes().zip(key).take_while(|(a, b)| a == *b).count();
        // What stands before in this order shares with the text at least what any other item shares, so the prefix looked
        // for is around it and no longer than that.
        while let Some(item) = self.items.get(place) {
            if item.is_prefix && item.key.len() <= shared {
                return place;
            }
            let jumps = self.items.get(item.jump).is_some_and(|far| far.key.len() > shared);
            place = if jumps { item.jump } else { item.parent };
        }
        0
    }

    /// The class of a constant.
    pub(crate) fn constant(&self, key: &str) -> Option<u32> {
        self.constants.get(key.as_bytes())
    }

    /// The run of classes that begin with a prefix.
    pub(crate) fn prefix(&self, key: &str) -> Option<(u32, u32)> {
        let place =
            self.items.binary_search_by(|item| (*item.key).cmp(key).then((!item.is_prefix).cmp(&false))).ok()?;
        Some((class(place), self.items.get(place)?.last))
    }

    /// What a class stands for: a constant, or true for a prefix with the last class that begins with it.
    pub(crate) fn item(&self, class: u32) -> Option<(&str, bool, u32)> {
        let item = self.items.get(usize::try_from(class.checked_sub(1)?).ok()?)?;
        Some((&item.key, item.is_prefix, item.last))
    }

    /// A value of a class; `None` where no value can be told.
    pub(crate) fn example(&self, of: u32) -> Option<Value> {
        let item = self.items.get(usize::try_from(of.checked_sub(1)?).ok()?)?;
        if !item.is_prefix {
            return self.value(&item.key);
        }
        if self.kind == Kind::Country {
            return Country::all().find(|country| self.class(country.code().as_bytes()) == of).map(Value::Country);
        }
        let good = |text: &String| crate::domain::is_text_of(&self.kind, text);
        let of_class = |text: String| self.value(&text).filter(|value| !text.is_empty() && self.class_of(value) == of);
        self.tried(&item.key).filter(good).find_map(of_class).or_else(|| self.tried(&item.key).find_map(of_class))
    }

    /// Whether a class has values. No text stands for some classes of texts that are there all the same.
    pub(crate) fn has_value(&self, class: u32) -> bool {
        self.kind != Kind::Country || self.example(class).is_some()
    }

    /// Texts that begin with a prefix, one of which probably begins with no longer one and is no constant.
    fn tried(&self, prefix: &str) -> impl Iterator<Item = String> {
        let plain: &[&str] = match (prefix, &self.kind) {
            ("", Kind::Email) => &["someone@other.example", "somebody@else.example"],
            ("", Kind::Domain) => &["other.example", "else.example"],
            ("", Kind::Phone) => &["+4930123456", "+13125550100", "030123456"],
            ("", Kind::Url) => &["https://other.example", "https://else.example", "www.other.example"],
            ("", _) => &["something else", "another text"],
            (mail, Kind::Email) if mail.contains('@') => &["", ".example", "x.example"],
            (_, Kind::Email) => &["", "@other.example", "x@other.example"],
            (_, Kind::Domain | Kind::Url) => &["", ".example", "x.example"],
            (_, Kind::Phone) => &["", "30123456"],
            _ => &[""],
        };
        let prefix = prefix.to_owned();
        let tails = ["", "x", "0", "-", "~", "é"].map(|tail| (String::new(), tail.to_owned())).into_iter();
        // What is mentioned begins with few letters; any other letter leads to another class.
        let letters = ('a'..='z').chain('0'..='9').chain('\u{4e00}'..='\u{9fff}');
        let letters =
            letters.take(self.items.len().saturating_add(36)).map(|letter| (letter.to_string(), String::new()));
        // So many constants may be mentioned; one more text is none of them.
        let numbered = (0..=self.items.len()).map(|number| (String::new(), format!("x{number}")));
        let all = tails.chain(letters).chain(numbered);
        all.flat_map(move |(head, tail)| {
            let prefix = prefix.clone();
            plain.iter().map(move |plain| format!("{prefix}{head}{plain}{tail}"))
        })
    }

    fn value(&self, text: &str) -> Option<Value> {
        Some(match self.kind {
            Kind::Country => Value::Country(Country::from_code(text)?),
            Kind::Rep => Value::Rep(text.into()),
            Kind::ExactText => Value::Text(Text::exact(text)),
            _ => Value::Text(Text::folded(text)),
        })
    }
}

impl Prefixes {
    fn new(items: &[Item]) -> Self {
        let prefixes = || items.iter().enumerate().skip(1).filter(|(_, item)| item.is_prefix);
        let lengths: std::collections::BTreeSet<usize> = prefixes().map(|(_, item)| item.key.len()).collect();
        match lengths.len() {
            0 => Self::None,
            count if count > LENGTHS => Self::Ordered(None),
            _ => {
                let known = prefixes().map(|(place, item)| (Arc::clone(&item.key), class(place)));
                Self::Lengths(lengths.into_iter().rev().collect(), TextLookup::new(known).into(), None)
            }
        }
    }
}

/// The depth of an item with this parent, and how far up it may jump: twice as far as its parent where that jumped as
/// far as the item it came to, so that a climb takes a number of steps that grows with the logarithm of the depth.
fn above(items: &[Item], parent: usize) -> (usize, usize) {
    let Some(near) = items.get(parent) else { return (0, 0) };
    let depth = |place: usize| items.get(place).map_or(0, |item| item.depth);
    let far = near.jump;
    let farther = items.get(far).map_or(0, |item| item.jump);
    let even = near.depth.saturating_sub(depth(far)) == depth(far).saturating_sub(depth(farther));
    (near.depth.saturating_add(1), if even { farther } else { parent })
}

/// The class of an item.
fn class(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX).saturating_add(1)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) fn texts(constants: &[&str], prefixes: &[&str]) -> Texts {
        let all = constants.iter().map(|text| (Arc::from(*text), false));
        Texts::new(Kind::Text, all.chain(prefixes.iter().map(|text| (Arc::from(*text), true))).collect())
    }

    #[test]
    fn a_prefix_is_one_run() {
        let known = texts(&["94107", "9", "a", "941070"], &["94", "941", "9412", "b"]);
        for text in ["94107", "9", "a", "95", "94", "941", "9410", "9412", "94129", "b", "bb", "zz", "c", "941070", "8"]
        {
            let class = known.class(text.as_bytes());
            for prefix in ["94", "941", "9412", "b"] {
                let (first, last) = known.prefix(prefix).unwrap();
                assert_eq!((first..=last).contains(&class), text.starts_with(prefix), "{text} {prefix}");
            }
            for constant in ["94107", "9", "a", "941070"] {
                assert_eq!(known.constant(constant) == Some(class), text == constant, "{text} {constant}");
            }
        }
        assert_eq!(known.prefix("9"), None);
        assert_eq!(known.count(), 10);
    }

    #[test]
    fn few_lengths_and_many_find_the_same() {
        let prefixes = ["9", "94", "941", "é", "straß"];
        let known = texts(&["94"], &prefixes);
        assert!(matches!(known.prefixes, Prefixes::Lengths(..)));
        for text in ["94", "9", "949", "9412", "é", "éa", "e", "straßen", "stra", "ü", ""] {
            let searched = known.constant(text).unwrap_or_else(|| class(known.longest(text.as_bytes())));
            assert_eq!(known.class(text.as_bytes()), searched, "{text}");
        }
    }

    #[test]
    fn what_classes_became_is_found_by_every_way() {
        let few: &[&str] = &["9", "94", "é"];
        let many: &[&str] = &["9", "94", "941", "9410", "94107", "941070", "9410700", "é"];
        let long = "a text of more than twenty-three bytes";
        for prefixes in [&[], few, many] {
            let known = texts(&["94", "b", long], prefixes);
            let became: Box<[u32]> = (0..known.count()).map(|class| class * 10).collect();
            let reduced = known.clone().ready(Some(became));
            for text in ["94", "9", "949", "9410700", "é", "éa", "b", "c", "", long] {
                assert_eq!(reduced.class(text.as_bytes()), known.class(text.as_bytes()) * 10, "{text}");
            }
        }
        let countries = Texts::new(Kind::Country, vec![("AD".into(), false), ("DE".into(), false)]);
        let reduced = countries.clone().ready(Some([0, 5, 6, 7].into()));
        for (code, class) in [("AD", 6), ("DE", 7), ("FR", 5)] {
            assert_eq!(reduced.class_of(&Country::from_code(code).map(Value::Country).unwrap()), class);
        }
    }

    #[test]
    fn nested_prefixes_find_the_longest() {
        let prefixes: Vec<String> = (1..200).map(|length| "ab".repeat(length)).collect();
        let known = texts(&["abab"], &prefixes.iter().map(String::as_str).collect::<Vec<_>>());
        for length in 1..200 {
            for tail in ["", "a", "az", "zz"] {
                let text = format!("{}{tail}", "ab".repeat(length));
                let found = known.class(text.as_bytes());
                let (first, last) = known.prefix(&"ab".repeat(length)).unwrap();
                assert!(first <= found && found <= last, "{text}");
                if length < 199 {
                    let (first, _) = known.prefix(&"ab".repeat(length + 1)).unwrap();
                    assert!(found < first || text == "abab", "{text}");
                }
            }
        }
        assert_eq!(known.class(b"b"), 1);
    }

    #[test]
    fn examples_are_of_their_kind() {
        for (kind, prefixes) in [
            (Kind::Email, &["s", "firm", "kim@", "kim@firm.example"][..]),
            (Kind::Domain, &["o", "e", "firm"]),
            (Kind::Url, &["https://", "h", "www."]),
            (Kind::Phone, &["+", "0", "+49"]),
        ] {
            let all = prefixes.iter().map(|prefix| (Arc::from(*prefix), true)).collect();
            let known = Texts::new(kind.clone(), all);
            for class in 1..known.count() {
                let value = known.example(class).unwrap();
                assert_eq!(known.class_of(&value), class, "{value:?}");
                let Value::Text(text) = value else { panic!("a text") };
                assert!(crate::domain::is_text_of(&kind, text.compared()), "{text:?}");
            }
        }
    }

    #[test]
    fn every_class_has_its_example() {
        let known = texts(&["", "something else", "b", "bx"], &["b", "c"]);
        for class in 1..known.count() {
            let value = known.example(class);
            if class == 2 {
                assert_eq!(known.class_of(&value.unwrap()), 2, "the empty constant");
            } else {
                assert_eq!(known.class_of(&value.unwrap()), class);
            }
        }
        let letters: Vec<String> = ('a'..='z').chain('0'..='9').map(String::from).collect();
        let known = texts(&["é", "-", "~"], &letters.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(known.class_of(&known.example(1).unwrap()), 1, "prefixes of all plain letters");
        let countries = Texts::new(Kind::Country, vec![("AD".into(), false), ("DE".into(), false)]);
        assert_eq!(countries.example(1), Country::from_code("AE").map(Value::Country));
        assert_eq!(countries.example(3), Country::from_code("DE").map(Value::Country));
    }
}
