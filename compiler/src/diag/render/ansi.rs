//! Colours of a drawn finding: a writer of ANSI sequences for codespan.

use codespan_reporting::diagnostic::{LabelStyle, Severity};
use codespan_reporting::term::WriteStyle;
use std::io::{self, Write};

/// Ends every style.
pub(super) const RESET: &str = "\x1b[0m";
/// For what matters.
pub(super) const BOLD: &str = "\x1b[1m";
/// For what accompanies.
pub(super) const DIM: &str = "\x1b[2m";
const RED: &str = "\x1b[1;31m";
const YELLOW: &str = "\x1b[1;33m";
const BLUE: &str = "\x1b[34m";
const CYAN: &str = "\x1b[36m";
const GREEN: &str = "\x1b[1;32m";

/// A buffer that turns styles into ANSI sequences.
pub(super) struct Ansi<'b>(pub &'b mut Vec<u8>);

impl Ansi<'_> {
    fn style(&mut self, sequence: &str) -> io::Result<()> {
        self.0.extend_from_slice(sequence.as_bytes());
        Ok(())
    }
}

/// The colour of a severity.
fn of(severity: Severity) -> &'static str {
    match severity {
        Severity::Bug | Severity::Error => RED,
        Severity::Warning => YELLOW,
        Severity::Note => GREEN,
        Severity::Help => CYAN,
    }
}

/// The colour that sums up a run.
pub(super) fn verdict(errors: usize, warnings: usize) -> &'static str {
    match (errors, warnings) {
        (0, 0) => GREEN,
        (0, _) => YELLOW,
        _ => RED,
    }
}

impl Write for Ansi<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl WriteStyle for Ansi<'_> {
    fn set_header(&mut self, severity: Severity) -> io::Result<()> {
        self.style(of(severity))
    }

    fn set_header_message(&mut self) -> io::Result<()> {
        self.style(BOLD)
    }

    fn set_line_number(&mut self) -> io::Result<()> {
        self.style(BLUE)
    }

    fn set_note_bullet(&mut self) -> io::Result<()> {
        self.style(BLUE)
    }

    fn set_source_border(&mut self) -> io::Result<()> {
        self.style(BLUE)
    }

    fn set_label(&mut self, severity: Severity, label: LabelStyle) -> io::Result<()> {
        self.style(match label {
            LabelStyle::Primary => of(severity),
            LabelStyle::Secondary => CYAN,
        })
    }

    fn reset(&mut self) -> io::Result<()> {
        self.style(RESET)
    }
}
