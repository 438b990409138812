//! The engine's errors as findings in the workspace's templates.

use super::{BUILT_IN_PREFIX, INVALID_TEMPLATE, Own, Templates, growth, syntax};
use crate::diagnostic::Diagnostic;
use crate::text::{LineIndex, Span, TextRange, clip, nearest};
use minijinja::{Error, ErrorKind};

impl Templates {
    /// Returns what a template of the workspace may not write.
    pub(super) fn refused(&self, name: &str) -> Option<Diagnostic> {
        let own = self.own.get(name)?;
        let refused = growth::refused(&own.text, syntax())?;
        let finding = INVALID_TEMPLATE.at(Span::new(&own.path, refused.range), refused.what);
        Some(finding.with_help(Some(refused.help.to_owned())))
    }

    /// Returns an error as a finding in the template of the workspace that it is about; `page` is the one that was
    /// rendered. `None` where no template of the workspace has a part in it.
    pub(super) fn finding(&self, error: &Error, page: &str, known: &[&str]) -> Option<Diagnostic> {
        // An error in what a template includes is wrapped: the innermost in a template of the workspace says most.
        let mut chain = vec![error];
        let mut next = std::error::Error::source(error);
        while let Some(inner) = next {
            chain.extend(inner.downcast_ref::<Error>());
            next = inner.source();
        }
        let (error, own) = chain
            .iter()
            .rev()
            .find_map(|error| Some((*error, self.own.get(error.name()?)?)))
            .or_else(|| Some((*chain.last()?, self.own.get(page)?)))?;
        let range = if error.name().is_some_and(|name| self.own.contains_key(name)) {
            place(error, own)
        } else {
            TextRange::new(0, 0)
        };
        let range = self.narrowed(error, range, &own.text, known);
        let (message, help) = self.words(error, range.of(&own.text), known);
        Some(
            INVALID_TEMPLATE
                .at(Span::new(&own.path, range), message)
                .with_help(help),
        )
    }

    /// What is wrong, and what would be right.
    fn words(&self, error: &Error, written: &str, known: &[&str]) -> (String, Option<String>) {
        let detail = error.detail().unwrap_or_default();
        let quoted = |text: &str| {
            let name = text.split(['\'', '"', '`']).nth(1).unwrap_or(text);
            name.to_owned()
        };
        let meant =
            |wanted: &str, names: Vec<&str>| nearest(wanted, names).map(|name| format!("did you mean `{name}`?"));
        match error.kind() {
            ErrorKind::UndefinedError => self.unknown(written.trim(), known),
            ErrorKind::TemplateNotFound => {
                let name = quoted(detail);
                let names: Vec<&str> = self.environment.templates().map(|(name, _)| name).collect();
                let help = meant(&name, names);
                (format!("there is no template `{}`", clip(&name)), help)
            }
            ErrorKind::OutOfFuel => (
                "this template takes too many steps, or makes too much text".to_owned(),
                Some(
                    "look for a loop inside a loop, a text that grows in a loop, or a macro that calls itself"
                        .to_owned(),
                ),
            ),
            ErrorKind::SyntaxError => (
                format!("the template cannot be read: {}", clip(detail)),
                Some("every `{{` needs its `}}`, every `{% if %}`, `{% for %}` and `{% block %}` its end".to_owned()),
            ),
            ErrorKind::InvalidOperation if detail.contains("recursion") || detail.contains("cycle") => (
                format!("the template leads back into itself: {}", clip(detail)),
                Some(format!(
                    "to build on the one that it replaces, write `{{% extends \"{BUILT_IN_PREFIX}NAME.html\" %}}`; a macro that calls itself needs an end"
                )),
            ),
            kind => {
                let words = if detail.is_empty() {
                    kind.to_string()
                } else {
                    detail.to_owned()
                };
                match words.split_once(": did you mean ") {
                    Some((what, meant)) => (clip(what), Some(format!("did you mean {meant}"))),
                    None => (clip(&words), None),
                }
            }
        }
    }
}

impl Templates {
    /// The names at the top: of the page, and those that every page has.
    fn names<'a>(&'a self, known: &[&'a str]) -> Vec<&'a str> {
        let page = known.iter().copied().filter(|name| !name.contains('.'));
        page.chain(self.environment.globals().map(|(name, _)| name)).collect()
    }

    /// Of a way such as `shel.title` only the first step, where that is unknown already.
    fn narrowed(&self, error: &Error, range: TextRange, text: &str, known: &[&str]) -> TextRange {
        let written = range.of(text);
        let first = written.split('.').next().unwrap_or(written);
        if error.kind() == ErrorKind::UndefinedError && !self.names(known).contains(&first) {
            return TextRange::new(range.start as usize, range.start as usize + first.len());
        }
        range
    }

    /// A name that a page does not have.
    fn unknown(&self, written: &str, known: &[&str]) -> (String, Option<String>) {
        let message = format!("`{}` is nothing that this page has", clip(written));
        let site: Vec<String> = self
            .environment
            .globals()
            .filter(|(name, _)| *name == "site")
            .flat_map(|(_, site)| site.try_iter().into_iter().flatten())
            .map(|key| format!("site.{key}"))
            .collect();
        let candidates: Vec<&str> = if written.contains('.') {
            let page = known.iter().copied().filter(|name| name.contains('.'));
            page.chain(site.iter().map(String::as_str)).collect()
        } else {
            self.names(known)
        };
        let help = match nearest(written, candidates) {
            Some(name) => format!("did you mean `{name}`?"),
            None => "`docs/templates.md` lists what each page has".to_owned(),
        };
        (message, Some(help))
    }
}

/// Where an error lies: the expression, or else its line.
fn place(error: &Error, own: &Own) -> TextRange {
    let text = &own.text;
    if let Some(range) = error.range()
        && range.start < range.end
        && text.get(range.clone()).is_some()
    {
        return TextRange::new(range.start, range.end);
    }
    let line = error.line().unwrap_or(1).min(u32::MAX as usize) as u32;
    let lines = LineIndex::new(text);
    lines.line(line.clamp(1, lines.count().max(1) as u32))
}
