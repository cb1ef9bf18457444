//! The texts that findings point into, prepared once a run: line starts, and no byte that could
//! steer a terminal.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use codespan_reporting::files::{Error, Files};
use sitec_grammar::source::{FileId, SourceMap, Span};

use crate::diag::Problems;

/// One file, ready to be drawn.
struct Text<'a> {
    name: &'a str,
    text: Cow<'a, str>,
    /// The byte at which each line begins.
    starts: Vec<usize>,
}

/// The files that a set of findings mentions.
pub(super) struct Sources<'a> {
    files: BTreeMap<FileId, Text<'a>>,
}

/// A place in a file: line and column in characters, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LineColumn {
    pub line: usize,
    pub column: usize,
}

impl<'a> Sources<'a> {
    /// Prepares the files that the labels and fixes of `problems` name.
    pub(super) fn of(problems: &Problems, map: &'a SourceMap) -> Self {
        let mut files = BTreeMap::new();
        let spans = problems.iter().flat_map(|d| {
            let labels = d.labels.iter().map(|l| l.span);
            let edits = d.fixes.iter().flat_map(|f| f.edits.iter().map(|e| e.span));
            labels.chain(edits)
        });
        for span in spans {
            files.entry(span.file).or_insert_with(|| {
                let raw = map.text(span.file);
                let starts = std::iter::once(0)
                    .chain(raw.match_indices('\n').map(|(at, _)| at + 1))
                    .collect();
                Text {
                    name: map.name(span.file),
                    text: tame(raw),
                    starts,
                }
            });
        }
        Sources { files }
    }

    fn file(&self, id: FileId) -> Option<&Text<'a>> {
        self.files.get(&id)
    }

    /// The name of a file, `?` if it is unknown.
    pub(super) fn name_of(&self, id: FileId) -> &str {
        self.file(id).map_or("?", |f| f.name)
    }

    /// The text of a file, empty if it is unknown.
    pub(super) fn text_of(&self, id: FileId) -> &str {
        self.file(id).map_or("", |f| &f.text)
    }

    /// The bytes of a span inside its file and on character borders; white space at its end is
    /// left out, so that a span which swallowed a line end is not drawn over two lines.
    pub(super) fn clamp(&self, span: Span) -> Range<usize> {
        let text = self.text_of(span.file);
        let start = floor(text, span.start as usize);
        let end = floor(text, (span.end as usize).max(start));
        let trimmed = text
            .get(start..end)
            .map_or(start, |s| start + s.trim_end().len());
        start..trimmed.max(start)
    }

    /// Line and column of a byte.
    pub(super) fn line_column(&self, id: FileId, byte: usize) -> LineColumn {
        let Some(file) = self.file(id) else {
            return LineColumn { line: 1, column: 1 };
        };
        let byte = floor(&file.text, byte);
        let line = line_of(&file.starts, byte);
        let start = file.starts.get(line).copied().unwrap_or(0);
        let column = file
            .text
            .get(start..byte)
            .map_or(0, |before| before.chars().count());
        LineColumn {
            line: line + 1,
            column: column + 1,
        }
    }

    /// The bytes of the line that holds a byte, without its line end.
    pub(super) fn line_bytes(&self, id: FileId, byte: usize) -> Range<usize> {
        let Some(file) = self.file(id) else {
            return 0..0;
        };
        let line = line_of(&file.starts, byte);
        let start = file.starts.get(line).copied().unwrap_or(0);
        let end = file
            .starts
            .get(line + 1)
            .copied()
            .unwrap_or(file.text.len());
        let shown = file
            .text
            .get(start..end)
            .map_or(0, |s| s.trim_end_matches(['\n', '\r']).len());
        start..start + shown
    }
}

/// The last character border at or before `byte`.
fn floor(text: &str, byte: usize) -> usize {
    let mut at = byte.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The index of the line that holds a byte.
fn line_of(starts: &[usize], byte: usize) -> usize {
    starts.partition_point(|s| *s <= byte).saturating_sub(1)
}

/// The text with control and bidirectional characters replaced by harmless ones of the same
/// length in bytes, so that a hostile file cannot repaint the terminal and offsets still hold.
fn tame(text: &str) -> Cow<'_, str> {
    let wild = |c: char| {
        (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(wild) {
        return Cow::Borrowed(text);
    }
    let replaced = text
        .chars()
        .map(|c| match (wild(c), c.len_utf8()) {
            (false, _) => c,
            (true, 1) => '?',
            (true, 2) => '\u{b7}',
            (true, _) => '\u{fffd}',
        })
        .collect();
    Cow::Owned(replaced)
}

impl<'f> Files<'f> for Sources<'_> {
    type FileId = FileId;
    type Name = &'f str;
    type Source = &'f str;

    fn name(&'f self, id: FileId) -> Result<&'f str, Error> {
        Ok(self.name_of(id))
    }

    fn source(&'f self, id: FileId) -> Result<&'f str, Error> {
        Ok(self.text_of(id))
    }

    fn line_index(&'f self, id: FileId, byte: usize) -> Result<usize, Error> {
        self.file(id)
            .map(|f| line_of(&f.starts, byte))
            .ok_or(Error::FileMissing)
    }

    fn line_range(&'f self, id: FileId, line: usize) -> Result<Range<usize>, Error> {
        let file = self.file(id).ok_or(Error::FileMissing)?;
        let too_large = Error::LineTooLarge {
            given: line,
            max: file.starts.len().saturating_sub(1),
        };
        let start = *file.starts.get(line).ok_or(too_large)?;
        let end = file
            .starts
            .get(line + 1)
            .copied()
            .unwrap_or(file.text.len());
        Ok(start..end)
    }
}
