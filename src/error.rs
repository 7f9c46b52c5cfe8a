//! What can go wrong for a host: a policy that does not compile, a question that cannot be asked.

use crate::text::{Diagnostics, Severity, Sources};
use std::fmt;

/// A policy has errors. The diagnostics say which and where.
#[derive(Clone, Debug)]
pub struct CompileError {
    sources: Sources,
    diagnostics: Diagnostics,
}

impl CompileError {
    pub(crate) fn new(sources: Sources, diagnostics: Diagnostics) -> Self {
        Self { sources, diagnostics }
    }

    /// Everything that was found, warnings too, in reading order.
    pub fn diagnostics(&self) -> &Diagnostics {
        &self.diagnostics
    }

    /// The texts that the diagnostics speak of.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors = self.diagnostics.iter().filter(|found| found.severity == Severity::Error);
        let mut separator = "";
        for error in errors.take(20) {
            let place = self.sources.get(error.primary.span.source).map_or_else(String::new, |source| {
                let (line, column) = source.place(error.primary.span.start);
                format!("{}:{line}:{column}: ", source.name())
            });
            write!(f, "{separator}{place}{}: {}", error.code, error.message)?;
            separator = "\n";
        }
        Ok(())
    }
}

impl std::error::Error for CompileError {}

/// A question that a ruleset cannot answer. That nobody is free or nothing matched is no error but an outcome.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RouteError {
    /// The policy has no route of this name.
    #[error("there is no route `{name}`; there are: {}", known.join(", "))]
    UnknownRoute {
        /// What was asked for.
        name: String,
        /// The routes of the policy.
        known: Vec<String>,
    },
    /// The policy has several routes, none is marked `main route`, and the request names none.
    #[error("the policy has several routes and none is marked `main route`: {}", known.join(", "))]
    WhichRoute {
        /// The routes of the policy.
        known: Vec<String>,
    },
    /// The policy has no route at all.
    #[error("the policy has no route")]
    NoRoute,
    /// The lead was read by another ruleset, whose schema differs.
    #[error("this lead was read by another ruleset")]
    ForeignLead,
    /// The key of an attribute is another ruleset's, whose schema differs.
    #[error("this key of an attribute belongs to another ruleset")]
    ForeignKey,
    /// The policy's leads have no field or column of this name.
    #[error("the leads of this policy have no attribute `{name}`")]
    UnknownAttribute {
        /// What was asked for.
        name: String,
    },
    /// A row has not as many values as its header has names.
    #[error("a row of {found} values under a header of {header} names")]
    RowLength {
        /// The names of the header.
        header: usize,
        /// The values of the row.
        found: usize,
    },
    /// A column has not as many values as there are rows.
    #[error("a column of {found} values for {rows} rows")]
    ColumnLength {
        /// The rows.
        rows: usize,
        /// The values of the column.
        found: usize,
    },
    /// A code in a column stands for no value.
    #[error("row {row}, from 0: code {code} of a column of {values} values")]
    ColumnCode {
        /// The row, from 0.
        row: usize,
        /// What stands there.
        code: u32,
        /// How many values there are: codes go from 0 to one less.
        values: usize,
    },
    /// Where a text of a column ends cannot be.
    #[error("row {row}, from 0: a text that ends before it begins, beyond all texts or inside a letter")]
    ColumnText {
        /// The row, from 0.
        row: usize,
    },
    /// The snapshot was bound by another ruleset.
    #[error("this snapshot belongs to another ruleset")]
    ForeignSnapshot,
}
