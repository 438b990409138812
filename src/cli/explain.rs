//! `opsbook explain`: what a rule finds, why it matters, how to mend it.

use super::session::Session;
use super::{Failure, Outcome, Status};
use crate::check::{self, Check, Explanation};
use crate::diagnostic::Group;
use crate::text::nearest;
use clap::{Args, ValueEnum};
use std::fmt::Write as _;

/// Explain a rule: what it finds, why it matters, how to mend it
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  opsbook explain dangling-reference
  opsbook explain reference                 the rules of a group
  opsbook explain --all --format markdown")]
pub(super) struct Arguments {
    /// The rule, or a group of rules
    #[arg(value_name = "RULE", required_unless_present = "all")]
    rule: Option<String>,
    /// All rules
    #[arg(long, conflicts_with = "rule")]
    all: bool,
    /// How they are written
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Shape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shape {
    Human,
    Json,
    Markdown,
}

pub(super) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Outcome {
    let rules: Vec<&Check> = match &arguments.rule {
        None => check::all().collect(),
        Some(name) if Group::from_word(name).is_some() => {
            let of_group = check::all().filter(|check| check.rule.group.word() == name);
            let rules: Vec<&Check> = of_group.collect();
            if rules.is_empty() {
                return Err(Failure::new(format!("the group `{name}` has no rules yet"))
                    .with_hint("`opsbook explain --all` lists all rules".to_owned()));
            }
            rules
        }
        Some(name) => vec![check::find(name).ok_or_else(|| {
            let groups = check::all().map(|check| check.rule.group.word());
            let near = nearest(name, check::all().map(|check| check.rule.name).chain(groups));
            Failure::new(format!("no rule is named `{name}`")).with_hint(
                near.map(|near| format!("did you mean `{near}`?"))
                    .or_else(|| Some("`opsbook explain --all` lists them".to_owned())),
            )
        })?],
    };
    let several = arguments.all
        || arguments
            .rule
            .as_deref()
            .is_some_and(|name| Group::from_word(name).is_some());
    let text = match arguments.format {
        Shape::Human if several => list(&rules),
        Shape::Human => rules.iter().map(|check| human(check)).collect(),
        Shape::Markdown => markdown(&rules),
        Shape::Json => json(&rules),
    };
    session.print(&text);
    Ok(Status::Well)
}

fn list(rules: &[&Check]) -> String {
    let mut out = String::new();
    let mut group = None;
    for check in rules {
        if group != Some(check.rule.group) {
            group = Some(check.rule.group);
            let _ = writeln!(out, "{}", check.rule.group.word());
        }
        let what = Explanation::read(check.text).map_or("", |text| text.what);
        let first = what.split("\n\n").next().unwrap_or(what).replace('\n', " ");
        let first = first.split(". ").next().unwrap_or(&first);
        let _ = writeln!(
            out,
            "  {:<22} {:<8} {}",
            check.rule.name,
            check.rule.level.word(),
            first.trim_end_matches('.')
        );
    }
    out
}

fn human(check: &Check) -> String {
    let rule = check.rule;
    let head = format!("{}  ({}, group {})\n\n", rule.name, rule.level, rule.group.word());
    match Explanation::read(check.text) {
        Some(text) => format!(
            "{head}{}\n\nWhy it matters\n{}\nHow to fix\n{}\nBad\n{}\nGood\n{}",
            text.what,
            indent(text.why),
            indent(text.fix),
            indent(text.bad),
            indent(text.good)
        ),
        None => head + check.text,
    }
}

fn indent(text: &str) -> String {
    text.lines()
        .map(|line| {
            if line.is_empty() {
                "\n".to_owned()
            } else {
                format!("  {line}\n")
            }
        })
        .collect::<String>()
        .trim_end()
        .to_owned()
        + "\n"
}

/// All rules as one document, as in `docs/rules.md`.
pub(super) fn markdown(rules: &[&Check]) -> String {
    let mut out = String::from(
        "# Rules\n\nWritten by `opsbook explain --all --format markdown`; a test keeps it fresh.\n\n| rule | group | level |\n| --- | --- | --- |\n",
    );
    for check in rules {
        let rule = check.rule;
        let _ = writeln!(
            out,
            "| [`{0}`](#{0}) | {1} | {2} |",
            rule.name,
            rule.group.word(),
            rule.level
        );
    }
    for check in rules {
        let _ = write!(out, "\n{}\n", deeper(check.text));
    }
    out
}

/// A text with its headings one level further down; examples, which stand between fences, stay as they are.
fn deeper(text: &str) -> String {
    let mut fenced = false;
    let lines = text.trim_end().lines().map(|line| {
        fenced ^= line.starts_with("````");
        match !fenced && line.starts_with('#') {
            true => format!("#{line}"),
            false => line.to_owned(),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn json(rules: &[&Check]) -> String {
    let list: Vec<serde_json::Value> = rules
        .iter()
        .map(|check| {
            let text = Explanation::read(check.text);
            serde_json::json!({
                "rule": check.rule.name,
                "group": check.rule.group.word(),
                "level": check.rule.level.word(),
                "what": text.as_ref().map(|text| text.what),
                "why": text.as_ref().map(|text| text.why),
                "fix": text.as_ref().map(|text| text.fix),
                "bad": text.as_ref().map(|text| text.bad),
                "good": text.as_ref().map(|text| text.good),
            })
        })
        .collect();
    serde_json::to_string_pretty(&serde_json::json!({ "v": 1, "rules": list })).expect("texts are JSON") + "\n"
}
