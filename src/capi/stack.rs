//! Compiling on a stack that the parser can measure.

/// What compiling may need of a stack.
const NEEDED: usize = 1 << 20;
const OWN: usize = 8 << 20;

/// Runs something that reads policy texts. The parser asks how much stack its thread has left; where a host calls from a
/// fiber or coroutine (koffi, PHP, Ruby, ucontext), that is not the stack it runs on, and every text would be refused as
/// nested too deeply. There, and where little is left, it gets a stack of its own.
pub(super) fn with_room<T>(read: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(NEEDED, OWN, read)
}
