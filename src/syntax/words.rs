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

pub(super) fn is_reserved(word: &str) -> bool {
    word == "no" || RESERVED.contains(&word)
}
