//! Worked cases with known answers: capacity by date, redundancy, single points of failure.

use serde_json::Value;
use sitec_runtime::flow::{
    Link, Member, Network, Redundancy, Roles, Unit, Units, capacity, dominators, failing_pairs,
    flow, irreplaceable, without,
};
use std::collections::BTreeMap;

fn cases(text: &str) -> Vec<Value> {
    match serde_json::from_str(text).expect("the file is JSON") {
        Value::Array(cases) => cases,
        _ => panic!("a list of cases"),
    }
}

/// Days since 1970-01-01 of an ISO date, by the civil-calendar formula.
fn day(date: &str) -> i32 {
    let part = |range: std::ops::Range<usize>| date[range].parse::<i32>().expect("a date");
    let (y, m, d) = (part(0..4), part(5..7), part(8..10));
    let (y, shifted) = if m > 2 { (y, m - 3) } else { (y - 1, m + 9) };
    365 * y + y / 4 - y / 100 + y / 400 + (153 * shifted + 2) / 5 + d - 719_469
}

fn redundancy(text: &str) -> Redundancy {
    let (systems, spare, per) = match text {
        "N" => (1, 0, 1),
        "N+1" => (1, 1, 1),
        "N+2" => (1, 2, 1),
        "2N" => (2, 0, 1),
        "2(N+1)" => (2, 1, 1),
        "3N/2" => (3, 0, 2),
        "4N/3" => (4, 0, 3),
        "5N/4" => (5, 0, 4),
        other => panic!("unknown scheme {other}"),
    };
    Redundancy {
        systems,
        spare,
        per,
    }
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

/// A node's units; a plain capacity is one unit, cumulative steps are one unit each.
fn units(node: &Value) -> Option<(Redundancy, Vec<Unit>)> {
    let date = |value: &Value| value.as_str().map(day);
    if let Some(group) = node.get("group") {
        let units = group["units"]
            .as_array()
            .expect("units")
            .iter()
            .map(|unit| Unit {
                rating: number(&unit["kw"]),
                from: date(&unit["energized"]),
                until: date(&node["retired"]),
                side: unit["side"].as_str().map(|side| u32::from(side == "B")),
            });
        Some((
            redundancy(group["redundancy"].as_str().expect("a scheme")),
            units.collect(),
        ))
    } else if let Some(steps) = node.get("tranches") {
        let steps = steps.as_array().expect("steps").iter();
        let unit = |step: &Value| Unit {
            rating: number(&step["kw"]),
            from: date(&step["date"]),
            ..Unit::default()
        };
        Some((Redundancy::N, steps.map(unit).collect()))
    } else {
        let from = date(&node["energized"]);
        let rating = number(node.get("kw")?);
        Some((
            Redundancy::N,
            vec![Unit {
                rating,
                from,
                until: date(&node["retired"]),
                side: None,
            }],
        ))
    }
}

struct Case {
    network: Network,
    names: BTreeMap<String, usize>,
    /// The extra members that need what a named node is to deliver.
    loads: BTreeMap<String, usize>,
    days: Vec<i32>,
}

impl Case {
    /// Nodes become sources or conduits; each load an extra member below its node, so that the
    /// node's own capacity and date limit it.
    fn new(spec: &Value) -> Self {
        let mut case = Case {
            network: Network::default(),
            names: BTreeMap::new(),
            loads: BTreeMap::new(),
            days: Vec::new(),
        };
        let sources = spec["sources"].as_array().expect("sources");
        // Declaration order decides ties; the map of a JSON reader is sorted, so take the order of the loads.
        for (name, node) in spec["nodes"].as_object().expect("nodes") {
            let is_source = sources.iter().any(|source| source == name.as_str());
            let roles = if is_source {
                Roles::SOURCE
            } else {
                Roles::CONDUIT
            };
            let mut member = Member {
                roles,
                ..Member::default()
            };
            if let Some((scheme, units)) = units(node) {
                case.days
                    .extend(units.iter().flat_map(|u| u.from.into_iter().chain(u.until)));
                member = member.redundant(scheme, Units::Rated(units));
            }
            case.names.insert(name.clone(), case.network.members.len());
            case.network.members.push(member);
        }
        for edge in spec["edges"].as_array().expect("edges") {
            let end = |i: usize| case.names[edge[i].as_str().expect("a name")];
            let (supplier, consumer, capacity) = (end(0), end(1), edge[2].as_f64());
            case.network.links.push(Link {
                supplier,
                consumer,
                capacity,
            });
            if edge[3] == "bidirectional" {
                case.network.links.push(Link {
                    supplier: consumer,
                    consumer: supplier,
                    capacity,
                });
            }
        }
        for (name, need) in spec["loads"].as_object().expect("loads") {
            let load = case.network.members.len();
            case.network.members.push(Member::load(number(need)));
            case.network.links.push(Link::new(case.names[name], load));
            case.loads.insert(name.clone(), load);
        }
        case.days.sort_unstable();
        case.days.dedup();
        case
    }

    fn named(&self, members: &[usize]) -> Vec<String> {
        let mut names: Vec<String> = self
            .names
            .iter()
            .filter(|(_, member)| members.contains(member))
            .map(|(name, _)| name.clone())
            .collect();
        names.sort();
        names
    }
}

fn strings(value: &Value) -> Vec<String> {
    let items = value.as_array().expect("a list").iter();
    items
        .map(|item| item.as_str().expect("a name").to_owned())
        .collect()
}

fn close(got: f64, want: f64, of: &str) {
    assert!(
        (got - want).abs() <= 1e-7 * want.abs().max(1e-3),
        "{of}: {got}, expected {want}"
    );
}

#[test]
fn capacity_by_date() {
    let mut seen = 0;
    for case in cases(include_str!("phasing.json")) {
        if case["type"] != "phase_capacity" {
            continue;
        }
        let id = case["id"].as_str().expect("an id");
        let net = Case::new(&case["inputs"]["network"]);
        let steps = case["expected"]["steps"].as_array().expect("steps");
        let dates: Vec<i32> = steps
            .iter()
            .map(|s| day(s["from"].as_str().expect("a date")))
            .collect();
        assert_eq!(dates, net.days, "{id}: days of change");
        for step in steps {
            let from = step["from"].as_str().expect("a date");
            let of = format!("{id} from {from}");
            let got = flow(&net.network, day(from));
            close(got.total, number(&step["total_kw"]), &of);
            for (name, want) in step["by_load_kw"].as_object().expect("loads") {
                let drawn = got
                    .loads
                    .iter()
                    .find(|(load, _)| *load == net.loads[name])
                    .expect("the load");
                close(drawn.1, number(want), &format!("{of}, {name}"));
            }
            assert_eq!(
                net.named(&got.cut.members),
                strings(&step["binding"]["elements"]),
                "{of}: binding"
            );
            assert!(
                got.cut.links.is_empty() && step["binding"]["connections"] == Value::Array(vec![]),
                "{of}"
            );
            let demands: Vec<usize> = strings(&step["binding"]["demands"])
                .iter()
                .map(|name| net.loads[name])
                .collect();
            assert_eq!(got.cut.demands, demands, "{of}: demands");
            seen += 1;
        }
    }
    assert_eq!(seen, 11 + 14 + 5 + 4);
}

#[test]
fn firm_capacity() {
    let case = cases(include_str!("phasing.json"))
        .into_iter()
        .find(|c| c["id"] == "PHASE-05")
        .expect("the case");
    let net = Case::new(&case["inputs"]["network"]);
    let date = day(case["inputs"]["date"].as_str().expect("a date"));
    close(
        flow(&net.network, date).total,
        number(&case["expected"]["total_kw"]),
        "total",
    );
    let mut least = f64::INFINITY;
    for (name, want) in case["expected"]["after_loss_of"]
        .as_object()
        .expect("losses")
    {
        let left = without(&net.network, date, net.names[name]);
        close(left, number(want), name);
        least = least.min(left);
    }
    close(least, number(&case["expected"]["n_minus_1_kw"]), "firm");
}

#[test]
fn usable_capacity() {
    for case in cases(include_str!("redundancy.json")) {
        let id = case["id"].as_str().expect("an id");
        let inputs = &case["inputs"];
        let derate = inputs["max_loading"].as_f64().unwrap_or(1.0);
        let list = |value: &Value, side: Option<u32>| -> Vec<Unit> {
            let ratings = value.as_array().expect("ratings").iter().map(number);
            ratings
                .map(|kw| Unit {
                    rating: kw * derate,
                    side,
                    ..Unit::default()
                })
                .collect()
        };
        let units = match inputs.get("sides_kw") {
            Some(sides) => [list(&sides[0], Some(0)), list(&sides[1], Some(1))].concat(),
            None => list(&inputs["units_kw"], None),
        };
        let scheme = redundancy(inputs["redundancy"].as_str().expect("a scheme"));
        let got = capacity::group(None, scheme, &Units::Rated(units), 0);
        close(got.usable, number(&case["expected"]["usable_kw"]), id);
        close(
            got.installed,
            number(&case["expected"]["installed_kw"]) * derate,
            id,
        );

        // The same through a whole network: what the load draws is what is usable, at most its need.
        let need = number(&inputs["load_kw"]);
        let network = Network {
            members: vec![
                Member {
                    roles: Roles::SOURCE,
                    ..Member::default()
                },
                Member::conduit(got.usable),
                Member::load(need),
            ],
            links: vec![Link::new(0, 1), Link::new(1, 2)],
        };
        let fits = flow(&network, 0).total >= need * (1.0 - 1e-9);
        assert_eq!(Value::Bool(fits), case["expected"]["load_fits"], "{id}");
    }
}

#[test]
fn single_points_of_failure() {
    for case in cases(include_str!("spof.json"))
        .iter()
        .filter(|case| case["type"] == "spof")
    {
        let id = case["id"].as_str().expect("an id");
        let net = Case::new(&case["inputs"]["network"]);
        for (name, want) in case["expected"]["structural"].as_object().expect("loads") {
            let mut points = dominators(&net.network, net.loads[name]);
            // The node that stands for the load itself does not count.
            points.retain(|&member| member != net.names[name]);
            assert_eq!(net.named(&points), strings(want), "{id}, {name}");
        }
        let mut critical = irreplaceable(&net.network, 0);
        critical.retain(|member| !net.loads.keys().any(|name| net.names[name] == *member));
        assert_eq!(
            net.named(&critical),
            strings(&case["expected"]["capacity_all_loads"]),
            "{id}: by capacity"
        );
    }
}

#[test]
fn pairs_of_failures() {
    for case in cases(include_str!("spof.json"))
        .iter()
        .filter(|case| case["type"] == "cutsets")
    {
        let net = Case::new(&case["inputs"]["network"]);
        for (name, want) in case["expected"]["minimal_cut_sets"]
            .as_object()
            .expect("loads")
        {
            let node = net.names[name];
            let alone = dominators(&net.network, net.loads[name]);
            let mut got: Vec<Vec<String>> = alone
                .into_iter()
                .filter(|&member| member != node)
                .map(|member| net.named(&[member]))
                .chain(
                    failing_pairs(&net.network, net.loads[name])
                        .into_iter()
                        .map(|(a, b)| net.named(&[a, b])),
                )
                .collect();
            got.sort();
            let mut want: Vec<Vec<String>> =
                want.as_array().expect("sets").iter().map(strings).collect();
            want.sort();
            assert_eq!(got, want, "{}", case["id"]);
        }
    }
}
