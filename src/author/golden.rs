//! Golden explanations: the whole reason why, kept in a file beside the policy.

/// So many lines around a difference are shown.
const SHOWN: usize = 12;

/// The lines in which two texts differ, `-` as kept, `+` as it is now; what is equal is left out.
pub(super) fn line_diff(kept: &str, now: &str) -> Vec<String> {
    let (old, new): (Vec<&str>, Vec<&str>) = (kept.lines().collect(), now.lines().collect());
    let longest = common(&old, &new);
    let (mut a, mut b, mut told) = (0, 0, Vec::new());
    for (x, y) in longest.into_iter().chain(std::iter::once((old.len(), new.len()))) {
        told.extend(old.get(a..x).unwrap_or_default().iter().map(|line| format!("- {line}")));
        told.extend(new.get(b..y).unwrap_or_default().iter().map(|line| format!("+ {line}")));
        (a, b) = (x.saturating_add(1), y.saturating_add(1));
    }
    if told.len() > SHOWN {
        let more = told.len().saturating_sub(SHOWN);
        told.truncate(SHOWN);
        told.push(format!("… and {more} more lines"));
    }
    told
}

/// Places of a longest common run of lines.
pub(super) fn common(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let width = new.len().saturating_add(1);
    let mut best = vec![0_usize; width.saturating_mul(old.len().saturating_add(1))];
    let at = |x: usize, y: usize| x.saturating_mul(width).saturating_add(y);
    let get = |best: &[usize], x: usize, y: usize| best.get(at(x, y)).copied().unwrap_or_default();
    for (x, a) in old.iter().enumerate().rev() {
        for (y, b) in new.iter().enumerate().rev() {
            let (right, down) = (x.saturating_add(1), y.saturating_add(1));
            let value = if a == b {
                get(&best, right, down).saturating_add(1)
            } else {
                get(&best, right, y).max(get(&best, x, down))
            };
            if let Some(slot) = best.get_mut(at(x, y)) {
                *slot = value;
            }
        }
    }
    let (mut x, mut y, mut found) = (0, 0, Vec::new());
    while let (Some(a), Some(b)) = (old.get(x), new.get(y)) {
        if a == b {
            found.push((x, y));
            (x, y) = (x.saturating_add(1), y.saturating_add(1));
        } else if get(&best, x.saturating_add(1), y) >= get(&best, x, y.saturating_add(1)) {
            x = x.saturating_add(1);
        } else {
            y = y.saturating_add(1);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_that_differ_are_told() {
        assert_eq!(line_diff("a\nb\nc\n", "a\nx\nc\nd\n"), ["- b", "+ x", "+ d"]);
        assert_eq!(line_diff("a\nb\n", "a\nb\n"), Vec::<String>::new());
    }
}
