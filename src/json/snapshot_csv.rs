//! Reps as a CSV: each row becomes what a snapshot in JSON would hold, and is read as that.

use super::node::{JsonError, parse};
use super::snapshot_read::{Reader, missing_calendars};
use super::write::line;
use crate::Ruleset;
use crate::data::{CsvError, CsvRecords};
use crate::domain::{Kind, Raw, ReadOptions, Reading, Snapshot, Spare, Value};
use crate::limits::Limits;
use crate::model::Model;
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use std::io::Cursor;

impl Ruleset {
    /// Reads the reps of a snapshot from a CSV with a header; nothing else is in it, and nobody has been given anything.
    /// Columns are the keys of a rep in JSON and the policy's fields or their columns; `capacity` and `open` are those of
    /// all channels, `capacity.chat` that of one; `away` is `FROM/UNTIL`, several separated by `;`. An empty cell is like
    /// an absent key.
    ///
    /// ```
    /// use pointsman::{Compiler, Source};
    /// let text = "pointsman 1 lead { id: text } rep { languages: list of text } queue q route r { otherwise { assign queue q } }";
    /// let rules = Compiler::new().add(Source::new("r.route", text)).compile()?;
    /// let snapshot = rules.snapshot_from_csv("id,languages,capacity\nanna,de;en,5\n")?;
    /// assert!(snapshot.to_json().contains("anna"));
    /// assert!(rules.snapshot_from_csv("name\nAnna\n").is_err(), "a rep needs an id");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Ruleset::snapshot_from_json`], with the line; and as [`CsvRecords`].
    pub fn snapshot_from_csv(&self, text: &str) -> Result<Snapshot, CsvError> {
        let (model, limits) = (self.model(), self.limits());
        let mut records = CsvRecords::new(Cursor::new(text.to_owned()), limits.lead_bytes)?;
        if !records.has("id") {
            return Err(CsvError::new(1, "no column `id`: a rep needs one"));
        }
        let mut snapshot = Snapshot::default();
        let mut reader = Reader::new(model, limits);
        let mut lines: BTreeMap<_, u64> = BTreeMap::new();
        while let Some((number, row)) = records.next_record()? {
            let fail = |message: String| CsvError::new(number, message);
            let text = line(&rep(model, limits, &row).map_err(fail)?);
            let node = parse(&text, limits.json_depth);
            let rep = node.and_then(|node| reader.rep(&node)).map_err(|error: JsonError| fail(error.to_string()))?;
            if let Some(first) = lines.insert(rep.id.clone(), number) {
                return Err(fail(format!("the rep `{}` occurs twice: also in line {first}", rep.id)));
            }
            if lines.len() > limits.reps {
                return Err(fail(format!("more reps than the limit {} (reps)", limits.reps)));
            }
            snapshot.reps.push(rep);
        }
        snapshot.reps.sort_by(|a, b| a.id.as_bytes().cmp(b.id.as_bytes()));
        snapshot.notes = reader.finish();
        snapshot.notes.extend(missing_calendars(model, &snapshot));
        if records.delimiter() != ',' {
            snapshot.notes.insert(0, format!("columns are separated by {:?}", records.delimiter()));
        }
        Ok(snapshot)
    }
}

/// A row as the JSON of a rep.
fn rep(model: &Model, limits: &Limits, row: &[(String, String)]) -> Result<Map<String, Json>, String> {
    let mut rep = Map::new();
    for (column, cell) in row {
        let cell = cell.trim();
        if cell.is_empty() {
            continue;
        }
        let (key, channel) = match column.split_once('.') {
            Some((key @ ("capacity" | "open"), channel)) => (key, channel),
            _ => (column.as_str(), "lead"),
        };
        match key {
            "active" | "paused" => {
                let yes = yes(model, limits, cell).map_err(|reason| format!("{column}: {reason}"))?;
                rep.insert(key.to_owned(), Json::Bool(yes));
            }
            "capacity" | "open" => {
                let channels = rep.entry(key).or_insert_with(|| Json::Object(Map::new()));
                if let Some(other) =
                    channels.as_object_mut().and_then(|all| all.insert(channel.to_owned(), json!(cell)))
                {
                    return Err(format!("{column}: {other} is there already, `{key}` and `{key}.lead` are one"));
                }
            }
            "away" => {
                let absences: Option<Vec<Json>> = cell.split(';').map(absence).collect();
                let absences = absences.ok_or_else(|| format!("away: expected FROM/UNTIL, found {cell:?}"))?;
                rep.insert(key.to_owned(), Json::Array(absences));
            }
            _ => {
                rep.insert(column.clone(), json!(cell));
            }
        }
    }
    Ok(rep)
}

fn absence(text: &str) -> Option<Json> {
    let (from, until) = text.trim().split_once('/')?;
    Some(json!({ "from": from, "until": until }))
}

/// A cell as yes or no, as leads are read.
fn yes(model: &Model, limits: &Limits, cell: &str) -> Result<bool, String> {
    let mut reading =
        Reading { enums: &model.enums, spellings: None, teams: &|_| None, limits, spare: &mut Spare::default() };
    let options = ReadOptions { percent_points: false, decimal_comma: false, zone: crate::calendar::Zone::utc() };
    match reading.value(&Kind::Boolean, &Raw::Text(cell.into()), &options).map_err(|reason| reason.to_string())? {
        Value::Bool(yes) => Ok(yes),
        _ => Err(format!("expected yes or no, found {cell:?}")),
    }
}
