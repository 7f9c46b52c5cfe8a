//! Enums and the fields of leads, reps, records and lookups.

use super::names::{Space, Thing};
use super::{Checker, Context, wording};
use crate::calendar::Zone;
use crate::domain::{
    Decimal, EnumDef, EnumValueDef, Field, FieldCheck, FieldId, Kind, Normalizer, Presence, Schema, Value, is_text_of,
};
use crate::model::{List, Record};
use crate::syntax::tree::{self, Document, FieldOption, ItemKind, KindName, Quoted};
use crate::text::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What would hide a fact of the moment.
const TAKEN: [&str; 6] = ["now", "today", "weekday", "hour", "attempt", "waiting"];

impl Checker<'_> {
    /// Enums, then the schemas of lead, rep and records, then the conditions of `check` options.
    pub(super) fn schemas(&mut self, documents: &[Document]) {
        self.enums(documents);
        let (mut lead, mut rep): (Option<Span>, Option<Span>) = (None, None);
        let mut checks = Vec::new();
        for (module, document) in documents.iter().enumerate() {
            for item in &document.items {
                match &item.kind {
                    ItemKind::Lead(fields) => {
                        if let Some(first) = lead.replace(item.span) {
                            self.report(wording::declared_twice("schema", "lead", item.span, first));
                            continue;
                        }
                        self.model.lead = self.schema(module, fields, true);
                        checks.push((module, fields));
                    }
                    ItemKind::Rep(fields) => {
                        if let Some(first) = rep.replace(item.span) {
                            self.report(wording::declared_twice("schema", "rep", item.span, first));
                            continue;
                        }
                        self.not_of_every_rep(fields);
                        self.model.rep = self.schema(module, fields, false);
                    }
                    ItemKind::Record(record) => {
                        let schema = self.schema(module, &record.fields, false);
                        self.model.records.push(Record {
                            name: record.name.text.as_str().into(),
                            title: title(record.title.as_ref()),
                            schema,
                            rows: None,
                            decided_only: false,
                        });
                    }
                    _ => {}
                }
            }
        }
        self.known_fields();
        self.definitions_beside_fields();
        for (module, fields) in checks {
            self.checks(module, fields);
        }
    }

    fn enums(&mut self, documents: &[Document]) {
        let mut grades = Vec::new();
        for document in documents {
            for item in &document.items {
                match &item.kind {
                    ItemKind::Enum(item) => {
                        let values = item.values.iter().map(|value| EnumValueDef {
                            name: value.name.text.as_str().into(),
                            title: title(value.title.as_ref()),
                            also: value.also.iter().map(|word| word.text.as_str().into()).collect(),
                        });
                        let values: Vec<_> = values.collect();
                        self.twice(item.values.iter().map(|value| &value.name), "value");
                        self.spelt_twice(&item.values);
                        let (name, title) = (item.name.text.as_str().into(), title(item.title.as_ref()));
                        self.model.enums.push(EnumDef { name, title, values });
                    }
                    ItemKind::Grade(grade) => grades.push(grade),
                    _ => {}
                }
            }
        }
        // Each grade is an enum of its bands, behind the enums that the policy declares.
        for grade in grades {
            self.twice(grade.bands.iter().map(|band| &band.name), "band");
            let values = grade.bands.iter().map(|band| EnumValueDef {
                name: band.name.text.as_str().into(),
                title: title(band.title.as_ref()),
                also: Vec::new(),
            });
            let values = values.collect();
            let (name, title) = (grade.name.text.as_str().into(), title(grade.title.as_ref()));
            self.model.enums.push(EnumDef { name, title, values });
        }
    }

    fn twice<'n>(&mut self, names: impl Iterator<Item = &'n tree::Name>, what: &str) {
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for name in names {
            if let Some(first) = seen.insert(&name.text, name.span) {
                self.report(wording::declared_twice(what, &name.text, name.span, first));
            }
        }
    }

    /// Reports spellings of two values. A name counts before titles and other spellings, but its readers do not know that.
    fn spelt_twice(&mut self, values: &[tree::EnumValue]) {
        let mut seen: BTreeMap<String, (usize, Span)> = BTreeMap::new();
        for (place, value) in values.iter().enumerate() {
            seen.entry(crate::text::fold(&value.name.text)).or_insert((place, value.name.span));
        }
        for (place, value) in values.iter().enumerate() {
            for other in value.title.iter().chain(&value.also) {
                let (owner, first) = *seen.entry(crate::text::fold(&other.text)).or_insert((place, other.span));
                if owner != place {
                    self.report(wording::spelt_twice(&other.text, other.span, first));
                }
            }
        }
    }

    pub(super) fn schema(&mut self, module: usize, fields: &[tree::Field], is_lead: bool) -> Schema {
        self.twice(fields.iter().map(|field| &field.name), "field");
        self.keys_taken(fields, is_lead);
        let mut schema = Schema::default();
        for field in fields {
            self.confusable(&field.name);
            if is_lead {
                self.places.fields.push(field.name.span);
                self.places.defaults.push(field.options.iter().find_map(|option| match option {
                    FieldOption::Default(value) => Some(value.span),
                    _ => None,
                }));
            }
            if is_lead && TAKEN.contains(&field.name.text.as_str()) {
                self.report(wording::taken_name(&field.name.text, field.name.span));
            }
            for option in &field.options {
                if let (FieldOption::Check { span, .. }, false) = (option, is_lead) {
                    self.report(wording::idle_check(&field.name.text, *span));
                }
            }
            let read = self.field(module, field);
            schema.fields.push(read);
        }
        schema
    }

    fn field(&mut self, module: usize, field: &tree::Field) -> Field {
        let kind = self.kind(module, &field.kind);
        let known = kind.is_some();
        // An id means itself: systems have ids that differ in nothing but the case of a letter.
        let kind = match kind.unwrap_or(Kind::Text) {
            Kind::Text if field.name.text == "id" => Kind::ExactText,
            kind => kind,
        };
        let mut read = Field {
            name: field.name.text.as_str().into(),
            kind,
            presence: Presence::Required,
            column: None,
            normalize: Vec::new(),
            missing_when: Vec::new(),
            checks: Vec::new(),
            private: false,
            percent_points: false,
            decimal_comma: false,
        };
        for option in &field.options {
            match option {
                FieldOption::Optional(_) if read.presence == Presence::Required => read.presence = Presence::Optional,
                FieldOption::Optional(_) => {}
                FieldOption::Default(value) => {
                    let kind = read.kind.clone();
                    if known && let Some(read_value) = self.literal(value, &kind, module) {
                        if !could_be_read(&read_value, &kind) {
                            let wanted = crate::domain::kind_words(&kind, &self.model.enums);
                            self.report(wording::not_a_value(&wanted, value.span));
                        }
                        read.presence = Presence::Default(read_value);
                    }
                }
                FieldOption::Normalize(words) => {
                    for word in words {
                        match normalizer(&word.text) {
                            Some(normalizer) => read.normalize.push(normalizer),
                            None => self.report(wording::unknown("normaliser", &word.text, word.span, NORMALIZERS)),
                        }
                    }
                }
                FieldOption::MissingWhen(words) => {
                    read.missing_when.extend(words.iter().map(|word| Arc::from(word.text.as_str())));
                }
                FieldOption::Check { .. } => {}
                FieldOption::From(column) => read.column = Some(crate::text::nfc(&column.text).into()),
                FieldOption::Private(_) => read.private = true,
                FieldOption::PercentPoints(span) => {
                    self.needs_kind(known, &read.kind, "percent points", *span);
                    read.percent_points = true;
                }
                FieldOption::DecimalComma(span) => {
                    self.needs_kind(known, &read.kind, "decimal comma", *span);
                    read.decimal_comma = true;
                }
            }
        }
        read
    }

    /// Reports an option that does nothing for a kind.
    fn needs_kind(&mut self, known: bool, kind: &Kind, option: &str, span: Span) {
        let item = match kind {
            Kind::List(item) => item,
            kind => kind,
        };
        let (fits, needs) = match option {
            "percent points" => (*item == Kind::Percent, "percentages"),
            _ => (item.is_number(), "numbers"),
        };
        if known && !fits {
            let kind = crate::domain::kind_words(kind, &self.model.enums);
            self.report(wording::idle_option(option, needs, &kind, span));
        }
    }

    /// The kind that a word names; reports a word that names none.
    pub(super) fn kind(&mut self, module: usize, kind: &KindName) -> Option<Kind> {
        let mut found = match kind.name.text.as_str() {
            "boolean" => Kind::Boolean,
            "integer" => Kind::Integer,
            "decimal" | "number" => Kind::Decimal,
            "money" => Kind::Money(kind.currency.as_ref().map(|currency| currency.text.to_uppercase().into())),
            "percent" => Kind::Percent,
            "text" => Kind::Text,
            "exact text" => Kind::ExactText,
            "email" => Kind::Email,
            "phone" => Kind::Phone,
            "domain" => Kind::Domain,
            "url" => Kind::Url,
            "country" => Kind::Country,
            "date" => Kind::Date,
            "datetime" => Kind::DateTime,
            "duration" => Kind::Duration,
            "rep" => Kind::Rep,
            "team" => Kind::Team,
            // None was written, which is told where the text is read.
            "" => return None,
            name => {
                let Some(Thing::Enum(id)) = self.names.find(module, Space::Enum, name) else {
                    let mut known: Vec<String> = KINDS.iter().map(|kind| (*kind).to_owned()).collect();
                    known.extend(self.names.known(module, Space::Enum).into_iter().map(str::to_owned));
                    self.report(wording::unknown_kind(name, kind.name.span, &known));
                    return None;
                };
                Kind::Enum(id)
            }
        };
        for _ in 0..kind.lists {
            found = Kind::List(Box::new(found));
        }
        Some(found)
    }

    /// Fields that the engine itself looks at.
    fn known_fields(&mut self) {
        let find = |name: &str, fits: &dyn Fn(&Kind) -> bool| {
            let place = self.model.lead.fields.iter().position(|field| *field.name == *name && fits(&field.kind))?;
            Some(FieldId::at(place))
        };
        let id = find("id", &|_| true);
        let created = find("created", &|kind| *kind == Kind::DateTime);
        let channel = find("channel", &|kind| matches!(kind, Kind::Enum(_)));
        (self.model.id_field, self.model.created_field, self.model.channel_field) = (id, created, channel);
    }

    fn checks(&mut self, module: usize, fields: &[tree::Field]) {
        for (place, field) in fields.iter().enumerate() {
            for option in &field.options {
                let FieldOption::Check { condition, message, or_invalid, .. } = option else { continue };
                let words = self.words_of(condition);
                let judged = self.condition(condition, &Context::lead(module));
                let check = FieldCheck {
                    condition: self.model.checks.len(),
                    message: message
                        .as_ref()
                        .map_or_else(|| format!("must be {words}"), |text| text.text.clone())
                        .into(),
                    or_invalid: *or_invalid,
                };
                self.model.checks.push(judged);
                if let Some(field) = self.model.lead.fields.get_mut(place) {
                    field.checks.push(check);
                }
            }
        }
    }

    /// Inline lists, so that anything may speak of them; CSV is read here too.
    pub(super) fn vocabulary(&mut self, documents: &[Document]) {
        for (module, document) in documents.iter().enumerate() {
            for item in &document.items {
                match &item.kind {
                    ItemKind::List(list) => {
                        let (kind, values) = self.list(module, list);
                        let (name, title) = (list.name.text.as_str().into(), title(list.title.as_ref()));
                        self.model.lists.push(List { name, title, kind, values });
                    }
                    ItemKind::ChannelCosts(costs) => self.channel_costs(module, costs),
                    _ => {}
                }
            }
        }
        self.team_names(documents);
        self.all_hours(documents);
        self.lookups_and_records(documents);
    }

    fn channel_costs(&mut self, module: usize, costs: &[(tree::Name, tree::Expr)]) {
        for (channel, cost) in costs {
            let Some(Value::Integer(cost)) = self.literal(cost, &Kind::Integer, module) else {
                continue;
            };
            self.model.channel_costs.push((channel.text.as_str().into(), cost.max(0)));
        }
        self.model.channel_costs.sort();
    }

    pub(super) fn zone(&mut self, name: &Quoted) -> Option<Zone> {
        let zone = Zone::named(&name.text);
        if zone.is_none() {
            self.report(wording::unknown_zone(&name.text, name.span, &Zone::nearest(&name.text)));
        }
        zone
    }
}

/// Whether data could bring a constant for a field of such a kind.
fn could_be_read(value: &Value, kind: &Kind) -> bool {
    match (value, kind) {
        (Value::Text(text), kind) => is_text_of(kind, text.original()),
        (Value::Decimal(share), Kind::Percent) => share.abs() <= Decimal::from(1),
        (Value::List(items), Kind::List(item)) => items.iter().all(|value| could_be_read(value, item)),
        _ => true,
    }
}

pub(super) fn title(title: Option<&Quoted>) -> Option<Arc<str>> {
    title.map(|title| title.text.as_str().into())
}

const KINDS: &[&str] = &[
    "boolean",
    "integer",
    "decimal",
    "number",
    "money",
    "percent",
    "text",
    "exact text",
    "email",
    "phone",
    "domain",
    "url",
    "country",
    "date",
    "datetime",
    "duration",
    "rep",
    "team",
];

const NORMALIZERS: [&str; 8] =
    ["trim", "lowercase", "uppercase", "squash spaces", "digits only", "e164", "company name", "plus tag off"];

fn normalizer(word: &str) -> Option<Normalizer> {
    Some(match word {
        "trim" => Normalizer::Trim,
        "lowercase" => Normalizer::Lowercase,
        "uppercase" => Normalizer::Uppercase,
        "squash spaces" => Normalizer::SquashSpaces,
        "digits only" => Normalizer::DigitsOnly,
        "e164" => Normalizer::E164,
        "company name" => Normalizer::CompanyName,
        "plus tag off" => Normalizer::PlusTagOff,
        _ => return None,
    })
}
