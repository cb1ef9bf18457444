//! Values of expressions as text.

use sitec_compiler::view::Evaluated;

use super::grid::{Column, Grid};
use super::page::Page;

/// A line for each expression; a series adds what its months come to.
#[must_use]
pub fn values(values: &[Evaluated], width: usize, color: bool) -> String {
    let mut page = Page::new(width, color);
    if let [only] = values {
        page.line(&only.figure.text);
        return page.finish();
    }
    let mut grid = Grid::new([Column::Wrap, Column::Right]);
    for v in values {
        grid.row([v.expression.as_str(), v.figure.text.as_str()]);
    }
    for line in grid.lay(width).body {
        page.line(&line);
    }
    page.finish()
}
