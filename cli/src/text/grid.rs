//! Columns that line up: plain cells in, aligned lines out.

use unicode_width::UnicodeWidthStr;

/// Spaces between two columns.
const GUTTER: usize = 2;

/// A column that wraps is never squeezed below this.
const NARROWEST: usize = 16;

/// How a column is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// To the left, as wide as its widest cell.
    Left,
    /// To the right, as wide as its widest cell.
    Right,
    /// To the left, wrapped so that the line fits the page.
    Wrap,
}

/// Rows of cells under optional heads.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    columns: Vec<Column>,
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Grid {
    /// A grid of these columns.
    #[must_use]
    pub fn new(columns: impl Into<Vec<Column>>) -> Self {
        Grid {
            columns: columns.into(),
            ..Grid::default()
        }
    }

    /// With heads, set as their columns.
    #[must_use]
    pub fn heads(mut self, heads: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.heads = heads.into_iter().map(Into::into).collect();
        self
    }

    /// Adds a row; missing cells are empty, cells past the last column are left out.
    pub fn row(&mut self, cells: impl IntoIterator<Item = impl Into<String>>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// The heads (empty if there are none) and the lines, each without spaces at its end, in at most
    /// `width` columns as far as cells that do not wrap allow.
    #[must_use]
    pub fn lay(&self, width: usize) -> Laid {
        let widths = self.widths(width);
        let heads = if self.heads.is_empty() {
            Vec::new()
        } else {
            self.lines(&self.heads, &widths, true)
        };
        let body = self.rows.iter().flat_map(|r| self.lines(r, &widths, false));
        let body: Vec<String> = body.collect();
        let across = widths.iter().sum::<usize>() + GUTTER * widths.len().saturating_sub(1);
        Laid {
            heads,
            body,
            across,
        }
    }

    /// The widths of the columns: heads on one line if there is room, else broken at spaces.
    fn widths(&self, width: usize) -> Vec<usize> {
        let widest = |i: usize, text: &dyn Fn(&str) -> usize| {
            let cells = self.rows.iter().filter_map(|r| r.get(i));
            cells.map(|c| text(c)).max().unwrap_or(0)
        };
        let head = |i: usize| self.heads.get(i).map_or("", String::as_str);
        let wraps = |i: usize| self.columns.get(i) == Some(&Column::Wrap);
        let count = self.columns.len();
        let gutters = GUTTER * count.saturating_sub(1);
        let mut widths: Vec<usize> = (0..count)
            .map(|i| widest(i, &|c| c.width()).max(head(i).width()))
            .collect();
        // What each column cannot do without.
        let least: Vec<usize> = (0..count)
            .map(|i| {
                let cells = if wraps(i) {
                    widest(i, &longest_word).max(NARROWEST.min(widest(i, &|c| c.width())))
                } else {
                    widest(i, &|c| c.width())
                };
                cells.max(longest_word(head(i)))
            })
            .collect();
        let rigid = |i: usize| !wraps(i);
        // Heads of columns that do not wrap are broken before cells of those that do.
        for supple in [false, true] {
            let mut over = (widths.iter().sum::<usize>() + gutters).saturating_sub(width);
            let mut order: Vec<usize> = (0..count).filter(|i| rigid(*i) != supple).collect();
            // The column that has most to give gives first, so that the room ends up evenly shared.
            while over > 0 {
                let spare = |i: &usize| {
                    let (w, l) = (widths.get(*i), least.get(*i));
                    w.zip(l).map_or(0, |(w, l)| w.saturating_sub(*l))
                };
                order.retain(|i| spare(i) > 0);
                let Some(i) = order.iter().copied().max_by_key(|i| {
                    (
                        if supple {
                            widths.get(*i).copied().unwrap_or(0)
                        } else {
                            spare(i)
                        },
                        usize::MAX - i,
                    )
                }) else {
                    break;
                };
                if let Some(w) = widths.get_mut(i) {
                    *w -= 1;
                    over -= 1;
                }
            }
        }
        widths
    }

    /// Whether its lines stay within a width.
    #[must_use]
    pub fn fits(&self, width: usize) -> bool {
        let widths = self.widths(width);
        widths.iter().sum::<usize>() + GUTTER * widths.len().saturating_sub(1) <= width
    }

    /// The lines of one row; the words of heads wrap and stand on the ground line.
    fn lines(&self, row: &[String], widths: &[usize], head: bool) -> Vec<String> {
        let cells: Vec<Vec<String>> = self
            .columns
            .iter()
            .zip(widths)
            .enumerate()
            .map(|(i, (column, width))| {
                let cell = row.get(i).map_or("", String::as_str);
                if head || *column == Column::Wrap {
                    wrap(cell, *width)
                } else {
                    vec![cell.to_owned()]
                }
            })
            .collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(1);
        (0..height)
            .map(|n| {
                let mut line = String::new();
                for (i, (cell, width)) in cells.iter().zip(widths).enumerate() {
                    let above = if head { height - cell.len() } else { 0 };
                    let line_of_cell = n.checked_sub(above).and_then(|n| cell.get(n));
                    let text = line_of_cell.map_or("", String::as_str);
                    let space = " ".repeat(width.saturating_sub(text.width()));
                    if i > 0 {
                        line.push_str(&" ".repeat(GUTTER));
                    }
                    match self.columns.get(i) {
                        Some(Column::Right) => line.extend([space.as_str(), text]),
                        _ => line.extend([text, space.as_str()]),
                    }
                }
                line.truncate(line.trim_end().len());
                line
            })
            .collect()
    }
}

/// A laid-out grid.
#[derive(Debug)]
pub struct Laid {
    /// The line (or lines) of heads.
    pub heads: Vec<String>,
    /// The rows.
    pub body: Vec<String>,
    /// How many columns it takes.
    pub across: usize,
}

/// The text in lines of at most `width` columns, broken at spaces; at least one line.
#[must_use]
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let options = textwrap::Options::new(width.max(1)).break_words(false);
    let lines: Vec<String> = textwrap::wrap(text.trim(), options)
        .into_iter()
        .map(|l| l.trim_end().to_owned())
        .collect();
    if lines.is_empty() {
        vec![String::new()]
    } else {
        lines
    }
}

/// The width of the longest word.
fn longest_word(text: &str) -> usize {
    text.split_whitespace()
        .map(|w| w.width())
        .max()
        .unwrap_or(0)
}
