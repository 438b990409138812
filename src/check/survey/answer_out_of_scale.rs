//! An answer that its question does not offer.

use super::{Answers, MOST, answers, is_blank};
use crate::check::part::Part;
use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::text::{clip, listed, nearest};
use crate::workspace::Record;

/// It is counted as out of scale and makes no part of the score.
pub(super) static RULE: Rule = Rule {
    name: "answer-out-of-scale",
    group: Group::Survey,
    level: Level::Warning,
};
pub(super) const NEEDS: Needs = Needs::Workspace;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for answers in answers(context) {
        let most = found.len() + MOST;
        let questions = Part::field(context.workspace, answers.record, "questions");
        for question in questions.into_iter().flat_map(Part::items) {
            let Some(offered) = Offered::of(context, answers.record, question) else {
                continue;
            };
            let Some(column) = column(&answers, question) else {
                continue;
            };
            let id = question.get("id").and_then(Part::text).unwrap_or("");
            for row in &answers.rows {
                let written: &str = &row.cells[column];
                if found.len() >= most {
                    break;
                }
                if is_blank(written) || offered.takes(written) {
                    continue;
                }
                let finding = RULE
                    .at(
                        answers.span(answers.cell(row, column)),
                        format!("`{}` is no answer to `{}`", clip(written), clip(id)),
                    )
                    .with_help(offered.help(written));
                found.push(answers.about(finding, "questions", &format!("{id} {written}")));
            }
        }
    }
}

/// The column of a question's answers: by its heading, or by its position where several have it.
fn column(answers: &Answers<'_>, question: Part<'_>) -> Option<usize> {
    match question.get("position").and_then(Part::integer) {
        Some(position) => {
            let column = usize::try_from(position).ok()?.checked_sub(1)?;
            (column < answers.table.header.len()).then_some(column)
        }
        None => answers.table.column(question.get("column")?.text()?),
    }
}

/// What may be answered.
struct Offered<'a> {
    /// The lowest and the highest number.
    scale: Option<(i64, i64)>,
    /// Words that stand for the steps, or the answers of a choice.
    labels: Vec<&'a str>,
}

impl<'a> Offered<'a> {
    /// `None` where anything may be answered, or where several answers share a cell.
    fn of(context: &Context<'a>, record: &'a Record, question: Part<'a>) -> Option<Self> {
        let labels: Vec<&str> = question
            .get("labels")
            .into_iter()
            .flat_map(Part::items)
            .filter_map(Part::text)
            .collect();
        match question.get("type").and_then(Part::choice).unwrap_or("scale") {
            "scale" => {
                let bounds = question.get("scale").and_then(|scale| {
                    let bound = |key| scale.get(key).and_then(Part::integer);
                    Some((bound("min")?, bound("max")?))
                });
                let usual = match context.workspace.choice(record, "instrument") {
                    Some("nps") => Some((0, 10)),
                    Some("csat" | "sus") => Some((1, 5)),
                    Some("ces") => Some((1, 7)),
                    _ => None,
                };
                let scale = match question.get("scale") {
                    Some(_) => bounds,
                    None => usual,
                };
                (scale.is_some() || !labels.is_empty()).then_some(Self { scale, labels })
            }
            "choice" => (!labels.is_empty()).then_some(Self { scale: None, labels }),
            _ => None,
        }
    }

    fn takes(&self, written: &str) -> bool {
        let number = written.parse::<f64>().ok().filter(|number| number.fract() == 0.0);
        let on_scale = match (self.scale, number) {
            (Some((low, high)), Some(number)) => low as f64 <= number && number <= high as f64,
            _ => false,
        };
        on_scale || self.labels.contains(&written)
    }

    fn help(&self, written: &str) -> String {
        if let Some(near) = nearest(written, self.labels.iter().copied()) {
            return format!("did you mean `{}`?", clip(near));
        }
        match self.scale {
            Some((low, high)) => format!(
                "answers are whole numbers from {low} to {high}{}; one that is none of these makes no part of the score",
                if self.labels.is_empty() {
                    ""
                } else {
                    ", or the words in `labels`"
                }
            ),
            None => format!("answers are: {}", listed(self.labels.iter().copied())),
        }
    }
}
