//! What a scorer sees of a lead, during its call only.

use super::arguments::{Output, given};
use super::error::ErrorHandle;
use super::fault::{Fault, Outcome};
use super::guard::ErrorPlace;
use super::ruleset::Described;
use super::status;
use super::text::{Into, TextHandle};
use crate::domain::Value;
use crate::{LeadView, Ruleset};

/// `pointsman_lead_view`
#[derive(Debug)]
pub struct ViewHandle<'a> {
    pub(super) view: LeadView<'a>,
    pub(super) rules: &'a Ruleset,
    pub(super) described: &'a Described,
}

impl<'a> ViewHandle<'a> {
    fn value(&self, attribute: u64) -> Outcome<&'a Value> {
        let place = self.described.place(attribute)?;
        let field = self.rules.lead_schema().fields.get(place);
        let field = field.ok_or_else(|| Fault::new(status::FOREIGN, "no attribute of this ruleset"))?;
        let missing = || Fault::new(status::MISSING, format!("`{}` is missing", field.name));
        self.view.get(&field.name).ok_or_else(missing)
    }
}

fn wrong_kind() -> Box<Fault> {
    Fault::new(status::WRONG_KIND, "the attribute is not of this kind")
}

/// `pointsman_lead_view_text`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_lead_view_text(
    view: *const ViewHandle<'_>,
    attribute: u64,
    into: *mut TextHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, view, into) = unsafe { (ErrorPlace::new(error), given(view, "view"), Into::new(into, "into")) };
    error.answer(|| {
        let (view, into) = (view?, into?);
        into.put(&view.rules.printed(view.value(attribute)?));
        Ok(())
    })
}

/// `pointsman_lead_view_integer`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_lead_view_integer(
    view: *const ViewHandle<'_>,
    attribute: u64,
    value: *mut i64,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, view, out) = unsafe { (ErrorPlace::new(error), given(view, "view"), Output::new(value, "value")) };
    error.answer(|| {
        let (view, out) = (view?, out?);
        out.set(match view.value(attribute)? {
            Value::Integer(number) => *number,
            Value::Bool(known) => i64::from(*known),
            Value::DateTime(at) => at.as_microsecond(),
            _ => return Err(wrong_kind()),
        });
        Ok(())
    })
}

/// `pointsman_lead_view_decimal`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_lead_view_decimal(
    view: *const ViewHandle<'_>,
    attribute: u64,
    ten_thousandths: *mut i64,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, view, out) =
        unsafe { (ErrorPlace::new(error), given(view, "view"), Output::new(ten_thousandths, "ten_thousandths")) };
    error.answer(|| {
        let (view, out) = (view?, out?);
        let scaled = match view.value(attribute)? {
            Value::Decimal(number) => number.scaled(),
            Value::Integer(number) => crate::domain::Decimal::from(*number).scaled(),
            _ => return Err(wrong_kind()),
        };
        let beyond = |_| Fault::new(status::OUT_OF_RANGE, "the number has no place in 64 bits of ten-thousandths");
        out.set(i64::try_from(scaled).map_err(beyond)?);
        Ok(())
    })
}
