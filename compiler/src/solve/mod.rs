//! The value of one attribute for which a target holds.
//!
//! What is varied is given as `--set` gives it: the package is read once more with `PATH = NUMBER`, and that
//! number is a literal of the program, which a run replaces lane by lane. So a range is scanned in one
//! run, and a value found is one that the author can write down. A literal that decides something while
//! compiling (a branch, the months of the timeline) cannot be replaced in a run; then each value is
//! compiled by itself.

mod answer;
mod free;
pub mod search;
mod target;
mod varied;

use crate::diag::families::solve as words;
use crate::diag::{Diagnostic, Problems};
use crate::load::{OpenError, Sources};
use crate::session::Session;
use crate::view::Solved;
use answer::Question;
use free::Free;
use target::Target;

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// The path of an attribute or assumption.
    pub vary: String,
    /// An equation, with `==` or `=`.
    pub target: String,
    /// The least value to try, as an expression.
    pub from: Option<String>,
    /// The greatest value to try.
    pub to: Option<String>,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Unsolved {
    /// The package could not be read once more.
    Open(OpenError),
    /// What is wrong with the question, or why nothing was found.
    Found(Problems),
}

impl From<OpenError> for Unsolved {
    fn from(e: OpenError) -> Self {
        Unsolved::Open(e)
    }
}

impl From<Problems> for Unsolved {
    fn from(p: Problems) -> Self {
        Unsolved::Found(p)
    }
}

impl From<Diagnostic> for Unsolved {
    fn from(d: Diagnostic) -> Self {
        Unsolved::Found(d.into())
    }
}

/// Reads the package of a session once more, with one more override.
pub type Reload<'r> = dyn Fn(&str) -> Result<Sources, OpenError> + 'r;

impl Session<'_> {
    /// Seeks the values of an attribute for which a target holds.
    ///
    /// # Errors
    /// [`Unsolved`]: what is wrong with the question, that no value was found, or that files are gone.
    pub fn solve(&mut self, ask: &Ask, reload: &Reload<'_>) -> Result<Solved, Unsolved> {
        let target = Target::read(&ask.target)?;
        let sides = self.sides(&target)?;
        let varied = self.varied(ask)?;
        let now = self.both(sides)?;
        let now = self.side_figures(sides, now);
        let sources = reload(&varied.set(varied.placeholder(), &self.lowering))?;
        let mut session = Session::new(&sources);
        session.blame_the_path(&ask.vary)?;
        let sides = session.sides(&target)?;
        let Some(literal) = session.free_literal(sides) else {
            return Err(words::independent(&ask.vary, &target.left, &now.0.text, None).into());
        };
        let mut free = Free {
            session: &mut session,
            sides,
            literal,
        };
        let found = free.search(&varied, &target, reload)?;
        let question = Question {
            vary: &ask.vary,
            target: &target,
            varied: &varied,
        };
        self.answer(&question, &found, now, &mut free, reload)
    }
}
