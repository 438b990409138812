//! What `explain` prints of a rule: read from the Markdown beside it.

/// The parts of an explanation.
#[derive(Debug, PartialEq, Eq)]
pub struct Explanation<'a> {
    /// What the rule finds.
    pub what: &'a str,
    /// Why it matters.
    pub why: &'a str,
    /// How to mend it.
    pub fix: &'a str,
    /// Files that break this rule and no other.
    pub bad: &'a str,
    /// The same files, mended.
    pub good: &'a str,
}

impl<'a> Explanation<'a> {
    /// Reads the sections `## Why`, `## How to fix`, `## Bad` and `## Good` of a text whose first line is its title.
    ///
    /// Returns `None` where one is missing; a test reads every explanation.
    pub fn read(text: &'a str) -> Option<Self> {
        let (_, rest) = text.strip_prefix("# ")?.split_once('\n')?;
        let (what, rest) = rest.split_once("\n## Why\n")?;
        let (why, rest) = rest.split_once("\n## How to fix\n")?;
        let (fix, rest) = rest.split_once("\n## Bad\n")?;
        let (bad, good) = rest.split_once("\n## Good\n")?;
        Some(Self {
            what: what.trim(),
            why: why.trim(),
            fix: fix.trim(),
            bad: fenced(bad)?,
            good: fenced(good)?,
        })
    }
}

/// The text between two fences of four backticks, so that an example may hold three.
fn fenced(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("````")?;
    let (_, rest) = rest.split_once('\n')?;
    rest.split_once("````").map(|(inside, _)| inside)
}
