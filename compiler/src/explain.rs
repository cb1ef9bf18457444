//! Documentation: codes, kinds, traits, functions, quantities, resources.

use sitec_grammar::ast::{self, PortDir, Severity, StmtKind};
use sitec_grammar::source::Span;
use smol_str::SmolStr;

use crate::contents;
use crate::diag::families::nearest;
use crate::diag::{codes, pages};
use crate::library;
use crate::load::Sources;
use crate::lower::Lowering;
use crate::package::{Decl, Package, SlotDecl};
use crate::session::Session;
use crate::types::*;
use crate::view::{DocMember, DocView, Place};
use crate::{declare, expand};
use sitec_units::calendar::{Date, Timeline};

/// What a code means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// How grave it is.
    pub severity: Severity,
    /// Its page, as Markdown.
    pub page: String,
}

/// The explanation of a code of the compiler or of the standard library.
#[must_use]
pub fn explain(code: &str) -> Option<Explanation> {
    if let Some((title, page)) = pages::explain(code) {
        return Some(Explanation {
            code: code.to_owned(),
            title: title.to_owned(),
            severity: codes::severity(code),
            page: page.to_owned(),
        });
    }
    library_codes().into_iter().find(|e| e.code == code)
}

/// All codes of the compiler and of the standard library, in the order of their text.
#[must_use]
pub fn all_codes() -> Vec<Explanation> {
    let mut out: Vec<Explanation> = pages::PAGES
        .iter()
        .map(|(code, title, page)| Explanation {
            code: (*code).to_owned(),
            title: (*title).to_owned(),
            severity: codes::severity(code),
            page: (*page).to_owned(),
        })
        .collect();
    out.extend(library_codes());
    out.sort_by(|a, b| a.code.cmp(&b.code));
    out
}

fn message(m: &ast::Message, text: &str) -> String {
    let inner = text.get(m.span.range()).unwrap_or("");
    inner.trim_matches('"').to_owned()
}

fn library_codes() -> Vec<Explanation> {
    let mut out: Vec<Explanation> = Vec::new();
    for module in library::MODULES {
        let file = module.file();
        for stmt in &file.stmts {
            let (owner, body) = match &stmt.kind {
                StmtKind::Kind(k) => (format!("kind `{}`", k.name.name), &k.body.stmts[..]),
                StmtKind::Trait(t) => (format!("trait `{}`", t.name.name), &t.body.stmts[..]),
                StmtKind::Resource(r) => {
                    for law in &r.laws {
                        let words = law.message.as_ref().map_or_else(
                            || format!("{} {}", law.name.name, r.name.name),
                            |m| message(m, module.text),
                        );
                        let about =
                            format!("law `{}` of resource `{}`", law.name.name, r.name.name);
                        out.push(page(
                            &law.code.name,
                            &words,
                            law.docs.as_ref(),
                            &about,
                            module.name,
                            law.help.as_ref().map(|h| message(h, module.text)),
                        ));
                    }
                    continue;
                }
                _ => continue,
            };
            for inner in body {
                if let StmtKind::Check(c) = &inner.kind {
                    let words = message(&c.message, module.text);
                    let help = c.help.as_ref().map(|h| message(h, module.text));
                    let rule = module
                        .text
                        .get(c.cond.span.range())
                        .unwrap_or("")
                        .split_whitespace()
                        .collect::<Vec<_>>()
                        .join(" ");
                    let about = format!("{owner}: `{rule}`");
                    out.push(page(
                        &c.code.name,
                        &words,
                        inner.docs.as_ref(),
                        &about,
                        module.name,
                        help,
                    ));
                }
                if let StmtKind::Identity(i) = &inner.kind
                    && let Some(code) = &i.code
                {
                    let about = format!("{owner}, where it must hold in every period");
                    let words = i.words.value.as_str();
                    let docs = inner.docs.as_ref();
                    out.push(page(&code.name, words, docs, &about, module.name, None));
                }
            }
        }
    }
    // One code may stand at several kinds; their pages are told together.
    out.sort_by(|a, b| a.code.cmp(&b.code));
    let mut merged: Vec<Explanation> = Vec::new();
    for e in out {
        match merged.last_mut() {
            Some(last) if last.code == e.code => {
                // The code and its severity stand above; what differs is the message and all that follows.
                let rest = e.page.splitn(3, "\n\n").nth(2).unwrap_or("");
                last.page.push_str(&format!("\n\n## {}\n\n{rest}", e.title));
            }
            _ => merged.push(e),
        }
    }
    merged
}

fn page(
    code: &str,
    words: &str,
    docs: Option<&SmolStr>,
    about: &str,
    module: &str,
    help: Option<String>,
) -> Explanation {
    let severity = codes::severity(code);
    let grade = if severity == Severity::Error {
        "error"
    } else {
        "warning"
    };
    let docs = docs.map_or("", SmolStr::as_str).trim();
    let docs = if docs.is_empty() {
        String::new()
    } else {
        format!("{docs}\n\n")
    };
    let help = help.map_or(String::new(), |h| format!("\n\nHelp: {h}."));
    Explanation {
        code: code.to_owned(),
        title: words.to_owned(),
        severity,
        page: format!(
            "# {code}: {words}\n\nSeverity: {grade}.\n\n{docs}Declared in `std.{module}`, {about}.{help}"
        ),
    }
}

/// The documentation of a name of the standard library, or of a built-in function.
#[must_use]
pub fn doc_std(name: &str) -> Option<DocView> {
    let Some(sources) = Sources::of_library(name) else {
        return contents::builtin(name);
    };
    let mut package = declare::declare(&sources);
    expand::expand(&mut package);
    let mut lowering = Lowering::new(package, Timeline::new(Date::from_days(0), 1));
    doc(&mut lowering, name)
}

/// Names of the standard library near one that it does not have, the nearest first.
#[must_use]
pub fn near_std(name: &str) -> Vec<&'static str> {
    let builtins = crate::builtins::TABLE.iter().map(|row| row.name);
    nearest(name, library::names().chain(builtins))
}

impl Session<'_> {
    /// The documentation of a name in scope of the package's root file.
    pub fn doc(&mut self, name: &str) -> Option<DocView> {
        doc(&mut self.lowering, name)
    }
}

fn place(package: &Package<'_>, span: Span) -> Place {
    let (line, column) = package.sources.map.line_col(span);
    Place {
        file: package.sources.map.name(span.file).to_owned(),
        line,
        column,
    }
}

fn doc(lowering: &mut Lowering<'_>, name: &str) -> Option<DocView> {
    let found = lowering.package.lookup(ModuleId(0), name)?;
    let mut view = DocView::of("", name, place(&lowering.package, found.span));
    match found.decl {
        Decl::Kind(k) => doc_kind(lowering, k, &mut view),
        Decl::Trait(t) => {
            let (ast, docs) = (
                lowering.package.traits[t.index()].ast,
                lowering.package.traits[t.index()].docs,
            );
            view.what = "trait".to_owned();
            view.docs = docs.map(ToString::to_string);
            view.signature = ast
                .params
                .iter()
                .map(|p| p.name.name.to_string())
                .collect::<Vec<_>>()
                .join(", ");
            let used: Vec<KindId> = (0..lowering.package.kinds.len() as u32)
                .map(KindId)
                .filter(|k| lowering.package.kind_is(*k, Class::Trait(t)))
                .collect();
            for stmt in &ast.body.stmts {
                let (ident, formula, value) = match &stmt.kind {
                    StmtKind::AttrDecl(a) => (&a.name, false, a.default.as_ref()),
                    StmtKind::Let(l) => (&l.name, true, Some(&l.value)),
                    _ => continue,
                };
                // A type in terms of the trait's parameters is known only through a kind.
                let ty = used.first().and_then(|k| {
                    let slot = lowering.package.kinds[k.index()]
                        .index
                        .get(&ident.name)
                        .copied()?;
                    Some(lowering.package.kind_slot_type(*k, slot))
                });
                let declared = match &stmt.kind {
                    StmtKind::AttrDecl(a) => a.ty.as_ref(),
                    StmtKind::Let(l) => l.ty.as_ref(),
                    _ => None,
                };
                let range = match &stmt.kind {
                    StmtKind::AttrDecl(a) => range(&lowering.package, a),
                    _ => None,
                };
                let member = DocMember {
                    name: ident.name.to_string(),
                    ty: ty.map_or_else(String::new, |t| type_words(lowering, t, declared)),
                    range,
                    value: value.map(|v| one_line(&lowering.package, v.expr.span)),
                    required: !formula && value.is_none() && !ty.is_some_and(|t| t.optional),
                    docs: stmt.docs.as_ref().map(ToString::to_string),
                    from: None,
                };
                if formula {
                    view.formulas.push(member)
                } else {
                    view.attributes.push(member)
                }
            }
        }
        Decl::Fn(f) => {
            let (ast, docs) = (
                lowering.package.fns[f.index()].ast,
                lowering.package.fns[f.index()].docs,
            );
            view.what = "function".to_owned();
            view.docs = docs.map(ToString::to_string);
            let start = ast.name.span;
            view.signature = one_line(&lowering.package, start.to(ast.body.span));
        }
        Decl::Quantity(q) => {
            let def = &lowering.package.quantities[q.index()];
            view.what = "quantity".to_owned();
            view.docs = def.docs.map(ToString::to_string);
            let end = def.ast.def.as_ref().map_or(def.ast.ty.span, |d| d.span);
            view.signature = one_line(&lowering.package, def.ast.ty.span.to(end));
        }
        Decl::Resource(r) => {
            let def = &lowering.package.resources[r.index()];
            view.what = "resource".to_owned();
            view.docs = def.docs.map(ToString::to_string);
            view.signature = one_line(&lowering.package, def.ast.ty.span);
            view.checks = def
                .ast
                .laws
                .iter()
                .map(|l| {
                    (
                        l.code.name.to_string(),
                        l.message.as_ref().map_or_else(String::new, |m| {
                            message(m, lowering.package.sources.map.text(m.span.file))
                        }),
                    )
                })
                .collect();
        }
        Decl::Cite(c) => {
            view.what = "source".to_owned();
            view.docs = Some(
                lowering.package.cites[c.index()]
                    .ast
                    .title
                    .value
                    .to_string(),
            );
        }
        Decl::Scenario(s) => {
            view.what = "scenario".to_owned();
            view.docs = lowering.package.scenarios[s.index()]
                .ast
                .label
                .as_ref()
                .map(|l| l.value.to_string());
        }
        Decl::Calendar(_) => view.what = "calendar".to_owned(),
        Decl::Unit => {
            view.what = "unit".to_owned();
            let file = found.span.file;
            let modules = &lowering.package.sources.modules;
            let stmts = modules
                .iter()
                .filter(|m| m.file == file)
                .flat_map(|m| &m.ast.stmts);
            view.docs = stmts
                .filter(|s| s.span.start <= found.span.start && found.span.end <= s.span.end)
                .find_map(|s| s.docs.as_ref().map(ToString::to_string));
        }
    }
    Some(view)
}

fn one_line(package: &Package<'_>, span: Span) -> String {
    package
        .source_text(span)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// A type for readers. A count is a ratio to the compiler, and told as what it was declared.
fn type_words(lowering: &Lowering<'_>, ty: Ty, declared: Option<&ast::TypeExpr>) -> String {
    let name = lowering.type_name(ty);
    let written = declared.map(|t| one_line(&lowering.package, t.span));
    match written {
        Some(written) if written.contains("Count") => name.replace("Ratio", "Count"),
        _ => name,
    }
}

/// The range that an attribute declares, as written.
fn range(package: &Package<'_>, a: &ast::AttrDecl) -> Option<String> {
    let (lo, hi) = a.range.as_ref()?;
    let [lo, hi] = [lo, hi].map(|e| one_line(package, e.span));
    Some(format!("{lo} .. {hi}"))
}

fn doc_kind(lowering: &mut Lowering<'_>, k: KindId, view: &mut DocView) {
    let kind = &lowering.package.kinds[k.index()];
    view.what = if kind.template { "template" } else { "kind" }.to_owned();
    view.docs = kind.docs.map(ToString::to_string);
    let traits: Vec<String> = kind
        .traits
        .iter()
        .map(|t| lowering.package.traits[t.index()].ast.name.name.to_string())
        .collect();
    view.signature = traits.join(", ");
    for i in 0..lowering.package.kinds[k.index()].slots.len() {
        let slot = SlotId(i as u32);
        let ty = lowering.package.kind_slot_type(k, slot);
        let declared = match lowering.package.kinds[k.index()].slots[i].decl {
            SlotDecl::Attr(a) => a.ty.as_ref(),
            SlotDecl::Param(p) => p.ty.as_ref(),
            SlotDecl::Formula(l) => l.ty.as_ref(),
            SlotDecl::Argument(_) | SlotDecl::Assume(_) => None,
        };
        let ty = type_words(lowering, ty, declared);
        let p = &lowering.package;
        let s = &p.kinds[k.index()].slots[i];
        let from = s
            .from
            .map(|t| p.traits[t.index()].ast.name.name.to_string());
        let docs = s.docs.map(ToString::to_string);
        let value = |span: Span| Some(one_line(p, span));
        match s.decl {
            SlotDecl::Attr(a) => view.attributes.push(DocMember {
                name: s.name.to_string(),
                required: a.default.is_none() && !ty.ends_with('?'),
                ty,
                range: range(p, a),
                value: a.default.as_ref().and_then(|v| value(v.expr.span)),
                docs,
                from,
            }),
            SlotDecl::Param(a) => view.attributes.push(DocMember {
                name: s.name.to_string(),
                required: a.default.is_none(),
                ty,
                range: None,
                value: a.default.as_ref().and_then(|e| value(e.span)),
                docs,
                from,
            }),
            SlotDecl::Formula(l) => view.formulas.push(DocMember {
                name: s.name.to_string(),
                ty,
                range: None,
                value: value(l.value.expr.span),
                required: false,
                docs,
                from,
            }),
            SlotDecl::Argument(_) | SlotDecl::Assume(_) => {}
        }
    }
    let p = &lowering.package;
    let kind = &p.kinds[k.index()];
    for port in &kind.ports {
        let word = match port.ast.dir {
            PortDir::Gives => "gives",
            PortDir::Needs => "needs",
            PortDir::Conveys => "conveys",
        };
        let amount = port
            .ast
            .amount
            .as_ref()
            .map_or_else(String::new, |a| format!(" = {}", one_line(p, a.span)));
        let via = port
            .ast
            .via
            .as_ref()
            .map_or_else(String::new, |v| format!(" via {}", v.name));
        view.ports.push(format!(
            "{word} {}{amount}{via}",
            one_line(p, port.ast.resource.span)
        ));
    }
    for i in &kind.identities {
        view.identities.push((
            one_line(p, i.ast.left.span.to(i.ast.right.span)),
            i.ast.words.value.to_string(),
        ));
    }
    for c in &kind.checks {
        view.checks.push((
            c.ast.code.name.to_string(),
            message(&c.ast.message, p.sources.map.text(c.ast.message.span.file)),
        ));
    }
}
