//! Versions, names of outcomes, and a drill.

use super::error::ErrorHandle;
use super::guard::ErrorPlace;
use super::status;
use crate::Outcome;
use std::ffi::{CStr, c_char};
use std::ptr::null;

/// `pointsman_version`
#[unsafe(no_mangle)]
pub extern "C" fn pointsman_version() -> *const c_char {
    const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
        Ok(version) => version,
        Err(_) => c"",
    };
    VERSION.as_ptr()
}

/// `pointsman_abi_version`
#[unsafe(no_mangle)]
pub extern "C" fn pointsman_abi_version() -> i32 {
    status::ABI_VERSION
}

/// `pointsman_outcome_name`
#[unsafe(no_mangle)]
pub extern "C" fn pointsman_outcome_name(outcome: i32) -> *const c_char {
    const NAMES: [&CStr; Outcome::ALL.len()] =
        [c"assigned", c"queued", c"held", c"nurtured", c"disqualified", c"attached", c"kept", c"invalid"];
    usize::try_from(outcome).ok().and_then(|outcome| NAMES.get(outcome)).map_or(null(), |name| name.as_ptr())
}

/// `pointsman_fault_drill`
#[unsafe(no_mangle)]
#[allow(clippy::panic, reason = "that is what it is for")]
pub unsafe extern "C" fn pointsman_fault_drill(error: *mut *mut ErrorHandle) -> i32 {
    // SAFETY: as the header says.
    let error = unsafe { ErrorPlace::new(error) };
    if cfg!(fuzzing) {
        return error.answer(|| Err(super::fault::Fault::new(status::FAULT, "a drill")));
    }
    error.answer(|| panic!("a drill"))
}

/// The number of an outcome in the header.
pub(super) fn number(outcome: Outcome) -> i32 {
    let place = Outcome::ALL.iter().position(|known| *known == outcome);
    place.and_then(|place| i32::try_from(place).ok()).unwrap_or(status::OUTCOME_INVALID)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_have_their_words() {
        for outcome in Outcome::ALL {
            // SAFETY: a constant that ends with a NUL.
            let name = unsafe { CStr::from_ptr(pointsman_outcome_name(number(outcome))) };
            assert_eq!(name.to_str(), Ok(outcome.word()));
        }
        assert!(pointsman_outcome_name(-1).is_null() && pointsman_outcome_name(8).is_null());
    }
}
