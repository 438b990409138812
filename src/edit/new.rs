//! A new record: its id, its place, its text.

use super::toml_text::{escaped, literal};
use crate::parse::{Limits, parse_toml};
use crate::schema::Kind;
use crate::text::{Id, RepoPath, TextRange, clip, nearest, slug};
use crate::time::Date;
use crate::value::{KindIndex, Type};
use crate::workspace::Workspace;
use include_dir::{Dir, include_dir};

/// The built-in scaffolds.
static SCAFFOLDS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates/record");

/// What is asked for.
#[derive(Debug)]
pub struct Request<'a> {
    /// The kind.
    pub kind: KindIndex,
    /// What people will call it.
    pub title: &'a str,
    /// Its id; by default made from the title.
    pub id: Option<&'a str>,
    /// Fields, as typed: key and value.
    pub set: &'a [(String, String)],
    /// The day.
    pub today: Date,
}

/// A record to be written.
#[derive(Debug, PartialEq, Eq)]
pub struct NewRecord {
    /// Its id.
    pub id: Id,
    /// Its file, from the repository's root.
    pub path: RepoPath,
    /// The text of the file.
    pub text: String,
}

/// Why there is nothing to write.
#[derive(Debug, thiserror::Error)]
pub enum NewError {
    /// The id is none, or taken.
    #[error("{0}")]
    Id(String),
    /// A field that the kind does not have.
    #[error("{noun} has no field `{field}`")]
    Field {
        /// The kind with its article.
        noun: String,
        /// What was asked for.
        field: String,
        /// The nearest that there is.
        near: Option<String>,
    },
    /// A value that makes no TOML.
    #[error("`{value}` cannot be the value of `{field}`")]
    Value {
        /// The field.
        field: String,
        /// What was typed.
        value: String,
    },
}

/// Makes the text and place of a new record. `taken` says of an id whether a file for it appeared meanwhile.
pub fn new(
    workspace: &Workspace,
    request: &Request<'_>,
    taken: &dyn Fn(&RepoPath) -> bool,
) -> Result<NewRecord, NewError> {
    let kind = workspace.schema().kind(request.kind);
    let (extension, scaffold) = scaffold(workspace, kind);
    let place = |id: &str| RepoPath::new(&path(workspace, kind, id, extension, request.today));
    let id = match request.id {
        Some(id) => {
            let checked = Id::new(id).map_err(|_| {
                NewError::Id(format!(
                    "`{}` is no id: lower-case letters, digits and dashes",
                    clip(id)
                ))
            })?;
            if !workspace.is_free(request.kind, id) || taken(&place(id)) {
                return Err(NewError::Id(format!("there is {} `{id}` already", kind.noun())));
            }
            checked
        }
        None => free_id(workspace, request, kind, &|id| taken(&place(id))),
    };
    let mut text = scaffold
        .replace("{{ title }}", &escaped(request.title))
        .replace("{{ today }}", &request.today.to_string());
    for (field, value) in request.set {
        text = set(kind, &text, extension, field, value)?;
    }
    Ok(NewRecord {
        path: place(id.as_str()),
        id,
        text,
    })
}

/// The slug of the title, with a number behind it where that is taken.
fn free_id(workspace: &Workspace, request: &Request<'_>, kind: &Kind, taken: &dyn Fn(&str) -> bool) -> Id {
    let mut base = slug(request.title);
    if base.is_empty() {
        base = format!("new-{}", kind.name);
    }
    // Room for the number, and for a record of a title that is a reserved name.
    base.truncate(72);
    let base = base.trim_end_matches('-').to_owned();
    let candidates = std::iter::once(base.clone()).chain((2u32..).map(|number| format!("{base}-{number}")));
    candidates
        .into_iter()
        .find(|id| workspace.is_free(request.kind, id) && !taken(id))
        .and_then(|id| Id::new(&id).ok())
        .expect("a workspace has fewer records than there are numbers")
}

/// `FOLDER/ID.md`, or `FOLDER/YYYY-MM/ID.md` for kinds of which many come.
fn path(workspace: &Workspace, kind: &Kind, id: &str, extension: &str, today: Date) -> String {
    let prefix = workspace.snapshot().prefix();
    let month = if kind.monthly {
        format!("{:04}-{:02}/", today.year(), today.month())
    } else {
        String::new()
    };
    let root = if prefix.is_empty() {
        String::new()
    } else {
        format!("{prefix}/")
    };
    format!("{root}{}/{month}{id}.{extension}", kind.folder)
}

/// The workspace's own scaffold of a kind, else the built-in one, else one made from the definition.
fn scaffold(workspace: &Workspace, kind: &Kind) -> (&'static str, String) {
    let prefix = workspace.snapshot().prefix();
    for extension in ["md", "toml"] {
        let path = RepoPath::new(prefix).as_str().to_owned();
        let own = if path.is_empty() {
            String::new()
        } else {
            format!("{path}/")
        } + &format!("templates/record/{}.{extension}", kind.name);
        let text = workspace
            .snapshot()
            .find(&own)
            .and_then(|file| workspace.snapshot().text(file, Limits::default().file_bytes).ok());
        if let Some(text) = text {
            return (extension, text.to_string());
        }
    }
    for extension in ["md", "toml"] {
        let file = SCAFFOLDS.get_file(format!("{}.{extension}", kind.name));
        if let Some(text) = file.and_then(|file| file.contents_utf8()) {
            return (extension, text.to_owned());
        }
    }
    ("md", made(kind))
}

/// A scaffold from the definition: the title, the first status, and the required fields that have a plain value.
fn made(kind: &Kind) -> String {
    let mut text = String::from("+++\ntitle = \"{{ title }}\"\n");
    if let Some(status) = kind
        .lifecycle
        .as_ref()
        .and_then(|lifecycle| kind.status(lifecycle.initial))
    {
        text.push_str(&format!("status = \"{}\"\n", status.name));
    }
    for (_, field) in kind
        .fields
        .iter()
        .filter(|(_, field)| field.required && &*field.name != "title")
    {
        let value = match &field.of {
            Type::Text => "\"\"".to_owned(),
            Type::Choice(choices) => format!("\"{}\"", choices.0.first().map_or("", |word| word)),
            Type::Number | Type::Integer => "0".to_owned(),
            Type::Date | Type::Moment | Type::Period => "{{ today }}".to_owned(),
            _ => continue,
        };
        text.push_str(&format!("{} = {value}\n", field.name));
    }
    text.push_str("+++\n");
    for section in &kind.sections {
        text.push_str(&format!("\n## {section}\n"));
    }
    text
}

/// Sets a top-level field of a scaffold: its line is replaced, or one is added after the plain keys.
fn set(kind: &Kind, text: &str, extension: &str, field: &str, value: &str) -> Result<String, NewError> {
    let literal = match field {
        "status" => super::quoted(value),
        _ => {
            let definition = kind.fields.named(field).ok_or_else(|| NewError::Field {
                noun: kind.noun(),
                field: field.to_owned(),
                near: nearest(field, kind.fields.names().chain(["status"])).map(str::to_owned),
            })?;
            literal(&definition.of, value)
        }
    };
    let line = format!("{field} = {literal}");
    let mut problems = Vec::new();
    parse_toml(
        &RepoPath::new("new.toml"),
        &line,
        TextRange::new(0, line.len()),
        &mut problems,
    );
    if !problems.is_empty() || line.contains('\n') {
        return Err(NewError::Value {
            field: field.to_owned(),
            value: clip(value),
        });
    }
    let fence = if extension == "md" {
        crate::parse::closing_fence(text)
    } else {
        None
    };
    let end = fence.map_or(text.len(), |fence| fence.start as usize);
    let mut before = Vec::new();
    let mut done = false;
    for one in text[..end].lines() {
        let key = one.split('=').next().map(str::trim);
        if !done && (one.starts_with('[') || key == Some(field)) {
            before.push(line.as_str());
            done = true;
            if key == Some(field) {
                continue;
            }
            before.push("");
        }
        before.push(one);
    }
    if !done {
        before.push(line.as_str());
    }
    Ok(format!("{}\n{}", before.join("\n"), &text[end..]))
}
