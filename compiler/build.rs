//! Parses the standard library once, so that the binary starts with trees instead of text.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use sitec_grammar::ast::{File, StmtKind};
use sitec_grammar::source::FileId;
use smol_str::SmolStr;

#[path = "src/references.rs"]
mod references;

fn declared(file: &File) -> Vec<SmolStr> {
    file.stmts
        .iter()
        .filter_map(|s| match &s.kind {
            StmtKind::Kind(k) => Some(k.name.name.clone()),
            StmtKind::Trait(t) => Some(t.name.name.clone()),
            StmtKind::Template(t) => Some(t.name.name.clone()),
            StmtKind::Fn(f) => Some(f.name.name.clone()),
            StmtKind::Quantity(q) => Some(q.name.name.clone()),
            StmtKind::Resource(r) => Some(r.name.name.clone()),
            StmtKind::Unit(u) => Some(u.name.name.clone()),
            StmtKind::Currency(c) => Some(c.code.name.clone()),
            StmtKind::Calendar(c) => Some(c.name.name.clone()),
            _ => None,
        })
        .collect()
}

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../std");
    println!("cargo::rerun-if-changed={}", root.display());
    println!("cargo::rerun-if-changed=src/references.rs");
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let mut names: Vec<String> = std::fs::read_dir(&root)
        .map(|dir| {
            dir.filter_map(Result::ok)
                .filter_map(|e| e.file_name().into_string().ok())
                .collect()
        })
        .unwrap_or_default();
    names.retain(|n| n.ends_with(".site"));
    names.sort();

    let mut files = Vec::new();
    for (i, name) in names.iter().enumerate() {
        let path = root.join(name);
        println!("cargo::rerun-if-changed={}", path.display());
        let text = std::fs::read_to_string(&path).expect("the library is readable");
        let parse = sitec_grammar::parse(FileId(i as u32), &text);
        for error in &parse.errors {
            println!(
                "cargo::warning=std/{name}: {}: {:?}",
                error.message, error.labels
            );
        }
        let bytes = postcard::to_allocvec(&parse.file).expect("trees serialize");
        std::fs::write(Path::new(&out).join(format!("{name}.ast")), bytes)
            .expect("OUT_DIR is writable");
        files.push(parse.file);
    }

    let mut owner: BTreeMap<SmolStr, usize> = BTreeMap::new();
    for (i, file) in files.iter().enumerate() {
        for name in declared(file) {
            if let Some(other) = owner.insert(name.clone(), i) {
                println!(
                    "cargo::warning=std declares `{name}` in {} and {}",
                    names[other], names[i]
                );
            }
        }
    }
    let direct: Vec<BTreeSet<usize>> = files
        .iter()
        .enumerate()
        .map(|(i, file)| {
            let mut needs = BTreeSet::new();
            references::references(file, &mut |found| {
                let references::Found::Name(name) = found else {
                    return;
                };
                if let Some(&j) = owner.get(name)
                    && j != i
                {
                    needs.insert(j);
                }
            });
            needs
        })
        .collect();

    let mut code = String::from(
        "/// Modules of the library in the order of their file ids.\npub static MODULES: &[Embedded] = &[\n",
    );
    for (i, name) in names.iter().enumerate() {
        let stem = name.trim_end_matches(".site");
        let needs: Vec<String> = direct[i].iter().map(usize::to_string).collect();
        writeln!(
            code,
            "    Embedded {{ name: {stem:?}, text: include_str!({:?}), tree: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}.ast\")), needs: &[{}] }},",
            root.join(name),
            needs.join(", ")
        )
        .expect("writing to a string");
    }
    code.push_str("];\n\n/// Which module declares a name, sorted by name.\npub static INDEX: &[(&str, u32)] = &[\n");
    for (name, i) in &owner {
        writeln!(code, "    ({:?}, {i}),", name.as_str()).expect("writing to a string");
    }
    code.push_str("];\n");
    std::fs::write(Path::new(&out).join("library.rs"), code).expect("OUT_DIR is writable");
}
