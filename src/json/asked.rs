//! Leads and requests as they arrive from outside.

use super::flat;
use super::node::JsonError;
use super::request::{Stated, read_asked};
use crate::Ruleset;
use crate::domain::{Lead, Raw, Snapshot};
use crate::route::{Filling, Request, Score, Slot};
use crate::text::trimmed;
use jiff::Timestamp;
use smallvec::{SmallVec, smallvec};
use std::sync::Arc;

/// A lead that arrived, with whatever its request states about the moment.
#[derive(Clone, Debug)]
pub struct AskedLead {
    lead: Lead,
    /// The lead's JSON text, for the log.
    pub(crate) text: String,
    /// Most leads come by themselves.
    stated: Option<Box<Stated>>,
}

impl AskedLead {
    /// The lead as the policy's schema sees it.
    pub fn lead(&self) -> &Lead {
        &self.lead
    }

    /// The question: what it states itself wins over the `now` and the `route` given here.
    pub fn request(&self, now: Timestamp, route: Option<&str>) -> Request<'_> {
        let mut request = Request::new(&self.lead);
        request.now = now;
        let Some(stated) = &self.stated else {
            request.route = route.map(Into::into);
            return request;
        };
        let mut request = request.at(stated.now.unwrap_or(now)).exclude(stated.exclude.iter().map(Arc::clone));
        if let Some(since) = stated.since {
            request = request.since(since);
        }
        if let Some(attempt) = stated.attempt {
            request = request.attempt(attempt);
        }
        if let Some(route) = stated.route.as_deref().or(route) {
            request = request.route(route);
        }
        request.rows.clone_from(&stated.rows);
        for (scorer, answer) in &stated.answers {
            request = request.answer(Arc::clone(scorer), answer.map(Score::new));
        }
        request
    }
}

impl Ruleset {
    /// Reads a lead: one JSON object of attributes by field names or columns.
    ///
    /// # Errors
    ///
    /// When the text is no JSON object or beyond a limit. What is wrong with the attributes makes no error but an
    /// invalid lead, or one with notes.
    pub fn lead_from_json(&self, text: &str) -> Result<Lead, JsonError> {
        Ok(self.asked_from_json(text)?.lead)
    }

    /// Reads a lead, or a request around one: an object whose key `lead` holds an object.
    ///
    /// # Errors
    ///
    /// As [`Ruleset::lead_from_json`], and for keys that a request does not have, and answers that the policy asks for
    /// nowhere.
    pub fn asked_from_json(&self, text: &str) -> Result<AskedLead, JsonError> {
        let asked = self.logged_from_json(text)?;
        if let Some(stated) = &asked.stated {
            stated.stands_in_for(self.model())?;
        }
        Ok(asked)
    }

    /// The same from a log: a policy that is judged by the leads of another one may ask for less.
    pub(super) fn logged_from_json(&self, text: &str) -> Result<AskedLead, JsonError> {
        if let Some(lead) = self.in_one_go(text) {
            return Ok(AskedLead { lead, text: trimmed(text).to_owned(), stated: None });
        }
        let asked = read_asked(text, self.limits())?;
        Ok(AskedLead {
            lead: self.read(&asked.attributes),
            text: asked.lead_text.to_owned(),
            stated: Some(Box::new(asked.stated)),
        })
    }

    /// The lead of a line as nearly all of them are; `None`: it must be read piece by piece, faults are told there.
    fn in_one_go(&self, text: &str) -> Option<Lead> {
        // An object with a list in it is two deep.
        if text.len() > self.limits().lead_bytes || self.limits().json_depth < 2 {
            return None;
        }
        let reader = self.reader();
        let mut filling = Filling::once(reader);
        self.fill(text, &mut filling)?;
        let unknown = filling.lead().unknown_keys.len();
        filling.finish(reader);
        if filling.failed() {
            // What a check tells of is kept the second time.
            filling = Filling::new(reader);
            self.fill(text, &mut filling)?;
            filling.finish(reader);
        }
        // A key that the schema does not know must not come twice either.
        (filling.lead().unknown_keys.len() == unknown).then(|| filling.into_lead())
    }

    /// Sets every attribute of such a line; `None`: it is no such line, or something comes twice.
    fn fill(&self, text: &str, filling: &mut Filling) -> Option<()> {
        let reader = self.reader();
        let mut place = 0;
        let mut came: SmallVec<[u64; 4]> = smallvec![0; reader.intake.fields.len() / 64 + 1];
        let known = |line: &[u8]| reader.intake.keys_in_line.next(&mut place, line);
        flat::each(text, known, |key, raw| {
            let slot = match key {
                flat::Key::Known(slot) => slot,
                flat::Key::Text(key) => match reader.intake.slot(key) {
                    Some(slot) => slot,
                    None => {
                        filling.unknown(key);
                        return Some(());
                    }
                },
            };
            let (Slot::Name(place) | Slot::Column(place)) = slot;
            // Of a field that comes twice the other reading tells.
            let (word, bit) = (came.get_mut(place / 64)?, 1 << (place % 64));
            let first = *word & bit == 0;
            *word |= bit;
            first.then(|| filling.set(reader, slot, raw))
        })
    }

    /// Takes the columns of a table's row as a lead.
    pub fn asked_from_row(&self, row: &[(String, String)]) -> AskedLead {
        let attributes: Vec<(&str, Raw<'_>)> =
            row.iter().map(|(column, cell)| (column.as_str(), Raw::Text(cell.as_str().into()))).collect();
        AskedLead { lead: self.lead(&attributes), text: super::write::line(&Row(row)), stated: None }
    }

    /// Reads a snapshot for this policy.
    ///
    /// # Errors
    ///
    /// For a wrong shape of what the engine owns, a duplicate rep, a newer format. What only the policy's own fields
    /// need is noted instead: [`Snapshot::notes`].
    pub fn snapshot_from_json(&self, text: &str) -> Result<Snapshot, JsonError> {
        super::snapshot_read::read_snapshot(self.model(), self.limits(), text)
    }
}

/// A row as a JSON object.
struct Row<'a>(&'a [(String, String)]);

impl serde::Serialize for Row<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(column, cell)| (column, cell)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Compiler, Source};
    use proptest::prelude::*;

    const POLICY: &str = r#"pointsman 1
enum Industry { saas "SaaS" also "Cloud"  other "Other" }
lead {
  id: text from "Id"
  email: email private normalize trim, lowercase from "Email"
  company: text optional normalize trim from "Company"
  state: text optional normalize uppercase
  industry: Industry optional from "In\"dustry"
  employees: integer optional check employees >= 1 "must be 1 or more"
  visits: integer default 0 check visits <= 50 "too many" or invalid
  language_of_the_form: text default "en" from "Language__c"
  demo: boolean default no
}
route inbound { otherwise { disqualify "no" } }
"#;

    fn line() -> impl Strategy<Value = String> {
        let key = proptest::sample::select(vec![
            "id",
            "Id",
            "email",
            "Email",
            "company",
            "Company",
            "state",
            "industry",
            "In\\\"dustry",
            "employees",
            "visits",
            "language_of_the_form",
            "Language__c",
            "demo",
            "other",
            "languag",
            "",
        ]);
        let value = prop_oneof![
            r#""( ?[a-zA-Z+]{1,4}@[a-zA-Z]{1,4}[.]x ?|[a-zA-Z0-9 ]{0,9}|Cloud|SaaS|SAAS|yes|ü|.\\n)""#,
            "-?[0-9]{1,3}",
            "true|null|\\[\\]|\\{\\}|\\[1\\]",
        ];
        let attribute = (key, "|||| ", value, "|| ")
            .prop_map(|(key, before, value, behind)| format!("\"{key}\"{before}:{behind}{value}"));
        proptest::collection::vec(attribute, 0..9).prop_map(|all| format!("{{{}}}", all.join(",")))
    }

    proptest! {
        /// What is read in one go is what is read piece by piece, whatever is said of it.
        #[test]
        fn one_go_reads_the_lead_that_piece_by_piece_does(line in line()) {
            let rules = Compiler::new().add(Source::new("p.route", POLICY)).compile().unwrap();
            if let Some(lead) = rules.in_one_go(&line) {
                let asked = read_asked(&line, rules.limits()).unwrap();
                // Both forms of texts: equality looks at one of them.
                prop_assert_eq!(format!("{lead:?}"), format!("{:?}", rules.read(&asked.attributes)), "{}", line);
            }
        }
    }

    #[test]
    fn most_leads_are_read_in_one_go() {
        let rules = Compiler::new().add(Source::new("p.route", POLICY)).compile().unwrap();
        let once = |line: &str| rules.in_one_go(line).is_some();
        // An escape is for the other reading.
        assert!(!once(r#"{"Id":"L1","In\"dustry":"Cloud"}"#));
        assert!(once(r#"{"Id": "L1", "Email": "kim@x.example", "employees": "many", "visits": 90, "colour": "red"}"#));
        // What a check takes away is told as it came.
        let line = r#"{"id":"L1","Email":"kim@x.example","employees":0}"#;
        assert!(rules.in_one_go(line).is_some_and(|lead| lead.notes()[0].original.as_deref() == Some("0")));
        // A field that comes under both its keys is compared.
        assert!(!once(r#"{"id":"L1","Id":"L1"}"#));
        assert!(!once(r#"{"a":1,"a":2}"#));
    }
}
