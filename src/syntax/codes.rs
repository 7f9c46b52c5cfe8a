//! The findings of this layer: R00xx the first line, R01xx the text.

use crate::text::Code;

/// The first line `pointsman 1` is missing, or the file is empty.
pub(super) const NO_EDITION: Code = Code::error(1);
/// The file needs a newer edition.
pub(super) const NEWER_EDITION: Code = Code::error(2);
/// A word or a value is missing in a line.
pub(super) const NEEDS: Code = Code::error(100);
/// A block is never closed.
pub(super) const NOT_CLOSED: Code = Code::error(101);
/// A block has no opening brace.
pub(super) const NOT_OPENED: Code = Code::error(102);
/// Curly quotation marks.
pub(super) const CURLY: Code = Code::error(103);
/// A list or a bracket is never closed.
pub(super) const LIST_NOT_CLOSED: Code = Code::error(104);
/// Brackets too deep in one another.
pub(super) const TOO_DEEP: Code = Code::error(105);
/// Marks of a merge conflict.
pub(super) const CONFLICT: Code = Code::error(106);
/// A text is never closed.
pub(super) const TEXT_NOT_CLOSED: Code = Code::error(107);
/// Characters that cannot be seen.
pub(super) const INVISIBLE: Code = Code::error(108);
/// `;` or `//`.
pub(super) const FOREIGN_SIGN: Code = Code::error(109);
/// A line that begins with a word the block does not know.
pub(super) const UNKNOWN_LINE: Code = Code::error(110);
/// A sign that does not compare.
pub(super) const WRONG_SIGN: Code = Code::error(111);
/// `if … then`.
pub(super) const IF_HABIT: Code = Code::error(112);
/// A range with one end.
pub(super) const OPEN_RANGE: Code = Code::error(113);
/// `and` mixed with `or`.
pub(super) const MIXED: Code = Code::error(114);
/// A brace that closes nothing.
pub(super) const STRAY_BRACE: Code = Code::error(115);
/// A row with too few or too many cells.
pub(super) const ROW_SHAPE: Code = Code::error(116);
/// A cell that cannot be read.
pub(super) const BAD_CELL: Code = Code::error(117);
/// A part of a line that cannot be read.
pub(super) const UNCLEAR: Code = Code::error(118);
/// A reserved word as a name.
pub(super) const RESERVED: Code = Code::error(119);
/// The file is larger than allowed.
pub(super) const TOO_LARGE: Code = Code::error(120);
/// A strategy that does not exist.
pub(super) const STRATEGY: Code = Code::error(121);
/// Too many signs in one value.
pub(super) const TOO_LONG: Code = Code::error(122);
/// A line that stands once, given twice.
pub(super) const TWICE: Code = Code::error(125);
