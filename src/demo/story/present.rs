//! What a text could say on a day: nothing of records and files that are not there yet.

use std::collections::BTreeMap;

/// Which kinds have an id.
pub(super) type Ids = BTreeMap<String, Vec<String>>;

/// Returns the text without lines, elements and paragraphs that name what is not there.
///
/// `is_there` is asked for `kind/id` and for `file:path`; what was missing is added to `missing`.
pub(super) fn present(
    path: &str,
    text: &str,
    ids: &Ids,
    is_there: &dyn Fn(&str) -> bool,
    missing: &mut Vec<String>,
) -> String {
    if path.ends_with(".csv") {
        return text.to_owned();
    }
    let is_toml = path.ends_with(".toml");
    let (head, body) = if is_toml { (text, "") } else { super::undo::parts(text) };
    let (head, body) = if !is_toml && !text.starts_with("+++\n") {
        ("", text)
    } else {
        (head, body)
    };
    let mut loss = Loss {
        path,
        ids,
        is_there,
        missing,
        any: false,
    };
    let head = loss.head(head);
    let paragraphs = loss.body(body);
    if !loss.any {
        return text.to_owned();
    }
    joined(head, paragraphs)
}

/// What a text names that is not there.
struct Loss<'a> {
    path: &'a str,
    ids: &'a Ids,
    is_there: &'a dyn Fn(&str) -> bool,
    missing: &'a mut Vec<String>,
    /// Something was left out.
    any: bool,
}

impl Loss<'_> {
    /// Says whether one of these is not there.
    fn lost(&mut self, names: Vec<String>) -> bool {
        let before = self.missing.len();
        let gone = names.into_iter().filter(|name| !(self.is_there)(name));
        self.missing.extend(gone);
        let lost = self.missing.len() > before;
        self.any |= lost;
        lost
    }

    /// The fields without lines and elements that name what is not there.
    fn head(&mut self, head: &str) -> String {
        let mut out = String::new();
        let mut key = String::new();
        for line in head.split_inclusive('\n') {
            if let Some((name, _)) = line.split_once(" = ").filter(|(name, _)| is_word(name)) {
                key = name.to_owned();
            }
            let found = quoted(line, &key, self.path, self.ids);
            let is_plain_list = line.contains(" = [\"") && !line.contains('{');
            if !is_plain_list {
                if !self.lost(found.into_iter().flat_map(|(_, names)| names).collect()) {
                    out.push_str(line);
                }
                continue;
            }
            let all = found.len();
            let kept: Vec<String> = found
                .into_iter()
                .filter_map(|(text, names)| (!self.lost(names)).then(|| format!("\"{text}\"")))
                .collect();
            if kept.len() == all {
                out.push_str(line);
            } else if !kept.is_empty() {
                out.push_str(&format!("{key} = [{}]\n", kept.join(", ")));
            }
        }
        out
    }

    /// The paragraphs, of lists and tables the lines, that name nothing that is not there.
    fn body(&mut self, body: &str) -> Vec<String> {
        let mut paragraphs = Vec::new();
        for paragraph in body.split("\n\n") {
            let is_list = paragraph.trim_start().starts_with(['-', '|']);
            if is_list {
                let lines = paragraph.split('\n');
                let kept: Vec<&str> = lines
                    .filter(|line| !self.lost(named(line, self.path, self.ids)))
                    .collect();
                // A table of a head alone says nothing.
                if kept.iter().any(|line| !line.is_empty()) && !(paragraph.starts_with('|') && kept.len() < 3) {
                    paragraphs.push(kept.join("\n"));
                }
            } else if !self.lost(named(paragraph, self.path, self.ids)) {
                paragraphs.push(paragraph.to_owned());
            }
        }
        paragraphs
    }
}

/// Puts fields and paragraphs together, without what is left of those that went.
fn joined(head: String, paragraphs: Vec<String>) -> String {
    // A heading whose text is not there yet is not there either.
    let mut kept: Vec<String> = Vec::new();
    for paragraph in paragraphs {
        if paragraph.starts_with('#') && kept.last().is_some_and(|last| last.starts_with("## ")) {
            kept.pop();
        }
        kept.push(paragraph);
    }
    if kept.last().is_some_and(|last| last.starts_with("## ")) {
        kept.pop();
    }
    let mut whole = head;
    while whole.contains("\n\n\n") {
        whole = whole.replace("\n\n\n", "\n\n");
    }
    whole = whole.replace("\n\n+++\n", "\n+++\n");
    whole.push_str(&kept.join("\n\n"));
    format!("{}\n", whole.trim_end())
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

/// What a key names, where the ids of two kinds are alike; nothing where it names no record.
fn kinds(key: &str) -> Option<&'static [&'static str]> {
    Some(match key {
        "id" | "title" | "status" | "type" | "name" | "text" | "url" | "segment" | "what" | "after" | "inputs"
        | "outputs" | "purpose" | "mission" | "function" | "column" | "automation" | "health" | "health_note" => &[],
        "owner" | "via" | "requested_by" => &["person", "team"],
        "team" => &["team"],
        "themes" => &["theme"],
        "initiative" | "initiatives" => &["initiative"],
        "metric" | "metrics" => &["metric"],
        "customer" => &["customer"],
        "person" | "by" | "deciders" => &["person"],
        "role" => &["role"],
        "process" => &["process"],
        "meeting" => &["meeting"],
        "product" => &["product"],
        "objective" => &["objective"],
        "release" => &["release"],
        _ => return None,
    })
}

/// The quoted words of a line with what each names.
fn quoted<'a>(line: &'a str, key: &str, path: &str, ids: &Ids) -> Vec<(&'a str, Vec<String>)> {
    let mut found = Vec::new();
    let mut key = key.to_owned();
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once('"') {
        let own = before.trim_end().strip_suffix('=').map(str::trim_end);
        if let Some(own) = own
            .and_then(|before| before.rsplit(['{', ',', ' ']).next())
            .filter(|own| is_word(own))
        {
            key = own.to_owned();
        }
        let Some((word, after)) = behind.split_once('"') else {
            break;
        };
        found.push((word, names(word, &key, path, ids)));
        rest = after;
    }
    found
}

fn names(word: &str, key: &str, path: &str, ids: &Ids) -> Vec<String> {
    if word.ends_with(".csv") {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        return vec![format!("file:{folder}/{word}")];
    }
    if let Some((kind, id)) = word.split_once('/') {
        let known = ids.get(id).is_some_and(|kinds| kinds.iter().any(|one| one == kind));
        return if known { vec![word.to_owned()] } else { Vec::new() };
    }
    let Some(having) = ids.get(word) else { return Vec::new() };
    let wanted = kinds(key);
    having
        .iter()
        .filter(|kind| wanted.is_none_or(|wanted| wanted.contains(&kind.as_str())))
        .map(|kind| format!("{kind}/{word}"))
        .collect()
}

/// What Markdown names: `[[id]]`, links to files, `@handle`.
fn named(text: &str, path: &str, ids: &Ids) -> Vec<String> {
    let mut found = Vec::new();
    for piece in text.split("[[").skip(1) {
        if let Some((word, _)) = piece.split_once("]]") {
            found.extend(names(word, "", path, ids));
        }
    }
    for piece in text.split("](").skip(1) {
        if let Some((link, _)) = piece.split_once(')')
            && !link.contains(':')
            && !link.starts_with('#')
        {
            let link = link.split('#').next().unwrap_or_default();
            found.push(format!("file:{}", resolved(path, link)));
        }
    }
    for piece in text.split('@').skip(1) {
        let end = piece
            .find(|letter: char| !letter.is_ascii_lowercase())
            .unwrap_or(piece.len());
        found.extend(names(&piece[..end], "person", path, ids));
    }
    found
}

fn resolved(path: &str, link: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => {
                parts.pop();
            }
            "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}
