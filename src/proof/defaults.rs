//! Defaults that the check of their own field refuses.

use super::Prover;
use crate::check::logic;
use crate::domain::{FieldId, Lead, LeadId, Presence};
use crate::model::Uses;
use crate::route::{Alone, Truth};

impl Prover<'_, '_> {
    /// Tells of defaults that data could not bring, where the check asks for nothing but the field.
    pub(super) fn defaults(&mut self) {
        let model = self.rules.model();
        let alone = Alone::new(model);
        for (place, field) in model.lead.fields.iter().enumerate() {
            let Presence::Default(value) = &field.presence else { continue };
            let Some(span) = self.places.defaults.get(place).copied().flatten() else { continue };
            let mut values = vec![None; model.lead.fields.len()];
            values.iter_mut().skip(place).take(1).for_each(|slot| *slot = Some(value.clone()));
            let lead = Lead::of(LeadId::default(), values);
            let refused = field.checks.iter().find(|check| {
                model.checks.get(check.condition).is_some_and(|condition| {
                    Uses::of(condition).only(FieldId::at(place))
                        && alone.with(model, &lead, |judge| judge(condition)) == Truth::No
                })
            });
            if let Some(check) = refused {
                self.report(logic::default_refused(&field.name, &check.message, check.or_invalid, span));
            }
        }
    }
}
