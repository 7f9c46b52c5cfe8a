//! Matching accounts and finding duplicates.

use super::context::Context;
use super::definitions::Progress;
use super::names::{Space, Thing};
use super::values::{comparable, field_of};
use super::{Checker, wording};
use crate::domain::{Field, FieldId, Kind, Presence, RecordId, Schema, Value};
use crate::model::{Dedupe, DedupeClause, Expr as Meaning, Match, MatchClause, Record};
use crate::syntax::tree::{self, Document, Expr, ExprKind, ItemKind, Name};
use crate::text::Span;

impl Checker<'_> {
    pub(super) fn all_matches(&mut self, documents: &[Document]) {
        let (mut next, mut first): (usize, Option<Span>) = (0, None);
        for (module, document) in documents.iter().enumerate() {
            for item in &document.items {
                match &item.kind {
                    ItemKind::Match(matched) => {
                        let record = self.names.match_records.get(next).copied().flatten();
                        next += 1;
                        let made = self.matched(module, matched, record);
                        self.model.matches.push(made);
                    }
                    ItemKind::Dedupe(dedupe) => {
                        if let Some(first) = first.replace(dedupe.span) {
                            self.report(wording::declared_twice("search for duplicates", "dedupe", dedupe.span, first));
                            continue;
                        }
                        let made = self.dedupe(module, dedupe);
                        self.model.dedupe = made;
                    }
                    _ => {}
                }
            }
        }
    }

    fn matched(&mut self, module: usize, matched: &tree::Match, record: Option<RecordId>) -> Match {
        let mut made = Match {
            record: record.unwrap_or_else(|| RecordId::at(usize::MAX)),
            name: matched.name.text.as_str().into(),
            clauses: Vec::new(),
            prefer: Vec::new(),
        };
        let Some(record) = record else { return made };
        for clause in &matched.clauses {
            made.clauses.extend(self.match_clause(module, &matched.name.text, record, clause));
        }
        for name in &matched.prefer {
            made.prefer.extend(self.record_field(record, name).map(|(field, _)| field));
        }
        made
    }

    fn record_field(&mut self, record: RecordId, name: &Name) -> Option<(FieldId, Kind)> {
        let schema = &self.model.records.get(record.index())?.schema;
        if let Some((field, kind)) = field_of(schema, &name.text) {
            return Some((field, kind.kind));
        }
        let known: Vec<String> = schema.fields.iter().map(|field| field.name.to_string()).collect();
        self.report(wording::unknown_part("record", &name.text, name.span, known.iter().map(String::as_str)));
        None
    }

    fn match_clause(
        &mut self,
        module: usize,
        alias: &str,
        record: RecordId,
        clause: &tree::MatchClause,
    ) -> Option<MatchClause> {
        let (field, kind) = self.record_field(record, &clause.by)?;
        let value = self.lead_side(module, &clause.by, &kind)?;
        let similarity = match &clause.similarity {
            Some(share) => match self.literal(share, &Kind::Percent, module)? {
                Value::Decimal(share) => Some(share),
                _ => None,
            },
            None => None,
        };
        if similarity.is_some() && !kind.is_text() {
            self.report(wording::only_text(clause.by.span));
            return None;
        }
        let condition = clause
            .condition
            .as_ref()
            .map(|condition| self.condition(condition, &Context::with_row(module, alias, record)));
        Some(MatchClause { value, field, similarity, condition })
    }

    /// What of the lead is compared with a column: the field or definition of its name; else for a domain that of the
    /// lead's only mail address, and for `name` the company.
    fn lead_side(&mut self, module: usize, by: &Name, kind: &Kind) -> Option<Meaning> {
        let known = field_of(&self.model.lead, &by.text).is_some()
            || matches!(self.names.find(module, Space::Value, &by.text), Some(Thing::Derived(_) | Thing::Table(_)));
        if known {
            let expr = Expr { kind: ExprKind::Name(by.text.clone()), span: by.span };
            let (value, found) = self.value(&expr, None, &Context::lead(module))?;
            if !comparable(&found.kind, kind) {
                self.different_kinds(&found.kind, kind, &expr);
                return None;
            }
            return Some(value);
        }
        let of_kind = |wanted: &Kind| {
            let fields = self.model.lead.fields.iter().enumerate();
            let found: Vec<usize> = fields.filter(|(_, field)| field.kind == *wanted).map(|(place, _)| place).collect();
            match found.as_slice() {
                [only] => Some(Meaning::Field(FieldId::at(*only))),
                _ => None,
            }
        };
        let found = match kind {
            Kind::Domain => of_kind(&Kind::Email).map(|email| Meaning::DomainOf(Box::new(email))),
            _ if by.text == "name" => field_of(&self.model.lead, "company").map(|(field, _)| Meaning::Field(field)),
            _ => None,
        };
        if found.is_none() {
            self.report(wording::no_lead_side(&by.text, by.span));
        }
        found
    }

    /// The record of leads that were decided before: their fields, what is derived from them, when they were seen and who
    /// got them.
    fn decided_leads(&mut self) -> RecordId {
        let plain = |name: &str, kind: &Kind, private: bool| Field {
            name: name.into(),
            kind: kind.clone(),
            presence: Presence::Optional,
            column: None,
            normalize: Vec::new(),
            missing_when: Vec::new(),
            checks: Vec::new(),
            private,
            percent_points: false,
            decimal_comma: false,
        };
        // These two names come first to mind; a field of the lead with one of them steps back.
        let mut fields = vec![plain("seen", &Kind::DateTime, false), plain("rep", &Kind::Rep, false)];
        let lead = self.model.lead.fields.iter().map(|field| plain(&field.name, &field.kind, field.private));
        let known = self.derived.iter().filter_map(|progress| match progress {
            Progress::Done(Some(derived)) => Some(derived),
            _ => None,
        });
        let derived = known.filter(|derived| !derived.name.contains('.'));
        let derived = derived.map(|derived| plain(&derived.name, &derived.typed.kind, derived.typed.private));
        for field in lead.chain(derived).collect::<Vec<_>>() {
            if fields.iter().all(|known| known.name != field.name) {
                fields.push(field);
            }
        }
        self.model.records.push(Record {
            name: "lead".into(),
            title: None,
            schema: Schema { fields },
            rows: None,
            decided_only: true,
        });
        RecordId::at(self.model.records.len() - 1)
    }

    fn dedupe(&mut self, module: usize, dedupe: &tree::Dedupe) -> Option<Dedupe> {
        let record = match &dedupe.against {
            Some(name) => match self.thing(module, Space::Record, name)? {
                Thing::Record(record) => record,
                _ => return None,
            },
            None => self.decided_leads(),
        };
        let schema = self.model.records.get(record.index())?.schema.clone();
        let of = |name: &str, kind: &Kind| {
            let named = schema.fields.iter().position(|field| *field.name == *name && field.kind == *kind);
            named.or_else(|| schema.fields.iter().position(|field| field.kind == *kind)).map(FieldId::at)
        };
        let seen = of("seen", &Kind::DateTime);
        if let (None, Some(name)) = (seen, &dedupe.against) {
            self.report(wording::no_seen(&name.text, name.span));
        }
        let clauses = dedupe.clauses.iter().filter_map(|clause| {
            let condition = self.condition(&clause.condition, &Context::with_row(module, "other", record));
            let within = self.clock_length(&clause.within)?;
            Some(DedupeClause { condition, within, attach: clause.action == tree::DedupeAction::Attach })
        });
        let clauses = clauses.collect();
        Some(Dedupe { against: Some(record), seen, rep: of("rep", &Kind::Rep), clauses })
    }
}
