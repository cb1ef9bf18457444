//! What is found in the networks, in the words of the resource.

use rustc_hash::FxHashMap;
use sitec_grammar::ast;
use sitec_grammar::source::Span;
use sitec_runtime::flow::start::Stall;
use sitec_runtime::flow::{self, Finding};
use sitec_units::calendar::Date;
use sitec_units::dimension::Dim;
use sitec_units::show;

use super::Supply;
use crate::diag::Diagnostic;
use crate::session::Session;
use crate::types::*;

impl Session<'_> {
    /// The words for a circle that runs and cannot start.
    pub(super) fn stalled(&self, stall: &Stall) -> Option<Diagnostic> {
        let p = &self.lowering.package;
        let named = |e: ElementId| p.describe(e);
        let hops: Vec<Waiting> = stall
            .hops
            .iter()
            .filter_map(|hop| {
                let supply = &self.networks[hop.part];
                let element = |m: &usize| supply.elements[*m];
                let (needs, gives) = (hop.chain.first()?, hop.chain.last()?);
                let resource = &p.resources[supply.resource.index()].ast.name.name;
                let span = |m: usize| p.elements[supply.elements[m].index()].span;
                let conveyed = hop.chain.get(1..hop.chain.len().saturating_sub(1))?;
                Some(Waiting {
                    needs: named(element(needs)),
                    resource: resource.replace('_', " "),
                    gives: named(element(gives)),
                    at: supply.via[*needs].unwrap_or(span(*needs)),
                    over: conveyed
                        .iter()
                        .map(|m| (named(element(m)), supply.via[*m].unwrap_or(span(*m))))
                        .collect(),
                })
            })
            .collect();
        let waiting = stall
            .waiting
            .map(|(element, count)| (named(ElementId(element)), count));
        (!hops.is_empty()).then(|| cold(&hops, waiting.as_ref()))
    }

    #[allow(clippy::too_many_lines)] // One arm a law.
    pub(super) fn finding(
        &mut self,
        supply: &Supply,
        network: &flow::Network,
        finding: &Finding,
        spare: &dyn std::ops::Deref<Target = Option<(usize, f64)>>,
    ) -> Option<Diagnostic> {
        let p = &self.lowering.package;
        let resource = &p.resources[supply.resource.index()];
        let dim = resource.dim;
        let name = |m: usize| p.describe(supply.elements[m]);
        let span = |m: usize| p.elements[supply.elements[m].index()].span;
        // What cannot be fed is named by what it lacks.
        let via = |m: usize| {
            supply.fed_by[m].map_or_else(
                || resource.ast.name.name.to_string(),
                |slot| p.slot(supply.elements[m], slot).name.to_string(),
            )
        };
        let user = |m: usize| !p.is_library(p.elements[supply.elements[m].index()].module);
        let amount = |v: f64| show::quantity(v, dim, &p.dims, &p.units, None);
        let day = |d: Option<i32>, otherwise: &str| {
            d.map_or_else(|| otherwise.to_owned(), |d| Date::from_days(d).to_string())
        };
        let words = resource.ast.name.name.replace('_', " ");
        let need_of = |m: usize| {
            let member = &network.members[m];
            let from = member
                .from
                .map_or(String::new(), |d| format!(" from {}", Date::from_days(d)));
            format!("needs {}{from}", amount(member.need.unwrap_or(0.0)))
        };
        let mut d;
        match finding {
            Finding::Unmet(u) => {
                let at = u.break_at;
                // Of the loads behind one break the largest is told, the first among equals.
                let need = |m: usize| network.members[m].need.unwrap_or(0.0);
                let member = u.also.iter().copied().fold(u.member, |best, m| {
                    if need(m) > need(best) { m } else { best }
                });
                let chain = if member == u.member {
                    u.chain.clone()
                } else {
                    chain_up(network, member, at)
                };
                let also: Vec<usize> = std::iter::once(u.member)
                    .chain(u.also.iter().copied())
                    .filter(|m| *m != member)
                    .collect();
                let hole = **spare;
                let spare_text = hole.map_or_else(
                    || "a source".to_owned(),
                    |(m, _)| p.own_name(supply.elements[m]),
                );
                d = self.law(
                    supply,
                    "unmet",
                    "E0505",
                    &format!("{} has no {words}", name(member)),
                    &[
                        ("load", name(member)),
                        ("supplier", name(at)),
                        ("via", via(at)),
                        ("spare", spare_text),
                        ("need", amount(network.members[member].need.unwrap_or(0.0))),
                    ],
                )?;
                d = d.at(span(member), need_of(member));
                for (i, pair) in chain.windows(2).enumerate() {
                    let place = supply.via[pair[0]].unwrap_or(span(pair[0]));
                    let text = if i == 0 {
                        format!("is fed by {}", name(pair[1]))
                    } else {
                        format!("which is fed by {}", name(pair[1]))
                    };
                    d = d.and(place, text);
                }
                if at != member {
                    d = d.and(span(at), "the chain of supply ends here: nothing feeds it");
                }
                if !also.is_empty() {
                    let more: Vec<String> = also.iter().take(5).map(|m| name(*m)).collect();
                    let rest = also.len() - more.len();
                    let rest = if rest > 0 {
                        format!(" and {rest} more")
                    } else {
                        String::new()
                    };
                    d = d.note(format!("on the same break hang {}{rest}", more.join(", ")));
                }
                if let Some((m, v)) = hole {
                    d = d.note(format!("{} has {} to spare", name(m), amount(v)));
                }
                let suffering: Vec<ElementId> = std::iter::once(member)
                    .chain(also.iter().copied())
                    .chain(chain.iter().copied())
                    .map(|m| supply.elements[m])
                    .collect();
                self.suffering.extend(suffering);
            }
            Finding::Loop(l) => {
                let first = *l.hops.first()?;
                d = self.law(
                    supply,
                    "loop",
                    "E0501",
                    &format!("{words} to {} goes in a circle", name(first)),
                    &[
                        ("load", name(first)),
                        ("supplier", name(first)),
                        ("via", via(first)),
                    ],
                )?;
                for (i, m) in l.hops.iter().enumerate() {
                    let next = l.hops[(i + 1) % l.hops.len()];
                    let place = supply.via[*m].unwrap_or(span(*m));
                    let text = format!("{} is fed by {}", name(*m), name(next));
                    d = if i == 0 {
                        d.at(place, text)
                    } else {
                        d.and(place, text)
                    };
                }
                if d.help.is_none() {
                    d = d.help("connect one of them to a source");
                }
                let suffering: Vec<ElementId> = l
                    .hops
                    .iter()
                    .chain(&l.loads)
                    .map(|m| supply.elements[*m])
                    .collect();
                self.suffering.extend(suffering);
            }
            Finding::Late(l) => {
                // As for a break: the largest of the loads that wait for the same member is told.
                let need = |m: usize| network.members[m].need.unwrap_or(0.0);
                let load = l.also.iter().copied().fold(l.load, |best, m| {
                    if need(m) > need(best) { m } else { best }
                });
                let also: Vec<usize> = std::iter::once(l.load)
                    .chain(l.also.iter().copied())
                    .filter(|m| *m != load)
                    .collect();
                let chain = chain_up(network, load, l.binding);
                d = self.law(
                    supply,
                    "late",
                    "E0507",
                    &format!(
                        "{} is ready on {}, its {words} comes on {}",
                        name(load),
                        day(network.members[load].from, "the first day"),
                        day(l.until, "no day")
                    ),
                    &[
                        ("load", name(load)),
                        ("supplier", name(l.binding)),
                        ("via", via(l.binding)),
                        ("from", day(network.members[load].from, "the first day")),
                        ("until", day(l.until, "no day")),
                        ("need", amount(network.members[load].need.unwrap_or(0.0))),
                    ],
                )?;
                d = d.at(span(load), need_of(load));
                for m in chain.iter().skip(1).filter(|m| **m != l.binding) {
                    d = d.and(span(*m), "is on its chain of supply");
                }
                d = d.and(
                    span(l.binding),
                    format!(
                        "is there only from {}",
                        day(network.members[l.binding].from, "later")
                    ),
                );
                if !also.is_empty() {
                    let more: Vec<String> = also.iter().take(5).map(|m| name(*m)).collect();
                    d = d.note(format!("the same date holds back {}", more.join(", ")));
                }
                let suffering: Vec<ElementId> = std::iter::once(load)
                    .chain(also.iter().copied())
                    .map(|m| supply.elements[m])
                    .collect();
                self.suffering.extend(suffering);
            }
            Finding::Short(s) => {
                let load = *s.loads.first()?;
                let binding = s
                    .binding
                    .iter()
                    .copied()
                    .find(|m| user(*m))
                    .or(s.binding.first().copied())
                    .unwrap_or(load);
                d = self.law(
                    supply,
                    "short",
                    "E0506",
                    &format!(
                        "{} lacks {} of {words} from {}",
                        name(load),
                        amount(s.lacking),
                        day(s.from, "the first day")
                    ),
                    &[
                        ("load", name(load)),
                        ("supplier", name(binding)),
                        ("via", via(binding)),
                        ("lacking", amount(s.lacking)),
                        ("from", day(s.from, "the first day")),
                        ("until", day(s.to, "the end")),
                        ("available", amount(s.available)),
                        ("need", amount(s.demand)),
                    ],
                )?;
                d = d.at(span(load), need_of(load));
                for m in s.binding.iter().take(4) {
                    let member = &network.members[*m];
                    let rated = member
                        .capacity
                        .or(member.give)
                        .map_or_else(String::new, |c| format!(": {}", amount(c)));
                    let text = match s.reserved {
                        r if r > 0.0 => {
                            format!("binds{rated}, of which {} are held in reserve", amount(r))
                        }
                        _ => format!("binds{rated}"),
                    };
                    d = d.and(span(*m), text);
                }
                if s.loads.len() > 1 {
                    let more: Vec<String> =
                        s.loads.iter().skip(1).take(5).map(|m| name(*m)).collect();
                    d = d.note(format!("short as well: {}", more.join(", ")));
                }
                let until = match (s.to, s.cure) {
                    (Some(to), Some(cure)) => format!(
                        "it ends on {}, when {} is ready",
                        Date::from_days(to),
                        name(cure)
                    ),
                    (Some(to), None) => format!("it ends on {}", Date::from_days(to)),
                    (None, _) => "it does not end".to_owned(),
                };
                d = d.note(format!(
                    "{} are needed behind this limit, {} can come; {until}",
                    amount(s.demand),
                    amount(s.available)
                ));
                let suffering: Vec<ElementId> =
                    s.loads.iter().map(|m| supply.elements[*m]).collect();
                self.suffering.extend(suffering);
            }
            Finding::Spof(s) => {
                let load = *s.loads.first()?;
                d = self.law(
                    supply,
                    "spof",
                    "",
                    &format!("{} is a single point of failure", name(s.member)),
                    &[("supplier", name(s.member)), ("load", name(load))],
                )?;
                d = d.at(
                    span(s.member),
                    format!(
                        "takes down {} load{}",
                        s.load_count,
                        if s.load_count == 1 { "" } else { "s" }
                    ),
                );
                if let Some(m) = s.expecting.first().filter(|m| **m != s.member) {
                    d = d.and(span(*m), "is meant to survive the loss of a unit");
                }
            }
            Finding::Idle(i) => {
                let waiting = i.awaited.first().copied();
                let at = waiting.or_else(|| network.members.iter().position(|m| m.roles.source))?;
                d = self.law(
                    supply,
                    "idle",
                    "",
                    &format!("{} of {words} stand idle", amount(i.amount)),
                    &[
                        ("lacking", amount(i.amount)),
                        ("from", day(i.from, "the first day")),
                        ("until", day(i.to, "the end")),
                        ("load", waiting.map_or_else(String::new, name)),
                        ("supplier", name(at)),
                    ],
                )?;
                d = d.at(
                    span(at),
                    if waiting.is_some() {
                        "is waited for"
                    } else {
                        "gives more than is drawn"
                    },
                );
                if let Some(total) = i.amount_days {
                    let energy = total * 86_400.0;
                    if dim == Dim::POWER {
                        let p = &self.lowering.package;
                        d = d.note(format!(
                            "{} could have been drawn",
                            show::quantity(energy, Dim::ENERGY, &p.dims, &p.units, None)
                        ));
                    }
                }
            }
            Finding::Dangling { member } => {
                if !user(*member) {
                    return None;
                }
                let p = &self.lowering.package;
                d = dangling(
                    &p.describe(supply.elements[*member]),
                    p.elements[supply.elements[*member].index()].span,
                    &words,
                );
            }
            Finding::Unused { .. } => return None,
        }
        Some(d)
    }

    /// A finding with the code and words of the resource's law; `None` if the law is not to be told.
    fn law(
        &self,
        supply: &Supply,
        law: &str,
        otherwise: &str,
        message: &str,
        values: &[(&str, String)],
    ) -> Option<Diagnostic> {
        let resource = self.lowering.package.resources[supply.resource.index()].ast;
        let Some(law) = resource.laws.iter().find(|l| l.name.name == law) else {
            return (!otherwise.is_empty()).then(|| Diagnostic::new(otherwise, message));
        };
        let fill = |m: &ast::Message| {
            m.parts
                .iter()
                .map(|part| match part {
                    ast::TextPart::Literal(t) => t.to_string(),
                    ast::TextPart::Expr(e) => match &e.kind {
                        ast::ExprKind::Name(n) => values
                            .iter()
                            .find(|(k, _)| k == n)
                            .map_or_else(|| format!("{{{n}}}"), |(_, v)| v.clone()),
                        _ => String::new(),
                    },
                })
                .collect::<String>()
        };
        let message = law
            .message
            .as_ref()
            .map_or_else(|| message.to_owned(), fill);
        let mut d = Diagnostic::new(&law.code.name, message);
        if let Some(h) = &law.help {
            d = d.help(fill(h));
        }
        Some(d)
    }
}

/// The shortest way from a load up to a member that supplies it.
fn chain_up(network: &flow::Network, load: usize, to: usize) -> Vec<usize> {
    let mut suppliers: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    for l in &network.links {
        suppliers.entry(l.consumer).or_default().push(l.supplier);
    }
    let mut below: FxHashMap<usize, usize> = FxHashMap::default();
    let mut queue = std::collections::VecDeque::from([load]);
    while let Some(m) = queue.pop_front() {
        if m == to {
            break;
        }
        for s in suppliers.get(&m).into_iter().flatten() {
            if *s != load && !below.contains_key(s) {
                below.insert(*s, m);
                queue.push_back(*s);
            }
        }
    }
    let mut chain = vec![to];
    let mut at = to;
    while at != load {
        match below.get(&at) {
            Some(m) => at = *m,
            None => return vec![load],
        }
        chain.push(at);
    }
    chain.reverse();
    chain
}

/// A need that must be met before its element begins.
struct Waiting {
    needs: String,
    resource: String,
    /// What meets it.
    gives: String,
    at: Span,
    /// What conveys it, from the need up, with the place that names its supplier.
    over: Vec<(String, Span)>,
}

/// W0502: elements that keep each other running, and none of which can be the first. `waiting` is the first of those that
/// wait for them, and how many there are.
fn cold(hops: &[Waiting], waiting: Option<&(String, usize)>) -> Diagnostic {
    let mut way = Vec::new();
    for hop in hops {
        let who = if way.is_empty() { "it" } else { "which" };
        way.push(match hop.over.first() {
            Some((name, _)) => format!(
                "{who} needs {} from {name}, which hangs on {}",
                hop.resource, hop.gives
            ),
            None => format!("{who} needs {} from {}", hop.resource, hop.gives),
        });
    }
    let what = hops.first().map_or("", |h| h.needs.as_str());
    let mut d = Diagnostic::new(
        "W0502",
        format!("{what} cannot start from dead: {}", way.join(", ")),
    );
    for (i, hop) in hops.iter().enumerate() {
        let fed_by = hop.over.first().map_or(&hop.gives, |(name, _)| name);
        let text = format!("needs {} from {fed_by} before it starts", hop.resource);
        d = if i == 0 {
            d.at(hop.at, text)
        } else {
            d.and(hop.at, text)
        };
        for (j, (_, place)) in hop.over.iter().enumerate() {
            let next = hop.over.get(j + 1).map_or(&hop.gives, |(name, _)| name);
            d = d.and(*place, format!("is fed by {next}"));
        }
    }
    if let Some((first, count)) = waiting {
        let wait = match count.saturating_sub(1) {
            0 => format!("{first} waits"),
            rest => format!("{first} and {rest} more wait"),
        };
        d = d.note(format!("once started it goes on; {wait} for it"));
    }
    d.help("name a supplier on the way that starts by itself: `sitec explain W0502` shows one")
}

/// W0501: a conduit without source and load.
fn dangling(what: &str, at: Span, words: &str) -> Diagnostic {
    Diagnostic::new(
        "W0501",
        format!("{what} is connected to nothing that gives or needs {words}"),
    )
    .at(at, "is an island")
    .help("connect it, or mark it `excluded \"why\"`")
}
