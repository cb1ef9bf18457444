//! A page of text: titles, paragraphs and grids, coloured only where that adds nothing but ease.

use super::grid::{Grid, wrap};

/// Everything below a title stands in from it.
const INDENT: &str = "  ";

/// How a piece of text is set off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// Titles.
    Bold,
    /// What accompanies.
    Dim,
    /// What is well.
    Good,
    /// What is not.
    Bad,
    /// What deserves a look.
    Odd,
}

/// Text under construction.
#[derive(Debug)]
pub struct Page {
    text: String,
    width: usize,
    color: bool,
}

impl Page {
    /// An empty page of a width, with or without ANSI colours.
    #[must_use]
    pub fn new(width: usize, color: bool) -> Self {
        Page {
            text: String::new(),
            width,
            color,
        }
    }

    /// How many columns there are.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// How many columns there are below a title.
    #[must_use]
    pub fn room(&self) -> usize {
        self.width - INDENT.len()
    }

    /// The text, ending with one line end.
    #[must_use]
    pub fn finish(mut self) -> String {
        self.text.truncate(self.text.trim_end().len());
        self.text.push('\n');
        self.text
    }

    /// The text in an ink.
    #[must_use]
    pub fn ink(&self, ink: Ink, text: &str) -> String {
        if !self.color || text.is_empty() {
            return text.to_owned();
        }
        let code = match ink {
            Ink::Bold => "1",
            Ink::Dim => "2",
            Ink::Good => "32",
            Ink::Bad => "1;31",
            Ink::Odd => "33",
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }

    /// A line as it is.
    pub fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// An empty line, unless there is one.
    pub fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// The head of the page.
    pub fn headline(&mut self, left: &str, rule: char) {
        self.gap();
        let line = self.ink(Ink::Bold, left);
        self.line(&line);
        let rule: String = std::iter::repeat_n(rule, self.width).collect();
        let rule = self.ink(Ink::Dim, &rule);
        self.line(&rule);
    }

    /// The head of a section.
    pub fn title(&mut self, title: &str) {
        self.gap();
        let rule = self
            .width
            .saturating_sub(textwrap::core::display_width(title) + 1);
        let rule: String = std::iter::repeat_n('─', rule).collect();
        let line = format!(
            "{} {}",
            self.ink(Ink::Bold, title),
            self.ink(Ink::Dim, &rule)
        );
        self.line(&line);
    }

    /// A paragraph, indented.
    pub fn paragraph(&mut self, text: &str) {
        for line in wrap(text, self.room()) {
            self.line(&format!("{INDENT}{line}"));
        }
    }

    /// A grid, indented; heads are dim and underlined if asked.
    pub fn grid(&mut self, grid: &Grid) {
        self.painted(grid, |_, line| line);
    }

    /// A grid, indented, with each line of its body painted by the caller.
    pub fn painted(&mut self, grid: &Grid, paint: impl Fn(&Page, String) -> String) {
        let laid = grid.lay(self.room());
        for head in &laid.heads {
            let head = self.ink(Ink::Dim, head);
            self.line(&format!("{INDENT}{head}"));
        }
        if !laid.heads.is_empty() {
            let rule: String = std::iter::repeat_n('╌', laid.across.min(self.room())).collect();
            let rule = self.ink(Ink::Dim, &rule);
            self.line(&format!("{INDENT}{rule}"));
        }
        for line in laid.body {
            let line = paint(self, line);
            self.line(format!("{INDENT}{line}").trim_end());
        }
    }
}
