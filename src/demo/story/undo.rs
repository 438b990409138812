//! Records as they were: a change is told by what takes it back, applied to the text that it led to.

/// What takes a change back.
#[derive(Debug, Clone)]
pub(super) enum Undo {
    /// The status was another one.
    Status(String),
    /// A field was not there yet.
    Drop(&'static str),
    /// A piece of text was another one.
    Swap {
        /// What was written.
        after: String,
        /// What stood there before.
        before: String,
    },
    /// A table such as `[steps.beta]` was not there yet.
    Block(String),
    /// A line of a table was not there yet: header, and how the line begins.
    LineOf(String, &'static str),
    /// Of the text only the first sentence was there.
    FirstSentence,
    /// Of the text nothing was there.
    NoText,
    /// The text ended before this heading.
    CutFrom(String),
}

/// Takes changes back. An error names what is not there to be taken back.
pub(super) fn take_back(text: &str, undo: &[Undo]) -> Result<String, String> {
    undo.iter().try_fold(text.to_owned(), |text, one| match one {
        Undo::Status(before) => {
            let line = line_of(&text, "status").ok_or("no status")?;
            Ok(text.replacen(&line, &format!("status = \"{before}\"\n"), 1))
        }
        Undo::Drop(key) => Ok(match line_of(&text, key) {
            Some(line) => text.replacen(&line, "", 1),
            None => text,
        }),
        Undo::Swap { after, before } => {
            if !text.contains(&**after) {
                return Err(format!("`{after}` is not there"));
            }
            Ok(text.replacen(&**after, before, 1))
        }
        Undo::Block(header) => {
            let (start, end) = block(&text, header).ok_or_else(|| format!("no {header}"))?;
            Ok(format!(
                "{}{}",
                text[..start].trim_end_matches('\n').to_owned() + "\n",
                after_block(&text[end..])
            ))
        }
        Undo::LineOf(header, prefix) => {
            let (start, end) = block(&text, header).ok_or_else(|| format!("no {header}"))?;
            let kept = text[start..end]
                .split_inclusive('\n')
                .filter(|line| !line.starts_with(prefix));
            Ok(format!(
                "{}{}{}",
                &text[..start],
                kept.collect::<String>(),
                &text[end..]
            ))
        }
        Undo::FirstSentence => {
            let (head, body) = parts(&text);
            Ok(format!("{head}{}\n", first_sentence(body)))
        }
        Undo::NoText => Ok(parts(&text).0.to_owned()),
        Undo::CutFrom(heading) => {
            let at = text.find(&**heading).ok_or_else(|| format!("no `{heading}`"))?;
            Ok(format!("{}\n", text[..at].trim_end()))
        }
    })
}

/// What follows a block that goes: one blank line before another table, none before the end of the front matter.
fn after_block(rest: &str) -> String {
    if rest.starts_with('[') {
        format!("\n{rest}")
    } else {
        rest.to_owned()
    }
}

/// The part with fields, and the Markdown behind it.
pub(super) fn parts(text: &str) -> (&str, &str) {
    let end = text.strip_prefix("+++\n").and_then(|rest| rest.find("\n+++\n"));
    match end {
        Some(at) => text.split_at("+++\n".len() + at + "\n+++\n".len()),
        None => (text, ""),
    }
}

/// The lines of a field at the top level, with all lines of a list.
fn line_of(text: &str, key: &str) -> Option<String> {
    let mut found: Option<String> = None;
    for line in fields(text).split_inclusive('\n') {
        match &mut found {
            Some(lines) => {
                lines.push_str(line);
                if line.starts_with([']', '}']) {
                    return found;
                }
            }
            None if line.strip_prefix(key).is_some_and(|rest| rest.starts_with(" = ")) => {
                found = Some(line.to_owned());
                if !line.trim_end().ends_with(['[', '{']) {
                    return found;
                }
            }
            None => {}
        }
    }
    found
}

/// The text as far as fields at the top level go.
fn fields(text: &str) -> &str {
    let (head, _) = parts(text);
    let skip = usize::from(head.starts_with("[["));
    let end = head[skip..].find("\n[").map_or(head.len(), |at| skip + at + 1);
    &head[..end]
}

/// Returns the value of a field at the top level as it is written.
pub(super) fn value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    fields(text)
        .lines()
        .find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "))
}

/// Returns the text of a field at the top level.
pub(super) fn word(text: &str, key: &str) -> Option<String> {
    let written = value(text, key)?.strip_prefix('"')?;
    let mut word = String::new();
    let mut letters = written.chars();
    loop {
        match letters.next()? {
            '"' => return Some(word),
            '\\' => word.push(letters.next()?),
            letter => word.push(letter),
        }
    }
}

/// Where a table begins and the next one, the text or the end comes.
fn block(text: &str, header: &str) -> Option<(usize, usize)> {
    let start = text.find(&format!("\n{header}\n"))? + 1;
    let rest = &text[start + header.len() + 1..];
    let end = [rest.find("\n["), rest.find("\n+++\n")].into_iter().flatten().min();
    let end = end.map_or(text.len(), |at| start + header.len() + 1 + at + 1);
    Some((start, end))
}

/// Returns the headers of the tables `[steps.…]` with their lines.
pub(super) fn blocks(text: &str) -> Vec<(String, String)> {
    let (head, _) = parts(text);
    let headers = head.lines().filter(|line| line.starts_with("[steps."));
    headers
        .filter_map(|header| {
            let (start, end) = block(text, header)?;
            Some((header.to_owned(), text[start..end].to_owned()))
        })
        .collect()
}

fn first_sentence(body: &str) -> &str {
    let paragraph = body.trim_start().split("\n\n").next().unwrap_or_default();
    let end = paragraph.match_indices(['.', '?', '!']).find(|(at, _)| {
        let rest = &paragraph[at + 1..];
        rest.starts_with(' ') && paragraph[..*at].matches('(').count() == paragraph[..*at].matches(')').count()
    });
    let sentence = end.map_or(paragraph, |(at, _)| &paragraph[..=at]);
    // Half a quotation reads worse than a whole one.
    if sentence.matches('"').count() % 2 == 1 || sentence.matches('*').count() % 2 == 1 {
        paragraph
    } else {
        sentence
    }
}
