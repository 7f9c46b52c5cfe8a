//! The border to rows that the host keeps: the accounts of a CRM, the leads of a database.

use crate::domain::{Raw, ReadOptions, Reading, RecordId, Spare, Value, key_of};
use crate::limits::Limits;
use crate::model::Model;
use std::sync::Arc;

/// A source of rows for a policy's `record`, beside those of its CSV and of the snapshot.
///
/// A `match` clause, or a `dedupe` clause that compares something with a column (`email is other.email`), asks for the
/// rows with its value, at most once a decision and only when the search for a rule, or the answer, looks at it. What comes back is
/// compared again, so that a directory may answer with more rows than fit. A closure will do:
///
/// ```
/// use pointsman::{Compiler, DirectoryError, DirectoryQuestion, DirectoryRow, Request, Snapshot, Source};
/// let text = r#"pointsman 1
/// lead { id: text  domain: domain }
/// record account { domain: domain  owner: rep }
/// match account as acct { by domain }
/// queue triage
/// route inbound {
///   rule known { when acct is present  assign owner of acct else queue triage }
///   otherwise { assign queue triage }
/// }
/// "#;
/// let rules = Compiler::new().add(Source::new("inbound.route", text)).compile()?;
/// let rules = rules.with_directory("account", |asked: &DirectoryQuestion<'_>| {
///     assert_eq!((asked.field, &*asked.key()), ("domain", "firm.example"));
///     Ok::<_, DirectoryError>(vec![DirectoryRow::new([("domain", "firm.example".into()), ("owner", "ann".into())])])
/// });
/// let lead = rules.lead(&[("id", "L1".into()), ("domain", "Firm.example".into())]);
/// let answer = rules.route(&Request::new(&lead), &Snapshot::default())?;
/// assert_eq!(answer.rule.as_deref(), Some("known"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Directory: Send + Sync {
    /// The rows that may fit, in any order.
    ///
    /// # Errors
    ///
    /// When it cannot say: then nothing is found there, and a data note of the answer tells it.
    fn rows(&self, question: &DirectoryQuestion<'_>) -> Result<Vec<DirectoryRow>, DirectoryError>;
}

impl<F> Directory for F
where
    F: Fn(&DirectoryQuestion<'_>) -> Result<Vec<DirectoryRow>, DirectoryError> + Send + Sync,
{
    fn rows(&self, question: &DirectoryQuestion<'_>) -> Result<Vec<DirectoryRow>, DirectoryError> {
        self(question)
    }
}

/// What a directory is asked.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct DirectoryQuestion<'a> {
    /// The record's name in the policy.
    pub record: &'a str,
    /// The field that is compared.
    pub field: &'a str,
    /// What it is compared with.
    pub value: &'a Value,
    /// Whether alike is enough (`by name similarity >= 92%`), and not only the same.
    pub similar: bool,
}

impl DirectoryQuestion<'_> {
    /// The value in the form in which it is compared: texts trimmed, composed (NFC) and folded to one case.
    pub fn key(&self) -> Arc<str> {
        key_of(self.value)
    }
}

/// One row: the record's fields, or their columns, with what stands in them. Other names are ignored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DirectoryRow {
    pub(crate) cells: Vec<(Arc<str>, Raw<'static>)>,
}

impl DirectoryRow {
    /// A row of these cells.
    pub fn new<'n>(cells: impl IntoIterator<Item = (&'n str, Raw<'static>)>) -> Self {
        Self { cells: cells.into_iter().map(|(name, value)| (name.into(), value)).collect() }
    }
}

/// Why a directory cannot answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct DirectoryError {
    message: String,
}

impl DirectoryError {
    /// The reason in plain words.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

/// Reads a row by its record; a cell that cannot be read is missing, and `odd` hears its field and why.
pub(crate) fn read_row<'r>(
    model: &Model,
    limits: &Limits,
    record: RecordId,
    cells: impl IntoIterator<Item = (&'r str, &'r Raw<'r>)>,
    mut odd: impl FnMut(&str, String),
) -> Vec<Option<Value>> {
    let Some(schema) = model.records.get(record.index()).map(|record| &record.schema) else { return Vec::new() };
    let teams = |name: &str| model.team_named(name);
    let mut reading =
        Reading { enums: &model.enums, spellings: None, teams: &teams, limits, spare: &mut Spare::default() };
    let mut row: Vec<Option<Value>> = schema.fields.iter().map(|field| field.presence.stand_in()).collect();
    for (name, raw) in cells {
        let Some(place) = schema.place_of(name) else { continue };
        let (Some(field), Some(slot)) = (schema.fields.get(place), row.get_mut(place)) else { continue };
        match reading.stored(field, raw, &ReadOptions::of(field, &model.zone)) {
            Ok(read) => *slot = read,
            Err(reason) => odd(&field.name, reason.to_string()),
        }
    }
    row
}
