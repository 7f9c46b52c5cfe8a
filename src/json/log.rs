//! The log of a run: a header with the snapshot, then a line a decision; and deciding it all again.

use super::asked::AskedLead;
use super::node::{JsonError, Node, compact, parse};
use super::write::line;
use crate::domain::Assignment;
use crate::route::{DirectoryRow, Heard, Request, Told};
use crate::text::bad_byte;
use crate::{Live, Ruleset, Snapshot};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::{self, BufRead, Write};
use std::sync::Arc;

/// Writes a log.
#[derive(Debug)]
pub struct LogWriter<W: Write> {
    out: W,
}

impl<W: Write> LogWriter<W> {
    /// Writes the header: the ruleset's and the engine's versions, and the snapshot that the run begins with.
    ///
    /// # Errors
    ///
    /// What writing gives.
    pub fn new(out: W, rules: &Ruleset, snapshot: &Snapshot) -> io::Result<Self> {
        Self::with_header(out, &Header { rules, snapshot: snapshot.to_json(), run: RunKind::default() })
    }

    /// The same for a run that is not the usual one: whose changes were not taken in, or that remembered another number
    /// of leads.
    ///
    /// # Errors
    ///
    /// What writing gives.
    pub fn of_run(out: W, rules: &Ruleset, snapshot: &Snapshot, run: RunKind) -> io::Result<Self> {
        Self::with_header(out, &Header { rules, snapshot: snapshot.to_json(), run })
    }

    fn with_header(mut out: W, header: &Header<'_>) -> io::Result<Self> {
        writeln!(out, "{}", line(header))?;
        Ok(Self { out })
    }

    /// Writes one decision, with everything that scorers and directories answered.
    ///
    /// # Errors
    ///
    /// What writing gives.
    pub fn append(
        &mut self,
        request: &Request<'_>,
        asked: &AskedLead,
        heard: &Heard,
        answer: &Assignment,
    ) -> io::Result<()> {
        let request = request.clone().heard(heard);
        let request = line(&Logged { request: &request, lead: &compact(&asked.text) });
        writeln!(
            self.out,
            "{{\"request\":{request},\"assignment\":{},\"sha256\":\"{}\"}}",
            answer.to_json(),
            digest(&request)
        )
    }

    /// Hands over the lines that are still buffered, so that a log is never behind the answers.
    ///
    /// # Errors
    ///
    /// What writing gives.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Writes what is still buffered.
    ///
    /// # Errors
    ///
    /// What writing gives.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// What a run does with its decisions, where it is not the usual.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RunKind {
    /// Every lead is decided on the snapshot of the start.
    pub no_apply: bool,
    /// How many decided leads are remembered for duplicates; `None`: as many as by default.
    pub dedupe_window: Option<usize>,
}

impl RunKind {
    /// The checksum of a header: of its snapshot, and of what is unusual about the run.
    fn sealed(self, snapshot: &str) -> String {
        if self == Self::default() { digest(snapshot) } else { digest(&format!("{self:?}{snapshot}")) }
    }
}

struct Header<'a> {
    rules: &'a Ruleset,
    snapshot: String,
    run: RunKind,
}

impl Serialize for Header<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("log", &1)?;
        for (name, value) in versions(self.rules) {
            map.serialize_entry(name, &value)?;
        }
        if self.run.no_apply {
            map.serialize_entry("no_apply", &true)?;
        }
        if let Some(window) = self.run.dedupe_window {
            map.serialize_entry("dedupe_window", &window)?;
        }
        map.serialize_entry("sha256", &self.run.sealed(&self.snapshot))?;
        if let Ok(snapshot) = RawValue::from_string(self.snapshot.clone()) {
            map.serialize_entry("snapshot", &snapshot)?;
        }
        map.end()
    }
}

fn versions(rules: &Ruleset) -> [(&'static str, String); 4] {
    [
        ("ruleset", rules.fingerprint().to_owned()),
        ("engine", env!("CARGO_PKG_VERSION").to_owned()),
        ("tzdb", crate::calendar::tzdb_version().to_owned()),
        ("unicode", crate::text::unicode_version()),
    ]
}

/// A request as it can be asked again.
struct Logged<'a> {
    request: &'a Request<'a>,
    lead: &'a str,
}

impl Serialize for Logged<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let request = self.request;
        let mut map = serializer.serialize_map(None)?;
        if let Ok(lead) = serde_json::from_str::<&RawValue>(self.lead) {
            map.serialize_entry("lead", lead)?;
        }
        map.serialize_entry("now", &super::write::Instant(request.now))?;
        map.serialize_entry("route", &request.route.as_deref())?;
        map.serialize_entry("attempt", &request.attempt)?;
        map.serialize_entry("exclude", &request.exclude.iter().map(|rep| &**rep).collect::<Vec<_>>())?;
        map.serialize_entry("since", &request.since.map(super::write::Instant))?;
        map.serialize_entry("answers", &Answers(request))?;
        map.end()
    }
}

struct Answers<'a>(&'a Request<'a>);

impl Serialize for Answers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (scorer, score) in &self.0.answers {
            map.serialize_entry(&**scorer, &score.as_ref().map(|score| score.value.to_string()))?;
        }
        let rows = &self.0.rows;
        let mut fields: Vec<(&str, &str)> = rows.keys().map(|asked| (&*asked.record, &*asked.field)).collect();
        fields.dedup();
        for (record, field) in fields {
            map.serialize_entry(&format!("{record}.{field}"), &RowsBy { rows, record, field })?;
        }
        map.end()
    }
}

/// What directories told of a record by one of its fields.
struct RowsBy<'a> {
    rows: &'a Told,
    record: &'a str,
    field: &'a str,
}

impl Serialize for RowsBy<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let of = self.rows.iter().filter(|(asked, _)| *asked.record == *self.record && *asked.field == *self.field);
        serializer.collect_map(of.map(|(asked, rows)| {
            let rows = rows.as_ref().map(|rows| rows.iter().map(Cells).collect::<Vec<_>>());
            (&*asked.key, rows)
        }))
    }
}

struct Cells<'a>(&'a DirectoryRow);

impl Serialize for Cells<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.cells.iter().map(|(name, raw)| (&**name, super::raw::Written(raw))))
    }
}

fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Reads a log and decides its leads again.
#[derive(Debug)]
pub struct LogReader<R: BufRead> {
    input: R,
    live: Live,
    line: u64,
    differences: Vec<String>,
    /// The ruleset of the log, where it is another one.
    backtest: Option<Arc<str>>,
    rules: Ruleset,
    applies: bool,
}

/// What deciding one line again found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replayed {
    /// The same bytes.
    Same,
    /// Something else; what and where, in plain words.
    Different(String),
    /// There are no more lines.
    End,
}

impl<R: BufRead> LogReader<R> {
    /// Reads the header. Another fingerprint or version is no error: it is told by
    /// [`LogReader::header_differences`], and the leads are decided all the same.
    ///
    /// # Errors
    ///
    /// When this is no log, or its snapshot cannot be read for this policy.
    pub fn open(mut input: R, rules: &Ruleset) -> Result<Self, JsonError> {
        let text = next_line(&mut input, 1)?.ok_or_else(|| JsonError::new("line 1", "an empty file is no log"))?;
        let header = parse(&text, rules.limits().json_depth).map_err(|error| at(1, &error))?;
        let (mut differences, mut snapshot, mut written, mut is_log) = (Vec::new(), None, None, false);
        let (mut run, mut backtest) = (RunKind::default(), None);
        for (key, value) in header.entries().map_err(|error| at(1, &error))? {
            match key.as_ref() {
                "log" => is_log = value.text() == "1",
                "snapshot" => snapshot = Some(value.text()),
                "no_apply" => run.no_apply = value.text() == "true",
                "dedupe_window" => {
                    let window = value.as_count().map_err(|error| at(1, &error))?;
                    run.dedupe_window = Some(usize::try_from(window).unwrap_or(usize::MAX));
                }
                "sha256" => written = Some(value.as_text().map_err(|error| at(1, &error))?.into_owned()),
                name => {
                    let then = value.as_text().map_err(|error| at(1, &error))?;
                    match versions(rules).iter().find(|(known, _)| *known == name) {
                        None => return Err(at(1, &value.fault("a log's header has no such key"))),
                        Some((_, now)) if **now == *then => {}
                        Some((_, now)) => {
                            if name == "ruleset" {
                                backtest = Some(then.as_ref().into());
                            }
                            differences.push(format!("`{name}` was {then} and is {now} now"));
                        }
                    }
                }
            }
        }
        let Some(snapshot) = snapshot.filter(|_| is_log) else {
            return Err(JsonError::new("line 1", "this is no log: it begins with {\"log\":1,…,\"snapshot\":{…}}"));
        };
        if written.is_some_and(|written| written != run.sealed(snapshot)) {
            differences.push("the snapshot is not the one that was logged: its checksum differs".to_owned());
        }
        let snapshot = rules.snapshot_from_json(snapshot).map_err(|error| at(1, &error))?;
        let mut live = rules.bind(snapshot);
        if let Some(window) = run.dedupe_window {
            live.remember_at_most(window);
        }
        Ok(Self { input, live, line: 1, differences, backtest, rules: rules.clone(), applies: !run.no_apply })
    }

    /// In what the ruleset, the engine or the snapshot differ from those of the log.
    pub fn header_differences(&self) -> &[String] {
        &self.differences
    }

    /// Whether the log was written with another ruleset. Its name, which every assignment holds, is no difference then:
    /// only what is decided counts.
    pub fn is_backtest(&self) -> bool {
        self.backtest.is_some()
    }

    /// The line that was read last, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Decides the next line again, on the state that the lines before it left.
    ///
    /// # Errors
    ///
    /// When the line cannot be read.
    pub fn next_decision(&mut self) -> Result<Replayed, JsonError> {
        self.line = self.line.saturating_add(1);
        let line = self.line;
        let Some(text) = next_line(&mut self.input, line)? else { return Ok(Replayed::End) };
        let node = parse(&text, self.rules.limits().json_depth).map_err(|error| at(line, &error))?;
        let entries = node.entries().map_err(|error| at(line, &error))?;
        if let Some((_, value)) = entries.iter().find(|(key, _)| !["request", "assignment", "sha256"].contains(&&**key))
        {
            return Err(at(line, &value.fault("a log has no such key")));
        }
        let find = |name: &str| -> Result<&Node<'_>, JsonError> {
            let found = entries.iter().find(|(key, _)| key == name).map(|(_, value)| value);
            found.ok_or_else(|| JsonError::new(format!("line {line}"), format!("`{name}` is missing")))
        };
        let request = find("request")?.text();
        if let Ok(written) = find("sha256")
            && written.as_text().map_err(|error| at(line, &error))? != digest(request)
        {
            return Ok(Replayed::Different(
                "the request is not the one that was logged: its checksum differs".to_owned(),
            ));
        }
        let asked = self.rules.logged_from_json(request).map_err(|error| at(line, &error))?;
        let question = asked.request(jiff::Timestamp::UNIX_EPOCH, None);
        let answer =
            self.live.route(&question).map_err(|error| JsonError::new(format!("line {line}"), error.to_string()))?;
        let now = match &self.backtest {
            None => answer.to_json(),
            Some(then) => Assignment { ruleset: Arc::clone(then), ..answer.clone() }.to_json(),
        };
        let logged = find("assignment")?.text();
        if logged != now {
            return Ok(Replayed::Different(first_difference(logged, &now)));
        }
        if !self.applies {
            return Ok(Replayed::Same);
        }
        match self.live.apply(&answer.delta) {
            Ok(()) => {
                self.live.remember(&question, &answer);
                Ok(Replayed::Same)
            }
            Err(stale) => Ok(Replayed::Different(stale.to_string())),
        }
    }
}

fn at(line: u64, error: &JsonError) -> JsonError {
    let path = if error.path().is_empty() { format!("line {line}") } else { format!("line {line}, {}", error.path()) };
    JsonError::new(path, error.message())
}

fn next_line(input: &mut impl BufRead, line: u64) -> Result<Option<String>, JsonError> {
    let at = |message: String| JsonError::new(format!("line {line}"), message);
    let mut bytes = Vec::new();
    if input.read_until(b'\n', &mut bytes).map_err(|error| at(error.to_string()))? == 0 {
        return Ok(None);
    }
    let text = String::from_utf8(bytes).map_err(|error| at(format!("byte {} is not UTF-8", bad_byte(&error).1)))?;
    Ok(Some(text.trim_end_matches(['\n', '\r']).to_owned()))
}

/// Names the first byte that differs, with what stands around it in both.
fn first_difference(logged: &str, now: &str) -> String {
    let same = logged.bytes().zip(now.bytes()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| {
        let start = text.char_indices().map(|(at, _)| at).take_while(|at| at.saturating_add(24) < same).last();
        let tail = text.get(start.unwrap_or_default()..).unwrap_or_default();
        tail.chars().take(64).collect::<String>()
    };
    format!("byte {same} of the assignment differs\n  logged: …{}…\n  now:    …{}…", around(logged), around(now))
}
