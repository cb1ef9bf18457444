//! The process's two streams: results to one, everything else to the other.

use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};

use crate::fault::Fault;

/// Columns of what is not written to a terminal, so that the same spec gives the same bytes anywhere.
const COLUMNS: usize = 100;

/// Below this a table is unreadable, above this a line is.
const NARROWEST: usize = 72;
const WIDEST: usize = 160;

/// Room for the twelve months of a year.
const YEAR: usize = 180;

/// Standard output and standard error with what they can show.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    out_color: bool,
    err_color: bool,
    columns: usize,
    /// Whether the width is that of a real terminal.
    measured: bool,
}

impl Terminal {
    /// The streams of this process, with `--color`, `NO_COLOR` and their like respected.
    #[must_use]
    pub fn of_process() -> Self {
        let colored = |choice| !matches!(choice, ColorChoice::Never);
        let measured = io::stdout().is_terminal();
        let columns = if measured {
            terminal_size::terminal_size().map_or(COLUMNS, |(w, _)| usize::from(w.0))
        } else {
            COLUMNS
        };
        Terminal {
            out_color: colored(AutoStream::choice(&io::stdout())),
            err_color: colored(AutoStream::choice(&io::stderr())),
            columns: columns.clamp(NARROWEST, WIDEST),
            measured,
        }
    }

    /// Whether results are coloured.
    #[must_use]
    pub fn out_color(&self) -> bool {
        self.out_color
    }

    /// Whether findings and faults are coloured.
    #[must_use]
    pub fn err_color(&self) -> bool {
        self.err_color
    }

    /// How many columns a result may take.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// How many columns a table of months may take: a terminal's, and elsewhere what a year needs.
    #[must_use]
    pub fn wide_columns(&self) -> usize {
        if self.measured { self.columns } else { YEAR }
    }

    /// Writes a result.
    ///
    /// # Errors
    /// [`Fault::Closed`] if the reader went away, [`Fault::Write`] if it cannot be written.
    pub fn give(&self, text: &str) -> Result<(), Fault> {
        let mut out = io::stdout().lock();
        let done = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        done.map_err(|e| match e.kind() {
            io::ErrorKind::BrokenPipe => Fault::Closed,
            _ => Fault::Write {
                path: "standard output".to_owned(),
                why: e.to_string(),
            },
        })
    }

    /// Writes what is not a result. If even this fails, there is no one to tell.
    pub fn tell(&self, text: &str) {
        let mut err = io::stderr().lock();
        let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
    }
}
