//! The reserved words: the only ones that are no names without backticks.

/// As in `grammar/words.pest`.
pub(super) const RESERVED: [&str; 27] = [
    "and",
    "or",
    "not",
    "in",
    "is",
    "when",
    "unless",
    "because",
    "otherwise",
    "else",
    "if",
    "then",
    "assign",
    "disqualify",
    "nurture",
    "given",
    "expect",
    "rule",
    "branch",
    "add",
    "subtract",
    "contains",
    "within",
    "default",
    "true",
    "false",
    "yes",
];

/// A name as a policy writes it: in backticks where it would not be read as a name.
pub(crate) fn written_name(name: &str) -> String {
    let plain = name.chars().all(|sign| sign == '_' || sign.is_alphanumeric())
        && name.starts_with(|first: char| first == '_' || first.is_alphabetic());
    if plain && !is_reserved(name) { name.to_owned() } else { format!("`{name}`") }
}

/// A text in quotes as a policy writes it.
pub(crate) fn written_text(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\t', "\\t"))
}

pub(super) fn is_reserved(word: &str) -> bool {
    word == "no" || RESERVED.contains(&word)
}
