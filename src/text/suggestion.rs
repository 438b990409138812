//! Nearest matches and texts that are safe to show.

use std::borrow::Cow;

/// Returns the candidate nearest to `wanted`, or `None` when nothing is near.
///
/// Near means at most a third of the letters differ (optimal string alignment: insert, delete, replace, swap), case
/// and `_`/`-` folded. Ties go to the first in order, so the answer does not depend on the order of the candidates.
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let fold = |text: &str| -> Vec<char> {
        text.chars()
            .flat_map(char::to_lowercase)
            .map(|c| if matches!(c, '_' | ' ') { '-' } else { c })
            .collect()
    };
    let target = fold(wanted);
    if target.is_empty() || target.len() > 120 {
        return None;
    }
    let limit = (target.len() / 3).clamp(1, 5);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if candidate.len().abs_diff(wanted.len()) > limit * 4 {
            continue;
        }
        let folded = fold(candidate);
        if folded.len().abs_diff(target.len()) > limit {
            continue;
        }
        let Some(distance) = distance_within(&target, &folded, limit) else {
            continue;
        };
        if best.is_none_or(|(least, name)| (distance, candidate) < (least, name)) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, name)| name)
}

/// The optimal string alignment distance, or `None` when it is over `limit`.
fn distance_within(left: &[char], right: &[char], limit: usize) -> Option<usize> {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.iter().enumerate() {
        let mut row = Vec::with_capacity(last.len());
        row.push(i + 1);
        for (j, b) in right.iter().enumerate() {
            let mut cost = (last[j] + usize::from(a != b)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == right[j - 1] && left[i - 1] == *b {
                cost = cost.min(before[j - 1] + 1);
            }
            row.push(cost);
        }
        if row.iter().all(|cost| *cost > limit) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|distance| *distance <= limit)
}

/// The longest piece of a user's text that a message quotes, in characters.
const QUOTE: usize = 80;

/// Returns `text` as a message may quote it: one line, at most 80 characters, control and direction marks shown.
pub fn clip(text: &str) -> String {
    let shown = visible(text);
    match shown.char_indices().nth(QUOTE) {
        None => shown.into_owned(),
        Some((end, _)) => format!("{}…", &shown[..end]),
    }
}

/// Returns `text` with every control character and direction mark replaced by its code, such as `\u{202e}`.
///
/// What comes from content must not move the cursor, open a log command or reorder a line (PROMISES P8).
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            c if is_hidden(c) => shown.extend(c.escape_unicode()),
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// The most names that a message lists, which covers the kinds and the statuses of any usual workspace.
const NAMES: usize = 30;

/// Returns names for a message, joined by commas: each clipped, and no more than people read.
pub fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut names = names.into_iter();
    let shown: Vec<String> = names.by_ref().take(NAMES).map(clip).collect();
    let more = if names.next().is_some() { ", …" } else { "" };
    shown.join(", ") + more
}

/// Says whether a character shows nothing of its own: a control, a direction mark, a separator, a joint without width.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{61c}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_is_near() {
        let names = ["faster-search", "team-inbox", "audit-log"];
        assert_eq!(nearest("faster-serch", names), Some("faster-search"));
        assert_eq!(nearest("Audit_Log", names), Some("audit-log"));
        assert_eq!(nearest("tema-inbox", names), Some("team-inbox"));
        assert_eq!(nearest("billing", names), None);
        assert_eq!(nearest("", names), None);
    }

    #[test]
    fn quotes_are_one_short_visible_line() {
        assert_eq!(clip("a\nb\u{202e}"), "a\\nb\\u{202e}");
        assert_eq!(clip(&"x".repeat(200)).chars().count(), 81);
        assert_eq!(listed(["a", "b\n"]), "a, b\\n");
        assert!(listed(std::iter::repeat_n("step", 1000)).ends_with("step, …"));
    }
}
