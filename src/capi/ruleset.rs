//! A compiled policy, and what it says of leads.

use super::arguments::{MOST_BYTES, NAME_BYTES, Open, Output, Struct, TextOutput, given, text};
use super::error::{Diagnostic, ErrorHandle};
use super::fault::{Fault, Outcome};
use super::guard::ErrorPlace;
use super::stack::with_room;
use super::status;
use super::words::{Found, Word};
use crate::domain::{Kind, Presence};
use crate::{Compiler, Ruleset, Source};
use std::collections::BTreeMap;
use std::ffi::c_char;
use std::ptr::null;
use std::sync::Arc;

/// `pointsman_ruleset`
#[derive(Clone, Debug)]
pub struct RulesetHandle {
    pub(super) rules: Ruleset,
    pub(super) described: Arc<Described>,
}

/// What is handed out of a ruleset: made once, lent for as long as it lives.
#[derive(Debug)]
pub(super) struct Described {
    fingerprint: Word,
    routes: Vec<Word>,
    scorers: Vec<Word>,
    warnings: Vec<Found>,
    pub(super) attributes: Vec<DescribedField>,
    by_name: BTreeMap<Arc<str>, usize>,
    /// Stands in the upper half of every attribute's id.
    tag: u32,
}

/// One attribute of a lead.
#[derive(Debug)]
pub(super) struct DescribedField {
    pub(super) name: Word,
    column: Option<Word>,
    pub(super) kind: i32,
    /// Of a list: what its items are.
    item: i32,
    required: bool,
    private: bool,
}

impl RulesetHandle {
    pub(super) fn new(rules: Ruleset) -> Self {
        let described = Arc::new(Described::of(&rules));
        Self { rules, described }
    }
}

impl Described {
    fn of(rules: &Ruleset) -> Self {
        let fields = &rules.lead_schema().fields;
        let mut tag = Tag::default();
        for field in fields {
            tag.add(field.name.as_bytes());
            tag.add(format!("{:?}", field.kind).as_bytes());
        }
        let attributes = fields.iter().map(|field| DescribedField {
            name: Word::of(&field.name),
            column: field.column.as_deref().map(Word::of),
            kind: kind_number(&field.kind),
            item: match &field.kind {
                Kind::List(item) => kind_number(item),
                _ => status::KIND_OTHER,
            },
            required: field.presence == Presence::Required,
            private: field.private,
        });
        Self {
            fingerprint: Word::of(rules.fingerprint()),
            routes: rules.routes().map(Word::of).collect(),
            scorers: rules.scorers().map(Word::of).collect(),
            warnings: Found::all(rules.warnings(), rules.sources()),
            attributes: attributes.collect(),
            by_name: fields.iter().enumerate().map(|(place, field)| (Arc::clone(&field.name), place)).collect(),
            tag: tag.0,
        }
    }

    fn id(&self, place: usize) -> u64 {
        u64::from(self.tag) << 32 | u64::try_from(place).unwrap_or(u64::MAX) & u64::from(u32::MAX)
    }

    /// The place of an attribute, unless its id is of another schema.
    pub(super) fn place(&self, id: u64) -> Outcome<usize> {
        let place = usize::try_from(id & u64::from(u32::MAX)).unwrap_or(usize::MAX);
        if id >> 32 != u64::from(self.tag) || place >= self.attributes.len() {
            return Err(Fault::new(status::FOREIGN, format!("{id:#x} is no attribute of this ruleset")));
        }
        Ok(place)
    }

    pub(super) fn asks_for(&self, scorer: &str) -> bool {
        self.scorers.iter().any(|known| known.as_str() == scorer)
    }
}

/// A number for the names and kinds of a schema, so that ids of another one are recognised (FNV-1a). Never 0.
struct Tag(u32);

impl Default for Tag {
    fn default() -> Self {
        Self(0x811c_9dc5)
    }
}

impl Tag {
    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().chain(&[0xff]) {
            self.0 = (self.0 ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
        }
        self.0 |= u32::from(self.0 == 0);
    }
}

fn kind_number(kind: &Kind) -> i32 {
    match kind {
        Kind::Boolean => status::KIND_BOOLEAN,
        Kind::Integer => status::KIND_INTEGER,
        Kind::Decimal => status::KIND_DECIMAL,
        Kind::Money(_) => status::KIND_MONEY,
        Kind::Percent => status::KIND_PERCENT,
        Kind::Text => status::KIND_TEXT,
        Kind::ExactText => status::KIND_EXACT_TEXT,
        Kind::Email => status::KIND_EMAIL,
        Kind::Phone => status::KIND_PHONE,
        Kind::Domain => status::KIND_DOMAIN,
        Kind::Url => status::KIND_URL,
        Kind::Country => status::KIND_COUNTRY,
        Kind::Date => status::KIND_DATE,
        Kind::DateTime => status::KIND_DATETIME,
        Kind::Duration => status::KIND_DURATION,
        Kind::Enum(_) => status::KIND_ENUM,
        Kind::Rep => status::KIND_REP,
        Kind::Team => status::KIND_TEAM,
        Kind::List(_) => status::KIND_LIST,
    }
}

/// `pointsman_attribute`
#[repr(C)]
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "the header describes the fields")]
pub struct Attribute {
    pub struct_size: usize,
    pub id: u64,
    pub kind: i32,
    pub item_kind: i32,
    pub is_required: i32,
    pub is_private: i32,
    pub name: *const c_char,
    pub name_size: usize,
    pub column: *const c_char,
    pub column_size: usize,
}

// SAFETY: `repr(C)`, its size first, numbers and pointers only.
unsafe impl Open for Attribute {
    const FIRST: usize = 64;
    const BLANK: Self = Self {
        struct_size: size_of::<Self>(),
        id: 0,
        kind: 0,
        item_kind: 0,
        is_required: 0,
        is_private: 0,
        name: null(),
        name_size: 0,
        column: null(),
        column_size: 0,
    };
}

/// `pointsman_ruleset_compile`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_ruleset_compile(
    name: *const c_char,
    name_size: usize,
    policy: *const c_char,
    policy_size: usize,
    ruleset: *mut *mut RulesetHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, name, policy, out) = unsafe {
        (
            ErrorPlace::new(error),
            text(name, name_size, NAME_BYTES, "name"),
            text(policy, policy_size, MOST_BYTES, "policy"),
            Output::new(ruleset, "ruleset"),
        )
    };
    error.answer(|| {
        let (source, out) = (Source::new(name?, policy?), out?);
        out.give(RulesetHandle::new(with_room(|| Compiler::new().add(source).compile())?));
        Ok(())
    })
}

/// `pointsman_ruleset_compile_path`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_ruleset_compile_path(
    path: *const c_char,
    path_size: usize,
    ruleset: *mut *mut RulesetHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, path, out) =
        unsafe { (ErrorPlace::new(error), text(path, path_size, NAME_BYTES, "path"), Output::new(ruleset, "ruleset")) };
    error.answer(|| {
        let (path, out) = (path?, out?);
        out.give(RulesetHandle::new(with_room(|| -> Outcome<Ruleset> { Ok(Compiler::from_path(path)?.compile()?) })?));
        Ok(())
    })
}

/// `pointsman_ruleset_clone`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_ruleset_clone(
    ruleset: *const RulesetHandle,
    clone: *mut *mut RulesetHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, ruleset, out) =
        unsafe { (ErrorPlace::new(error), given(ruleset, "ruleset"), Output::new(clone, "clone")) };
    error.answer(|| {
        let (ruleset, out) = (ruleset?, out?);
        out.give(ruleset.clone());
        Ok(())
    })
}

/// `pointsman_ruleset_free`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_ruleset_free(ruleset: *mut RulesetHandle) {
    if !ruleset.is_null() {
        // SAFETY: made by us and not used any more; whatever was made from it keeps what it needs.
        drop(unsafe { Box::from_raw(ruleset) });
    }
}

/// `pointsman_ruleset_fingerprint`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_ruleset_fingerprint(
    ruleset: *const RulesetHandle,
    data: *mut *const c_char,
    size: *mut usize,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, ruleset, out) =
        unsafe { (ErrorPlace::new(error), given(ruleset, "ruleset"), TextOutput::new(data, size, "data")) };
    error.answer(|| {
        let (ruleset, out) = (ruleset?, out?);
        out.lend(&ruleset.described.fingerprint);
        Ok(())
    })
}

/// `pointsman_ruleset_name_count`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_ruleset_name_count(ruleset: *const RulesetHandle, of: i32) -> usize {
    // SAFETY: as the header says.
    let names = unsafe { given(ruleset, "ruleset") }.and_then(|ruleset| names(ruleset, of));
    names.map_or(0, <[Word]>::len)
}

/// `pointsman_ruleset_name`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_ruleset_name(
    ruleset: *const RulesetHandle,
    of: i32,
    index: usize,
    data: *mut *const c_char,
    size: *mut usize,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, ruleset, out) =
        unsafe { (ErrorPlace::new(error), given(ruleset, "ruleset"), TextOutput::new(data, size, "data")) };
    error.answer(|| {
        let (ruleset, out) = (ruleset?, out?);
        out.lend(names(ruleset, of)?.get(index).ok_or_else(|| Fault::argument("there are not so many names"))?);
        Ok(())
    })
}

fn names(ruleset: &RulesetHandle, of: i32) -> Outcome<&[Word]> {
    match of {
        status::NAMES_ROUTES => Ok(&ruleset.described.routes),
        status::NAMES_SCORERS => Ok(&ruleset.described.scorers),
        _ => Err(Fault::argument(format!("there are no names {of}"))),
    }
}

/// `pointsman_ruleset_warning_count`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_ruleset_warning_count(ruleset: *const RulesetHandle) -> usize {
    // SAFETY: as the header says.
    unsafe { given(ruleset, "ruleset") }.map_or(0, |ruleset| ruleset.described.warnings.len())
}

/// `pointsman_ruleset_warning`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_ruleset_warning(
    ruleset: *const RulesetHandle,
    index: usize,
    diagnostic: *mut Diagnostic,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, ruleset, out) =
        unsafe { (ErrorPlace::new(error), given(ruleset, "ruleset"), Struct::new(diagnostic, "diagnostic")) };
    error.answer(|| {
        let (ruleset, out) = (ruleset?, out?);
        let found = ruleset.described.warnings.get(index);
        out.set(&Diagnostic::of(found.ok_or_else(|| Fault::argument("there are not so many warnings"))?));
        Ok(())
    })
}

/// `pointsman_ruleset_attribute_count`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_ruleset_attribute_count(ruleset: *const RulesetHandle) -> usize {
    // SAFETY: as the header says.
    unsafe { given(ruleset, "ruleset") }.map_or(0, |ruleset| ruleset.described.attributes.len())
}

/// `pointsman_ruleset_attribute`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_ruleset_attribute(
    ruleset: *const RulesetHandle,
    index: usize,
    attribute: *mut Attribute,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, ruleset, out) =
        unsafe { (ErrorPlace::new(error), given(ruleset, "ruleset"), Struct::new(attribute, "attribute")) };
    error.answer(|| {
        let (ruleset, out) = (ruleset?, out?);
        let found = ruleset.described.attributes.get(index);
        let known = found.ok_or_else(|| Fault::argument("there are not so many attributes"))?;
        out.set(&Attribute {
            id: ruleset.described.id(index),
            kind: known.kind,
            item_kind: known.item,
            is_required: known.required.into(),
            is_private: known.private.into(),
            name: known.name.as_ptr(),
            name_size: known.name.len(),
            column: known.column.as_ref().map_or(null(), Word::as_ptr),
            column_size: known.column.as_ref().map_or(0, Word::len),
            ..Attribute::BLANK
        });
        Ok(())
    })
}

/// `pointsman_ruleset_attribute_find`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_ruleset_attribute_find(
    ruleset: *const RulesetHandle,
    name: *const c_char,
    name_size: usize,
    id: *mut u64,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, ruleset, name, out) = unsafe {
        (
            ErrorPlace::new(error),
            given(ruleset, "ruleset"),
            text(name, name_size, NAME_BYTES, "name"),
            Output::new(id, "id"),
        )
    };
    error.answer(|| {
        let (ruleset, name, out) = (ruleset?, name?, out?);
        let place = ruleset.described.by_name.get(name).ok_or_else(|| Fault::unknown("attribute", name))?;
        out.set(ruleset.described.id(*place));
        Ok(())
    })
}
