//! Letters of other alphabets that look like Latin ones.

/// Cyrillic and Greek letters that cannot be told from a Latin one in most typefaces.
const LOOKALIKES: [(char, char); 48] = [
    ('а', 'a'),
    ('е', 'e'),
    ('о', 'o'),
    ('р', 'p'),
    ('с', 'c'),
    ('у', 'y'),
    ('х', 'x'),
    ('і', 'i'),
    ('ј', 'j'),
    ('ѕ', 's'),
    ('һ', 'h'),
    ('ԁ', 'd'),
    ('ԛ', 'q'),
    ('ԝ', 'w'),
    ('А', 'A'),
    ('В', 'B'),
    ('Е', 'E'),
    ('К', 'K'),
    ('М', 'M'),
    ('Н', 'H'),
    ('О', 'O'),
    ('Р', 'P'),
    ('С', 'C'),
    ('Т', 'T'),
    ('У', 'Y'),
    ('Х', 'X'),
    ('І', 'I'),
    ('Ј', 'J'),
    ('Ѕ', 'S'),
    ('ο', 'o'),
    ('ν', 'v'),
    ('ρ', 'p'),
    ('ι', 'i'),
    ('κ', 'k'),
    ('Α', 'A'),
    ('Β', 'B'),
    ('Ε', 'E'),
    ('Ζ', 'Z'),
    ('Η', 'H'),
    ('Ι', 'I'),
    ('Κ', 'K'),
    ('Μ', 'M'),
    ('Ν', 'N'),
    ('Ο', 'O'),
    ('Ρ', 'P'),
    ('Τ', 'T'),
    ('Υ', 'Y'),
    ('Χ', 'X'),
];

/// The name in Latin letters, when it mixes Latin letters with others that look like them.
///
/// A name wholly in another alphabet is fine: nobody takes it for another one.
pub(crate) fn plain_letters(name: &str) -> Option<String> {
    let latin = |sign: char| LOOKALIKES.iter().find(|(other, _)| *other == sign).map(|(_, latin)| *latin);
    let mixed = name.chars().any(|sign| sign.is_ascii_alphabetic()) && name.chars().any(|sign| latin(sign).is_some());
    mixed.then(|| name.chars().map(|sign| latin(sign).unwrap_or(sign)).collect())
}

#[cfg(test)]
mod tests {
    use super::plain_letters;

    #[test]
    fn only_mixtures_are_told() {
        assert_eq!(plain_letters("sаles").as_deref(), Some("sales"));
        assert_eq!(plain_letters("sales"), None);
        assert_eq!(plain_letters("продажи"), None);
        assert_eq!(plain_letters("größe"), None);
    }
}
