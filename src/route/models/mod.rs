//! Scorers that are shipped: a logistic model and a naive Bayes model, with arithmetic that is equal everywhere.
//!
//! Floats live in the two files below and nowhere else. Each states the order of its operations; `exp` comes from a pure
//! Rust library; what leaves them is a decimal with four digits, rounded half to even from the exact value.

mod logistic;
mod naive_bayes;

pub use logistic::LogisticModel;
#[cfg(feature = "json")]
pub(crate) use logistic::{Condition, Term};
#[cfg(feature = "json")]
pub(crate) use naive_bayes::Counts;
pub use naive_bayes::NaiveBayesModel;

use crate::domain::{Decimal, FieldId, Ratio};
use crate::model::Model;

/// Whether what a field holds stays out of reasons.
fn is_private(schema: &Model, field: FieldId) -> bool {
    schema.lead.fields.get(field.index()).is_none_or(|field| field.private)
}

/// The decimal nearest to a float's exact value, half to even; `None` for what is no number or out of range.
#[allow(clippy::as_conversions, reason = "the bits of a float, taken apart")]
fn rounded(value: f64) -> Option<Decimal> {
    if !value.is_finite() {
        return None;
    }
    let bits = value.to_bits();
    let negative = bits >> 63 == 1;
    let exponent = i64::try_from((bits >> 52) & 0x7ff).ok()?;
    let fraction = i128::from(bits & 0x000f_ffff_ffff_ffff);
    let (mantissa, exponent) =
        if exponent == 0 { (fraction, -1_074) } else { (fraction | (1 << 52), exponent - 1_075) };
    let mantissa = if negative { -mantissa } else { mantissa };
    if exponent >= 0 {
        let factor = 1_i128.checked_shl(u32::try_from(exponent).ok()?).filter(|_| exponent < 64)?;
        return Ratio::new(mantissa.checked_mul(factor)?, 1)?.round();
    }
    // Smaller than any ten thousandth can show.
    if exponent < -110 {
        return Some(Decimal::ZERO);
    }
    Ratio::new(mantissa, 1_i128.checked_shl(u32::try_from(-exponent).ok()?)?)?.round()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_rounded_from_their_exact_value() {
        for (value, expected) in
            [(0.5, "0.5"), (0.00005, "0.0001"), (1.0 / 3.0, "0.3333"), (-2.25, "-2.25"), (1e-300, "0")]
        {
            assert_eq!(rounded(value).map(|shown| shown.to_string()).as_deref(), Some(expected), "{value}");
        }
        assert_eq!(rounded(f64::NAN), None);
        assert_eq!(rounded(1e300), None);
    }
}
