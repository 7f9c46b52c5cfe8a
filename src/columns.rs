//! Many leads by columns: what a warehouse or a data frame has.

use crate::domain::{Lead, Raw};
use crate::error::RouteError;
use crate::graph::DecisionGraph;
use crate::route::{AttributeKey, Column, Filling, Reader};
use crate::ruleset::Ruleset;
use crate::text::Strung;

/// Leads by columns. A value that stands in many rows is read once, and its place in the decision graph is looked up once,
/// where its column is [`Columns::coded`].
///
/// ```
/// use pointsman::{Compiler, Request, Snapshot, Source, domain::Raw};
/// let text = r#"pointsman 1
/// lead { id: text  country: country optional }
/// queue triage
/// queue europe
/// route inbound { rule eu { when country in [DE, FR]  assign queue europe }  otherwise { assign queue triage } }
/// "#;
/// let rules = Compiler::new().add(Source::new("inbound.route", text)).compile()?;
/// let live = rules.bind(Snapshot::default());
/// let ids = ["L1", "L2", "L3"].map(Raw::from);
/// let countries = ["Germany", "Japan"].map(Raw::from);
/// let [Some(id), Some(country)] = ["id", "country"].map(|name| rules.attribute(name)) else { panic!("it has them") };
/// let columns = rules.columns(3).column(id, &ids)?.coded(country, &countries, &[0, 1, 0])?;
/// let mut queues = Vec::new();
/// columns.each(|_, lead| queues.push(live.route(&Request::new(lead)).map(|answer| answer.queue)));
/// assert_eq!(queues, [Ok(Some("europe".into())), Ok(Some("triage".into())), Ok(Some("europe".into()))]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Columns<'a> {
    rules: Ruleset,
    rows: usize,
    columns: Vec<(AttributeKey, Column<'a>)>,
}

impl Ruleset {
    /// So many leads, to be given by columns.
    pub fn columns<'a>(&self, rows: usize) -> Columns<'a> {
        Columns { rules: self.clone(), rows, columns: Vec::new() }
    }
}

impl<'a> Columns<'a> {
    /// Adds a column with a value for each row. Of columns with one key the last one counts.
    ///
    /// # Errors
    ///
    /// When the key is another ruleset's, or there are more or fewer values than rows.
    pub fn column(self, key: AttributeKey, values: &'a [Raw<'a>]) -> Result<Self, RouteError> {
        let rows = values.len();
        self.add(rows, key, Column::Values(values))
    }

    /// Adds a column of few values: the codes say by row which of them, from 0.
    ///
    /// # Errors
    ///
    /// When the key is another ruleset's, there are more or fewer codes than rows, or a code has no value.
    pub fn coded(self, key: AttributeKey, values: &'a [Raw<'a>], codes: &'a [u32]) -> Result<Self, RouteError> {
        for (row, code) in codes.iter().enumerate() {
            if place(*code) >= values.len() {
                return Err(RouteError::ColumnCode { row, code: *code, values: values.len() });
            }
        }
        if !key.is_of(self.rules.reader().intake) {
            return Err(RouteError::ForeignKey);
        }
        let (reader, graph) = (self.rules.reader(), self.rules.graph());
        let read = values.iter().map(|raw| Filling::new(reader).apart(reader, graph, key.slot(), raw)).collect();
        self.add(codes.len(), key, Column::Coded { values, codes, read })
    }

    /// Adds a column of texts that stand one behind the other in one text, as data frames and files of columns keep them;
    /// `ends` says by row how many bytes of it end with the row's text, so that a column has less than four gigabytes. One
    /// without a letter is missing, a list is one text with `;` between its items.
    ///
    /// ```
    /// # use pointsman::{Compiler, Snapshot, Source};
    /// # let text = r#"pointsman 1
    /// # lead { id: text  country: country optional }
    /// # queue triage
    /// # queue europe
    /// # route inbound { rule eu { when country in [DE, FR]  assign queue europe }  otherwise { assign queue triage } }
    /// # "#;
    /// # let rules = Compiler::new().add(Source::new("inbound.route", text)).compile()?;
    /// # let [Some(id), Some(country)] = ["id", "country"].map(|name| rules.attribute(name)) else { panic!("it has them") };
    /// let columns = rules.columns(3).texts(id, "L1L2L3", &[2, 4, 6])?.texts(country, "FranceJP", &[6, 6, 8])?;
    /// let mut found = Vec::new();
    /// let live = rules.bind(Snapshot::default());
    /// live.first_rules(&columns, "2026-03-02T09:15:00Z".parse()?, |_, rule| found.push(rule))?;
    /// assert_eq!(found, [Some("eu"), Some("otherwise"), Some("otherwise")]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the key is another ruleset's, there are more or fewer ends than rows, or a text ends before it begins, beyond all
    /// of them or inside a letter.
    pub fn texts(self, key: AttributeKey, text: &'a str, ends: &'a [u32]) -> Result<Self, RouteError> {
        let texts = Strung::new(text, ends).map_err(|row| RouteError::ColumnText { row })?;
        self.add(texts.len(), key, Column::Texts(texts))
    }

    /// Under their keys, in the order they were added.
    pub(crate) fn all(&self) -> &[(AttributeKey, Column<'a>)] {
        &self.columns
    }

    /// How many leads there are.
    pub(crate) const fn rows(&self) -> usize {
        self.rows
    }

    fn add(mut self, found: usize, key: AttributeKey, column: Column<'a>) -> Result<Self, RouteError> {
        if !key.is_of(self.rules.reader().intake) {
            return Err(RouteError::ForeignKey);
        }
        if found != self.rows {
            return Err(RouteError::ColumnLength { rows: self.rows, found });
        }
        self.columns.push((key, column));
        Ok(self)
    }

    /// Hands out each lead, with the number of its row from 0. They all stand in the same memory.
    pub fn each(&self, mut take: impl FnMut(usize, &Lead)) {
        let reader = self.rules.reader();
        let mut filling = Filling::new(reader);
        for row in 0..self.rows {
            self.fill(reader, self.rules.graph(), row, &mut filling);
            take(row, filling.lead());
        }
    }

    /// Reads a row, for a ruleset of such leads and its graph.
    pub(crate) fn fill(&self, reader: Reader<'_>, graph: &DecisionGraph, row: usize, filling: &mut Filling) {
        filling.clear();
        // What one ruleset read is not what another one reads.
        let is_own = self.rules.graph().mark() == graph.mark();
        for (key, column) in &self.columns {
            match (column.value(row), column.read(row)) {
                (Some(raw), Some(apart)) if is_own => filling.set_apart(reader, key.slot(), &raw, apart),
                (Some(raw), _) => filling.set(reader, key.slot(), &raw),
                (None, _) => {}
            }
        }
        filling.finish(reader);
    }

    /// All leads, such as a batch needs.
    pub fn leads(&self) -> Vec<Lead> {
        let mut leads = Vec::with_capacity(self.rows);
        self.each(|_, lead| leads.push(lead.clone()));
        leads
    }
}

fn place(code: u32) -> usize {
    usize::try_from(code).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Compiler, Request, Snapshot, Source};
    use proptest::prelude::*;

    const POLICY: &str = r#"pointsman 1
enum Origin { web "Form"  event }
lead {
  id: text
  country: country optional
  origin: Origin default event from "Lead Source"
  employees: integer optional check employees >= 0 "is negative"
  company: text optional normalize trim
}
queue q1
queue q2
queue q3
queue rest
route r {
  rule one { when country in [DE, FR]  when employees >= 50  assign queue q1 }
  rule two { when company starts with "a"  unless origin is web  assign queue q2 }
  rule three { when country is missing  when employees in 5..20  assign queue q3 }
  otherwise { assign queue rest }
}
"#;

    const VALUES: [(&str, &[&str]); 5] = [
        ("country", &["DE", "France", "", "Atlantis", "US"]),
        ("Lead Source", &["form", "EVENT", "", "fax"]),
        ("origin", &["event", "web"]),
        ("employees", &["7", "70", "-1", "many", ""]),
        ("company", &[" Acme ", "beta", "a company whose name is longer than what a text can hold in place"]),
    ];

    proptest! {
        /// By columns, coded, as texts or not, leads are what they are one by one, and go where these go.
        #[test]
        fn leads_by_columns_are_leads(
            rows in proptest::collection::vec(proptest::array::uniform5(0_u32..10), 1..8),
            coded in proptest::array::uniform5(any::<Option<bool>>()),
            strung in any::<bool>(),
        ) {
            let rules = Compiler::new().add(Source::new("p.route", POLICY)).compile().unwrap();
            let values: Vec<Vec<Raw<'_>>> = VALUES.map(|(_, values)| values.iter().map(|value| Raw::from(*value)).collect()).into();
            let code = |row: &[u32; 5], column: usize| row[column] % u32::try_from(values[column].len()).unwrap();
            let raw = |row: &[u32; 5], column: usize| values[column][usize::try_from(code(row, column)).unwrap()].clone();
            let codes: Vec<Vec<u32>> = (0..5).map(|column| rows.iter().map(|row| code(row, column)).collect()).collect();
            let plain: Vec<Vec<Raw<'_>>> = (0..5).map(|column| rows.iter().map(|row| raw(row, column)).collect()).collect();
            let texts: Vec<(String, Vec<u32>)> = VALUES
                .iter()
                .enumerate()
                .map(|(column, (_, values))| {
                    let (mut text, mut ends) = (String::new(), Vec::new());
                    for row in &rows {
                        text.push_str(values[usize::try_from(code(row, column)).unwrap()]);
                        ends.push(u32::try_from(text.len()).unwrap());
                    }
                    (text, ends)
                })
                .collect();
            let mut columns = rules.columns(rows.len());
            for (column, coded) in coded.iter().enumerate() {
                let key = rules.attribute(VALUES[column].0).unwrap();
                columns = match coded {
                    None => columns,
                    Some(false) if strung => columns.texts(key, &texts[column].0, &texts[column].1).unwrap(),
                    Some(false) => columns.column(key, &plain[column]).unwrap(),
                    Some(true) => columns.coded(key, &values[column], &codes[column]).unwrap(),
                };
            }
            let live = rules.bind(Snapshot::default());
            let mut seen = 0;
            columns.each(|row, lead| {
                let named: Vec<(&str, Raw<'_>)> = (0..5)
                    .filter(|column| coded[*column].is_some())
                    .map(|column| (VALUES[column].0, raw(&rows[row], column)))
                    .collect();
                let single = rules.lead(&named);
                assert_eq!(format!("{:?}", (&lead.values, &lead.problems, &lead.notes)), format!("{:?}", (&single.values, &single.problems, &single.notes)));
                assert_eq!(live.route(&Request::new(lead)), live.route(&Request::new(&single)));
                // Another version of the policy has classes of its own.
                let other = Compiler::new().add(Source::new("p.route", POLICY.replace("DE, FR", "AT, DE, US"))).compile().unwrap();
                let other = other.bind(Snapshot::default());
                assert_eq!(other.route(&Request::new(lead)), other.route(&Request::new(&single)));
                seen += 1;
            });
            prop_assert_eq!(seen, rows.len());
            prop_assert_eq!(columns.leads().len(), rows.len());
        }
    }

    #[test]
    fn of_two_columns_with_one_key_the_last_counts() {
        let rules = Compiler::new().add(Source::new("p.route", POLICY)).compile().unwrap();
        let country = rules.attribute("country").unwrap();
        let (lost, kept) = ([Raw::from("Atlantis")], [Raw::from("FR")]);
        let columns = rules.columns(1).coded(country, &lost, &[0]).unwrap().coded(country, &kept, &[0]).unwrap();
        let lead = &columns.leads()[0];
        assert!(lead.notes().is_empty(), "{:?}", lead.notes());
        assert_eq!(lead.values, rules.lead(&[("country", "FR".into())]).values);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let rules = Compiler::new().add(Source::new("p.route", POLICY)).compile().unwrap();
        let (country, values) = (rules.attribute("country").unwrap(), [Raw::from("DE")]);
        let refused = |columns: Result<Columns<'_>, RouteError>| columns.err().unwrap().to_string();
        assert_eq!(refused(rules.columns(2).column(country, &values)), "a column of 1 values for 2 rows");
        assert_eq!(refused(rules.columns(1).coded(country, &values, &[0, 0])), "a column of 2 values for 1 rows");
        assert_eq!(
            refused(rules.columns(1).coded(country, &values, &[1])),
            "row 0, from 0: code 1 of a column of 1 values"
        );
    }
}
