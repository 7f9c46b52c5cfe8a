//! A lead that is filled by attribute ids, or from JSON.

use super::arguments::{MOST_BYTES, Output, given, text, texts};
use super::error::ErrorHandle;
use super::fault::{Fault, Outcome};
use super::guard::ErrorPlace;
use super::handle::Held;
use super::ruleset::{Described, RulesetHandle};
use super::status;
use crate::domain::{Decimal, Raw};
use crate::{AttributeKey, Draft, Lead, Limits, Ruleset};
use std::ffi::c_char;
use std::sync::Arc;

/// `pointsman_lead`
#[repr(transparent)]
#[derive(Debug)]
pub struct LeadHandle(Held<Filled>);

impl LeadHandle {
    pub(super) const fn held(lead: *mut Self) -> *mut Held<Filled> {
        lead.cast()
    }
}

/// A lead as far as it is filled.
#[derive(Debug)]
pub(super) struct Filled {
    described: Arc<Described>,
    /// One an attribute.
    keys: Vec<AttributeKey>,
    draft: Draft,
    /// It came as JSON, so that the draft says nothing.
    whole: Option<Lead>,
}

impl Filled {
    fn new(rules: &Ruleset, described: &Arc<Described>) -> Self {
        let fields = &rules.lead_schema().fields;
        let keys = fields.iter().filter_map(|field| rules.attribute(&field.name)).collect();
        Self { described: Arc::clone(described), keys, draft: rules.draft(), whole: None }
    }

    /// The lead as the policy of this context sees it.
    pub(super) fn read(&mut self, rules: &Ruleset) -> Outcome<&Lead> {
        if !self.draft.ruleset().same_policy(rules) {
            return Err(Fault::new(status::FOREIGN, "this lead belongs to another ruleset than the context"));
        }
        Ok(match &self.whole {
            Some(lead) => lead,
            None => self.draft.lead(),
        })
    }

    /// The lead that [`Filled::read`] has read.
    pub(super) fn known(&self) -> Outcome<&Lead> {
        self.whole.as_ref().or_else(|| self.draft.read()).ok_or_else(|| Fault::busy("lead"))
    }

    fn limits(&self) -> &Limits {
        self.draft.ruleset().limits()
    }

    /// Sets an attribute; `None` among the kinds: any.
    fn set(&mut self, id: u64, kinds: Option<&[i32]>, raw: &Raw<'_>) -> Outcome<()> {
        if self.whole.is_some() {
            return Err(Fault::argument("this lead came as JSON: clear it before its attributes are set one by one"));
        }
        let place = self.described.place(id)?;
        if let (Some(kinds), Some(known)) = (kinds, self.described.attributes.get(place))
            && !kinds.contains(&known.kind)
        {
            return Err(Fault::new(status::WRONG_KIND, format!("`{}` is not of this kind", known.name.as_str())));
        }
        let foreign = || Fault::new(status::FOREIGN, "no attribute of this ruleset");
        self.draft.set(*self.keys.get(place).ok_or_else(foreign)?, raw)?;
        Ok(())
    }

    fn clear(&mut self) {
        self.draft.clear();
        self.whole = None;
    }
}

/// `pointsman_lead_new`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_lead_new(
    ruleset: *const RulesetHandle,
    lead: *mut *mut LeadHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, ruleset, out) =
        unsafe { (ErrorPlace::new(error), given(ruleset, "ruleset"), Output::new(lead, "lead")) };
    error.answer(|| {
        let (RulesetHandle { rules, described }, out) = (ruleset?, out?);
        out.give(LeadHandle(Held::new(Filled::new(rules, described))));
        Ok(())
    })
}

/// `pointsman_lead_free`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_lead_free(lead: *mut LeadHandle) {
    // SAFETY: made by `pointsman_lead_new` and not used any more; the two have one layout.
    unsafe { Held::free(LeadHandle::held(lead)) };
}

/// `pointsman_lead_clear`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_lead_clear(lead: *mut LeadHandle, error: *mut *mut ErrorHandle) -> i32 {
    // SAFETY: as the header says.
    let (error, lead) = unsafe { (ErrorPlace::new(error), Held::lock(LeadHandle::held(lead), "lead")) };
    error.answer(|| {
        lead?.clear();
        Ok(())
    })
}

/// `pointsman_lead_set_text`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_lead_set_text(
    lead: *mut LeadHandle,
    attribute: u64,
    data: *const c_char,
    size: usize,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, lead) = unsafe { (ErrorPlace::new(error), Held::lock(LeadHandle::held(lead), "lead")) };
    error.answer(|| {
        let mut lead = lead?;
        // SAFETY: as the header says.
        let given = unsafe { text(data, size, lead.limits().text_bytes, "data") }?;
        lead.set(attribute, None, &Raw::from(given))
    })
}

/// `pointsman_lead_set_texts`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_lead_set_texts(
    lead: *mut LeadHandle,
    attribute: u64,
    data: *const *const c_char,
    sizes: *const usize,
    count: usize,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, lead) = unsafe { (ErrorPlace::new(error), Held::lock(LeadHandle::held(lead), "lead")) };
    error.answer(|| {
        let mut lead = lead?;
        let limits = (lead.limits().list_items, lead.limits().text_bytes);
        // SAFETY: as the header says.
        let items = unsafe { texts(data, sizes, count, limits, "data") }?;
        lead.set(attribute, Some(&[status::KIND_LIST]), &Raw::Texts(&items))
    })
}

/// `pointsman_lead_set_integer`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_lead_set_integer(
    lead: *mut LeadHandle,
    attribute: u64,
    value: i64,
    error: *mut *mut ErrorHandle,
) -> i32 {
    const KINDS: &[i32] = &[status::KIND_INTEGER, status::KIND_DECIMAL, status::KIND_MONEY, status::KIND_PERCENT];
    // SAFETY: as the header says.
    unsafe { set(lead, attribute, Raw::Integer(value), KINDS, error) }
}

/// `pointsman_lead_set_decimal`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_lead_set_decimal(
    lead: *mut LeadHandle,
    attribute: u64,
    ten_thousandths: i64,
    error: *mut *mut ErrorHandle,
) -> i32 {
    const KINDS: &[i32] = &[status::KIND_DECIMAL, status::KIND_MONEY, status::KIND_PERCENT];
    // SAFETY: as the header says.
    unsafe { set(lead, attribute, Raw::Decimal(Decimal::from_scaled(ten_thousandths.into())), KINDS, error) }
}

/// `pointsman_lead_set_boolean`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_lead_set_boolean(
    lead: *mut LeadHandle,
    attribute: u64,
    value: i32,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    unsafe { set(lead, attribute, Raw::Bool(value != 0), &[status::KIND_BOOLEAN], error) }
}

/// `pointsman_lead_set_time`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_lead_set_time(
    lead: *mut LeadHandle,
    attribute: u64,
    microseconds: i64,
    error: *mut *mut ErrorHandle,
) -> i32 {
    match super::request::instant(microseconds, "microseconds") {
        // SAFETY: as the header says.
        Ok(at) => unsafe { set(lead, attribute, Raw::Instant(at), &[status::KIND_DATETIME], error) },
        Err(fault) => {
            // SAFETY: as the header says.
            let (error, lead) = unsafe { (ErrorPlace::new(error), Held::lock(LeadHandle::held(lead), "lead")) };
            error.answer(|| lead.and(Err(fault)))
        }
    }
}

/// `pointsman_lead_set_missing`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_lead_set_missing(
    lead: *mut LeadHandle,
    attribute: u64,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, lead) = unsafe { (ErrorPlace::new(error), Held::lock(LeadHandle::held(lead), "lead")) };
    error.answer(|| lead?.set(attribute, None, &Raw::Null))
}

/// # Safety
///
/// As the header says of the pointers.
unsafe fn set(lead: *mut LeadHandle, attribute: u64, raw: Raw<'_>, kinds: &[i32], error: *mut *mut ErrorHandle) -> i32 {
    // SAFETY: the same promise.
    let (error, lead) = unsafe { (ErrorPlace::new(error), Held::lock(LeadHandle::held(lead), "lead")) };
    error.answer(|| lead?.set(attribute, Some(kinds), &raw))
}

/// `pointsman_lead_set_json`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_lead_set_json(
    lead: *mut LeadHandle,
    json: *const c_char,
    size: usize,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, lead, json) = unsafe {
        (ErrorPlace::new(error), Held::lock(LeadHandle::held(lead), "lead"), text(json, size, MOST_BYTES, "json"))
    };
    error.answer(|| {
        let (mut lead, json) = (lead?, json?);
        let read = lead.draft.ruleset().lead_from_json(json)?;
        lead.clear();
        lead.whole = Some(read);
        Ok(())
    })
}
