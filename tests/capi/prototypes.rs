//! The prototypes of the header, read with no more C than it uses.

use crate::tools::root;
use std::fs;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Prototype {
    pub(crate) result: String,
    pub(crate) name: String,
    /// Type and name.
    pub(crate) parameters: Vec<(String, String)>,
}

pub(crate) fn header() -> String {
    fs::read_to_string(root().join("include/pointsman.h")).expect("the header")
}

/// The header without comments, its preprocessor lines apart.
fn code(header: &str) -> String {
    let mut text = String::new();
    let mut rest = header;
    while let Some((before, after)) = rest.split_once("/*") {
        text.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, behind)| behind);
    }
    text.push_str(rest);
    let text = text.replace("\\\n", " ");
    text.lines().filter(|line| !line.trim_start().starts_with('#')).collect::<Vec<_>>().join("\n")
}

pub(crate) fn prototypes(header: &str) -> Vec<Prototype> {
    let code = code(header);
    let mut found = Vec::new();
    for statement in code.split(';') {
        let statement = statement.split_whitespace().collect::<Vec<_>>().join(" ");
        let statement = statement.trim_start_matches("extern \"C\" { ");
        let Some((head, parameters)) = statement.split_once('(') else { continue };
        if statement.starts_with("typedef") || statement.starts_with('}') {
            continue;
        }
        let start = head.rfind([' ', '*']).expect("result and name") + 1;
        let parameters = parameters.trim_end_matches(')').trim();
        let parameters = if parameters == "void" { "" } else { parameters };
        found.push(Prototype {
            result: head[..start].trim().to_owned(),
            name: head[start..].to_owned(),
            parameters: parameters.split(',').filter(|part| !part.trim().is_empty()).map(parameter).collect(),
        });
    }
    found
}

fn parameter(text: &str) -> (String, String) {
    let text = text.trim();
    let start = text.rfind([' ', '*']).expect("type and name") + 1;
    (text[..start].trim().to_owned(), text[start..].to_owned())
}

/// `#define POINTSMAN_NAME VALUE` with a plain value.
pub(crate) fn constants(header: &str) -> Vec<(String, String)> {
    let lines = header.lines().filter_map(|line| line.strip_prefix("#define POINTSMAN_"));
    lines
        .filter_map(|line| {
            let (name, value) = line.split_once(' ')?;
            let value = value.split("/*").next()?.trim();
            let plain = !value.is_empty() && !name.contains('(') && !value.starts_with(['{', '\\', '(']);
            plain.then(|| (name.to_owned(), value.to_owned()))
        })
        .collect()
}
