use std::path::{Path, PathBuf};

use proptest::prelude::*;
use sitec_grammar::ast::{Expr, ExprKind};
use sitec_grammar::{FileId, parse, print};

use crate::format;

/// The formatted text of one that has no mistakes.
fn formatted(text: &str) -> String {
    let formatted = format(text);
    assert!(!formatted.broken, "{:?}", parse(FileId(0), text).errors);
    formatted.text
}

/// Comments in order.
fn comments(text: &str) -> Vec<String> {
    let marks = crate::marks::Marks::default();
    let tokens = crate::token::lex(text, &marks).unwrap_or_default();
    let comments = tokens.iter().filter(|t| t.kind == crate::token::Kind::Comment);
    comments.map(|t| t.of(text).to_owned()).collect()
}

/// What formatting may never change.
fn laws(text: &str) -> Result<(), String> {
    let before = parse(FileId(0), text);
    let once = format(text);
    if once.broken {
        return if before.errors.is_empty() { Err("broken without a mistake".to_owned()) } else { Ok(()) };
    }
    let after = parse(FileId(0), &once.text);
    let (before, after) = (print(&before.file), print(&after.file));
    if before != after {
        let lines = before.lines().zip(after.lines()).find(|(a, b)| a != b);
        return Err(format!("the tree is another: {lines:#?}\n{}", once.text));
    }
    if comments(text) != comments(&once.text) {
        return Err("a comment is lost or moved".to_owned());
    }
    let twice = format(&once.text);
    if twice != once {
        let lines = once.text.lines().zip(twice.text.lines()).find(|(a, b)| a != b);
        return Err(format!("not stable: {lines:#?}"));
    }
    Ok(())
}

fn files(dir: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(dir) else { return };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|e| e == "site") {
            found.push(path);
        }
    }
}

/// All texts of the library and the examples.
fn corpus() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut paths = Vec::new();
    files(&root.join("std"), &mut paths);
    files(&root.join("examples"), &mut paths);
    assert!(!paths.is_empty());
    paths.into_iter().map(|p| (p.clone(), std::fs::read_to_string(&p).unwrap_or_default())).collect()
}

#[test]
fn the_laws_hold_for_the_library_and_the_examples() {
    for (path, text) in corpus() {
        if let Ok(dir) = std::env::var("OUT") {
            std::fs::write(Path::new(&dir).join(path.file_name().unwrap()), format(&text).text).unwrap();
        }
        if let Err(why) = laws(&text) {
            panic!("{}: {why}", path.display());
        }
    }
}
