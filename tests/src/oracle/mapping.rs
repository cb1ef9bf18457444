//! The lines of a spec that tie it to a case's figures.
//!
//! ```text
//! //@ opening : year 0                                       lists begin with the opening column
//! //@ model : examples/mesa/main.site                         the spec is another file, without what it expects itself
//! //@ file : prices.csv = inputs/file                         a file that the spec reads: a text of the case
//! //* inputs/loans/{loan}                                    one run for each key there
//! //< inputs/loans/{loan}/rate -> note.rate = {value}        an input: what `--set` gives, the value put in
//! //< inputs/kind "MACRS {n}" -> plant.years = {n}           the same for a text of this form
//! //? price from $0 to $90 : npv = $0                        the value of `price` that `sitec solve` finds
//! //> expected/{loan}/payment == payment / $1 within rel     a claim, and the tolerances it is held to
//! //> expected/{loan}/gap == gap within rel of inputs/cost   the same, relative to another figure
//! //> expected/status == count as none, one, several         a claim in words: the word of that number
//! //- expected/{loan}/by_peer : what each program prints     no claim, and why
//! ```
//!
//! In an input, `run/loan` is the text that `{loan}` stands for.
//!
//! A key is a path through the file, `~1` for a slash in a name. `{name}` stands for any text there, and for the
//! same text wherever it stands again. Where a name of an input stands for several keys, each gives its attribute if
//! the name is part of the path, else their values are a list.

use std::collections::BTreeMap;

use serde_json::Value;
use sitec_compiler::solve::Ask;

/// What the names of a pattern stand for.
pub type Names = BTreeMap<String, String>;

/// A text with names in braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(String);

impl Template {
    /// The text with the names replaced.
    #[must_use]
    pub fn filled(&self, names: &Names) -> String {
        names.iter().fold(self.0.clone(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), value)
        })
    }

    /// Whether a name is part of it.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.contains(&format!("{{{name}}}"))
    }

    /// What the names must stand for so that the template is `text`.
    #[must_use]
    pub fn matches(&self, text: &str, bound: &Names) -> Option<Names> {
        let pattern = self.filled(bound);
        let Some((before, rest)) = pattern.split_once('{') else {
            return (pattern == text).then(|| bound.clone());
        };
        let (name, after) = rest.split_once('}')?;
        let value = text.strip_prefix(before)?.strip_suffix(after)?;
        let mut names = bound.clone();
        names.insert(name.to_owned(), value.to_owned());
        (!value.is_empty()).then_some(names)
    }
}

/// A path through a JSON value, with names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key(Vec<Template>);

/// A value found by a key.
#[derive(Debug, Clone)]
pub struct Found<'v> {
    /// Its own path.
    pub path: String,
    /// What the names of the key stand for.
    pub names: Names,
    /// The value.
    pub value: &'v Value,
}

impl Key {
    fn read(text: &str) -> Key {
        Key(text
            .trim()
            .split('/')
            .map(|s| Template(s.replace("~1", "/")))
            .collect())
    }

    /// All values that the key stands for, numbered keys in the order of their numbers.
    #[must_use]
    pub fn find<'v>(&self, root: &'v Value, bound: &Names) -> Vec<Found<'v>> {
        let mut found = vec![Found {
            path: String::new(),
            names: bound.clone(),
            value: root,
        }];
        for segment in &self.0 {
            found = found.iter().flat_map(|f| step(f, segment)).collect();
        }
        let number = |f: &Found<'_>| -> Vec<f64> {
            let values = f.names.values();
            values.map(|v| v.parse().unwrap_or(0.0)).collect()
        };
        found.sort_by(|a, b| number(a).partial_cmp(&number(b)).expect("no key is NaN"));
        found
    }
}

fn step<'v>(from: &Found<'v>, segment: &Template) -> Vec<Found<'v>> {
    let inner: Vec<(String, &'v Value)> = match from.value {
        Value::Object(map) => map.iter().map(|(k, v)| (k.clone(), v)).collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(i, v)| (i.to_string(), v))
            .collect(),
        _ => Vec::new(),
    };
    inner
        .into_iter()
        .filter_map(|(key, value)| {
            let names = segment.matches(&key, &from.names)?;
            let path = format!("{}/{}", from.path, key.replace('/', "~1"));
            Some(Found { path, names, value })
        })
        .collect()
}

/// An input: a value of the case, given to an attribute.
#[derive(Debug, Clone)]
pub struct Input {
    /// Where it stands in the case.
    pub key: Key,
    /// The form of the text that stands there.
    pub form: Option<Template>,
    /// The attribute.
    pub path: Template,
    /// What it is given, `{value}` being the value.
    pub expr: Template,
}

/// A figure that the case claims.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Where it stands in the case.
    pub key: Key,
    /// The expression that must come to it.
    pub expr: Template,
    /// The words that a number is claimed in.
    pub words: Vec<String>,
    /// Names of the tolerances.
    pub within: Vec<String>,
    /// The figure that a relative tolerance refers to, if not the claim itself.
    pub of: Option<Key>,
}

/// All such lines of a spec.
#[derive(Debug, Clone, Default)]
pub struct Mapping {
    /// Whether lists begin with the opening column, if the timeline has one.
    pub opening: bool,
    /// The file of the spec, if these lines stand in one of their own.
    pub model: Option<String>,
    /// The files that the spec reads, and where their texts stand in the case.
    pub files: Vec<(String, Key)>,
    /// Where the runs are listed.
    pub runs: Option<Key>,
    /// Inputs, the later over the earlier.
    pub inputs: Vec<Input>,
    /// What is solved for.
    pub unknown: Option<Ask>,
    /// Claims; the first that matches counts.
    pub claims: Vec<Claim>,
    /// What is no claim.
    pub remarks: Vec<Key>,
}

impl Mapping {
    /// Reads the lines of a spec.
    ///
    /// # Errors
    /// The line that is malformed.
    pub fn read(spec: &str) -> Result<Mapping, String> {
        let mut out = Mapping::default();
        for line in spec.lines() {
            let line = line.trim();
            out.line(line)
                .ok_or_else(|| format!("malformed line of the mapping: {line}"))?;
        }
        Ok(out)
    }

    fn line(&mut self, line: &str) -> Option<()> {
        if let Some(key) = line.strip_prefix("//* ") {
            self.runs = Some(Key::read(key));
        } else if line.starts_with("//@ opening : ") {
            self.opening = true;
        } else if let Some(path) = line.strip_prefix("//@ model : ") {
            self.model = Some(path.trim().to_owned());
        } else if let Some(rest) = line.strip_prefix("//@ file : ") {
            let (name, key) = rest.split_once(" = ")?;
            self.files.push((name.to_owned(), Key::read(key)));
        } else if let Some(rest) = line.strip_prefix("//< ") {
            let (key, set) = rest.split_once(" -> ")?;
            let (path, expr) = set.split_once(" = ")?;
            let (key, form) = match key.split_once('"') {
                Some((key, form)) => (key, Some(Template(form.trim_end_matches('"').to_owned()))),
                None => (key, None),
            };
            self.inputs.push(Input {
                key: Key::read(key),
                form,
                path: Template(path.trim().to_owned()),
                expr: Template(expr.trim().to_owned()),
            });
        } else if let Some(rest) = line.strip_prefix("//> ") {
            self.claims.push(claim(rest)?);
        } else if let Some(rest) = line.strip_prefix("//? ") {
            let (head, target) = rest.split_once(" : ")?;
            let (vary, between) = head.split_once(" from ")?;
            let (from, to) = between.split_once(" to ")?;
            self.unknown = Some(Ask {
                vary: vary.trim().to_owned(),
                target: target.trim().to_owned(),
                from: Some(from.trim().to_owned()),
                to: Some(to.trim().to_owned()),
            });
        } else if let Some(rest) = line.strip_prefix("//- ") {
            self.remarks.push(Key::read(rest.split_once(" : ")?.0));
        }
        Some(())
    }
}

fn claim(text: &str) -> Option<Claim> {
    let (key, rest) = text.split_once(" == ")?;
    let (rest, within) = match rest.rsplit_once(" within ") {
        Some((rest, within)) => (rest, Some(within)),
        None => (rest, None),
    };
    let (within, of) = match within.and_then(|w| w.split_once(" of ")) {
        Some((within, of)) => (Some(within), Some(Key::read(of))),
        None => (within, None),
    };
    let (expr, words) = match rest.split_once(" as ") {
        Some((expr, words)) => (expr, listed(words)),
        None => (rest, Vec::new()),
    };
    Some(Claim {
        key: Key::read(key),
        expr: Template(expr.trim().to_owned()),
        words,
        within: within.map(listed).unwrap_or_default(),
        of,
    })
}

fn listed(text: &str) -> Vec<String> {
    text.split(',').map(|s| s.trim().to_owned()).collect()
}
