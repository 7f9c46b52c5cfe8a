//! Values: what a name, a path, a call or a calculation means, and of what kind it is.

use super::context::{Context, RepSight};
use super::names::{Space, Thing};
use super::{Checker, wording};
use crate::calendar::Zone;
use crate::domain::{Decimal, FieldId, Kind, Text, Value};
use crate::model::{Arithmetic, Expr as Meaning, Typed};
use crate::syntax::tree::{self, Expr, ExprKind, Name};

/// A value that is understood: what it means, of what kind it is, whether it may be printed.
pub(super) type Understood = Option<(Meaning, Typed)>;

const DAYS: [(&str, &str); 7] = [
    ("mon", "monday"),
    ("tue", "tuesday"),
    ("wed", "wednesday"),
    ("thu", "thursday"),
    ("fri", "friday"),
    ("sat", "saturday"),
    ("sun", "sunday"),
];

pub(super) fn typed(kind: Kind, private: bool) -> Typed {
    Typed { kind, private }
}

impl Checker<'_> {
    /// What a value means. `expected` gives bare words a meaning: enum values, country codes, teams. Reports what it does
    /// not understand and answers `None`.
    pub(super) fn value(&mut self, expr: &Expr, expected: Option<&Kind>, context: &Context) -> Understood {
        if let Some(constant) = self.constant_here(expr, expected, context) {
            let value = constant.ok()?;
            let kind = self.kind_of(&value, expected);
            return Some((Meaning::Literal(value), typed(kind, false)));
        }
        match &expr.kind {
            ExprKind::Name(name) => self.named(name, expr, context),
            ExprKind::Member { of, name } => self.member(of, name, expr, context),
            ExprKind::Index { of, key } => self.index(of, key, expr, context),
            ExprKind::Call(call) => self.call(&call.function, &call.arguments, expr, context),
            ExprKind::Default { value, instead } => {
                let (value, kind) = self.value(value, expected, context)?;
                let (instead, other) = self.value(instead, Some(&kind.kind), context)?;
                if !comparable(&kind.kind, &other.kind) {
                    self.different_kinds(&kind.kind, &other.kind, expr);
                    return None;
                }
                let private = kind.private || other.private;
                Some((Meaning::Default(Box::new(value), Box::new(instead)), typed(kind.kind, private)))
            }
            ExprKind::HourAt(zone) => Some((Meaning::Hour(self.zone(zone)?), typed(Kind::Integer, false))),
            ExprKind::Negative(inner) => {
                let (value, kind) = self.number_value(inner, context)?;
                Some((Meaning::Negative(Box::new(value)), kind))
            }
            ExprKind::Arithmetic { operator, left, right } => self.arithmetic(*operator, left, right, context),
            ExprKind::List(items) => self.list_value(items, expected, context),
            ExprKind::Range { .. } => {
                self.report(wording::range_here(expr.span));
                None
            }
            // Without a catch-all here and in `condition_of`, no kind of piece can send the two to each other without end.
            ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Not(_)
            | ExprKind::AnyOf(_)
            | ExprKind::AllOf(_)
            | ExprKind::NoneOf(_)
            | ExprKind::Compare { .. }
            | ExprKind::WithinLast { .. }
            | ExprKind::State { .. } => {
                let condition = self.condition_of(expr, context)?;
                Some((Meaning::Condition(Box::new(condition)), typed(Kind::Boolean, false)))
            }
            // Constants, which were read above.
            ExprKind::Text(_)
            | ExprKind::Number(_)
            | ExprKind::Percent(_)
            | ExprKind::Bool(_)
            | ExprKind::Date(_)
            | ExprKind::Time(_)
            | ExprKind::LocalTime(_)
            | ExprKind::Instant(_)
            | ExprKind::Duration(_) => {
                self.report(wording::not_a_value("a value", expr.span));
                None
            }
            ExprKind::Bad => None,
        }
    }

    /// A constant, unless a bare word names something that is in sight and no value of the expected enum.
    fn constant_here(&mut self, expr: &Expr, expected: Option<&Kind>, context: &Context) -> Option<Result<Value, ()>> {
        if let ExprKind::Name(word) = &expr.kind {
            let is_value = match expected? {
                Kind::Enum(id) => {
                    let known = self.model.enums.get(id.index());
                    known.is_some_and(|known| known.values.iter().any(|value| *value.name == **word))
                }
                Kind::Country => crate::domain::Country::unassigned(word).is_some(),
                Kind::Team => matches!(self.names.find(context.module, Space::Team, word), Some(Thing::Team(_))),
                Kind::Rep => false,
                _ => return None,
            };
            if !is_value && (self.in_sight(word, context) || matches!(expected, Some(Kind::Rep))) {
                return None;
            }
        }
        self.constant(expr, expected, context.module)
    }

    fn in_sight(&self, word: &str, context: &Context) -> bool {
        let of = |schema: &crate::domain::Schema| schema.fields.iter().any(|field| *field.name == *word);
        (context.rep == RepSight::Bare && of(&self.model.rep))
            || (context.lead && of(&self.model.lead))
            || self.names.find(context.module, Space::Value, word).is_some()
    }

    fn kind_of(&self, value: &Value, expected: Option<&Kind>) -> Kind {
        match value {
            Value::Bool(_) => Kind::Boolean,
            Value::Integer(_) => Kind::Integer,
            Value::Decimal(_) => match expected {
                Some(kind) if kind.is_number() => kind.clone(),
                _ => Kind::Decimal,
            },
            Value::Text(_) => match expected {
                Some(kind) if kind.is_text() => kind.clone(),
                _ => Kind::Text,
            },
            Value::Country(_) => Kind::Country,
            Value::Date(_) => Kind::Date,
            Value::DateTime(_) => Kind::DateTime,
            Value::Duration(_) => Kind::Duration,
            Value::Enum(id, _) => Kind::Enum(*id),
            Value::Rep(_) => Kind::Rep,
            Value::Team(_) => Kind::Team,
            Value::List(items) => {
                let inner = match expected {
                    Some(Kind::List(item)) => (**item).clone(),
                    _ => items.first().map_or(Kind::Text, |first| self.kind_of(first, None)),
                };
                Kind::List(Box::new(inner))
            }
        }
    }

    /// A bare name: of a field, a definition, or a fact of the moment.
    fn named(&mut self, name: &str, expr: &Expr, context: &Context) -> Understood {
        if context.rep == RepSight::Bare
            && let Some((field, kind)) = field_of(&self.model.rep, name)
        {
            return Some((Meaning::RepField(field), kind));
        }
        if context.lead {
            if let Some((field, kind)) = field_of(&self.model.lead, name) {
                return Some((Meaning::Field(field), kind));
            }
            if let Some(thing) = self.names.find(context.module, Space::Value, name) {
                return self.defined(thing, name, expr);
            }
        }
        if let Some(found) = self.moment(name, context) {
            return Some(found);
        }
        self.unknown_field(name, expr, context);
        None
    }

    fn moment(&self, name: &str, context: &Context) -> Understood {
        let zone = || self.module_zone(context.module);
        let (meaning, kind) = match name {
            "now" => (Meaning::Now, Kind::DateTime),
            "today" => (Meaning::Today(zone()), Kind::Date),
            "weekday" => (Meaning::Weekday(zone()), Kind::Text),
            "hour" => (Meaning::Hour(zone()), Kind::Integer),
            "attempt" => (Meaning::Attempt, Kind::Integer),
            "waiting" => (Meaning::Waiting, Kind::Duration),
            "channel" => (Meaning::Channel, Kind::Text),
            _ => return None,
        };
        Some((meaning, typed(kind, false)))
    }

    /// What a definition gives when it is named.
    fn defined(&mut self, thing: Thing, name: &str, expr: &Expr) -> Understood {
        match thing {
            Thing::Derived(id) => {
                let kind = self.kind_of_derived(id, expr.span)?;
                Some((Meaning::Derived(id), kind))
            }
            Thing::Table(table) => match self.outputs_of(table).as_slice() {
                [only] => {
                    let only = *only;
                    let kind = self.kind_of_derived(only, expr.span)?;
                    Some((Meaning::Derived(only), kind))
                }
                _ => {
                    self.report(wording::which_column(name, expr.span));
                    None
                }
            },
            Thing::Score(id) => Some((Meaning::Score(id), typed(Kind::Decimal, false))),
            Thing::Grade(id) => {
                let values = self.grade_values(id);
                Some((Meaning::Grade(id), typed(Kind::Enum(values), false)))
            }
            Thing::Territory(_) => {
                self.report(wording::territory_alone(name, expr.span));
                None
            }
            Thing::List(_) | Thing::Lookup(_) => {
                self.report(wording::list_alone(name, expr.span, matches!(thing, Thing::Lookup(_))));
                None
            }
            Thing::Match(_) => {
                self.report(wording::match_alone(name, expr.span));
                None
            }
            _ => None,
        }
    }

    fn unknown_field(&mut self, name: &str, expr: &Expr, context: &Context) {
        let mut known: Vec<String> = Vec::new();
        if context.rep == RepSight::Bare {
            known.extend(self.model.rep.fields.iter().map(|field| field.name.to_string()));
        }
        if context.lead {
            known.extend(self.model.lead.fields.iter().map(|field| field.name.to_string()));
            known.extend(self.names.known(context.module, Space::Value).into_iter().map(str::to_owned));
        }
        let of_lead = self.model.lead.fields.iter().any(|field| *field.name == *name);
        let finding = if context.rep == RepSight::Bare && of_lead {
            wording::lead_field_in_members(name, expr.span)
        } else if context.rep == RepSight::Bare {
            wording::unknown_rep_field(name, expr.span, &known)
        } else {
            wording::unknown_lead_field(name, expr.span, &known, self.column_of(name, &known).as_deref())
        };
        self.report(finding);
    }

    /// The CRM column of the field that a misspelt name probably means.
    fn column_of(&self, name: &str, known: &[String]) -> Option<String> {
        let near = crate::text::nearest(name, known.iter().map(String::as_str))?;
        let field = self.model.lead.fields.iter().find(|field| *field.name == *near)?;
        field.column.as_deref().map(str::to_owned)
    }

    /// `rep.x`, `lead.x`, `acct.x`, `other.x`, `table.column`, `lookup[key].column`.
    fn member(&mut self, of: &Expr, name: &Name, expr: &Expr, context: &Context) -> Understood {
        match &of.kind {
            ExprKind::Name(base) => self.member_of(base, of, name, expr, context),
            ExprKind::Index { of: lookup, key } => {
                let ExprKind::Name(base) = &lookup.kind else {
                    self.report(wording::no_parts(expr.span));
                    return None;
                };
                self.lookup_column(base, lookup, key, Some(name), context)
            }
            ExprKind::Bad => None,
            _ => {
                self.report(wording::no_parts(expr.span));
                None
            }
        }
    }

    fn member_of(&mut self, base: &str, of: &Expr, name: &Name, expr: &Expr, context: &Context) -> Understood {
        if let Some((row, record)) = &context.row
            && row == base
        {
            let schema = self.model.records.get(record.index()).map(|record| record.schema.clone()).unwrap_or_default();
            return self.field_in(&schema, name, "row").map(|(field, kind)| (Meaning::RowField(field), kind));
        }
        if base == "rep" && context.rep != RepSight::None {
            if name.text == "id" && field_of(&self.model.rep, "id").is_none() {
                return Some((Meaning::RepId, typed(Kind::Rep, false)));
            }
            let schema = self.model.rep.clone();
            return self.field_in(&schema, name, "rep").map(|(field, kind)| (Meaning::RepField(field), kind));
        }
        if base == "rep" && field_of(&self.model.lead, "rep").is_none() {
            self.report(wording::no_rep_here(expr.span));
            return None;
        }
        if base == "lead" && context.lead {
            let schema = self.model.lead.clone();
            return self.field_in(&schema, name, "lead").map(|(field, kind)| (Meaning::Field(field), kind));
        }
        match self.names.find(context.module, Space::Value, base) {
            Some(Thing::Match(matched)) if context.lead => {
                let schema = self.matched_schema(matched);
                let (field, kind) = self.field_in(&schema, name, "matched row")?;
                Some((Meaning::Matched { matched, field }, kind))
            }
            Some(Thing::Table(table)) if context.lead => {
                let outputs = self.outputs_of(table);
                let columns = self.output_names(table);
                match columns.iter().position(|column| **column == *name.text) {
                    Some(place) => {
                        let id = *outputs.get(place)?;
                        let kind = self.kind_of_derived(id, expr.span)?;
                        Some((Meaning::Derived(id), kind))
                    }
                    None => {
                        self.report(wording::unknown(
                            "column",
                            &name.text,
                            name.span,
                            columns.iter().map(|name| &**name),
                        ));
                        None
                    }
                }
            }
            Some(_) => {
                self.report(wording::no_parts(expr.span));
                None
            }
            None if context.lead && field_of(&self.model.lead, base).is_some() => {
                self.report(wording::no_parts(expr.span));
                None
            }
            None => {
                let known: Vec<String> =
                    self.names.known(context.module, Space::Value).into_iter().map(str::to_owned).collect();
                self.report(wording::unknown("definition", base, of.span, known.iter().map(String::as_str)));
                None
            }
        }
    }

    fn field_in(&mut self, schema: &crate::domain::Schema, name: &Name, of: &str) -> Option<(FieldId, Typed)> {
        let found = field_of(schema, &name.text);
        if found.is_none() {
            let known = schema.fields.iter().map(|field| &*field.name);
            self.report(wording::unknown_part(of, &name.text, name.span, known));
        }
        found
    }

    /// `lookup[key]`: its only column.
    fn index(&mut self, of: &Expr, key: &Expr, expr: &Expr, context: &Context) -> Understood {
        let ExprKind::Name(base) = &of.kind else {
            self.report(wording::no_parts(expr.span));
            return None;
        };
        self.lookup_column(base, of, key, None, context)
    }

    fn call(&mut self, function: &Name, arguments: &[Expr], expr: &Expr, context: &Context) -> Understood {
        if function.text == "in_territory" {
            let condition = self.condition_of(expr, context)?;
            return Some((Meaning::Condition(Box::new(condition)), typed(Kind::Boolean, false)));
        }
        let [argument] = arguments else {
            self.report(wording::function(&function.text, function.span));
            return None;
        };
        let (value, kind) = match function.text.as_str() {
            "domain_of" => self.value(argument, Some(&Kind::Email), context)?,
            "days_since" => self.value(argument, Some(&Kind::Date), context)?,
            "minutes" => self.value(argument, Some(&Kind::Duration), context)?,
            _ => {
                self.report(wording::function(&function.text, function.span));
                return None;
            }
        };
        let zone: Zone = self.module_zone(context.module);
        match (function.text.as_str(), &kind.kind) {
            // A domain says where somebody works, not who it is: it is not private even when the address is.
            ("domain_of", text) if text.is_text() => {
                Some((Meaning::DomainOf(Box::new(value)), typed(Kind::Domain, false)))
            }
            ("days_since", Kind::Date | Kind::DateTime) => {
                Some((Meaning::DaysSince(Box::new(value), zone), typed(Kind::Integer, kind.private)))
            }
            ("minutes", Kind::Duration) => {
                Some((Meaning::Minutes(Box::new(value)), typed(Kind::Decimal, kind.private)))
            }
            (_, found) => {
                let found = crate::domain::kind_words(found, &self.model.enums);
                self.report(wording::function_argument(&function.text, &found, argument.span));
                None
            }
        }
    }

    fn number_value(&mut self, expr: &Expr, context: &Context) -> Understood {
        let (value, kind) = self.value(expr, Some(&Kind::Decimal), context)?;
        if !kind.kind.is_number() {
            let found = crate::domain::kind_words(&kind.kind, &self.model.enums);
            self.report(wording::not_a_number(&found, expr.span));
            return None;
        }
        Some((value, kind))
    }

    fn arithmetic(&mut self, operator: tree::Arithmetic, left: &Expr, right: &Expr, context: &Context) -> Understood {
        let span = left.span.to(right.span);
        let left = self.number_value(left, context);
        let right = self.number_value(right, context);
        let ((left, a), (right, b)) = (left?, right?);
        if operator == tree::Arithmetic::Divide && is_zero(&right) {
            self.report(wording::divided_by_zero(span));
        }
        let operator = match operator {
            tree::Arithmetic::Add => Arithmetic::Add,
            tree::Arithmetic::Subtract => Arithmetic::Subtract,
            tree::Arithmetic::Multiply => Arithmetic::Multiply,
            tree::Arithmetic::Divide => Arithmetic::Divide,
        };
        let whole = a.kind == Kind::Integer && b.kind == Kind::Integer && operator != Arithmetic::Divide;
        let kind = if whole { Kind::Integer } else { Kind::Decimal };
        let meaning = Meaning::Arithmetic(operator, Box::new(left), Box::new(right));
        Some((meaning, typed(kind, a.private || b.private)))
    }

    fn list_value(&mut self, items: &[Expr], expected: Option<&Kind>, context: &Context) -> Understood {
        let mut item_kind = match expected {
            Some(Kind::List(item)) => Some((**item).clone()),
            _ => None,
        };
        let (mut values, mut private) = (Vec::new(), false);
        for item in items {
            let (value, kind) = self.value(item, item_kind.as_ref(), context)?;
            private |= kind.private;
            match &item_kind {
                Some(known) if !comparable(known, &kind.kind) => {
                    let known = known.clone();
                    self.different_kinds(&known, &kind.kind, item);
                    return None;
                }
                Some(_) => {}
                None => item_kind = Some(kind.kind),
            }
            values.push(value);
        }
        let kind = Kind::List(Box::new(item_kind.unwrap_or(Kind::Text)));
        Some((Meaning::List(values), typed(kind, private)))
    }

    pub(super) fn different_kinds(&mut self, left: &Kind, right: &Kind, expr: &Expr) {
        let left = crate::domain::kind_words(left, &self.model.enums);
        let right = crate::domain::kind_words(right, &self.model.enums);
        self.report(wording::different_kinds(&left, &right, expr.span));
    }

    /// The name of a weekday where one is compared with `weekday`.
    pub(super) fn weekday_word(expr: &Expr) -> Option<Meaning> {
        let word = match &expr.kind {
            ExprKind::Name(word) | ExprKind::Text(word) => word,
            _ => return None,
        };
        let (short, _) = DAYS.iter().find(|(short, long)| short == word || long == word)?;
        Some(Meaning::Literal(Value::Text(Text::folded(short))))
    }
}

/// Whether it is a written zero.
fn is_zero(value: &Meaning) -> bool {
    match value {
        Meaning::Literal(Value::Integer(number)) => *number == 0,
        Meaning::Literal(Value::Decimal(number)) => *number == Decimal::ZERO,
        _ => false,
    }
}

/// Whether values of two kinds may be compared: numbers with numbers, texts with texts, else only the same.
pub(super) fn comparable(a: &Kind, b: &Kind) -> bool {
    (a.is_number() && b.is_number()) || (a.is_text() && b.is_text()) || a == b
}

pub(super) fn field_of(schema: &crate::domain::Schema, name: &str) -> Option<(FieldId, Typed)> {
    let place = schema.fields.iter().position(|field| *field.name == *name)?;
    let field = schema.fields.get(place)?;
    Some((FieldId::at(place), typed(field.kind.clone(), field.private)))
}
