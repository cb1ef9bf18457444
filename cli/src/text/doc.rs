//! Documentation as text: of a kind, trait, function, quantity or resource, and what there is of it.

use sitec_compiler::view::{Contents, DocMember, DocView};

use super::grid::{Column, Grid, wrap};
use super::page::{Ink, Page};

/// The documentation in `width` columns.
#[must_use]
pub fn page(doc: &DocView, width: usize, color: bool) -> String {
    let mut page = Page::new(width, color);
    page.headline(&format!("{} {}", doc.what, doc.name), '━');
    if !doc.signature.is_empty() {
        page.paragraph(&doc.signature);
        page.gap();
    }
    if let Some(docs) = &doc.docs {
        for paragraph in docs.split("\n\n") {
            // The items of a list keep their lines.
            for item in paragraph.replace("\n- ", "\n\n- ").split("\n\n") {
                page.paragraph(&item.replace('\n', " "));
            }
            page.gap();
        }
    }
    let place = format!("{}:{}", doc.place.file, doc.place.line);
    let place = page.ink(Ink::Dim, &place);
    page.line(&format!("  {place}"));
    let (must, may): (Vec<&DocMember>, Vec<&DocMember>) =
        doc.attributes.iter().partition(|a| a.required);
    members(&mut page, "Attributes it must have", &must);
    members(&mut page, "Attributes it may have", &may);
    let formulas: Vec<&DocMember> = doc.formulas.iter().collect();
    members(&mut page, "What it computes", &formulas);
    if !doc.ports.is_empty() {
        page.title("What it takes and gives");
        for port in &doc.ports {
            page.paragraph(port);
        }
    }
    if !doc.identities.is_empty() {
        page.title("What always agrees");
        let mut grid = Grid::new([Column::Left, Column::Wrap]);
        for (sides, words) in &doc.identities {
            grid.row([sides, words]);
        }
        page.grid(&grid);
    }
    if !doc.checks.is_empty() {
        page.title("Checks");
        let mut grid = Grid::new([Column::Left, Column::Wrap]);
        for (code, message) in &doc.checks {
            grid.row([code, message]);
        }
        page.grid(&grid);
    }
    page.finish()
}

/// What there is to read about, in `width` columns.
#[must_use]
pub fn contents(all: &[Contents], width: usize, color: bool) -> String {
    let mut page = Page::new(width, color);
    page.paragraph("`sitec doc NAME` tells what each of these is.");
    for part in all {
        page.title(&part.name);
        if let Some(about) = &part.about {
            page.paragraph(about);
        }
        let mut grid = Grid::new([Column::Left, Column::Left, Column::Wrap]);
        for e in &part.entries {
            grid.row([
                e.what.as_str(),
                e.name.as_str(),
                e.about.as_deref().unwrap_or_default(),
            ]);
        }
        page.grid(&grid);
    }
    page.finish()
}

/// A list of members: `name : type = value`, below it where it comes from and what it is.
fn members(page: &mut Page, title: &str, list: &[&DocMember]) {
    if list.is_empty() {
        return;
    }
    page.title(title);
    for m in list {
        let mut head = format!("{} : {}", m.name, m.ty);
        if let Some(range) = &m.range {
            head.push_str(&format!(" in {range}"));
        }
        if let Some(value) = &m.value {
            head.push_str(&format!(
                " = {}",
                value.split_whitespace().collect::<Vec<_>>().join(" ")
            ));
        }
        let mut lines = wrap(&head, page.room()).into_iter();
        let first = lines.next().unwrap_or_default();
        // Coloured after it was wrapped: sequences have no width.
        let rest = first.strip_prefix(&m.name).unwrap_or(&first);
        let name = first.get(..first.len() - rest.len()).unwrap_or_default();
        let first = format!("  {}{rest}", page.ink(Ink::Bold, name));
        page.line(&first);
        for line in lines {
            page.line(&format!("        {line}"));
        }
        let mut about = m.docs.as_deref().unwrap_or_default().replace('\n', " ");
        if let Some(from) = &m.from {
            about = format!("{about} (from `{from}`)");
        }
        let about = about.trim();
        if !about.is_empty() {
            for line in wrap(about, page.room().saturating_sub(4)) {
                page.line(&format!("      {line}"));
            }
        }
    }
}
