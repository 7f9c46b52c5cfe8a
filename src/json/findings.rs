//! Findings as JSON and as SARIF, which code hosts read.

use super::write::{line, list, object};
use crate::catalogue::CodeHelp;
use crate::text::{Diagnostic, Diagnostics, Edit, Fix, Label, Severity, Sources, Span};
use serde::ser::{Serialize, Serializer};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The findings of one policy, for a report.
///
/// ```
/// use pointsman::{Compiler, Reported, Source};
/// let error = Compiler::new().add(Source::new("a.route", "lead { }")).compile().err().ok_or("it has no first line")?;
/// let reported = Reported { folder: "policies/", sources: error.sources(), findings: error.diagnostics() };
/// let json = Reported::json(&[reported]);
/// assert!(json.starts_with(r#"{"format":1,"findings":[{"code":"R0001","severity":"error","message":"the first line"#));
/// assert!(json.contains(r#""place":{"file":"policies/a.route","line":1,"column":1,"#));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Reported<'a> {
    /// What the names of the texts are relative to: empty, or a path that ends with `/`.
    pub folder: &'a str,
    /// The texts that the findings speak of.
    pub sources: &'a Sources,
    /// The findings.
    pub findings: &'a Diagnostics,
}

impl Reported<'_> {
    /// All findings on one line of JSON. Lines and columns are 1-based and count characters, `start` and `end` bytes.
    pub fn json(all: &[Self]) -> String {
        struct Document<'a>(&'a [Reported<'a>]);
        impl Serialize for Document<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                object!(serializer, { "format": 1, "findings": Each(self.0, false) })
            }
        }
        line(&Document(all))
    }

    /// All findings as SARIF 2.1.0.
    pub fn sarif(all: &[Self]) -> String {
        line(&Log(all))
    }
}

/// The findings of all policies; the second says whether as SARIF.
struct Each<'a>(&'a [Reported<'a>], bool);

impl Serialize for Each<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let all = self.0.iter().flat_map(|from| from.findings.iter().map(move |finding| One { from, finding }));
        if self.1 { list(serializer, all.map(Told)) } else { list(serializer, all) }
    }
}

struct One<'a> {
    from: &'a Reported<'a>,
    finding: &'a Diagnostic,
}

/// A piece of a text.
struct Place<'a> {
    from: &'a Reported<'a>,
    span: Span,
    /// What is at it, or what is put there.
    text: Option<&'a str>,
}

impl Place<'_> {
    fn file(&self) -> String {
        let name = self.from.sources.get(self.span.source).map_or("", |source| source.name());
        format!("{}{name}", self.from.folder)
    }

    /// Line and column of both ends.
    fn ends(&self) -> ((usize, usize), (usize, usize)) {
        let source = self.from.sources.get(self.span.source);
        source.map_or(((1, 1), (1, 1)), |source| (source.place(self.span.start), source.place(self.span.end)))
    }
}

impl Serialize for Place<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ((line, column), (end_line, end_column)) = self.ends();
        object!(serializer, {
            "file": self.file(),
            "line": line,
            "column": column,
            "end_line": end_line,
            "end_column": end_column,
            "start": self.span.start,
            "end": self.span.end,
            "text": self.text.unwrap_or_default(),
        })
    }
}

fn label<'a>(from: &'a Reported<'a>, label: &'a Label) -> Place<'a> {
    Place { from, span: label.span, text: Some(&label.text) }
}

impl Serialize for One<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Also<'a>(&'a One<'a>);
        impl Serialize for Also<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                list(serializer, self.0.finding.secondary.iter().map(|other| label(self.0.from, other)))
            }
        }
        struct Fixes<'a>(&'a One<'a>);
        impl Serialize for Fixes<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                list(serializer, self.0.finding.fixes.iter().map(|fix| Repair { from: self.0.from, fix }))
            }
        }
        object!(serializer, {
            "code": self.finding.code.to_string(),
            "severity": word(self.finding.severity),
            "message": self.finding.message,
            "place": label(self.from, &self.finding.primary),
            "also": Also(self),
            "notes": self.finding.notes,
            "helps": self.finding.helps,
            "fixes": Fixes(self),
        })
    }
}

struct Repair<'a> {
    from: &'a Reported<'a>,
    fix: &'a Fix,
}

impl Serialize for Repair<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Edits<'a>(&'a Repair<'a>);
        impl Serialize for Edits<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let place = |edit| edit_place(self.0.from, edit);
                list(serializer, self.0.fix.edits.iter().map(place))
            }
        }
        object!(serializer, {
            "title": self.fix.title,
            "keeps_meaning": self.fix.keeps_meaning,
            "edits": Edits(self),
        })
    }
}

fn edit_place<'a>(from: &'a Reported<'a>, edit: &'a Edit) -> Place<'a> {
    Place { from, span: edit.span, text: Some(&edit.text) }
}

const fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// SARIF: the whole log.
struct Log<'a>(&'a [Reported<'a>]);

impl Serialize for Log<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Run<'a>(&'a [Reported<'a>]);
        impl Serialize for Run<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                object!(serializer, {
                    "tool": Tool(self.0),
                    "columnKind": "unicodeCodePoints",
                    "results": Each(self.0, true),
                })
            }
        }
        object!(serializer, {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [Run(self.0)],
        })
    }
}

struct Tool<'a>(&'a [Reported<'a>]);

impl Serialize for Tool<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Driver<'a>(&'a [Reported<'a>]);
        impl Serialize for Driver<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                object!(serializer, {
                    "name": "pointsman",
                    "version": env!("CARGO_PKG_VERSION"),
                    "rules": Rules(self.0),
                })
            }
        }
        object!(serializer, { "driver": Driver(self.0) })
    }
}

/// What the codes mean that occur.
struct Rules<'a>(&'a [Reported<'a>]);

impl Serialize for Rules<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Rule(CodeHelp);
        impl Serialize for Rule {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                object!(serializer, {
                    "id": self.0.code,
                    "shortDescription": Text(self.0.title),
                    "fullDescription": Text(&self.0.cause),
                    "help": Text(&self.0.repair),
                })
            }
        }
        let codes = self.0.iter().flat_map(|from| from.findings).map(|finding| finding.code.to_string());
        let codes: BTreeSet<String> = codes.collect();
        list(serializer, codes.iter().filter_map(|code| CodeHelp::of(code)).map(Rule))
    }
}

struct Text<'a>(&'a str);

impl Serialize for Text<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, { "text": self.0 })
    }
}

/// SARIF: one finding.
struct Told<'a>(One<'a>);

impl Serialize for Told<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Related<'a>(&'a One<'a>);
        impl Serialize for Related<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                list(serializer, self.0.finding.secondary.iter().map(|other| Location(label(self.0.from, other))))
            }
        }
        struct Fixes<'a>(&'a One<'a>);
        impl Serialize for Fixes<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                list(serializer, self.0.finding.fixes.iter().map(|fix| Change(Repair { from: self.0.from, fix })))
            }
        }
        let finding = self.0.finding;
        let said = std::iter::once(&finding.message).chain(&finding.notes).chain(&finding.helps);
        let said: Vec<&str> = said.map(String::as_str).collect();
        object!(serializer, {
            "ruleId": finding.code.to_string(),
            "level": word(finding.severity),
            "message": Text(&said.join("\n")),
            "locations": [Location(label(self.0.from, &finding.primary))],
            "relatedLocations": Related(&self.0),
            "fixes": Fixes(&self.0),
        })
    }
}

struct Location<'a>(Place<'a>);

impl Serialize for Location<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Physical<'a>(&'a Place<'a>);
        impl Serialize for Physical<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                object!(serializer, { "artifactLocation": Uri(self.0.file()), "region": Region(self.0) })
            }
        }
        let text = self.0.text.unwrap_or_default();
        object!(serializer, { "physicalLocation": Physical(&self.0), "message": Text(text) })
    }
}

struct Uri(String);

impl Serialize for Uri {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, { "uri": encoded(&self.0) })
    }
}

/// A path as a URI reference: every byte but letters, digits and a few signs as `%` and two digits.
fn encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

struct Region<'a>(&'a Place<'a>);

impl Serialize for Region<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ((line, column), (end_line, end_column)) = self.0.ends();
        object!(serializer, {
            "startLine": line,
            "startColumn": column,
            "endLine": end_line,
            "endColumn": end_column,
        })
    }
}

/// SARIF: a repair; all edits of ours lie in one text.
struct Change<'a>(Repair<'a>);

impl Serialize for Change<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Artifact<'a>(&'a Repair<'a>);
        impl Serialize for Artifact<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let file = self.0.fix.edits.first().map(|edit| edit_place(self.0.from, edit).file());
                object!(serializer, {
                    "artifactLocation": Uri(file.unwrap_or_default()),
                    "replacements": Replacements(self.0),
                })
            }
        }
        let title = if self.0.fix.title.is_empty() { "write" } else { &self.0.fix.title };
        object!(serializer, { "description": Text(title), "artifactChanges": [Artifact(&self.0)] })
    }
}

struct Replacements<'a>(&'a Repair<'a>);

impl Serialize for Replacements<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Replacement<'a>(Place<'a>);
        impl Serialize for Replacement<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let inserted = Text(self.0.text.unwrap_or_default());
                object!(serializer, { "deletedRegion": Region(&self.0), "insertedContent": inserted })
            }
        }
        list(serializer, self.0.fix.edits.iter().map(|edit| Replacement(edit_place(self.0.from, edit))))
    }
}
