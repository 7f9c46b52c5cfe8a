//! The rows of records: of their CSV, of the snapshot, of the host's directories, and of leads that were decided before.

use super::alike::Names;
use super::decided::DecidedLeads;
use super::directory::{Directory, DirectoryQuestion, DirectoryRow, read_row};
use crate::domain::{DataNote, Decimal, FieldId, LeadId, RecordId, Snapshot, Value, key_of};
use crate::limits::Limits;
use crate::lookup::Lookup;
use crate::model::{Model, Record};
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In the record's CSV, or behind it in the snapshot.
    Stored(usize),
    /// Among those that a directory told for a clause.
    Told { clause: usize, row: usize },
    /// A lead that was decided before.
    Decided(u64),
}

/// The cells of a row, one a field.
pub(crate) type Row = [Option<Value>];

/// Rows as they are held.
type Rows = [Vec<Option<Value>>];

/// Rows that a directory told, once it was asked.
type ToldOnce = OnceCell<Vec<Vec<Option<Value>>>>;

/// Key → rows in their order.
type Index = Lookup<Arc<str>, Vec<usize>>;

/// Indexes by record and field: key → rows in their order; each is built when it is first needed.
#[derive(Debug, Default)]
pub(crate) struct Indexes {
    fields: Vec<Vec<OnceLock<Index>>>,
    /// Names that are searched for likeness.
    names: Vec<Vec<OnceLock<Names>>>,
}

impl Indexes {
    pub(crate) fn new(model: &Model) -> Self {
        let fields = || model.records.iter().map(|record| record.schema.fields.len());
        Self { fields: fields().map(cells).collect(), names: fields().map(cells).collect() }
    }
}

fn cells<T>(count: usize) -> Vec<OnceLock<T>> {
    (0..count).map(|_| OnceLock::new()).collect()
}

/// A question to a directory: of which record, by which field, with which value in its compared form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct AskedRows {
    pub(crate) record: Arc<str>,
    pub(crate) field: Arc<str>,
    pub(crate) key: Arc<str>,
}

/// What directories answered; `None`: they could not say.
pub(crate) type Told = BTreeMap<AskedRows, Option<Vec<DirectoryRow>>>;

/// What a decision may ask beside the policy and the snapshot.
#[derive(Clone, Copy)]
pub(crate) struct Outside<'a> {
    pub(crate) limits: &'a Limits,
    /// By record: the directory that is connected.
    pub(crate) directories: &'a [Option<Arc<dyn Directory>>],
    /// Answers that stand in for directories.
    pub(crate) recorded: &'a Told,
    pub(crate) decided: Option<&'a DecidedLeads>,
    /// The lead that is asked about again: it is no duplicate of itself, nor of what came behind it.
    pub(crate) again: Option<&'a LeadId>,
}

/// All rows that a decision may look at.
pub(crate) struct Records<'a> {
    model: &'a Model,
    snapshot: &'a Snapshot,
    indexes: &'a Indexes,
    outside: Option<Outside<'a>>,
    /// By clause: the rows that its directory told.
    told: OnceCell<Vec<ToldOnce>>,
    heard: OnceCell<RefCell<Told>>,
    notes: RefCell<Vec<DataNote>>,
}

impl<'a> Records<'a> {
    #[inline]
    pub(crate) const fn new(
        model: &'a Model,
        snapshot: &'a Snapshot,
        indexes: &'a Indexes,
        outside: Option<Outside<'a>>,
    ) -> Self {
        Self {
            model,
            snapshot,
            indexes,
            outside,
            told: OnceCell::new(),
            heard: OnceCell::new(),
            notes: RefCell::new(Vec::new()),
        }
    }

    /// What directories answered in this decision.
    pub(crate) fn heard(&self) -> Told {
        self.heard.get().map(|heard| heard.borrow().clone()).unwrap_or_default()
    }

    /// What should be known about the answers of directories.
    pub(crate) fn add_notes(&self, notes: &mut Vec<DataNote>) {
        let own = self.notes.borrow();
        if !own.is_empty() {
            notes.extend(own.iter().cloned());
        }
    }

    fn record(&self, record: RecordId) -> Option<&'a Record> {
        self.model.records.get(record.index())
    }

    /// The rows of a record: from its CSV, then from the snapshot.
    fn stored(&self, record: RecordId) -> (&'a Rows, &'a Rows) {
        let Some(record) = self.record(record).filter(|record| !record.decided_only) else { return (&[], &[]) };
        let own = record.rows.as_deref().unwrap_or_default();
        (own, self.snapshot.tables.get(&record.name).map(Vec::as_slice).unwrap_or_default())
    }

    pub(crate) fn row(&self, record: RecordId, place: Place) -> Option<&Row> {
        match place {
            Place::Stored(place) => {
                let (own, given) = self.stored(record);
                own.get(place).or_else(|| given.get(place.checked_sub(own.len())?)).map(Vec::as_slice)
            }
            Place::Told { clause, row } => self.told.get()?.get(clause)?.get()?.get(row).map(Vec::as_slice),
            Place::Decided(number) => self.decided()?.row(number),
        }
    }

    pub(crate) fn cell(&self, record: RecordId, place: Place, field: FieldId) -> Option<&Value> {
        self.row(record, place)?.get(field.index())?.as_ref()
    }

    fn decided(&self) -> Option<&'a DecidedLeads> {
        self.outside.and_then(|outside| outside.decided)
    }

    /// All rows of the CSV and the snapshot.
    pub(crate) fn all_stored(&self, record: RecordId) -> Vec<Place> {
        let (own, given) = self.stored(record);
        (0..own.len().saturating_add(given.len())).map(Place::Stored).collect()
    }

    /// The lead that is asked about again.
    pub(crate) fn again(&self) -> Option<&'a LeadId> {
        self.outside.and_then(|outside| outside.again)
    }

    /// Whether a row of a record says by its id that it is the lead's own.
    pub(crate) fn is_own(&self, record: RecordId, row: Place, lead: &str) -> bool {
        let fields = self.record(record).map(|record| record.schema.fields.as_slice()).unwrap_or_default();
        let id = fields.iter().position(|field| &*field.name == "id").map(FieldId::at);
        let id = id.and_then(|field| self.cell(record, row, field));
        !lead.is_empty() && id.is_some_and(|id| self.model.print(id) == lead)
    }

    /// The leads decided before, or those in which a field has this value; of one that is asked about again only those
    /// decided before it was decided first.
    pub(crate) fn all_decided(&self, equal: Option<(FieldId, &Value)>) -> Vec<Place> {
        let Some(decided) = self.decided() else { return Vec::new() };
        let first = self.again().and_then(|lead| decided.first_of(lead));
        let mut numbers: Vec<u64> = match equal {
            Some((field, value)) => decided.equal(field, &key_of(value)).collect(),
            None => decided.all().collect(),
        };
        numbers.retain(|number| first.is_none_or(|first| *number < first));
        numbers.into_iter().map(Place::Decided).collect()
    }

    /// The rows of the CSV and the snapshot in which a field has this value.
    pub(crate) fn equal_stored(&self, record: RecordId, field: FieldId, value: &Value) -> Vec<Place> {
        let Some(cell) = self.indexes.fields.get(record.index()).and_then(|fields| fields.get(field.index())) else {
            return Vec::new();
        };
        let index = cell.get_or_init(|| {
            let (own, given) = self.stored(record);
            let mut index: Index = Lookup::new();
            for (place, row) in own.iter().chain(given).enumerate() {
                let Some(Some(value)) = row.get(field.index()) else { continue };
                let key = key_of(value);
                match index.get_mut(&*key) {
                    Some(places) => places.push(place),
                    None => {
                        index.insert(key, vec![place]);
                    }
                }
            }
            index
        });
        index.get(&*key_of(value)).into_iter().flatten().copied().map(Place::Stored).collect()
    }

    /// The rows of the CSV and the snapshot in which a name is at least so alike.
    pub(crate) fn alike_stored(&self, record: RecordId, field: FieldId, name: &str, least: Decimal) -> Vec<Place> {
        let Some(cell) = self.indexes.names.get(record.index()).and_then(|fields| fields.get(field.index())) else {
            return Vec::new();
        };
        let names = cell.get_or_init(|| {
            let (own, given) = self.stored(record);
            Names::new(own.iter().chain(given).map(|row| match row.get(field.index()) {
                Some(Some(Value::Text(name))) => Some(name.original()),
                _ => None,
            }))
        });
        names.alike(name, least).into_iter().map(Place::Stored).collect()
    }

    /// The rows that the record's directory tells for a clause, in an order of their own. Each question is asked once.
    pub(crate) fn told(
        &self,
        clause: usize,
        record: RecordId,
        field: FieldId,
        value: &Value,
        similar: bool,
    ) -> Vec<Place> {
        let Some(outside) = self.outside else { return Vec::new() };
        let Some((known, name)) =
            self.record(record).and_then(|known| Some((known, &known.schema.fields.get(field.index())?.name)))
        else {
            return Vec::new();
        };
        let asked = AskedRows { record: Arc::clone(&known.name), field: Arc::clone(name), key: key_of(value) };
        let directory = outside.directories.get(record.index()).and_then(Option::as_ref);
        if directory.is_none() && !outside.recorded.contains_key(&asked) {
            return Vec::new();
        }
        let clauses = self.told.get_or_init(|| {
            let matching: usize = self.model.matches.iter().map(|matched| matched.clauses.len()).sum();
            let duplicates = self.model.dedupe.as_ref().map_or(0, |dedupe| dedupe.clauses.len());
            (0..matching.saturating_add(duplicates)).map(|_| OnceCell::new()).collect()
        });
        let Some(cell) = clauses.get(clause) else { return Vec::new() };
        let rows = cell.get_or_init(|| {
            let question = DirectoryQuestion { record: &known.name, field: name, value, similar };
            self.ask(outside, record, asked, directory.map(|directory| (directory, question)))
        });
        (0..rows.len()).map(|row| Place::Told { clause, row }).collect()
    }

    fn ask(
        &self,
        outside: Outside<'a>,
        record: RecordId,
        asked: AskedRows,
        directory: Option<(&Arc<dyn Directory>, DirectoryQuestion<'_>)>,
    ) -> Vec<Vec<Option<Value>>> {
        let heard = self.heard.get_or_init(RefCell::default);
        let known = heard.borrow().get(&asked).cloned();
        let answer = known.unwrap_or_else(|| match outside.recorded.get(&asked) {
            Some(recorded) => recorded.clone(),
            None => directory.and_then(|(directory, question)| directory.rows(&question).ok()),
        });
        let most = outside.limits.directory_rows;
        let mut rows = Vec::new();
        match &answer {
            None => self.note(&asked, "the directory did not answer; no row of it is found".to_owned()),
            Some(told) => {
                if told.len() > most {
                    let message =
                        format!("the directory told {} rows; the limit is {most} (directory_rows)", told.len());
                    self.note(&asked, message);
                }
                rows = told
                    .iter()
                    .map(|row| {
                        let cells = row.cells.iter().map(|(name, raw)| (&**name, raw));
                        read_row(self.model, outside.limits, record, cells, |field, reason| {
                            self.note(&asked, format!("`{field}` of a row is {reason}"));
                        })
                    })
                    .collect();
                // A directory may answer in any order; what is decided may not depend on it.
                rows.sort_by_cached_key(|row: &Vec<Option<Value>>| {
                    row.iter().map(|cell| cell.as_ref().map(key_of)).collect::<Vec<_>>()
                });
                rows.truncate(most);
            }
        }
        heard.borrow_mut().insert(asked, answer);
        rows
    }

    fn note(&self, asked: &AskedRows, message: String) {
        let note = DataNote { field: Arc::clone(&asked.record), message, original: None };
        let mut notes = self.notes.borrow_mut();
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
}
