//! A lead that is filled attribute by attribute, again and again.

use crate::domain::{Lead, Raw};
use crate::error::RouteError;
use crate::route::{AttributeKey, Filling, Header};
use crate::ruleset::Ruleset;
use std::fmt;

/// A lead to be filled: each attribute is read when it is set. Cleared and filled again it asks for no memory, once it has
/// met leads as long.
///
/// ```
/// use pointsman::{Compiler, Request, Snapshot, Source};
/// let text = r#"pointsman 1
/// lead { id: text  country: country optional  employees: integer optional }
/// queue triage
/// queue europe
/// route inbound {
///   rule eu { when country in [DE, FR]  when employees >= 50  assign queue europe }
///   otherwise { assign queue triage }
/// }
/// "#;
/// let rules = Compiler::new().add(Source::new("inbound.route", text)).compile()?;
/// let live = rules.bind(Snapshot::default());
/// let keys = ["id", "country", "employees"].map(|name| rules.attribute(name));
/// let [Some(id), Some(country), Some(employees)] = keys else { panic!("the policy has them") };
/// let mut draft = rules.draft();
/// for (name, size) in [("L1", 120), ("L2", 3)] {
///     draft.clear();
///     draft.set(id, &name.into())?;
///     draft.set(country, &"Germany".into())?;
///     draft.set(employees, &size.into())?;
///     let answer = live.route(&Request::new(draft.lead()))?;
///     assert_eq!(answer.queue.as_deref(), Some(if size >= 50 { "europe" } else { "triage" }));
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Draft {
    rules: Ruleset,
    filling: Filling,
}

impl Ruleset {
    /// The key of an attribute, by a field's name or its column; `None` when the policy knows no such.
    pub fn attribute(&self, name: &str) -> Option<AttributeKey> {
        AttributeKey::new(self.reader().intake, name)
    }

    /// What the values of rows stand for: attributes by the names of fields or by their columns.
    ///
    /// # Errors
    ///
    /// [`RouteError::UnknownAttribute`] for a name that the policy's leads do not have.
    pub fn header<N: AsRef<str>>(&self, names: impl IntoIterator<Item = N>) -> Result<Header, RouteError> {
        let unknown = |name: N| RouteError::UnknownAttribute { name: name.as_ref().to_owned() };
        Header::new(self.reader().intake, names).map_err(unknown)
    }

    /// An empty lead, to be filled.
    pub fn draft(&self) -> Draft {
        Draft { rules: self.clone(), filling: Filling::new(self.reader()) }
    }
}

impl Draft {
    /// Sets an attribute; what was set before under this key is gone. [`Raw::Null`] says that it is missing.
    ///
    /// # Errors
    ///
    /// [`RouteError::ForeignKey`] when the key is another ruleset's. A value that cannot be read is no error but makes the
    /// lead invalid, or is noted.
    pub fn set(&mut self, key: AttributeKey, raw: &Raw<'_>) -> Result<(), RouteError> {
        let reader = self.rules.reader();
        if !key.is_of(reader.intake) {
            return Err(RouteError::ForeignKey);
        }
        self.filling.set(reader, key.slot(), raw);
        Ok(())
    }

    /// Sets the attributes of a row over what was set before; [`Draft::clear`] takes that out.
    ///
    /// # Errors
    ///
    /// [`RouteError::ForeignKey`] when the header is another ruleset's, [`RouteError::RowLength`] when the row has more or
    /// fewer values; nothing is set then.
    pub fn fill(&mut self, header: &Header, row: &[Raw<'_>]) -> Result<(), RouteError> {
        let reader = self.rules.reader();
        if !header.is_of(reader.intake) {
            return Err(RouteError::ForeignKey);
        }
        if header.keys().len() != row.len() {
            return Err(RouteError::RowLength { header: header.keys().len(), found: row.len() });
        }
        for (key, raw) in header.keys().iter().zip(row) {
            self.filling.set(reader, key.slot(), raw);
        }
        Ok(())
    }

    /// The lead as it is filled now: what must be there, defaults and checks are looked at here.
    pub fn lead(&mut self) -> &Lead {
        self.filling.finish(self.rules.reader());
        self.filling.lead()
    }

    /// The lead, if [`Draft::lead`] was called since it last changed.
    #[cfg(feature = "capi")]
    pub(crate) fn read(&self) -> Option<&Lead> {
        self.filling.is_finished().then(|| self.filling.lead())
    }

    /// Takes everything out.
    pub fn clear(&mut self) {
        self.filling.clear();
    }

    /// The ruleset that reads it.
    pub fn ruleset(&self) -> &Ruleset {
        &self.rules
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft").field("rules", &self.rules).field("lead", self.filling.lead()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Compiler, Source};
    use proptest::prelude::*;

    const POLICY: &str = r#"pointsman 1
enum Origin { web "Form" also "site"  event }
lead {
  id: text
  country: country
  origin: Origin default event missing when "-", "n/a" from "Lead Source"
  email: email optional normalize trim, lowercase
  phone: phone optional private check phone starts with "+" "has no country code"
  employees: integer optional from "Size" check employees >= 0 "is negative" or invalid
  budget: money optional
  budget_left: decimal default 5 check budget_left < 1000 "is too much"
  tags: list of text optional
  company: text optional
}
queue rest
route r { otherwise { assign queue rest } }
"#;

    fn raw() -> impl Strategy<Value = Raw<'static>> {
        let text = proptest::sample::select(vec![
            "",
            " ",
            "-",
            "N/A",
            "DE",
            "Germany",
            "Atlantis",
            "web",
            "FORM",
            "site",
            "x@y.example",
            " Kim@Y.example ",
            "+49 30",
            "030 12",
            "12",
            "-3",
            "1,200.5",
            "99999",
            "a;b ;c",
            "Quayside 5",
            "a company whose name is longer than what a text can hold in place",
            "Straße",
        ]);
        let single = prop_oneof![
            6 => text.prop_map(Raw::from),
            1 => (-5_i64..5_000).prop_map(Raw::from),
            1 => Just(Raw::Null),
            1 => any::<bool>().prop_map(Raw::from),
            1 => Just(Raw::Object),
            1 => Just(Raw::Texts(&["crm", " ERP ", "a tag that is longer than what a text can hold in place"])),
        ];
        prop_oneof![8 => single.clone(), 1 => proptest::collection::vec(single, 0..4).prop_map(Raw::List)]
    }

    const KEYS: [&str; 12] = [
        "id",
        "country",
        "origin",
        "Lead Source",
        "email",
        "phone",
        "employees",
        "Size",
        "budget",
        "budget_left",
        "tags",
        "company",
    ];

    proptest! {
        /// However it was filled before, whatever was looked at on the way: the lead is what reading it at once gives.
        #[test]
        fn a_draft_is_what_reading_at_once_gives(
            leads in proptest::collection::vec(proptest::collection::vec((0..KEYS.len(), raw(), any::<bool>()), 0..20), 1..4)
        ) {
            let rules = Compiler::new().add(Source::new("p.route", POLICY)).compile().unwrap();
            let mut draft = rules.draft();
            for attributes in leads {
                draft.clear();
                for (place, raw, looked_at) in &attributes {
                    draft.set(rules.attribute(KEYS[*place]).unwrap(), raw).unwrap();
                    if *looked_at {
                        draft.lead();
                    }
                }
                let named: Vec<(&str, Raw<'_>)> =
                    attributes.iter().map(|(place, raw, _)| (KEYS[*place], raw.clone())).collect();
                prop_assert_eq!(draft.lead(), &rules.lead(&named));
                prop_assert_eq!(format!("{:?}", draft.lead()), format!("{:?}", rules.lead(&named)));
            }
        }
    }

    #[test]
    fn a_key_of_another_schema_is_refused() {
        let rules = Compiler::new().add(Source::new("p.route", POLICY)).compile().unwrap();
        let other = POLICY.replace("company", "firm");
        let other = Compiler::new().add(Source::new("p.route", &*other)).compile().unwrap();
        assert_eq!(rules.attribute("firm"), None);
        let key = other.attribute("firm").unwrap();
        assert_eq!(rules.draft().set(key, &"x".into()), Err(RouteError::ForeignKey));
    }
}
