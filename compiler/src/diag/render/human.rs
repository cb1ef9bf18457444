//! The long form: source lines with labels, notes and help, drawn by codespan-reporting.

use codespan_reporting::diagnostic as drawn;
use codespan_reporting::term::{self, Config, DisplayStyle};
use sitec_grammar::ast::Severity;
use sitec_grammar::source::{FileId, SourceMap};

use super::ansi::{self, Ansi};
use super::sources::Sources;
use super::{held_back_note, short, summary};
use crate::diag::{Diagnostic, Label, Problems};

/// Above this many lines a label marks its first line only: an element of a thousand lines is
/// named by its head.
const LONGEST_LABEL: usize = 8;

/// Lines of more bytes than this are not drawn: a generated file may be one line.
const WIDEST_LINE: usize = 2_000;

/// All findings with the lines they are about, what was allowed, and a line with the counts.
///
/// `color` writes ANSI sequences. The result ends with a line end.
#[must_use]
pub fn human(problems: &Problems, map: &SourceMap, color: bool) -> String {
    let sources = Sources::of(problems, map);
    let rich = Config {
        display_style: DisplayStyle::Rich,
        ..Config::default()
    };
    let mut out = Vec::new();
    for d in problems.iter().filter(|d| d.allowed.is_none()) {
        draw(&mut out, &sources, &rich, d, color);
    }
    let mut text = String::from_utf8_lossy(&out).into_owned();
    allowed(&mut text, problems, &sources, color);
    let counts = problems.counts();
    let line = summary(counts);
    if color {
        let verdict = ansi::verdict(counts.errors, counts.warnings);
        text.push_str(&format!("{verdict}{line}{}\n", ansi::RESET));
    } else {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// Draws one finding; without source lines if a line is too wide or the drawing fails.
fn draw(out: &mut Vec<u8>, sources: &Sources<'_>, rich: &Config, d: &Diagnostic, color: bool) {
    let narrow = d.labels.iter().all(|l| {
        let at = sources.clamp(l.span);
        sources.line_bytes(l.span.file, at.start).len() <= WIDEST_LINE
            && sources.line_bytes(l.span.file, at.end).len() <= WIDEST_LINE
    });
    let full = narrow.then(|| frame(d, sources));
    let before = out.len();
    let done = full.is_some_and(|f| emit(out, sources, rich, &f, color));
    if !done {
        out.truncate(before);
        let mut bare = frame(d, sources);
        bare.labels.clear();
        let places = d.labels.iter().map(|l| place(l, sources));
        bare.notes.splice(0..0, places);
        emit(out, sources, rich, &bare, color);
    }
}

/// A label told without its source line.
fn place(label: &Label, sources: &Sources<'_>) -> String {
    let at = sources.line_column(label.span.file, label.span.start as usize);
    let name = sources.name_of(label.span.file);
    format!("at {name}:{}:{}: {}", at.line, at.column, label.text)
}

fn emit(
    out: &mut Vec<u8>,
    sources: &Sources<'_>,
    rich: &Config,
    frame: &drawn::Diagnostic<FileId>,
    color: bool,
) -> bool {
    let done = if color {
        term::emit_to_write_style(&mut Ansi(out), rich, sources, frame)
    } else {
        term::emit_to_io_write(out, rich, sources, frame)
    };
    done.is_ok()
}

/// The finding in codespan's terms.
fn frame(d: &Diagnostic, sources: &Sources<'_>) -> drawn::Diagnostic<FileId> {
    let severity = match d.severity {
        Severity::Error => drawn::Severity::Error,
        Severity::Warning => drawn::Severity::Warning,
    };
    // The primary label first: its file heads the frame.
    let (first, rest): (Vec<&Label>, Vec<&Label>) = d.labels.iter().partition(|l| l.primary);
    let labels = first
        .into_iter()
        .chain(rest)
        .map(|l| label(l, sources))
        .collect();
    let mut notes: Vec<String> = d.notes.iter().map(|n| tagged("note", n)).collect();
    if d.held_back > 0 {
        notes.push(tagged("note", &held_back_note(d.held_back)));
    }
    if let Some(help) = &d.help {
        notes.push(tagged("help", help));
    }
    for fix in &d.fixes {
        // A fix repeats what the help says, unless there is none.
        if d.help.is_none() {
            notes.push(tagged("help", &fix.title));
        }
    }
    drawn::Diagnostic::new(severity)
        .with_code(d.code.as_str())
        .with_message(&d.message)
        .with_labels(labels)
        .with_notes(notes)
}

/// `help: text`, with further lines of the text below its first.
fn tagged(tag: &str, text: &str) -> String {
    let indent = format!("\n{}", " ".repeat(tag.len() + 2));
    let mut lines = text.trim_end().lines();
    let mut told = format!("{tag}: {}", lines.next().unwrap_or_default());
    for line in lines {
        told.push_str(&indent);
        told.push_str(line);
    }
    told
}

fn label(l: &Label, sources: &Sources<'_>) -> drawn::Label<FileId> {
    let mut range = sources.clamp(l.span);
    let covered = sources.text_of(l.span.file).get(range.clone());
    let lines = covered.map_or(0, |s| s.matches('\n').take(LONGEST_LABEL).count());
    if lines >= LONGEST_LABEL {
        let first = sources.line_bytes(l.span.file, range.start);
        range.end = first.end.max(range.start);
    }
    let style = if l.primary {
        drawn::LabelStyle::Primary
    } else {
        drawn::LabelStyle::Secondary
    };
    drawn::Label::new(style, l.span.file, range).with_message(&l.text)
}

/// What an `allow` accepts, a line each, so that it is never forgotten.
fn allowed(text: &mut String, problems: &Problems, sources: &Sources<'_>, color: bool) {
    let (dim, reset) = if color {
        (ansi::DIM, ansi::RESET)
    } else {
        ("", "")
    };
    let mut any = false;
    for d in problems.iter().filter(|d| d.allowed.is_some()) {
        any = true;
        text.push_str(&format!("{dim}{}{reset}\n", short::line(d, sources)));
    }
    if any {
        text.push('\n');
    }
}
