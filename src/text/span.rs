//! Byte ranges in a text, the same with their file, and their lines and columns.

use super::RepoPath;
use std::fmt;
use std::ops::Range;

/// A half-open range of byte offsets. Files are under 4 GiB by the size limit, so `u32` suffices.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TextRange {
    /// First byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl TextRange {
    /// Makes the range `start..end`; offsets past 4 GiB saturate.
    pub fn new(start: usize, end: usize) -> Self {
        let short = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self {
            start: short(start),
            end: short(end.max(start)),
        }
    }

    /// Returns the range for slicing.
    pub fn bytes(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Returns the same range, `offset` bytes further on.
    pub fn shifted(self, offset: usize) -> Self {
        Self::new(self.start as usize + offset, self.end as usize + offset)
    }

    /// Returns the text of the range, or nothing where it does not fit `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.bytes()).unwrap_or("")
    }
}

impl From<Range<usize>> for TextRange {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

impl fmt::Debug for TextRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}..{}", self.start, self.end)
    }
}

/// A range in a file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Span {
    /// The file.
    pub path: RepoPath,
    /// The bytes in it.
    pub range: TextRange,
}

impl Span {
    /// Makes a span.
    pub fn new(path: &RepoPath, range: impl Into<TextRange>) -> Self {
        Self {
            path: path.clone(),
            range: range.into(),
        }
    }

    /// Makes a span for a file as a whole.
    pub fn file(path: &RepoPath) -> Self {
        Self {
            path: path.clone(),
            range: TextRange::default(),
        }
    }
}

/// A place as people count it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    /// Line, from 1.
    pub line: u32,
    /// Column in Unicode scalar values, from 1.
    pub column: u32,
}

/// The starts of the lines of one text, to turn offsets into places.
///
/// A line ends at LF; a CR before it belongs to the line end. A byte order mark is no column.
pub struct LineIndex<'a> {
    text: &'a str,
    starts: Vec<u32>,
}

impl<'a> LineIndex<'a> {
    /// Finds the line starts of `text`.
    pub fn new(text: &'a str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0)
            .chain(breaks.map(|(at, _)| TextRange::new(at + 1, at + 1).start))
            .collect();
        Self { text, starts }
    }

    /// Returns the place of a byte offset; one past the end is the end, one inside a character its start.
    pub fn place(&self, offset: u32) -> Place {
        let mut offset = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start as usize <= offset).max(1);
        let start = self.starts[line - 1] as usize;
        let before = self.text[start..offset].trim_start_matches('\u{feff}');
        let column = before.chars().count() + 1;
        Place {
            line: TextRange::new(line, line).start,
            column: TextRange::new(column, column).start,
        }
    }

    /// Returns the range of the line (from 1) without its line end, or an empty range past the last.
    pub fn line(&self, line: u32) -> TextRange {
        let index = line.saturating_sub(1) as usize;
        let Some(start) = self.starts.get(index) else {
            return TextRange::new(self.text.len(), self.text.len());
        };
        let end = self
            .starts
            .get(index + 1)
            .map_or(self.text.len(), |next| *next as usize);
        let content = self.text[*start as usize..end].trim_end_matches(['\n', '\r']);
        TextRange::new(*start as usize, *start as usize + content.len())
    }

    /// Returns the number of lines; a final line end opens no further one.
    pub fn count(&self) -> usize {
        self.starts.len() - usize::from(self.text.ends_with('\n'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_characters() {
        let index = LineIndex::new("\u{feff}ä = 1\r\nbß\n");
        assert_eq!(index.place(3), Place { line: 1, column: 1 });
        assert_eq!(index.place(5), Place { line: 1, column: 2 });
        assert_eq!(index.place(11), Place { line: 2, column: 1 });
        assert_eq!(index.place(12), Place { line: 2, column: 2 });
        assert_eq!(index.place(999), Place { line: 3, column: 1 });
        assert_eq!(index.line(2).of(index.text), "bß");
        assert_eq!(index.line(1).of(index.text), "\u{feff}ä = 1");
        assert_eq!(index.line(9).of(index.text), "");
        assert_eq!(index.count(), 2);
    }
}
