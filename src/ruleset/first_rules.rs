//! Which rules many leads come to, by columns.

use super::Live;
use crate::columns::Columns;
use crate::error::RouteError;
use crate::route::{Filling, Table, together};
use jiff::Timestamp;

impl Live {
    /// [`Live::first_rule`] of each row, with the number of the row from 0: what shows how a draft of a policy sorts all leads
    /// of a year. About twice as fast as one by one where columns are [`Columns::texts`] or [`Columns::coded`]: what most
    /// rows ask for is looked up column by column.
    ///
    /// ```
    /// use pointsman::{Compiler, Snapshot, Source, domain::Raw};
    /// let text = r#"pointsman 1
    /// lead { id: text  country: country optional }
    /// queue triage
    /// queue europe
    /// route inbound { rule eu { when country in [DE, FR]  assign queue europe }  otherwise { assign queue triage } }
    /// "#;
    /// let rules = Compiler::new().add(Source::new("inbound.route", text)).compile()?;
    /// let live = rules.bind(Snapshot::default());
    /// let [Some(id), Some(country)] = ["id", "country"].map(|name| rules.attribute(name)) else { panic!("it has them") };
    /// let countries = ["Germany", "Japan"].map(Raw::from);
    /// let columns = rules.columns(3).texts(id, "L1L2", &[2, 4, 4])?.coded(country, &countries, &[0, 1, 0])?;
    /// let mut found = Vec::new();
    /// live.first_rules(&columns, "2026-03-02T09:15:00Z".parse()?, |_, rule| found.push(rule))?;
    /// assert_eq!(found, [Some("eu"), Some("otherwise"), None], "the third has no id");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When it is not clear which route is meant, or the columns have keys of another ruleset.
    pub fn first_rules<'l>(
        &'l self,
        columns: &Columns<'_>,
        now: Timestamp,
        mut take: impl FnMut(usize, Option<&'l str>),
    ) -> Result<(), RouteError> {
        let (rules, start) = (&self.rules, self.rules.route_named(None)?);
        let (reader, graph) = (rules.reader(), rules.graph());
        if columns.all().iter().any(|(key, _)| !key.is_of(reader.intake)) {
            return Err(RouteError::ForeignKey);
        }
        let mut filling = Filling::new(reader);
        let mut as_a_whole = |row: usize| {
            columns.fill(reader, graph, row, &mut filling);
            self.first_rule_of(filling.lead(), start, now)
        };
        match Table::new(columns.all(), columns.rows()) {
            Some(table) => together(reader, (graph, rules.sights()), start, &table, |row, found| {
                take(row, found.unwrap_or_else(|| as_a_whole(row)));
            }),
            None => (0..columns.rows()).for_each(|row| take(row, as_a_whole(row))),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::first_rule::tests::{LEAD, RULES, VALUES};
    use super::*;
    use crate::domain::Raw;
    use crate::{Compiler, Ruleset, Snapshot, Source};
    use proptest::prelude::*;

    /// How the values of a field come.
    #[derive(Clone, Copy, Debug)]
    enum Form {
        Absent,
        Values,
        Numbers,
        Texts,
        Coded,
    }

    /// Each of the rows has one of these, an empty one for those beyond.
    struct Field {
        name: &'static str,
        values: Vec<Raw<'static>>,
        codes: Vec<u32>,
        each: Vec<Raw<'static>>,
        all: String,
        ends: Vec<u32>,
    }

    impl Field {
        fn new(name: &'static str, known: &[&'static str], form: Form, rows: &[u64], place: usize) -> Self {
            let raw = |text: &&'static str| match (form, name) {
                (Form::Numbers, "employees" | "budget" | "share") => Raw::Number((*text).into()),
                (Form::Numbers, "trial") => Raw::Bool(*text == "yes"),
                _ => Raw::from(*text),
            };
            let values: Vec<Raw<'static>> = known.iter().chain([&""]).map(raw).collect();
            let (mut codes, mut each, mut all, mut ends) = (Vec::new(), Vec::new(), String::new(), Vec::new());
            for row in rows {
                // Numbers that have little to do with each other.
                let drawn =
                    (row.rotate_left(u32::try_from(place * 7).unwrap()).wrapping_mul(0x9e37_79b9_7f4a_7c15)) >> 33;
                let code = usize::try_from(drawn).unwrap() % values.len();
                codes.push(u32::try_from(code).unwrap());
                each.push(values[code].clone());
                all.push_str(known.get(code).unwrap_or(&""));
                ends.push(u32::try_from(all.len()).unwrap());
            }
            Self { name, values, codes, each, all, ends }
        }
    }

    fn compiled(text: String) -> Ruleset {
        Compiler::new().add(Source::new("p.route", text)).compile().unwrap()
    }

    proptest! {
        /// Together or one by one, and whatever the columns are.
        #[test]
        fn the_rules_of_columns_are_those_of_their_rows(
            rules in proptest::sample::subsequence(RULES.to_vec(), 0..=RULES.len()).prop_shuffle(),
            forms in proptest::collection::vec(
                proptest::sample::select(vec![Form::Absent, Form::Values, Form::Numbers, Form::Texts, Form::Texts, Form::Coded]),
                VALUES.len(),
            ),
            rows in proptest::collection::vec(any::<u64>(), 0..260),
            from_another in any::<bool>(),
            // A check, or two columns for a field: leads are read as a whole.
            as_a_whole in proptest::bool::weighted(0.1),
        ) {
            let rules: String = rules
                .iter()
                .enumerate()
                .map(|(place, rule)| format!("  rule r{place} {{ {rule}  assign queue rest }}\n"))
                .collect();
            let policy = |rules: &str| {
                compiled(format!("{LEAD}queue rest\nroute r {{\n{rules}  otherwise {{ assign queue rest }}\n}}\n"))
            };
            let (rules, other) = (policy(&rules), policy("  rule x { when zip is \"7\"  assign queue rest }\n"));
            let live = rules.bind(Snapshot::default());
            let fields: Vec<(Field, Form)> = VALUES
                .iter()
                .zip(&forms)
                .enumerate()
                .map(|(place, ((name, known), form))| {
                    let form = match *name {
                        "age" | "Size" | "City" if !as_a_whole => Form::Absent,
                        "id" if !as_a_whole => Form::Texts,
                        _ => *form,
                    };
                    (Field::new(name, known, form, &rows, place), form)
                })
                .collect();
            // Columns may come from another version of the policy.
            let mut columns = if from_another { other.columns(rows.len()) } else { rules.columns(rows.len()) };
            for (field, form) in &fields {
                let key = rules.attribute(field.name).unwrap();
                columns = match form {
                    Form::Absent => columns,
                    Form::Values | Form::Numbers => columns.column(key, &field.each).unwrap(),
                    Form::Texts => columns.texts(key, &field.all, &field.ends).unwrap(),
                    Form::Coded => columns.coded(key, &field.values, &field.codes).unwrap(),
                };
            }
            let (now, mut seen) = (Timestamp::UNIX_EPOCH, 0);
            live.first_rules(&columns, now, |row, found| {
                let came = fields.iter().filter(|(_, form)| !matches!(form, Form::Absent));
                let lead: Vec<_> =
                    came.map(|(field, _)| (rules.attribute(field.name).unwrap(), field.each[row].clone())).collect();
                assert_eq!((row, found), (seen, live.first_rule(&lead, now).unwrap()), "{lead:?}");
                seen += 1;
            }).unwrap();
            prop_assert_eq!(seen, rows.len());
        }
    }

    proptest! {
        /// What most rows ask for is looked at beforehand in all but the first rows.
        #[test]
        fn lists_of_columns_are_those_of_their_rows(
            lists in proptest::collection::vec(
                "|([a-cA]|web|crm|chatbots){0,2}([;,]([abA]|crm|CRM|erp|payrolls|telephony| b|é)?){0,5}|[;, ]{0,3}|n/a",
                65..300,
            ),
            rules in proptest::sample::subsequence(
                vec![
                    "when tags has \"crm\"  unless tags has \"a\"",
                    "when tags has all of [\"a\", \"b\"]",
                    "when tags has any of [\"erp\", \"payrolls\", \"telephony\"]",
                    "when not (tags has \"b\")",
                    "when tags has \"chatbots\"",
                    "when tags is missing",
                ],
                1..6,
            ).prop_shuffle(),
            placeholder in any::<bool>(),
        ) {
            let rules: String = (0..)
                .zip(rules)
                .map(|(place, rule)| format!("  rule r{place} {{ {rule}  assign queue q }}\n"))
                .collect();
            let missing = if placeholder { "missing when \"n/a\"" } else { "" };
            let rules = compiled(format!(
                "pointsman 1\nlead {{ id: text  tags: list of text optional {missing} }}\nqueue q\nroute r {{\n{rules}  otherwise {{ assign queue q }}\n}}\n"
            ));
            let live = rules.bind(Snapshot::default());
            let [id, tags] = ["id", "tags"].map(|name| rules.attribute(name).unwrap());
            let ends = |texts: &[&str]| -> Vec<u32> {
                let lengths = texts.iter().scan(0, |end, text| { *end += text.len(); Some(*end) });
                lengths.map(|end| u32::try_from(end).unwrap()).collect()
            };
            let (ids, texts) = (vec!["L"; lists.len()], lists.iter().map(|text| &**text).collect::<Vec<_>>());
            let ((all_ids, id_ends), (all, all_ends)) = ((ids.concat(), ends(&ids)), (lists.concat(), ends(&texts)));
            let columns = rules.columns(lists.len()).texts(id, &all_ids, &id_ends).unwrap();
            let columns = columns.texts(tags, &all, &all_ends).unwrap();
            let (now, mut seen) = (Timestamp::UNIX_EPOCH, 0);
            live.first_rules(&columns, now, |row, found| {
                let lead = [(id, "L".into()), (tags, Raw::from(texts[row]))];
                assert_eq!((row, found), (seen, live.first_rule(&lead, now).unwrap()), "{:?}", texts[row]);
                seen += 1;
            }).unwrap();
            prop_assert_eq!(seen, lists.len());
        }
    }

    #[test]
    fn columns_of_another_schema_are_refused() {
        let policy = |lead: &str| {
            compiled(format!("pointsman 1\nlead {{ {lead} }}\nqueue q\nroute r {{ otherwise {{ assign queue q }} }}\n"))
        };
        let (here, there) = (policy("id: text"), policy("id: text  zip: text optional"));
        let key = there.attribute("id").unwrap();
        let columns = there.columns(1).texts(key, "L", &[1]).unwrap();
        let told = here.bind(Snapshot::default()).first_rules(&columns, Timestamp::UNIX_EPOCH, |_, _| {});
        assert_eq!(told, Err(RouteError::ForeignKey));
        let refused = |columns: Result<Columns<'_>, RouteError>| columns.err().unwrap().to_string();
        assert_eq!(refused(there.columns(2).texts(key, "L", &[1])), "a column of 1 values for 2 rows");
        assert_eq!(
            refused(there.columns(2).texts(key, "LM", &[2, 1])),
            "row 1, from 0: a text that ends before it begins, beyond all texts or inside a letter"
        );
    }
}
