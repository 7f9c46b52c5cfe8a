//! Objects that a callback could reach while a call uses them: they know that they are in use.

use super::fault::{Fault, Outcome};
use std::cell::{Cell, UnsafeCell};
use std::fmt::Display;
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU32, Ordering};

/// An object of one thread at a time. A scorer or observer that reaches for it again is told that it is busy; one that
/// frees it frees it at the end of the call.
#[derive(Debug)]
pub(super) struct Held<T> {
    /// -1: exclusively; else by so many.
    users: Cell<i32>,
    doomed: Cell<bool>,
    value: UnsafeCell<T>,
}

impl<T> Held<T> {
    pub(super) const fn new(value: T) -> Self {
        Self { users: Cell::new(0), doomed: Cell::new(false), value: UnsafeCell::new(value) }
    }

    /// Uses it exclusively.
    ///
    /// # Safety
    ///
    /// NULL, or boxed and alive, used by no other thread until the lock is dropped.
    pub(super) unsafe fn lock(object: *mut Self, what: impl Display) -> Outcome<Lock<T>> {
        let held = NonNull::new(object).ok_or_else(|| Fault::null(&what))?;
        // SAFETY: alive by the caller; only the cells are looked at.
        let users = unsafe { &held.as_ref().users };
        if users.get() != 0 {
            return Err(Fault::busy(&what));
        }
        users.set(-1);
        Ok(Lock(held))
    }

    /// Uses it along with others.
    ///
    /// # Safety
    ///
    /// As [`Held::lock`].
    pub(super) unsafe fn share(object: *mut Self, what: &str) -> Outcome<Shared<T>> {
        let held = NonNull::new(object).ok_or_else(|| Fault::null(what))?;
        // SAFETY: alive by the caller; only the cells are looked at.
        let users = unsafe { &held.as_ref().users };
        if users.get() < 0 {
            return Err(Fault::busy(what));
        }
        users.set(users.get().saturating_add(1));
        Ok(Shared(held))
    }

    /// Frees it, at once or when its users are done.
    ///
    /// # Safety
    ///
    /// NULL, or boxed and alive, and not used by the caller any more.
    pub(super) unsafe fn free(object: *mut Self) {
        let Some(held) = NonNull::new(object) else { return };
        // SAFETY: alive by the caller.
        let in_use = unsafe { held.as_ref().users.get() != 0 };
        if in_use {
            // SAFETY: the same.
            unsafe { held.as_ref().doomed.set(true) };
        } else {
            // SAFETY: boxed by us, and nobody uses it.
            drop(unsafe { Box::from_raw(held.as_ptr()) });
        }
    }
}

/// Ends one use.
///
/// # Safety
///
/// Called once for each use, whose object is alive because it is in use.
unsafe fn leave<T>(held: NonNull<Held<T>>, users: impl Fn(i32) -> i32) {
    // SAFETY: alive; only the cells are looked at.
    let (left, doomed) = unsafe {
        let held = held.as_ref();
        held.users.set(users(held.users.get()));
        (held.users.get(), held.doomed.get())
    };
    if left == 0 && doomed {
        // SAFETY: boxed by us; freed by the caller while we used it, and this was the last use.
        drop(unsafe { Box::from_raw(held.as_ptr()) });
    }
}

/// An exclusive use.
pub(super) struct Lock<T>(NonNull<Held<T>>);

impl<T> Deref for Lock<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: in use, so alive, and by nobody else.
        unsafe { &*self.0.as_ref().value.get() }
    }
}

impl<T> DerefMut for Lock<T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: in use, so alive, and by nobody else.
        unsafe { &mut *self.0.as_ref().value.get() }
    }
}

impl<T> Drop for Lock<T> {
    fn drop(&mut self) {
        // SAFETY: the end of the use that `Held::lock` began.
        unsafe { leave(self.0, |_| 0) };
    }
}

/// A use along with others.
pub(super) struct Shared<T>(NonNull<Held<T>>);

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: in use, so alive, and by nobody exclusively.
        unsafe { &*self.0.as_ref().value.get() }
    }
}

impl<T> Drop for Shared<T> {
    fn drop(&mut self) {
        // SAFETY: the end of the use that `Held::share` began.
        unsafe { leave(self.0, |users| users.saturating_sub(1)) };
    }
}

/// An object that threads may share for reading. Only readers that run callbacks are counted: nobody else can come back
/// to it, and a count of all would be a cache line that all threads fight for.
#[derive(Debug)]
pub(super) struct Watched<T> {
    readers: AtomicU32,
    value: UnsafeCell<T>,
}

/// The caller has freed it; the last use frees it indeed.
const DOOMED: u32 = 1 << 31;
/// A call that runs callbacks is changing it.
const CHANGING: u32 = 1 << 30;

impl<T> Watched<T> {
    pub(super) const fn new(value: T) -> Self {
        Self { readers: AtomicU32::new(0), value: UnsafeCell::new(value) }
    }

    /// Reads it.
    ///
    /// # Safety
    ///
    /// NULL, or boxed and alive, and changed by no other thread until the reading is dropped.
    pub(super) unsafe fn read(object: *const Self, counted: bool, what: &str) -> Outcome<Reading<T>> {
        let watched = NonNull::new(object.cast_mut()).ok_or_else(|| Fault::null(what))?;
        // SAFETY: alive by the caller.
        let readers = unsafe { &watched.as_ref().readers };
        if readers.load(Ordering::Relaxed) & CHANGING != 0 {
            return Err(Fault::busy(what));
        }
        if counted {
            readers.fetch_add(1, Ordering::AcqRel);
        }
        Ok(Reading { watched, counted })
    }

    /// Changes it, unless a call that runs callbacks is reading it.
    ///
    /// # Safety
    ///
    /// NULL, or boxed and alive, used by no other thread during `'a`, and reached by no callback of this call.
    pub(super) unsafe fn change<'a>(object: *mut Self, what: &str) -> Outcome<&'a mut T> {
        // SAFETY: NULL is looked for; only the counter is looked at.
        let watched = unsafe { object.as_ref() }.ok_or_else(|| Fault::null(what))?;
        if watched.readers.load(Ordering::Acquire) != 0 {
            return Err(Fault::busy(what));
        }
        // SAFETY: no reader is left, and by the caller no other thread.
        Ok(unsafe { &mut *watched.value.get() })
    }

    /// Changes it in a call that runs callbacks: whoever reaches for it in one is told that it is busy.
    ///
    /// # Safety
    ///
    /// NULL, or boxed and alive, used by no other thread until the lock is dropped.
    pub(super) unsafe fn lock(object: *mut Self, what: &str) -> Outcome<Changing<T>> {
        let watched = NonNull::new(object).ok_or_else(|| Fault::null(what))?;
        // SAFETY: alive by the caller.
        let readers = unsafe { &watched.as_ref().readers };
        let free = readers.compare_exchange(0, CHANGING, Ordering::AcqRel, Ordering::Relaxed);
        free.map(|_| Changing(watched)).map_err(|_| Fault::busy(what))
    }

    /// Frees it, at once or when its counted readers are done.
    ///
    /// # Safety
    ///
    /// NULL, or boxed and alive, and not used by the caller any more.
    pub(super) unsafe fn free(object: *mut Self) {
        let Some(watched) = NonNull::new(object) else { return };
        // SAFETY: alive by the caller.
        if unsafe { watched.as_ref() }.readers.fetch_or(DOOMED, Ordering::AcqRel) == 0 {
            // SAFETY: boxed by us, and nobody uses it.
            drop(unsafe { Box::from_raw(watched.as_ptr()) });
        }
    }
}

/// An ongoing reading.
pub(super) struct Reading<T> {
    watched: NonNull<Watched<T>>,
    counted: bool,
}

impl<T> Deref for Reading<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: alive: counted, or promised by the caller of `read`.
        unsafe { &*self.watched.as_ref().value.get() }
    }
}

impl<T> Drop for Reading<T> {
    fn drop(&mut self) {
        if !self.counted {
            return;
        }
        // SAFETY: counted, so alive.
        if unsafe { self.watched.as_ref() }.readers.fetch_sub(1, Ordering::AcqRel) == DOOMED.saturating_add(1) {
            // SAFETY: boxed by us; freed by the caller while we read it, and this was the last reader.
            drop(unsafe { Box::from_raw(self.watched.as_ptr()) });
        }
    }
}

/// An ongoing change.
pub(super) struct Changing<T>(NonNull<Watched<T>>);

impl<T> Deref for Changing<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: alive because it is in use; `lock` found no reader and lets none in.
        unsafe { &*self.0.as_ref().value.get() }
    }
}

impl<T> DerefMut for Changing<T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: alive because it is in use; `lock` found no reader and lets none in.
        unsafe { &mut *self.0.as_ref().value.get() }
    }
}

impl<T> Drop for Changing<T> {
    fn drop(&mut self) {
        // SAFETY: alive because it is in use.
        let before = unsafe { self.0.as_ref() }.readers.fetch_and(!CHANGING, Ordering::AcqRel);
        if before & DOOMED != 0 {
            // SAFETY: boxed by us; freed by the caller while we changed it, and readers were kept out.
            drop(unsafe { Box::from_raw(self.0.as_ptr()) });
        }
    }
}
