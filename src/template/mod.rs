//! The template engine: the built-in templates, those of the workspace over them, and findings that point into these.
//!
//! A file `templates/site/NAME.html` of the workspace takes the place of the built-in template of that name, which stays
//! at hand as `builtin/NAME.html`. Templates read the models they are given and other templates, nothing else; they are
//! escaped unless they say otherwise, and may take so many steps and no more; what they make is counted among these, and
//! what could not be counted they may not write (`growth.rs`).

mod growth;
mod problem;

use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::source::Snapshot;
use crate::text::{RepoPath, escape};
use crate::workspace::Workspace;
use include_dir::{Dir, include_dir};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, ErrorKind, Output, State, UndefinedBehavior, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A template of the workspace that the engine cannot use.
pub static INVALID_TEMPLATE: Rule = Rule {
    name: "invalid-template",
    group: Group::Config,
    level: Level::Error,
};

/// The built-in templates with their styles and script.
static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates/site");

/// The folder of the site's templates in a workspace.
pub const FOLDER: &str = "templates/site";

/// The folder of styles, script and other static files: in the templates and in the site.
pub const ASSETS: &str = "assets";

/// In front of the name of a built-in template that the workspace replaces.
const BUILT_IN_PREFIX: &str = "builtin/";

/// Steps that a page with templates of the workspace may take: thirty times what our longest page takes. 64 bytes of
/// text count as a step, so these are 32 MB in all.
const MOST_STEPS: u64 = 500_000;

/// Bytes that the engine counts as a step.
const BYTES_OF_A_STEP: u64 = 64;

/// Macros, files and blocks inside each other.
const MOST_LEVELS: usize = 200;

/// Bytes of a text that are escaped before they are counted.
const PIECE: usize = 4096;

/// The templates of a site.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
    own: BTreeMap<String, Own>,
}

/// A template of the workspace.
#[derive(Debug)]
struct Own {
    path: RepoPath,
    text: Arc<str>,
}

impl Templates {
    /// Makes the engine ready for a workspace; what it cannot read of the workspace's templates is a finding.
    pub fn of(workspace: &Workspace) -> (Self, Vec<Diagnostic>) {
        let mut templates = Self {
            environment: environment(),
            own: own(workspace),
        };
        let mut problems = Vec::new();
        if !templates.own.is_empty() {
            templates.environment.set_debug(true);
            templates.environment.set_fuel(Some(MOST_STEPS));
            templates.environment.set_recursion_limit(MOST_LEVELS);
            growth::FUNCTIONS
                .iter()
                .for_each(|name| templates.environment.remove_global(name));
            growth::FILTERS
                .iter()
                .for_each(|name| templates.environment.remove_filter(name));
        }
        for (name, text) in built_in() {
            if !templates.own.contains_key(name) {
                templates.add(name.to_owned(), text.into());
            }
            if !templates.own.is_empty() {
                templates.add(format!("{BUILT_IN_PREFIX}{name}"), text.into());
            }
        }
        let own: Vec<(String, Arc<str>)> = templates
            .own
            .iter()
            .map(|(name, own)| (name.clone(), own.text.clone()))
            .collect();
        for (name, text) in own {
            if let Some(refused) = templates.refused(&name) {
                problems.push(refused);
                continue;
            }
            if let Some(error) = templates.add(name.clone(), text) {
                problems.extend(templates.finding(&error, &name, &[]));
            }
        }
        (templates, problems)
    }

    fn add(&mut self, name: String, text: Arc<str>) -> Option<minijinja::Error> {
        self.environment.add_template_owned(name, text.to_string()).err()
    }

    /// Gives templates something to call or read on every page.
    pub fn environment_mut(&mut self) -> &mut Environment<'static> {
        &mut self.environment
    }

    /// Renders a page. `known` are the names that its model has, for those that come near to one.
    pub fn render(&self, name: &str, model: Value, known: impl FnOnce() -> Vec<String>) -> Result<String, RenderError> {
        self.environment
            .get_template(name)
            .and_then(|template| template.render(model))
            .map_err(|error| {
                match self.finding(&error, name, &known().iter().map(String::as_str).collect::<Vec<_>>()) {
                    Some(finding) => RenderError::Own(Box::new(finding)),
                    None => RenderError::BuiltIn {
                        name: error.name().unwrap_or(name).to_owned(),
                        message: error.to_string(),
                    },
                }
            })
    }
}

/// Why a page could not be rendered.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A template of the workspace is wrong.
    #[error("{}", .0.message)]
    Own(Box<Diagnostic>),
    /// A built-in template is wrong: a mistake of ours.
    #[error("the template {name} is wrong: {message}")]
    BuiltIn {
        /// Which.
        name: String,
        /// What and where.
        message: String,
    },
}

/// The findings about the workspace's templates that can be made without a page.
pub fn problems(workspace: &Workspace) -> Vec<Diagnostic> {
    if own(workspace).is_empty() {
        return Vec::new();
    }
    Templates::of(workspace).1
}

/// The static files that every site has: name below `assets/` and bytes, those of the workspace instead of ours.
pub fn assets(workspace: &Workspace) -> BTreeMap<String, Vec<u8>> {
    let built_in = BUILT_IN.get_dir(ASSETS).into_iter().flat_map(|folder| folder.files());
    let mut assets: BTreeMap<String, Vec<u8>> = built_in
        .filter_map(|file| Some((file.path().file_name()?.to_str()?.to_owned(), file.contents().to_vec())))
        .collect();
    let snapshot = workspace.snapshot();
    for file in snapshot.files() {
        if let Some(name) = below(snapshot, &file.path).and_then(|name| name.strip_prefix("assets/"))
            && is_portable(name)
            && let Ok(bytes) = snapshot.bytes(file, workspace.configuration().limits.collection_bytes)
        {
            assets.insert(name.to_owned(), bytes);
        }
    }
    assets
}

/// A name that every system can hold and no address has to escape; other files are no part of the site.
fn is_portable(name: &str) -> bool {
    name.split('/').all(|part| {
        !part.starts_with('.')
            && !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_' | b'.'))
    })
}

/// The built-in templates: name and text.
pub fn built_in() -> impl Iterator<Item = (&'static str, &'static str)> {
    BUILT_IN
        .files()
        .filter_map(|file| Some((file.path().to_str()?, file.contents_utf8()?)))
}

/// The templates of the workspace by name.
fn own(workspace: &Workspace) -> BTreeMap<String, Own> {
    let snapshot = workspace.snapshot();
    let mut own = BTreeMap::new();
    for file in snapshot.files() {
        let Some(name) = below(snapshot, &file.path) else {
            continue;
        };
        let is_template =
            file.path.extension() == "html" && !name.starts_with("assets/") && !name.starts_with(BUILT_IN_PREFIX);
        if is_template && let Ok(text) = snapshot.text(file, workspace.configuration().limits.file_bytes) {
            let (path, text) = (file.path.clone(), text.clone());
            own.insert(name.to_owned(), Own { path, text });
        }
    }
    own
}

/// The name of a file in the folder of templates.
fn below<'a>(snapshot: &Snapshot, path: &'a RepoPath) -> Option<&'a str> {
    let path = path.below(snapshot.prefix())?;
    path.strip_prefix(FOLDER)?.strip_prefix('/')
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(syntax());
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(write_value);
    environment
}

fn unwritten(message: &'static str) -> minijinja::Error {
    minijinja::Error::new(ErrorKind::InvalidOperation, message)
}

/// Writes a text escaped. Of a long one, what has been written counts before the next piece is made.
fn write_text(out: &mut Output<'_>, state: &State<'_, '_>, text: &str) -> Result<(), minijinja::Error> {
    let mut rest = text;
    while rest.len() > PIECE {
        let end = (1..=PIECE)
            .rev()
            .find(|end| rest.is_char_boundary(*end))
            .unwrap_or(PIECE);
        let piece = escape(&rest[..end]);
        state.consume_fuel(piece.len() as u64 / BYTES_OF_A_STEP)?;
        out.write_str(&piece)?;
        rest = &rest[end..];
    }
    Ok(out.write_str(&escape(rest))?)
}

/// The engine's own marks; a line that holds nothing but a statement leaves no line behind.
fn syntax() -> SyntaxConfig {
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    syntax.expect("the engine's own marks with two options of layout")
}

/// Writes a value as the engine would, but leaves `/` as it is: addresses stay readable.
fn write_value(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    match value.as_str() {
        Some(text) if !value.is_safe() && matches!(state.auto_escape(), AutoEscape::Html) => {
            write_text(out, state, text)
        }
        // These have no form of their own on a page, and could be long.
        _ if value.is_safe() => minijinja::escape_formatter(out, state, value),
        _ if matches!(value.kind(), ValueKind::Seq | ValueKind::Iterable) => {
            Err(unwritten("a list cannot be written as it is: go through it with `for`"))
        }
        _ if matches!(value.kind(), ValueKind::Map | ValueKind::Plain) => {
            Err(unwritten("this cannot be written as it is: name what is meant of it"))
        }
        _ => minijinja::escape_formatter(out, state, value),
    }
}
