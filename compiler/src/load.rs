//! From a path to parsed modules: the package's files by `use`, and of the library exactly the
//! modules whose names are used.
//!
//! **In**: a path and a [`World`]. **Out**: [`Sources`], which owns all text and trees; later
//! stages borrow from it. File ids `0..library::MODULES.len()` are the library's, whether loaded
//! or not; the package's files follow in the order they are met.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use serde::Deserialize;
use sitec_grammar::SyntaxError;
use sitec_grammar::ast::{self, StmtKind, UseTarget};
use sitec_grammar::source::{FileId, SourceMap, Span};
use sitec_units::calendar::Date;
use smol_str::SmolStr;

use crate::diag::{Diagnostic, Problems, families::names};
use crate::library;
use crate::references::{Found, references};
use crate::types::ModuleId;
use crate::world::{ReadError, World};

/// The editions that this compiler knows.
pub const EDITIONS: &[&str] = &["2026"];

/// Which case of a package is compiled.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The scenario to apply.
    pub scenario: Option<String>,
    /// Overrides as `path=expr`, applied after the scenario, in order.
    pub sets: Vec<String>,
}

/// Why a package could not be opened at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenError {
    /// There is no such file or directory.
    NotFound {
        /// The path as given.
        path: String,
    },
    /// It cannot be read.
    Unreadable {
        /// The path.
        path: String,
        /// Why.
        why: String,
    },
    /// Its `site.toml` is not right.
    Manifest {
        /// The path of the manifest.
        path: String,
        /// Its text.
        text: String,
        /// The place in it.
        span: Option<std::ops::Range<usize>>,
        /// What is wrong.
        message: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    package: PackageTable,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PackageTable {
    #[allow(dead_code)]
    name: String,
    edition: toml::Spanned<String>,
    #[serde(default)]
    root: Option<String>,
}

/// An import of a module.
#[derive(Debug, Clone)]
pub struct Import {
    /// The name by which the importing file knows it.
    pub alias: SmolStr,
    /// The module.
    pub module: ModuleId,
    /// The `use` statement.
    pub span: Span,
}

/// One parsed file.
#[derive(Debug)]
pub struct SourceModule {
    /// Its file.
    pub file: FileId,
    /// Its path.
    pub path: String,
    /// Whether it belongs to the library.
    pub library: bool,
    /// Its tree.
    pub ast: ast::File,
    /// What it imports.
    pub imports: Vec<Import>,
    /// Names of imports that could not be read.
    pub broken: Vec<SmolStr>,
}

/// Everything that was read.
#[derive(Debug, Default)]
pub struct Sources {
    /// Texts and places.
    pub map: SourceMap,
    /// Modules; the first is the root file.
    pub modules: Vec<SourceModule>,
    /// Overrides from outside, parsed.
    pub overrides: Vec<ast::Attr>,
    /// The scenario asked for.
    pub scenario: Option<String>,
    /// What was asked for, as text, for the head of a report.
    pub case: Vec<String>,
    /// Files that `csv` reads, by path: their text, or why there is none.
    tables: FxHashMap<String, Result<String, String>>,
    /// What is wrong with the text.
    pub problems: Problems,
    by_library: FxHashMap<usize, ModuleId>,
}

/// Turns what the parser found into a finding.
#[must_use]
pub fn syntax(error: &SyntaxError) -> Diagnostic {
    let mut d = Diagnostic::new(error.code, error.message.clone());
    for (span, text, primary) in &error.labels {
        d = if *primary {
            d.at(*span, text.clone())
        } else {
            d.and(*span, text.clone())
        };
    }
    if let Some(help) = &error.help {
        d = d.help(help.clone());
    }
    if let Some((span, text)) = &error.fix {
        let title = match text.trim() {
            "" => "remove it".to_owned(),
            text if span.start == span.end => format!("insert `{text}`"),
            text => format!("write `{text}`"),
        };
        d = d.fix(title, *span, text.clone());
    }
    d
}

impl Sources {
    /// Reads a package (a directory with `site.toml`, or with `main.site`) or a single file.
    ///
    /// # Errors
    /// [`OpenError`] if the path or its manifest cannot be used; everything in `.site` text is a
    /// finding in [`Sources::problems`] instead.
    pub fn load(world: &dyn World, path: &str, options: &Options) -> Result<Sources, OpenError> {
        let root = root_file(world, path)?;
        let mut sources = Sources {
            scenario: options.scenario.clone(),
            ..Sources::default()
        };
        for m in library::MODULES {
            sources.map.add(format!("std/{}.site", m.name), m.text);
        }
        if let Some(s) = &options.scenario {
            sources.case.push(format!("scenario {s}"));
        }
        let bytes = match world.read(&root) {
            Ok(bytes) => bytes,
            Err(ReadError::NotFound) => return Err(OpenError::NotFound { path: root }),
            Err(ReadError::Failed(why)) => return Err(OpenError::Unreadable { path: root, why }),
        };
        let mut loader = Loader {
            world,
            sources: &mut sources,
            by_path: FxHashMap::default(),
            stack: Vec::new(),
        };
        loader.file(root, bytes);
        loader.library();
        for set in &options.sets {
            let file = sources.map.add("--set".to_owned(), set.clone());
            sources.case.push(set.clone());
            match sitec_grammar::parse_override(file, set) {
                Ok(attr) => sources.overrides.push(attr),
                Err(errors) => errors.iter().for_each(|e| sources.problems.push(syntax(e))),
            }
        }
        Ok(sources)
    }

    /// The modules of the library that a name of it needs; `None` if the library declares no such name.
    #[must_use]
    pub fn of_library(name: &str) -> Option<Sources> {
        struct Nothing;
        impl World for Nothing {
            fn read(&self, _: &str) -> Result<Vec<u8>, ReadError> {
                Err(ReadError::NotFound)
            }
            fn is_dir(&self, _: &str) -> bool {
                false
            }
            fn list(&self, _: &str) -> Vec<String> {
                Vec::new()
            }
        }
        let module = library::module_of(name)?;
        let mut sources = Sources::default();
        for m in library::MODULES {
            sources.map.add(format!("std/{}.site", m.name), m.text);
        }
        let mut loader = Loader {
            world: &Nothing,
            sources: &mut sources,
            by_path: FxHashMap::default(),
            stack: Vec::new(),
        };
        loader.library_module(module);
        Some(sources)
    }

    /// A column of a file with dates in its first column: days and values.
    ///
    /// # Errors
    /// In words: no such file or column, a row that is no date and number, dates out of order.
    pub fn column(
        &self,
        module: ModuleId,
        file: &str,
        column: &str,
    ) -> Result<Vec<(i32, f64)>, String> {
        let path = beside(self.dir(module), file);
        let mut out: Vec<(i32, f64)> = Vec::new();
        self.rows(&path, column, |line, first, value| {
            let date = day(first)
                .ok_or_else(|| format!("`{path}`, line {line}: the first column is no date"))?;
            if out.last().is_some_and(|(before, _)| *before >= date) {
                return Err(format!("`{path}`, line {line}: the dates are not in order"));
            }
            out.push((date, value));
            Ok(())
        })?;
        Ok(out)
    }

    /// The rows of a file: the line, the first cell and the number in a column. There is at least one.
    fn rows(
        &self,
        path: &str,
        column: &str,
        mut each: impl FnMut(usize, &str, f64) -> Result<(), String>,
    ) -> Result<(), String> {
        let text = match self.tables.get(path) {
            Some(Ok(text)) => text,
            Some(Err(why)) => return Err(why.clone()),
            None => return Err(format!("`{path}` was not read")),
        };
        let mut rows = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let heads = rows
            .headers()
            .map_err(|e| format!("`{path}`: {e}"))?
            .clone();
        let Some(at) = heads.iter().position(|h| h == column) else {
            let all: Vec<&str> = heads.iter().skip(1).collect();
            return Err(format!(
                "`{path}` has no column `{column}`; it has {}",
                all.join(", ")
            ));
        };
        let mut none = true;
        for (i, row) in rows.records().enumerate() {
            let line = i + 2;
            let row = row.map_err(|e| format!("`{path}`, line {line}: {e}"))?;
            let cell = row.get(at).unwrap_or_default();
            let value: f64 = cell
                .parse()
                .ok()
                .filter(|v: &f64| v.is_finite())
                .ok_or_else(|| format!("`{path}`, line {line}: `{cell}` is no number"))?;
            each(line, row.get(0).unwrap_or_default(), value)?;
            none = false;
        }
        if none {
            Err(format!("`{path}` has no rows"))
        } else {
            Ok(())
        }
    }

    /// A column of a file with a row an hour: the hour, counted from the beginning of 1970, and the value of each. Months are whole;
    /// an hour more or less is the change of the clock.
    ///
    /// # Errors
    /// In words: as [`column`](Self::column), times out of order, a month that is not whole or missing.
    pub fn hours(
        &self,
        module: ModuleId,
        file: &str,
        column: &str,
    ) -> Result<Vec<(i32, f64)>, String> {
        let path = beside(self.dir(module), file);
        let mut out: Vec<(i32, f64)> = Vec::new();
        let mut before = (i32::MIN, 0);
        self.rows(&path, column, |line, first, value| {
            let (day, minute) = hour(first)
                .ok_or_else(|| format!("`{path}`, line {line}: the first column is no hour"))?;
            if (day, minute) < before {
                return Err(format!("`{path}`, line {line}: the hours are not in order"));
            }
            before = (day, minute);
            out.push((day * 24 + minute as i32 / 60, value));
            Ok(())
        })?;
        let mut next: Option<Date> = None;
        let month_of = |row: &(i32, f64)| month_of(row.0.div_euclid(24));
        for month in out.chunk_by(|a, b| month_of(a) == month_of(b)) {
            let first = month.first().map_or(0, |row| row.0.div_euclid(24));
            let first = Date::from_days(first).first_of_month();
            if let Some(next) = next.filter(|next| *next != first) {
                let name = &next.to_string()[..7];
                return Err(format!("`{path}` has no hours of {name}"));
            }
            let due = first.days_in_month() as usize * 24;
            if month.len().abs_diff(due) > 1 {
                let (name, count) = (&first.to_string()[..7], month.len());
                return Err(format!(
                    "`{path}` has {count} hours of {name}, which has {due}"
                ));
            }
            next = Some(first.add_months(1));
        }
        Ok(out)
    }

    /// A module's directory, for files named beside it.
    #[must_use]
    pub fn dir(&self, module: ModuleId) -> &str {
        let path = &self.modules[module.index()].path;
        path.rsplit_once('/').map_or("", |(dir, _)| dir)
    }
}

/// `2026-06` or `2026-06-30` as days since 1970-01-01.
fn day(text: &str) -> Option<i32> {
    let mut parts = text.splitn(3, '-');
    let (year, month) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let day = parts.next().map_or(Some(1), |d| d.get(..2)?.parse().ok())?;
    Date::new(year, month, day).ok().map(Date::days)
}

/// `2026-06-30 13:00` or `2026-06-30T13:00` (seconds may follow) as days since 1970-01-01 and the minute of the day.
fn hour(text: &str) -> Option<(i32, u32)> {
    let (date, time) = text.split_once([' ', 'T'])?;
    let date = if date.len() == 10 {
        day(date)?
    } else {
        return None;
    };
    let mut parts = time.splitn(3, ':').map(|p| p.parse::<u32>().ok());
    let (hour, minute, second) = (
        parts.next()??,
        parts.next()??,
        parts.next().unwrap_or(Some(0))?,
    );
    (hour < 24 && minute < 60 && second < 60).then_some((date, hour * 60 + minute))
}

/// The year and the month of a day.
fn month_of(day: i32) -> (i32, u32) {
    let (year, month, _) = Date::from_days(day).ymd();
    (year, month)
}

fn root_file(world: &dyn World, path: &str) -> Result<String, OpenError> {
    let path = normal(path);
    if !world.is_dir(&path) {
        return Ok(path);
    }
    let join = |name: &str| {
        if path == "." {
            name.to_owned()
        } else {
            format!("{path}/{name}")
        }
    };
    let manifest = join("site.toml");
    let text = match world.read(&manifest) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(ReadError::NotFound) => {
            let main = join("main.site");
            return match world.read(&main) {
                Ok(_) => Ok(main),
                Err(_) => Err(OpenError::NotFound { path: manifest }),
            };
        }
        Err(ReadError::Failed(why)) => {
            return Err(OpenError::Unreadable {
                path: manifest,
                why,
            });
        }
    };
    let wrong = |span, message| OpenError::Manifest {
        path: manifest.clone(),
        text: text.clone(),
        span,
        message,
    };
    let parsed: Manifest =
        toml::from_str(&text).map_err(|e| wrong(e.span(), e.message().to_owned()))?;
    let edition = parsed.package.edition;
    if !EDITIONS.contains(&edition.get_ref().as_str()) {
        let message = format!(
            "edition `{}` is not known here; known: {}",
            edition.get_ref(),
            EDITIONS.join(", ")
        );
        return Err(wrong(Some(edition.span()), message));
    }
    Ok(join(parsed.package.root.as_deref().unwrap_or("main.site")))
}

/// The path of a file named from a directory.
fn beside(dir: &str, name: &str) -> String {
    normal(&if dir.is_empty() {
        name.to_owned()
    } else {
        format!("{dir}/{name}")
    })
}

/// A path without `.` and resolvable `..` steps.
fn normal(path: &str) -> String {
    let absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|p| *p != "..") => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    match (absolute, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => parts.join("/"),
    }
}

/// The text with a question mark for each byte that is not UTF-8, so that places stay where they are.
fn replace_invalid(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '?'));
    }
    text
}

struct Loader<'w> {
    world: &'w dyn World,
    sources: &'w mut Sources,
    by_path: FxHashMap<String, ModuleId>,
    /// Files being read, with the `use` that leads to each: for import loops.
    stack: Vec<(ModuleId, Span)>,
}

impl Loader<'_> {
    fn file(&mut self, path: String, bytes: Vec<u8>) -> ModuleId {
        let (text, wrong) = match String::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(e) => {
                let at = e.utf8_error().valid_up_to();
                (replace_invalid(e.as_bytes()), Some(at))
            }
        };
        let id = ModuleId(self.sources.modules.len() as u32);
        let file = self.sources.map.add(path.clone(), text);
        let parse = sitec_grammar::parse(file, self.sources.map.text(file));
        parse
            .errors
            .iter()
            .for_each(|e| self.sources.problems.push(syntax(e)));
        if let Some(at) = wrong {
            self.sources
                .problems
                .push(names::not_utf8(Span::new(file, at, at + 1)));
        }
        self.by_path.insert(path.clone(), id);
        self.sources.modules.push(SourceModule {
            file,
            path,
            library: false,
            ast: parse.file,
            imports: Vec::new(),
            broken: Vec::new(),
        });
        self.imports(id);
        id
    }

    fn imports(&mut self, id: ModuleId) {
        let uses: Vec<(ast::Use, Span)> = self.sources.modules[id.index()]
            .ast
            .stmts
            .iter()
            .filter_map(|s| match &s.kind {
                StmtKind::Use(u) => Some((ast::Use::clone(u), s.span)),
                _ => None,
            })
            .collect();
        for (u, span) in uses {
            self.stack.push((id, span));
            let found = match &u.target {
                UseTarget::Module(path) => self.module(id, path),
                UseTarget::File(text) => self.beside(id, &text.value, text.span),
            };
            self.stack.pop();
            let own = u.alias.map(|a| a.name);
            match found {
                Some((module, stem)) => {
                    let alias = own.unwrap_or(stem);
                    self.sources.modules[id.index()].imports.push(Import {
                        alias,
                        module,
                        span,
                    });
                }
                None => {
                    let stem = match &u.target {
                        UseTarget::Module(path) => path.segments.last().map(|s| s.name.clone()),
                        UseTarget::File(text) => text
                            .value
                            .rsplit('/')
                            .next()
                            .map(|n| SmolStr::new(n.trim_end_matches(".site"))),
                    };
                    self.sources.modules[id.index()].broken.extend(own.or(stem));
                }
            }
        }
    }

    /// `std.NAME`, or `a.b` for the package's `a/b.site`.
    fn module(&mut self, from: ModuleId, path: &ast::Path) -> Option<(ModuleId, SmolStr)> {
        let names: Vec<&str> = path.segments.iter().map(|s| s.name.as_str()).collect();
        let stem = path.segments.last()?.name.clone();
        if let ["std", name] = names.as_slice() {
            return match library::module_named(name) {
                Some(i) => Some((self.library_module(i), stem)),
                None => {
                    let known = library::MODULES.iter().map(|m| m.name);
                    self.sources.problems.push(names::unknown_module(
                        &names.join("."),
                        path.span,
                        known,
                        "std.",
                    ));
                    None
                }
            };
        }
        let file = format!("{}.site", names.join("/"));
        self.beside(from, &file, path.span)
    }

    fn beside(&mut self, from: ModuleId, name: &str, span: Span) -> Option<(ModuleId, SmolStr)> {
        let dir = self.sources.dir(from).to_owned();
        let path = beside(&dir, name);
        let stem = SmolStr::new(
            path.rsplit('/')
                .next()
                .unwrap_or(&path)
                .trim_end_matches(".site"),
        );
        if let Some(&module) = self.by_path.get(&path) {
            if let Some(at) = self.stack.iter().position(|(m, _)| *m == module) {
                let hops: Vec<Span> = self.stack[at..].iter().map(|(_, s)| *s).collect();
                self.sources.problems.push(names::import_loop(&hops));
                return None;
            }
            return Some((module, stem));
        }
        match self.world.read(&path) {
            Ok(bytes) => Some((self.file(path, bytes), stem)),
            Err(e) => {
                let beside = self.world.list(if dir.is_empty() { "." } else { &dir });
                let known: Vec<&str> = beside
                    .iter()
                    .filter(|n| n.ends_with(".site"))
                    .map(String::as_str)
                    .collect();
                let d = match e {
                    ReadError::NotFound => names::unknown_module(name, span, known.into_iter(), ""),
                    ReadError::Failed(why) => names::unreadable_module(name, span, &why),
                };
                self.sources.problems.push(d);
                None
            }
        }
    }

    fn library_module(&mut self, i: usize) -> ModuleId {
        if let Some(&id) = self.sources.by_library.get(&i) {
            return id;
        }
        let embedded = &library::MODULES[i];
        let id = ModuleId(self.sources.modules.len() as u32);
        self.sources.by_library.insert(i, id);
        self.sources.modules.push(SourceModule {
            file: FileId(i as u32),
            path: format!("std/{}.site", embedded.name),
            library: true,
            ast: embedded.file(),
            imports: Vec::new(),
            broken: Vec::new(),
        });
        for &need in embedded.needs {
            self.library_module(need as usize);
        }
        self.imports(id);
        id
    }

    /// Loads what the package's files name and the library declares.
    fn library(&mut self) {
        let mut wanted: BTreeSet<usize> = BTreeSet::new();
        let mut tables: Vec<String> = Vec::new();
        for (i, module) in self
            .sources
            .modules
            .iter()
            .enumerate()
            .filter(|(_, m)| !m.library)
        {
            let dir = self.sources.dir(ModuleId(i as u32));
            references(&module.ast, &mut |found| match found {
                Found::Name(name) => wanted.extend(library::module_of(name)),
                Found::Csv(file) => tables.push(beside(dir, file)),
            });
        }
        for path in tables {
            let text = match self.world.read(&path) {
                Ok(bytes) => {
                    String::from_utf8(bytes).map_err(|_| format!("`{path}` is not UTF-8 text"))
                }
                Err(ReadError::NotFound) => Err(format!("there is no file `{path}`")),
                Err(ReadError::Failed(why)) => Err(format!("`{path}` cannot be read: {why}")),
            };
            self.sources.tables.insert(path, text);
        }
        for i in wanted {
            self.library_module(i);
        }
    }
}
