//! Cases computed by others: a JSON file with inputs and figures, or a list of such, and a spec that must come to the same.
//!
//! The spec is the model; the case gives its inputs, as `--set` would, and says what comes out. A spec knows no
//! figure of its cases, so another case of the same form runs through it unchanged. How figures of the two belong
//! together is written in the spec ([`mapping`]); how close they must be, in the case ([`judge`]).

pub mod judge;
pub mod mapping;

use std::collections::BTreeSet;

use serde_json::Value;
use sitec_compiler::solve::{Ask, Unsolved};
use sitec_compiler::{Problems, Session};
use sitec_grammar::ast::Severity;

use crate::{Spec, names, open, printed, text};
use judge::{Answer, Held};
use mapping::{Found, Input, Mapping, Names};

/// A case with the spec it is run through.
pub struct Oracle {
    /// Its file.
    pub name: String,
    /// What stands in it.
    pub data: Value,
    spec: Spec,
    mapping: Mapping,
}

/// The cases in a directory. A case runs through the spec of its own name, else through that of its number.
///
/// # Errors
/// Cases without a spec, and files that cannot be read as what they should be.
pub fn cases(directory: &str) -> Result<Vec<Oracle>, Vec<String>> {
    let files = names(directory);
    let specs: Vec<&str> = files
        .iter()
        .filter_map(|f| f.strip_suffix(".site"))
        .collect();
    let mut out = Vec::new();
    let mut faults = Vec::new();
    for name in files.iter().filter_map(|f| f.strip_suffix(".json")) {
        let same = specs.iter().find(|s| **s == name);
        let Some(spec) = same.or_else(|| {
            specs
                .iter()
                .find(|s| number(name).is_some() && number(s) == number(name))
        }) else {
            faults.push(format!("{name}: no spec in {directory}"));
            continue;
        };
        match in_file(directory, name, spec) {
            Ok(cases) => out.extend(cases),
            Err(why) => faults.push(format!("{name}: {why}")),
        }
    }
    if faults.is_empty() {
        Ok(out)
    } else {
        Err(faults)
    }
}

/// `12` of `s12_mining`.
fn number(name: &str) -> Option<u32> {
    let digits = name.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    digits.split('_').next()?.parse().ok()
}

/// The case in a file, or the cases of a list, each named by its number in it.
fn in_file(directory: &str, name: &str, spec: &str) -> Result<Vec<Oracle>, String> {
    let spec = text(&format!("{directory}/{spec}.site"));
    let data = text(&format!("{directory}/{name}.json"));
    match serde_json::from_str(&data).map_err(|e| e.to_string())? {
        Value::Array(items) => items
            .into_iter()
            .enumerate()
            .map(|(i, data)| Oracle::with(&format!("{name}[{i}]"), data, spec.clone()))
            .collect(),
        data => Ok(vec![Oracle::with(name, data, spec)?]),
    }
}

/// A spec without its own expectations: they speak of its own numbers, and a case brings others.
fn unexpecting(spec: &str) -> String {
    let lines = spec.lines();
    lines
        .filter(|line| !line.trim_start().starts_with("expect "))
        .flat_map(|line| [line, "\n"])
        .collect()
}

impl Oracle {
    /// A case and its spec.
    ///
    /// # Errors
    /// If the case is no JSON, or a line of the mapping is malformed.
    pub fn of(name: &str, case: &str, spec: String) -> Result<Oracle, String> {
        let data = serde_json::from_str(case).map_err(|e| e.to_string())?;
        Oracle::with(name, data, spec)
    }

    fn with(name: &str, data: Value, spec: String) -> Result<Oracle, String> {
        let mapping = Mapping::read(&spec)?;
        let mut spec = Spec::of(match &mapping.model {
            Some(path) => unexpecting(&text(path)),
            None => spec,
        });
        for (file, key) in &mapping.files {
            let found = key.find(&data, &Names::new());
            let text = found.first().and_then(|f| f.value.as_str());
            spec = spec.with_file(file, text.ok_or_else(|| format!("no text for {file}"))?);
        }
        Ok(Oracle {
            name: name.to_owned(),
            data,
            spec,
            mapping,
        })
    }

    /// Runs the spec and gives every figure of the case beside what was computed.
    ///
    /// # Errors
    /// What kept the case from being run, and what of it nothing speaks of.
    pub fn run(&self) -> Result<Vec<Held>, Vec<String>> {
        let mut faults = Vec::new();
        let mut spoken: BTreeSet<String> = BTreeSet::new();
        let mut held = Vec::new();
        let runs: Vec<Names> = match &self.mapping.runs {
            Some(key) => key
                .find(&self.data, &Names::new())
                .into_iter()
                .map(|f| f.names)
                .collect(),
            None => vec![Names::new()],
        };
        for run in &runs {
            let sets = self.sets(run, &mut spoken);
            match self.answers(run, &sets, &mut spoken) {
                Ok(answers) => held.extend(answers),
                Err(why) => faults.push(format!("{} {run:?}: {why}", self.name)),
            }
        }
        let files = self.mapping.files.iter().map(|(_, key)| key);
        for key in self.mapping.remarks.iter().chain(files) {
            let found = key.find(&self.data, &Names::new());
            spoken.extend(found.into_iter().map(|f| f.path));
        }
        for part in ["inputs", "expected"] {
            let mut left = Vec::new();
            unspoken(&format!("/{part}"), &self.data[part], &spoken, &mut left);
            faults.extend(
                left.iter()
                    .map(|l| format!("{}: nothing speaks of {l}", self.name)),
            );
        }
        if held.is_empty() {
            faults.push(format!("{}: nothing is claimed", self.name));
        }
        if faults.is_empty() {
            Ok(held)
        } else {
            Err(faults)
        }
    }

    /// The inputs of a run as overrides.
    fn sets(&self, run: &Names, spoken: &mut BTreeSet<String>) -> Vec<String> {
        let mut data = self.data.clone();
        data["run"] = run
            .iter()
            .map(|(k, v)| (k.clone(), Value::from(v.as_str())))
            .collect();
        let mut sets = Vec::new();
        for input in &self.mapping.inputs {
            let found = input.key.find(&data, run);
            let path = |f: &Found<'_>| input.path.filled(&f.names);
            for same in found.chunk_by(|a, b| path(a) == path(b)) {
                sets.extend(set(input, same, run, spoken));
            }
        }
        sets
    }

    fn answers(
        &self,
        run: &Names,
        sets: &[String],
        spoken: &mut BTreeSet<String>,
    ) -> Result<Vec<Held>, String> {
        let mut sets = sets.to_vec();
        if let Some(unknown) = &self.mapping.unknown {
            sets.push(self.solved(unknown, &sets)?);
        }
        let mut claims = Vec::new();
        for claim in &self.mapping.claims {
            for found in claim.key.find(&self.data, run) {
                if spoken.insert(found.path.clone()) {
                    claims.push((claim, found));
                }
            }
        }
        let exprs: Vec<String> = claims
            .iter()
            .map(|(c, f)| c.expr.filled(&f.names))
            .collect();
        let answers = self.in_session(&sets, |s| answer_all(s, &exprs, self.mapping.opening))?;
        claims
            .into_iter()
            .zip(answers)
            .map(|((claim, found), answer)| {
                let scale = claim.of.as_ref().map(|key| {
                    let found = key.find(&self.data, &found.names);
                    found
                        .first()
                        .and_then(|f| f.value.as_f64())
                        .unwrap_or(f64::NAN)
                        .abs()
                });
                let mut bounds = Vec::new();
                for name in &claim.within {
                    let bound = self.data["tolerance"][name].as_f64();
                    let bound = bound.ok_or_else(|| format!("no tolerance `{name}`"))?;
                    bounds.push((name.contains("rel"), bound));
                }
                Ok(Held {
                    path: found.path,
                    claimed: found.value.clone(),
                    expr: claim.expr.filled(&found.names),
                    words: claim.words.clone(),
                    answer,
                    bounds,
                    scale,
                })
            })
            .collect()
    }

    /// Compiles the spec with its inputs. Nothing in it may be wrong.
    fn in_session<T>(
        &self,
        sets: &[String],
        ask: impl FnOnce(&mut Session<'_>) -> Result<T, String>,
    ) -> Result<T, String> {
        let mut spec = self.spec.clone();
        spec.options.sets = sets.to_vec();
        let sources = spec.load();
        let mut session = Session::new(&sources);
        if open(&session).any(|d| d.severity == Severity::Error) {
            return Err(printed(&session));
        }
        ask(&mut session)
    }

    /// The override that solves for what the spec leaves open. There must be one solution.
    fn solved(&self, ask: &Ask, sets: &[String]) -> Result<String, String> {
        let reload = |set: &str| {
            let mut spec = self.spec.clone();
            spec.options.sets = sets.to_vec();
            Ok(spec.set(set).load())
        };
        let found = self.in_session(sets, |s| {
            s.solve(ask, &reload).map_err(|why| match why {
                Unsolved::Found(problems) => words(&problems),
                Unsolved::Open(e) => format!("{e:?}"),
            })
        })?;
        match found.solutions.as_slice() {
            [one] => Ok(one.set.clone()),
            many => Err(format!("{} solutions", many.len())),
        }
    }
}

/// An override from what was found for an attribute; none if it is a text of another form.
fn set(
    input: &Input,
    found: &[Found<'_>],
    run: &Names,
    spoken: &mut BTreeSet<String>,
) -> Option<String> {
    let fill = |value: &Value, names: &Names| -> Option<String> {
        let mut names = names.clone();
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(n) => n.to_string(),
            Value::Bool(b) => b.to_string(),
            _ => return None,
        };
        if let Some(form) = &input.form {
            names = form.matches(&text, &names)?;
        }
        names.insert("value".to_owned(), text);
        Some(input.expr.filled(&names))
    };
    let names = &found.first()?.names;
    let path = input.path.filled(names);
    let mut many = names
        .keys()
        .any(|n| !run.contains_key(n) && !input.path.has(n));
    let mut values = Vec::new();
    for f in found {
        let items = match f.value {
            Value::Array(items) => {
                many = true;
                items.as_slice()
            }
            value => std::slice::from_ref(value),
        };
        for item in items {
            values.push(fill(item, &f.names)?);
        }
        spoken.insert(f.path.clone());
    }
    let value = match values.as_slice() {
        [value] if !many => value.clone(),
        _ => format!("[{}]", values.join(", ")),
    };
    Some(format!("{path} = {value}"))
}

/// The leaves that nothing speaks of.
fn unspoken(path: &str, value: &Value, spoken: &BTreeSet<String>, out: &mut Vec<String>) {
    if spoken.contains(path) {
        return;
    }
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, inner) in map {
                unspoken(
                    &format!("{path}/{}", key.replace('/', "~1")),
                    inner,
                    spoken,
                    out,
                );
            }
        }
        Value::Array(items) if items.iter().any(|i| i.is_object() || i.is_array()) => {
            for (i, inner) in items.iter().enumerate() {
                unspoken(&format!("{path}/{i}"), inner, spoken, out);
            }
        }
        Value::Object(_) => {}
        _ => out.push(path.to_owned()),
    }
}

/// What expressions come to, all of them in one evaluation and the items of lists in a second.
fn answer_all(
    session: &mut Session<'_>,
    exprs: &[String],
    opening: bool,
) -> Result<Vec<Answer>, String> {
    let figures = eval(session, exprs)?;
    let lists: Vec<String> = exprs
        .iter()
        .zip(&figures)
        .filter(|(_, f)| f.ty.starts_with("list<"))
        .map(|(e, _)| e.clone())
        .collect();
    let counts: Vec<String> = lists.iter().map(|e| format!("count({e})")).collect();
    let counts: Vec<usize> = eval(session, &counts)?
        .iter()
        .map(|f| f.value.unwrap_or(0.0) as usize)
        .collect();
    let items: Vec<String> = lists
        .iter()
        .zip(&counts)
        .flat_map(|(e, n)| (1..=*n).map(move |i| format!("({e})[{i}]")))
        .collect();
    let mut items = eval(session, &items)?.into_iter().map(|f| f.value);
    let mut counts = counts.into_iter();
    Ok(figures
        .into_iter()
        .map(|f| {
            if f.ty.starts_with("list<") {
                Answer::List(items.by_ref().take(counts.next().unwrap_or(0)).collect())
            } else if let Some(series) = f.series {
                let first = f.opening.filter(|_| opening);
                Answer::Series(first.into_iter().chain(series).collect())
            } else if f.ty == "Date" {
                Answer::Words(f.text)
            } else if f.ty.starts_with("series<") {
                Answer::Every(f.value)
            } else {
                Answer::One(f.value)
            }
        })
        .collect())
}

fn eval(
    session: &mut Session<'_>,
    exprs: &[String],
) -> Result<Vec<sitec_compiler::view::Figure>, String> {
    if exprs.is_empty() {
        return Ok(Vec::new());
    }
    match session.eval(exprs) {
        Ok(found) => Ok(found.into_iter().map(|e| e.figure).collect()),
        Err(problems) => Err(words(&problems)),
    }
}

fn words(problems: &Problems) -> String {
    let told = problems
        .iter()
        .map(|d| format!("{} {} {:?}", d.code, d.message, d.notes));
    told.collect::<Vec<_>>().join("\n")
}
