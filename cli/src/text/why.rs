//! The tree of a figure as text.

use sitec_compiler::view::{Place, Why, WhyLiteral};

use super::page::{Ink, Page};

/// The figure, below it its formula and what it is computed from, branch by branch.
#[must_use]
pub fn tree(why: &Why, width: usize, color: bool) -> String {
    let mut page = Page::new(width, color);
    branch(&mut page, why, "", "");
    page.finish()
}

/// One value: `stem` leads its own line, `below` all lines under it.
fn branch(page: &mut Page, why: &Why, stem: &str, below: &str) {
    let head = format!(
        "{}{} = {}",
        page.ink(Ink::Dim, stem),
        why.path,
        page.ink(Ink::Bold, &why.figure.text)
    );
    page.line(&head);
    let under = if why.inputs.is_empty() { "  " } else { "│ " };
    let rail = page.ink(Ink::Dim, &format!("{below}{under}"));
    let indent = textwrap::core::display_width(below) + 2;
    let told = |page: &mut Page, text: &str| {
        let room = page.width().saturating_sub(indent + 2).max(24);
        for (n, line) in super::grid::wrap(text, room).iter().enumerate() {
            let hang = if n == 0 { "" } else { "  " };
            page.line(format!("{rail}{hang}{line}").trim_end());
        }
    };
    let formula = one_line(&why.formula);
    if formula != why.figure.text && !formula.is_empty() {
        told(page, &format!("= {formula}"));
    }
    told(
        page,
        &format!("{} ({})", place(&why.place), origin(&why.origin)),
    );
    for source in &why.sources {
        told(page, &format!("source: {source}"));
    }
    for l in &why.literals {
        told(page, &literal(l, &why.place));
    }
    if why.elided && why.inputs.is_empty() {
        told(
            page,
            "… computed from more; ask with a greater --depth, or it is told above",
        );
    }
    let last = why.inputs.len().saturating_sub(1);
    for (n, input) in why.inputs.iter().enumerate() {
        let (fork, rail) = if n == last {
            ("└─ ", "   ")
        } else {
            ("├─ ", "│  ")
        };
        branch(
            page,
            input,
            &format!("{below}{fork}"),
            &format!("{below}{rail}"),
        );
    }
}

fn literal(l: &WhyLiteral, formula: &Place) -> String {
    let mut text = format!("literal {}", l.text);
    if l.place != *formula {
        text.push_str(&format!(" at {}", place(&l.place)));
    }
    if let Some(e) = l.elasticity {
        text.push_str(&format!(", +1 % moves the figure {:+.2} %", e * 100.0));
    }
    if !l.sources.is_empty() {
        text.push_str(&format!(" [{}]", l.sources.join("; ")));
    }
    text
}

fn place(p: &Place) -> String {
    format!("{}:{}:{}", p.file, p.line, p.column)
}

/// The origin in a reader's words.
fn origin(word: &str) -> &str {
    match word {
        "default" => "the kind's default",
        "library" => "the library's formula",
        "scenario" => "set by the scenario",
        "override" => "set on the command line",
        other => other,
    }
}

/// A formula that was written over several lines on one.
fn one_line(formula: &str) -> String {
    let words: Vec<&str> = formula.split_whitespace().collect();
    words.join(" ").replace("( ", "(").replace(" )", ")")
}
