//! A lead that is filled by attribute ids, or from JSON; it is read by the policy's schema when it is first routed.

use super::arguments::{MOST_BYTES, Output, given, text, texts};
use super::error::ErrorHandle;
use super::fault::{Fault, Outcome};
use super::guard::ErrorPlace;
use super::handle::Held;
use super::ruleset::{Described, RulesetHandle};
use super::status;
use crate::domain::{Decimal, Raw};
use crate::{Lead, Ruleset};
use jiff::Timestamp;
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

/// What a lead was filled with.
#[derive(Debug)]
pub(super) struct Filled {
    rules: Ruleset,
    described: Arc<Described>,
    /// One an attribute.
    slots: Vec<Slot>,
    /// After reading, until it is changed.
    lead: Option<Lead>,
    /// It came as JSON, so that its slots say nothing.
    whole: bool,
}

/// One attribute. Its buffers outlive what they hold, so that filling a lead again costs no memory.
#[derive(Debug, Default)]
struct Slot {
    given: Given,
    text: String,
    list: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default)]
enum Given {
    #[default]
    Nothing,
    Boolean(bool),
    Integer(i64),
    /// Ten-thousandths.
    Decimal(i64),
    Time(Timestamp),
    Text,
    /// The first so many of the list.
    List(usize),
}

impl Slot {
    fn raw(&self) -> Option<Raw<'_>> {
        Some(match self.given {
            Given::Nothing => return None,
            Given::Boolean(known) => Raw::Bool(known),
            Given::Integer(number) => Raw::Number(number.to_string().into()),
            Given::Decimal(scaled) => Raw::Number(Decimal::from_scaled(scaled.into()).to_string().into()),
            Given::Time(at) => Raw::Text(at.to_string().into()),
            Given::Text => Raw::Text(self.text.as_str().into()),
            Given::List(count) => {
                Raw::List(self.list.iter().take(count).map(|item| Raw::Text(item.as_str().into())).collect())
            }
        })
    }
}

impl Filled {
    /// The lead as the policy of this context sees it.
    pub(super) fn read(&mut self, rules: &Ruleset) -> Outcome<&Lead> {
        if !self.rules.same_policy(rules) {
            return Err(Fault::new(status::FOREIGN, "this lead belongs to another ruleset than the context"));
        }
        let Self { slots, rules, lead, .. } = self;
        Ok(lead.get_or_insert_with(|| {
            let fields = &rules.lead_schema().fields;
            let given = fields.iter().zip(slots.iter());
            let attributes: Vec<(&str, Raw<'_>)> =
                given.filter_map(|(field, slot)| Some((&*field.name, slot.raw()?))).collect();
            rules.lead(&attributes)
        }))
    }

    /// The lead that [`Filled::read`] has read.
    pub(super) fn known(&self) -> Outcome<&Lead> {
        self.lead.as_ref().ok_or_else(|| Fault::busy("lead"))
    }

    /// A slot to be filled; `None` among the kinds: any.
    fn slot(&mut self, id: u64, kinds: Option<&[i32]>) -> Outcome<&mut Slot> {
        if self.whole {
            return Err(Fault::argument("this lead came as JSON: clear it before its attributes are set one by one"));
        }
        let place = self.described.place(id)?;
        if let (Some(kinds), Some(known)) = (kinds, self.described.attributes.get(place))
            && !kinds.contains(&known.kind)
        {
            return Err(Fault::new(status::WRONG_KIND, format!("`{}` is not of this kind", known.name.as_str())));
        }
        self.lead = None;
        self.slots.get_mut(place).ok_or_else(|| Fault::new(status::FOREIGN, "no attribute of this ruleset"))
    }

    fn clear(&mut self) {
        self.slots.iter_mut().for_each(|slot| slot.given = Given::Nothing);
        self.lead = None;
        self.whole = false;
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
        let slots = rules.lead_schema().fields.iter().map(|_| Slot::default()).collect();
        let described = Arc::clone(described);
        let filled = Filled { rules: rules.clone(), described, slots, lead: None, whole: false };
        out.give(LeadHandle(Held::new(filled)));
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
        let given = unsafe { text(data, size, lead.rules.limits().text_bytes, "data") }?;
        let slot = lead.slot(attribute, None)?;
        slot.given = Given::Text;
        slot.text.clear();
        slot.text.push_str(given);
        Ok(())
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
        let limits = (lead.rules.limits().list_items, lead.rules.limits().text_bytes);
        // SAFETY: as the header says.
        let items = unsafe { texts(data, sizes, count, limits, "data") }?;
        let slot = lead.slot(attribute, Some(&[status::KIND_LIST]))?;
        slot.given = Given::List(items.len());
        slot.list.resize_with(slot.list.len().max(items.len()), String::new);
        for (place, item) in slot.list.iter_mut().zip(items) {
            place.clear();
            place.push_str(item);
        }
        Ok(())
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
    unsafe { set(lead, attribute, Given::Integer(value), KINDS, error) }
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
    unsafe { set(lead, attribute, Given::Decimal(ten_thousandths), KINDS, error) }
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
    unsafe { set(lead, attribute, Given::Boolean(value != 0), &[status::KIND_BOOLEAN], error) }
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
        Ok(at) => unsafe { set(lead, attribute, Given::Time(at), &[status::KIND_DATETIME], error) },
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
    error.answer(|| {
        lead?.slot(attribute, None)?.given = Given::Nothing;
        Ok(())
    })
}

/// # Safety
///
/// As the header says of the pointers.
unsafe fn set(lead: *mut LeadHandle, attribute: u64, given: Given, kinds: &[i32], error: *mut *mut ErrorHandle) -> i32 {
    // SAFETY: the same promise.
    let (error, lead) = unsafe { (ErrorPlace::new(error), Held::lock(LeadHandle::held(lead), "lead")) };
    error.answer(|| {
        lead?.slot(attribute, Some(kinds))?.given = given;
        Ok(())
    })
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
        let read = lead.rules.lead_from_json(json)?;
        lead.clear();
        lead.lead = Some(read);
        lead.whole = true;
        Ok(())
    })
}
