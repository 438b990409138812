//! Argument values that are rows of a table elsewhere.

use crate::output::Format;
use clap::ValueEnum;
use clap::builder::PossibleValue;

/// A format of findings, as an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FormatName(pub(super) Format);

impl ValueEnum for FormatName {
    fn value_variants<'a>() -> &'a [Self] {
        static ALL: [FormatName; Format::ALL.len()] = {
            let mut all = [FormatName(Format::Full); Format::ALL.len()];
            let mut place = 0;
            while place < all.len() {
                all[place] = FormatName(Format::ALL[place].1);
                place += 1;
            }
            all
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Format::ALL
            .into_iter()
            .find(|(_, format)| *format == self.0)
            .map(|(word, _)| PossibleValue::new(word))
    }
}
