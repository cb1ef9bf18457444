//! Pages about codes: Markdown, set for a terminal.

use super::grid::{Column, Grid};
use super::page::{Ink, Page};

/// A Markdown page: headings stand out, code is set in, paragraphs are wrapped.
#[must_use]
pub fn page(markdown: &str, width: usize, color: bool) -> String {
    let mut page = Page::new(width, color);
    let mut code = false;
    let mut paragraph = String::new();
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            flush(&mut page, &mut paragraph);
            page.gap();
            code = !code;
        } else if code {
            page.line(format!("    {line}").trim_end());
        } else if let Some(title) = line.strip_prefix("# ") {
            flush(&mut page, &mut paragraph);
            page.headline(title, '━');
        } else if line.starts_with('#') {
            flush(&mut page, &mut paragraph);
            page.title(line.trim_start_matches(['#', ' ']));
        } else if line.trim().is_empty() {
            flush(&mut page, &mut paragraph);
            page.gap();
        } else if line.trim_start().starts_with(['-', '*', '|']) {
            flush(&mut page, &mut paragraph);
            page.line(&format!("  {line}"));
        } else {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(line.trim());
        }
    }
    flush(&mut page, &mut paragraph);
    page.finish()
}

fn flush(page: &mut Page, paragraph: &mut String) {
    if !paragraph.is_empty() {
        page.paragraph(paragraph);
        paragraph.clear();
    }
}

/// All codes with severity and title.
#[must_use]
pub fn codes(lines: Vec<Vec<String>>, width: usize) -> String {
    let mut page = Page::new(width, false);
    let mut grid = Grid::new([Column::Left, Column::Left, Column::Wrap]);
    for line in lines {
        grid.row(line);
    }
    for line in grid.lay(page.width()).body {
        page.line(&line);
    }
    let hint = page.ink(Ink::Dim, "sitec explain CODE tells more");
    page.gap();
    page.line(&hint);
    page.finish()
}
