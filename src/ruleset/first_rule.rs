//! Which rule a lead comes to, before it is one.

use super::Live;
use crate::domain::{Lead, Raw, RouteId};
use crate::draft::Draft;
use crate::error::RouteError;
use crate::route::{AttributeKey, Header, Keyed, Request, Row, at_a_glance};
use jiff::Timestamp;

impl Live {
    /// The rule that a lead of these attributes comes to by its conditions, as the main route stands: `None` when none
    /// holds, or it is no valid lead. No chain is tried, nobody is looked for among earlier leads, nothing is noted: what a
    /// form asks to show where this will go, many times faster than a decision. Of a key that comes twice the last counts.
    ///
    /// ```
    /// use pointsman::{Compiler, Snapshot, Source};
    /// let text = r#"pointsman 1
    /// lead { id: text  country: country optional }
    /// queue triage
    /// queue europe
    /// route inbound { rule eu { when country in [DE, FR]  assign queue europe }  otherwise { assign queue triage } }
    /// "#;
    /// let rules = Compiler::new().add(Source::new("inbound.route", text)).compile()?;
    /// let live = rules.bind(Snapshot::default());
    /// let [Some(id), Some(country)] = ["id", "country"].map(|name| rules.attribute(name)) else { panic!("it has them") };
    /// let now = "2026-03-02T09:15:00Z".parse()?;
    /// assert_eq!(live.first_rule(&[(id, "L1".into()), (country, "France".into())], now)?, Some("eu"));
    /// assert_eq!(live.first_rule(&[(country, "France".into())], now)?, None, "it must have an id");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When it is not clear which route is meant, or a key is another ruleset's.
    pub fn first_rule(
        &self,
        attributes: &[(AttributeKey, Raw<'_>)],
        now: Timestamp,
    ) -> Result<Option<&str>, RouteError> {
        let (rules, start) = (&self.rules, self.rules.route_named(None)?);
        let reader = rules.reader();
        if let Some(attributes) = Keyed::new(reader, attributes)
            && let Some(found) = at_a_glance(reader, rules.graph(), rules.sights(), start, attributes)
        {
            return Ok(found);
        }
        let mut draft = rules.draft();
        for (key, raw) in attributes {
            draft.set(*key, raw)?;
        }
        Ok(self.first_rule_as_a_whole(&mut draft, start, now))
    }

    /// The same of the values of a row, as [`crate::Ruleset::header`] says what they stand for.
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
    /// # let now = "2026-03-02T09:15:00Z".parse()?;
    /// let (live, header) = (rules.bind(Snapshot::default()), rules.header(["id", "country"])?);
    /// assert_eq!(live.first_rule_of_row(&header, &["L1".into(), "France".into()], now)?, Some("eu"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When it is not clear which route is meant, the header is another ruleset's, or the row has more or fewer values.
    pub fn first_rule_of_row(
        &self,
        header: &Header,
        row: &[Raw<'_>],
        now: Timestamp,
    ) -> Result<Option<&str>, RouteError> {
        let (rules, start) = (&self.rules, self.rules.route_named(None)?);
        let reader = rules.reader();
        if let Some(row) = Row::new(reader, header, row)
            && let Some(found) = at_a_glance(reader, rules.graph(), rules.sights(), start, row)
        {
            return Ok(found);
        }
        let mut draft = rules.draft();
        draft.fill(header, row)?;
        Ok(self.first_rule_as_a_whole(&mut draft, start, now))
    }

    fn first_rule_as_a_whole(&self, draft: &mut Draft, start: RouteId, now: Timestamp) -> Option<&str> {
        self.first_rule_of(draft.lead(), start, now)
    }

    /// The rule that a lead comes to by its conditions.
    pub(super) fn first_rule_of(&self, lead: &Lead, start: RouteId, now: Timestamp) -> Option<&str> {
        let found = self.engine().first_rule(&Request::new(lead).at(now), start);
        found.and_then(|rule| self.rules.model().rules.get(rule.index())).map(|rule| &*rule.name)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{Compiler, Snapshot, Source};
    use proptest::prelude::*;

    /// Fields of most kinds; rules that look at them in most ways; values that are as they should be, and some that are not.
    pub(in super::super) const LEAD: &str = r#"pointsman 1
enum Origin { web "Form"  event }
lead {
  id: text
  country: country optional
  zip: text optional
  origin: Origin optional missing when "-"
  employees: integer optional
  domain: domain optional
  tags: list of text optional
  marks: list of text optional normalize digits only
  trial: boolean optional
  size: integer default 3 from "Size"
  city: text optional from "City"
  age: integer optional check age >= 0 "is negative" or invalid
  mail: email optional missing when "none@acme.example"
  budget: money optional
  share: decimal optional decimal comma
  post: text optional
}
"#;

    pub(in super::super) const RULES: [&str; 25] = [
        "when country in [DE, FR]  when employees >= 50",
        "when zip starts with \"94\"  unless origin is web",
        "when tags has \"crm\"  when country is missing",
        "when domain is \"acme.example\"",
        "when origin is event  when trial",
        "when employees in 5..20  unless tags has any of [\"crm\", \"erp\"]",
        "when zip contains \"7\"",
        "when country is AT or (tags has \"erp\" and employees < 9)",
        "when size > 5",
        "when city in [\"Berlin\", \"Paris\"]  when age > 3",
        "when city is missing  when country is DE",
        "when weekday is monday  when trial is missing",
        "when domain in [\"beta.example\", \"gamma.example\"]  when zip in [\"94107\", \"10115\"]",
        "when marks has \"7\"  unless marks has \"9\"",
        "when employees in [7, 9, 12345678, 123456789]  when domain is present",
        "when domain in [\"twenty-three-by.example\", \"a-host-of-twenty-four.ex\"]",
        "when zip is \"94107-and-up-to-the-end\"",
        "when domain is \"acme_1.example\"",
        "when mail in [\"kim@acme.example\", \"none@acme.example\"]",
        "when trial is no  when mail is missing",
        "when tags is missing  when not (zip starts with \"941\")",
        "when budget >= 1000  when share is missing",
        "when share in 0.5..2  unless budget > 999.99",
        "when city starts with \"P\" or city starts with \"be\"  unless budget in 1.25..1.5",
        "when post starts with \"9\" or post starts with \"1\"  unless post starts with \"94\"",
    ];

    const LONG: &str = "94107 is a text that no machine words hold, acme.example";
    /// As many bytes as three machine words hold.
    const EDGE: &str = "94107-and-up-to-the-end";

    pub(in super::super) const VALUES: [(&str, &[&str]); 18] = [
        ("id", &["L1", "L2", "L3", ""]),
        ("country", &["DE", "France", "AT", "", "Atlantis", "de", "D\u{415}", "DE ", "QQ", "fra", "DE\0", "D"]),
        ("zip", &["94107", "9412", "10115", " 94107 ", "7", "94107\0", "９4107", "94\u{a0}", LONG, EDGE, "941"]),
        (
            "post",
            &[
                "94107",
                "9",
                "10",
                "1",
                "2",
                "9a",
                "a9",
                "91 ",
                " 91",
                "9\0",
                "９1",
                "91\u{a0}",
                LONG,
                "12345678",
                "944444444",
                "",
            ],
        ),
        ("origin", &["web", "Event", "form", "-", "fax", " WEB", "- ", "wéb", "form\0", EDGE, "FORM", "web\0"]),
        (
            "employees",
            &["7", "70", "1,000", "many", "-4", "007", "12345678", "123456789", "+9", "7 ", "५", "1e1", "7.0", "7\0"],
        ),
        (
            "domain",
            &[
                "acme.example",
                "ACME.example",
                "https://beta.example/x",
                "gamma.example",
                "none",
                "acme.example.",
                " acme.example",
                "acme_1.example",
                "аcme.example",
                "acme.example\0",
                "www.acme.example",
                "twenty-three-by.example",
                "a-host-of-twenty-four.ex",
                LONG,
            ],
        ),
        ("trial", &["yes", "NO", "perhaps", "true", "false", "no", "yes\0", "true and more"]),
        ("Size", &["9", "1", "x"]),
        (
            "tags",
            &["crm;erp", "", "Crm", " crm;ERP ", "erp;é;crm", "crm\0", "erp,CRM", "a b,;erp;", "erp ;crm", ";", LONG],
        ),
        ("marks", &["7", "no 7;9", "none", "7;8"]),
        ("size", &["7", "", "2"]),
        ("City", &["Berlin", "paris", "", "b", "Be", "berlin\0"]),
        ("city", &["Rome", "BERLIN", " "]),
        ("age", &["5", "-1", "old"]),
        ("mail", &["kim@acme.example", "Kim@ACME.example", "none@acme.example", "kim@", "kim@acme.example ", "l@x.ex"]),
        (
            "budget",
            &[
                "1000",
                "1,000",
                "999.99",
                "999.995",
                "5k",
                "-3",
                "1e3",
                " 7 ",
                "much",
                "",
                "1000.00001",
                "1.25",
                "1.3",
                "1.",
                ".5",
                "12345678.9",
                "1..5",
                "0.=",
                "1.0I",
            ],
        ),
        ("share", &["1,5", "1.5", "1", "0,49999", "1.000,5", "2.", "half"]),
    ];

    /// As a file of CSV has it.
    fn written(raw: &Raw<'_>) -> Option<String> {
        match raw {
            Raw::Null => None,
            Raw::List(items) => Some(items.iter().filter_map(written).collect::<Vec<_>>().join(";")),
            Raw::Bool(known) => Some(if *known { "yes" } else { "no" }.to_owned()),
            Raw::Text(text) | Raw::Number(text) => Some(text.to_string()),
            other => Some(other.shown()),
        }
    }

    proptest! {
        /// At a glance or as a whole: the rule that a decision names.
        #[test]
        fn the_first_rule_is_the_one_that_decides(
            rules in proptest::sample::subsequence(RULES.to_vec(), 0..=RULES.len()).prop_shuffle(),
            lead in proptest::collection::vec((0..VALUES.len(), 0..usize::MAX, any::<bool>()), 0..12),
            id in proptest::option::weighted(0.9, proptest::sample::select(vec!["L", "L", "é", " L", LONG, " ", ""])),
        ) {
            let rules: String = rules
                .iter()
                .enumerate()
                .map(|(place, rule)| format!("  rule r{place} {{ {rule}  assign queue rest }}\n"))
                .collect();
            let text = format!("{LEAD}queue rest\nroute r {{\n{rules}  otherwise {{ assign queue rest }}\n}}\n");
            let rules = Compiler::new().add(Source::new("p.route", text)).compile().unwrap();
            let live = rules.bind(Snapshot::default());
            let mut attributes: Vec<(AttributeKey, Raw<'_>)> = Vec::new();
            attributes.extend(id.map(|id| (rules.attribute("id").unwrap(), Raw::from(id))));
            let mut names: Vec<&str> = id.iter().map(|_| "id").collect();
            for (field, value, listed) in lead {
                let (name, values) = VALUES[field];
                let value = values[value % values.len()];
                let raw = if ["tags", "marks"].contains(&name) && listed {
                    Raw::List(value.split(';').map(Raw::from).collect())
                } else if ["employees", "budget", "share"].contains(&name) && listed {
                    Raw::Number(value.into())
                } else if name == "trial" && listed {
                    Raw::Bool(value == "yes")
                } else {
                    Raw::from(value)
                };
                attributes.push((rules.attribute(name).unwrap(), raw));
                names.push(name);
            }
            let mut draft = rules.draft();
            for (key, raw) in &attributes {
                draft.set(*key, raw).unwrap();
            }
            let now = Timestamp::UNIX_EPOCH;
            let decided = live.route(&Request::new(draft.lead()).at(now)).unwrap();
            prop_assert_eq!(live.first_rule(&attributes, now).unwrap(), decided.rule.as_deref());
            // The same as a row, with nothing under what did not come.
            let absent: Vec<&str> = VALUES.iter().map(|(name, _)| *name).filter(|name| !names.contains(name)).collect();
            let header = rules.header(names.iter().chain(&absent)).unwrap();
            let row: Vec<Raw<'_>> =
                attributes.into_iter().map(|(_, raw)| raw).chain(absent.iter().map(|_| Raw::Null)).collect();
            prop_assert_eq!(live.first_rule_of_row(&header, &row, now).unwrap(), decided.rule.as_deref());
            // And as texts alone, as a form or a file brings them.
            let texts: Vec<Option<String>> = row.iter().map(written).collect();
            let texts: Vec<Raw<'_>> = texts.iter().map(|text| text.as_deref().map_or(Raw::Null, Raw::from)).collect();
            draft.clear();
            draft.fill(&header, &texts).unwrap();
            let decided = live.route(&Request::new(draft.lead()).at(now)).unwrap();
            prop_assert_eq!(live.first_rule_of_row(&header, &texts, now).unwrap(), decided.rule.as_deref());
        }
    }

    /// Else the test above compares reading as a whole with itself.
    #[test]
    fn what_most_data_look_like_takes_a_glance() {
        let text = format!(
            "{LEAD}queue rest\nroute r {{ rule r0 {{ {}  assign queue rest }}  otherwise {{ assign queue rest }} }}\n",
            RULES[0]
        );
        let rules = Compiler::new().add(Source::new("p.route", text)).compile().unwrap();
        let (reader, start) = (rules.reader(), rules.route_named(None).unwrap());
        let glance = |lead: &[(&str, &'static str)]| {
            let lead: Vec<(AttributeKey, Raw<'_>)> =
                lead.iter().map(|(name, value)| (rules.attribute(name).unwrap(), Raw::from(*value))).collect();
            let found = at_a_glance(reader, rules.graph(), rules.sights(), start, Keyed::new(reader, &lead)?);
            found.map(|rule| rule.map(str::to_owned))
        };
        assert_eq!(glance(&[("id", "L"), ("country", "DE"), ("employees", "70")]), Some(Some("r0".to_owned())));
        assert_eq!(glance(&[("id", "L"), ("country", "US")]), Some(Some("otherwise".to_owned())));
        assert_eq!(glance(&[("id", "L"), ("age", "7")]), None, "a check takes the whole lead");
    }

    #[test]
    fn a_row_fits_its_header() {
        let policy = |lead: &str| {
            format!("pointsman 1\nlead {{ {lead} }}\nqueue q\nroute r {{ otherwise {{ assign queue q }} }}\n")
        };
        let rules = |lead: &str| Compiler::new().add(Source::new("p.route", policy(lead))).compile().unwrap();
        let (here, there) = (rules("id: text"), rules("id: text  zip: text optional"));
        let live = here.bind(Snapshot::default());
        let first = |header: &Header, row: &[Raw<'_>]| {
            live.first_rule_of_row(header, row, Timestamp::UNIX_EPOCH).map(|rule| rule.map(str::to_owned))
        };
        let header = here.header(["id"]).unwrap();
        assert_eq!(first(&header, &["L".into()]), Ok(Some("otherwise".to_owned())));
        assert_eq!(first(&header, &[]), Err(RouteError::RowLength { header: 1, found: 0 }));
        assert_eq!(first(&header, &["L".into(), "M".into()]), Err(RouteError::RowLength { header: 1, found: 2 }));
        assert_eq!(first(&there.header(["id"]).unwrap(), &["L".into()]), Err(RouteError::ForeignKey));
        assert_eq!(
            first(&here.header(["id", "id"]).unwrap(), &["L".into(), Raw::Null]),
            Ok(None),
            "the last one counts"
        );
        let unknown = RouteError::UnknownAttribute { name: "zip".to_owned() };
        assert_eq!(here.header(["id", "zip"]), Err(unknown));
    }

    #[test]
    fn another_route_takes_over() {
        let text = r#"pointsman 1
lead { id: text  country: country optional }
queue rest
main route first { rule away { when country is DE  go to second }  otherwise { assign queue rest } }
route second { rule there { when country in [DE, FR]  assign queue rest }  otherwise { assign queue rest } }
"#;
        let rules = Compiler::new().add(Source::new("p.route", text)).compile().unwrap();
        let (live, [id, country]) =
            (rules.bind(Snapshot::default()), ["id", "country"].map(|name| rules.attribute(name).unwrap()));
        for (code, rule) in [("DE", "there"), ("FR", "otherwise")] {
            let lead = [(id, "L".into()), (country, code.into())];
            assert_eq!(live.first_rule(&lead, Timestamp::UNIX_EPOCH).unwrap(), Some(rule));
        }
    }

    #[test]
    fn a_scorer_is_asked_as_in_a_decision() {
        let text = r#"pointsman 1
lead { id: text }
queue hot
queue rest
score heat from scorer "heat"
route r { rule hot { when heat >= 50  assign queue hot }  otherwise { assign queue rest } }
"#;
        let rules = Compiler::new().add(Source::new("p.route", text)).compile().unwrap();
        let id = rules.attribute("id").unwrap();
        let first =
            |live: &Live| live.first_rule(&[(id, "L".into())], Timestamp::UNIX_EPOCH).unwrap().map(str::to_owned);
        assert_eq!(first(&rules.bind(Snapshot::default())).as_deref(), Some("otherwise"));
        let scored = rules.with_scorer("heat", |_: &crate::LeadView<'_>| Ok(crate::Score::new(60.into())));
        assert_eq!(first(&scored.bind(Snapshot::default())).as_deref(), Some("hot"));
    }
}
