//! How much of a text changed, and where.

/// A text's change in numbers, with a piece of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prose {
    /// Words that came.
    pub added: usize,
    /// Words that went.
    pub removed: usize,
    /// Some words around the first change: as they are now, or as they were where nothing came.
    pub excerpt: String,
    /// The words that went and those that came, any number as `0`, where they are few: the same for a mechanical edit of
    /// many texts.
    pub(super) pattern: Option<String>,
}

/// Words that are compared each with each; of more, only how many there are of each is compared.
const MOST: usize = 2_000;
/// Words of the excerpt.
const EXCERPT: usize = 14;
/// Words of the excerpt before the change.
const BEFORE: usize = 3;

/// Compares two texts word by word.
pub(super) fn prose(old: &str, new: &str) -> Prose {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.split_whitespace().collect(), new.split_whitespace().collect());
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let end = old[start..]
        .iter()
        .rev()
        .zip(new[start..].iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let (before, after) = (&old[start..old.len() - end], &new[start..new.len() - end]);
    let same = if before.len().max(after.len()) > MOST {
        in_both(before, after)
    } else {
        longest(before, after)
    };
    let (added, removed) = (after.len() - same, before.len() - same);
    let words = if added > 0 { &new } else { &old };
    Prose {
        added,
        removed,
        excerpt: excerpt(words, start.saturating_sub(BEFORE)),
        pattern: pattern(before, after),
    }
}

/// Some words from a place on, without the marks of headings, lists, tables and emphasis.
fn excerpt(words: &[&str], from: usize) -> String {
    let is_mark = |word: &&str| *word == "[x]" || word.bytes().all(|byte| b"#-*|:[]".contains(&byte));
    let mut shown = words[from..]
        .iter()
        .map(|word| word.trim_matches(['*', '`']))
        .filter(|word| !is_mark(word));
    let some: Vec<&str> = shown.by_ref().take(EXCERPT).collect();
    let before = if from > 0 { "… " } else { "" };
    let after = if shown.next().is_some() { " …" } else { "" };
    format!("{before}{}{after}", some.join(" "))
}

/// Words on both sides of a change that may be a mechanical one.
const FEW: usize = 16;

fn pattern(before: &[&str], after: &[&str]) -> Option<String> {
    if before.len() + after.len() > FEW {
        return None;
    }
    let mut pattern = String::new();
    for side in [before, after] {
        for word in side {
            let mut in_number = false;
            for character in word.chars() {
                let digit = character.is_ascii_digit();
                if !digit {
                    pattern.push(character);
                } else if !in_number {
                    pattern.push('0');
                }
                in_number = digit;
            }
            pattern.push(' ');
        }
        pattern.push('\n');
    }
    Some(pattern)
}

/// The length of the longest common row of words.
fn longest(old: &[&str], new: &[&str]) -> usize {
    let mut row = vec![0usize; new.len() + 1];
    for word in old {
        let mut corner = 0;
        for (place, other) in new.iter().enumerate() {
            let above = row[place + 1];
            row[place + 1] = if word == other {
                corner + 1
            } else {
                above.max(row[place])
            };
            corner = above;
        }
    }
    row[new.len()]
}

/// How many words both have, wherever they stand.
fn in_both(old: &[&str], new: &[&str]) -> usize {
    let (mut old, mut new) = (old.to_vec(), new.to_vec());
    old.sort_unstable();
    new.sort_unstable();
    let (mut a, mut b, mut count) = (0, 0, 0);
    while a < old.len() && b < new.len() {
        match old[a].cmp(new[b]) {
            std::cmp::Ordering::Less => a += 1,
            std::cmp::Ordering::Greater => b += 1,
            std::cmp::Ordering::Equal => (a, b, count) = (a + 1, b + 1, count + 1),
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(old: &str, new: &str) -> (usize, usize, String) {
        let prose = prose(old, new);
        (prose.added, prose.removed, prose.excerpt)
    }

    #[test]
    fn words_are_counted() {
        assert_eq!(counts("a b c", "a x c"), (1, 1, "a x c".to_owned()));
        assert_eq!(counts("a b c", "a c"), (0, 1, "a b c".to_owned()));
        assert_eq!(counts("", "new text"), (2, 0, "new text".to_owned()));
        assert_eq!(counts("a  b\nc", "a b d"), (1, 1, "a b d".to_owned()));
        assert_eq!(counts("same words", "same\n words"), (0, 0, "same words".to_owned()));
        let long: String = (0..40).map(|n| format!("w{n} ")).collect();
        let changed = long.replace("w20 ", "x ");
        assert_eq!(
            counts(&long, &changed),
            (
                1,
                1,
                "… w17 w18 w19 x w21 w22 w23 w24 w25 w26 w27 w28 w29 w30 …".to_owned()
            )
        );
    }

    #[test]
    fn marks_are_not_shown() {
        let text = "## Next\n\n- [x] ask **Mara** `now`\n- [ ] wait\n\n| a | b |\n|---|:--|\n| a_b | x-y |\n";
        assert_eq!(counts("", text).2, "Next ask Mara now wait a b a_b x-y");
        assert_eq!(
            counts("one two three four", "one two three four - #").2,
            "… two three four"
        );
    }

    #[test]
    fn a_mechanical_edit_has_one_pattern() {
        let of = |old: &str, new: &str| prose(old, new).pattern;
        assert_eq!(of("see a/b#12 there", "see a/c#12 there"), of("on a/b#7", "on a/c#9"));
        assert_ne!(
            of("see a/b#12 there", "see a/c#12 there"),
            of("see a/b#12 there", "see a/d#12 there")
        );
        assert_eq!(of(&"a ".repeat(20), &"b ".repeat(20)), None);
    }

    #[test]
    fn long_texts_are_counted_too() {
        let many: String = (0..5_000).map(|n| format!("w{n} ")).collect();
        let moved = format!("end {} start", many.trim_end());
        assert_eq!((counts(&many, &moved).0, counts(&many, &moved).1), (2, 0));
    }
}
