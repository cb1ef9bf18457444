//! Places in source text.

use serde::{Deserialize, Serialize};

/// A file of one compilation.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct FileId(pub u32);

/// A half-open range of bytes in one file.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end` of `file`.
    #[must_use]
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        Span {
            file,
            start: start as u32,
            end: end as u32,
        }
    }

    /// The smallest span that covers both; `self`'s file wins.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span {
            file: self.file,
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// As a range of bytes.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The files of one compilation with their texts.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

#[derive(Debug, Clone)]
struct SourceFile {
    name: String,
    text: String,
    lines: LineIndex,
}

impl SourceMap {
    /// No files.
    #[must_use]
    pub fn new() -> Self {
        SourceMap::default()
    }

    /// Adds a file under the name that messages show.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = FileId(self.files.len() as u32);
        let text = text.into();
        self.files.push(SourceFile {
            name: name.into(),
            lines: LineIndex::new(&text),
            text,
        });
        id
    }

    /// How many files there are; their ids are `0..len`.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// All ids in order.
    pub fn ids(&self) -> impl Iterator<Item = FileId> + use<> {
        (0..self.files.len() as u32).map(FileId)
    }

    /// The name of a file; empty for an id that is not of this map.
    #[must_use]
    pub fn name(&self, id: FileId) -> &str {
        self.files
            .get(id.0 as usize)
            .map_or("", |f| f.name.as_str())
    }

    /// The text of a file; empty for an id that is not of this map.
    #[must_use]
    pub fn text(&self, id: FileId) -> &str {
        self.files
            .get(id.0 as usize)
            .map_or("", |f| f.text.as_str())
    }

    /// The text under a span; empty if it is not of this map.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.file).get(span.range()).unwrap_or("")
    }

    /// The lines of a file.
    #[must_use]
    pub fn lines(&self, id: FileId) -> Option<&LineIndex> {
        self.files.get(id.0 as usize).map(|f| &f.lines)
    }

    /// Where a span begins: line and column, both from 1, the column in characters.
    #[must_use]
    pub fn line_col(&self, span: Span) -> (u32, u32) {
        let Some(file) = self.files.get(span.file.0 as usize) else {
            return (1, 1);
        };
        let place = file.lines.place(&file.text, span.start);
        (place.line + 1, place.column + 1)
    }
}

/// Where each line of a text begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineIndex {
    /// First bytes of the lines; never empty.
    starts: Vec<u32>,
}

/// A place as editors count it, all from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: u32,
    /// Characters before it on the line.
    pub column: u32,
    /// UTF-16 units before it on the line.
    pub utf16: u32,
}

impl LineIndex {
    /// Indexes `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let behind = text
            .bytes()
            .enumerate()
            .filter(|(_, b)| *b == b'\n')
            .map(|(i, _)| i as u32 + 1);
        LineIndex {
            starts: std::iter::once(0).chain(behind).collect(),
        }
    }

    /// How many lines there are; a text that ends in a newline has an empty last one.
    #[must_use]
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The line of a byte, from 0. Behind the end it is the last line.
    #[must_use]
    pub fn line(&self, byte: u32) -> u32 {
        (self.starts.partition_point(|s| *s <= byte) - 1) as u32
    }

    /// The bytes of a line without its newline, or nothing if there is no such line.
    #[must_use]
    pub fn range(&self, text: &str, line: u32) -> Option<std::ops::Range<usize>> {
        let start = *self.starts.get(line as usize)? as usize;
        let next = self
            .starts
            .get(line as usize + 1)
            .map_or(text.len() + 1, |s| *s as usize);
        Some(start..next.saturating_sub(1).max(start))
    }

    /// The place of a byte in the `text` that was indexed. A byte inside a
    /// character counts as its begin, one behind the end as the end.
    #[must_use]
    pub fn place(&self, text: &str, byte: u32) -> Place {
        let line = self.line(byte);
        let start = self.starts.get(line as usize).copied().unwrap_or(0) as usize;
        let mut end = (byte as usize).min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let before = text.get(start..end).unwrap_or("");
        Place {
            line,
            column: before.chars().count() as u32,
            utf16: before.encode_utf16().count() as u32,
        }
    }

    /// The byte of a line and a column in UTF-16 units, both from 0; at most the end of the line.
    #[must_use]
    pub fn byte_at_utf16(&self, text: &str, line: u32, utf16: u32) -> u32 {
        let Some(range) = self.range(text, line) else {
            return text.len() as u32;
        };
        let mut left = utf16 as usize;
        let mut at = range.start;
        for c in text.get(range).unwrap_or("").chars() {
            if left < c.len_utf16() {
                break;
            }
            left -= c.len_utf16();
            at += c.len_utf8();
        }
        at as u32
    }
}
