//! Pointers of a call, made into things that the rest may use safely.

use super::fault::{Fault, Outcome};
use super::status;
use super::words::Word;
use smallvec::SmallVec;
use std::ffi::c_char;
use std::ptr::NonNull;
use std::slice;

/// No text or array of ours is longer: more is a wrong size, and nothing of it is read.
pub(super) const MOST_BYTES: usize = 1 << 30;
/// The same for names of reps, routes, scorers, files.
pub(super) const NAME_BYTES: usize = 64 << 10;
/// A struct of a client that is newer than we are may be longer, but not like this.
pub(super) const MOST_STRUCT: usize = 4 << 10;

/// An object that is read, or shared between threads.
///
/// # Safety
///
/// NULL, or an object that lives and is not changed during `'a`.
pub(super) unsafe fn given<'a, T>(object: *const T, what: &str) -> Outcome<&'a T> {
    // SAFETY: NULL is looked for, the rest is the caller's.
    unsafe { object.as_ref() }.ok_or_else(|| Fault::null(what))
}

/// An object that belongs to this call alone, and that no callback can reach while it does.
///
/// # Safety
///
/// NULL, or an object that lives and is used by nobody else during `'a`.
pub(super) unsafe fn given_mut<'a, T>(object: *mut T, what: &str) -> Outcome<&'a mut T> {
    // SAFETY: NULL is looked for, the rest is the caller's.
    unsafe { object.as_mut() }.ok_or_else(|| Fault::null(what))
}

/// Bytes of the caller; NULL with size 0 is empty.
///
/// # Safety
///
/// `data` is NULL, or `size` bytes long during `'a` where `size` is at most `limit`.
pub(super) unsafe fn bytes<'a>(data: *const c_char, size: usize, limit: usize, what: &str) -> Outcome<&'a [u8]> {
    if data.is_null() {
        return if size == 0 { Ok(&[]) } else { Err(Fault::null(what)) };
    }
    if size > limit {
        return Err(Fault::new(status::TOO_LARGE, format!("`{what}` has {size} bytes; the limit is {limit}")));
    }
    // SAFETY: not NULL, and by the caller of this length, which is far below `isize::MAX`.
    Ok(unsafe { slice::from_raw_parts(data.cast::<u8>(), size) })
}

/// Text of the caller, which must be UTF-8.
///
/// # Safety
///
/// As [`bytes`].
pub(super) unsafe fn text<'a>(data: *const c_char, size: usize, limit: usize, what: &str) -> Outcome<&'a str> {
    // SAFETY: the same promise.
    let bytes = unsafe { bytes(data, size, limit, what) }?;
    if bytes.is_ascii() {
        // SAFETY: ASCII is UTF-8; this look is much the cheaper one.
        return Ok(unsafe { std::str::from_utf8_unchecked(bytes) });
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        Fault::new(status::BAD_UTF8, format!("`{what}` is not UTF-8 from byte {at} on"))
    })
}

/// A list of the caller.
///
/// # Safety
///
/// `items` is NULL, or `count` long during `'a` where `count` is at most `limit`.
pub(super) unsafe fn list<'a, T>(items: *const T, count: usize, limit: usize, what: &str) -> Outcome<&'a [T]> {
    if count == 0 {
        return Ok(&[]);
    }
    if items.is_null() {
        return Err(Fault::null(what));
    }
    if count > limit {
        return Err(Fault::argument(format!("`{what}` has {count} entries; the limit is {limit}")));
    }
    // SAFETY: not NULL, and by the caller of this length.
    Ok(unsafe { slice::from_raw_parts(items, count) })
}

/// A few texts without asking for memory.
pub(super) type Texts<'a> = SmallVec<[&'a str; 8]>;

/// Texts of the caller as a list of pointers and one of sizes.
///
/// # Safety
///
/// As [`list`] for both, and as [`text`] for each.
pub(super) unsafe fn texts<'a>(
    data: *const *const c_char,
    sizes: *const usize,
    count: usize,
    limits: (usize, usize),
    what: &str,
) -> Outcome<Texts<'a>> {
    // SAFETY: the same promises.
    unsafe {
        let (data, sizes) = (list(data, count, limits.0, what)?, list(sizes, count, limits.0, what)?);
        data.iter().zip(sizes).map(|(data, size)| text(*data, *size, limits.1, what)).collect()
    }
}

/// Where something goes that the caller gets; it is nothing until it is set.
pub(super) struct Output<T>(NonNull<T>);

impl<T: Nothing> Output<T> {
    /// # Safety
    ///
    /// NULL, or a place for a `T` until the call returns; it need not hold one yet.
    pub(super) unsafe fn new(place: *mut T, what: &str) -> Outcome<Self> {
        let place = NonNull::new(place).ok_or_else(|| Fault::null(what))?;
        // SAFETY: not NULL, and by the caller a place for a `T`.
        unsafe { place.write(T::NOTHING) };
        Ok(Self(place))
    }

    pub(super) fn set(&self, value: T) {
        // SAFETY: see `new`; the call has not returned.
        unsafe { self.0.write(value) };
    }
}

impl<T> Output<*mut T> {
    /// Hands an object over, to be freed by the caller.
    pub(super) fn give(&self, object: T) {
        self.set(Box::into_raw(Box::new(object)));
    }
}

/// What an output is before it is set, and stays when the call fails.
pub(super) trait Nothing: Copy {
    const NOTHING: Self;
}

macro_rules! nothing {
    ($($kind:ty),*) => { $(impl Nothing for $kind { const NOTHING: Self = 0; })* };
}

nothing!(i32, i64, u32, u64, usize);

impl<T> Nothing for *mut T {
    const NOTHING: Self = std::ptr::null_mut();
}

impl<T> Nothing for *const T {
    const NOTHING: Self = std::ptr::null();
}

/// A text that is lent: its pointer and its size.
pub(super) struct TextOutput {
    data: Output<*const c_char>,
    size: Output<usize>,
}

impl TextOutput {
    /// # Safety
    ///
    /// As [`Output::new`] for both.
    pub(super) unsafe fn new(data: *mut *const c_char, size: *mut usize, what: &str) -> Outcome<Self> {
        // SAFETY: the same promise; both are written before either is refused.
        let (data, size) = unsafe { (Output::new(data, what), Output::new(size, "size")) };
        Ok(Self { data: data?, size: size? })
    }

    pub(super) fn lend(&self, word: &Word) {
        self.lend_bytes(word.with_nul());
    }

    /// Bytes whose last one is a NUL that is not counted.
    pub(super) fn lend_bytes(&self, bytes: &[u8]) {
        self.data.set(bytes.as_ptr().cast());
        self.size.set(bytes.len().saturating_sub(1));
    }
}

/// An open struct that the caller made and gets filled: its first field is its size.
pub(super) struct Struct<T> {
    place: NonNull<T>,
    size: usize,
}

/// A struct of the header whose first field is `struct_size`.
///
/// # Safety
///
/// `repr(C)`, the first field a `usize`, and any bytes make a value: only numbers and pointers.
pub(super) unsafe trait Open: Copy {
    /// The size of its first published layout.
    const FIRST: usize;
    /// How it looks before anything is known, with its own size.
    const BLANK: Self;
}

impl<T: Open> Struct<T> {
    /// # Safety
    ///
    /// NULL, or as long as its first field says, until the call returns.
    pub(super) unsafe fn new(place: *mut T, what: &str) -> Outcome<Self> {
        // SAFETY: the same promise.
        let size = unsafe { size_of_struct(place, what) }?;
        let place = NonNull::new(place).ok_or_else(|| Fault::null(what))?;
        let filled = Self { place, size };
        filled.set(&T::BLANK);
        Ok(filled)
    }

    /// Fills the fields that the caller's header knows; his `struct_size` stays.
    pub(super) fn set(&self, value: &T) {
        let head = size_of::<usize>();
        let size = self.size.min(size_of::<T>()).saturating_sub(head);
        // SAFETY: both are at least `head + size` long (see `new`), and one is ours, so that they do not overlap.
        unsafe {
            let from = std::ptr::from_ref(value).cast::<u8>().add(head);
            self.place.as_ptr().cast::<u8>().add(head).copy_from_nonoverlapping(from, size);
        }
    }

    /// What the caller's fields say; fields beyond his are as in a blank one. What is beyond ours must be 0.
    ///
    /// # Safety
    ///
    /// As [`Struct::new`].
    pub(super) unsafe fn read(place: *const T, what: &str) -> Outcome<T> {
        // SAFETY: the same promise.
        let size = unsafe { size_of_struct(place, what) }?;
        let mut value = T::BLANK;
        let known = size.min(size_of::<T>());
        // SAFETY: `place` is `size` long, `value` is at least `known` long, and any bytes make a `T`.
        let beyond = unsafe {
            std::ptr::from_mut(&mut value).cast::<u8>().copy_from_nonoverlapping(place.cast::<u8>(), known);
            slice::from_raw_parts(place.cast::<u8>().add(known), size.saturating_sub(known))
        };
        if beyond.iter().any(|byte| *byte != 0) {
            return Err(Fault::argument(format!("`{what}` asks for something that this library does not know")));
        }
        Ok(value)
    }
}

/// # Safety
///
/// NULL, or a place whose first field is a size.
unsafe fn size_of_struct<T: Open>(place: *const T, what: &str) -> Outcome<usize> {
    if place.is_null() {
        return Err(Fault::null(what));
    }
    // SAFETY: not NULL, and its first field is a `usize`.
    let size = unsafe { place.cast::<usize>().read() };
    if size < T::FIRST || size > MOST_STRUCT {
        let sizes = format!("`{what}` has struct_size {size}; it is at least {}", T::FIRST);
        return Err(Fault::argument(sizes));
    }
    Ok(size)
}
