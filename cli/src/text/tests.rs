//! How answers look, on values made by hand.

use sitec_compiler::view::*;

use super::*;

fn figure(text: &str, value: f64, unit: Option<&str>, ty: &str) -> Figure {
    Figure {
        text: text.to_owned(),
        value: Some(value),
        unit: unit.map(str::to_owned),
        ty: ty.to_owned(),
        series: None,
        opening: None,
    }
}

fn money(millions: f64) -> Figure {
    figure(
        &format!("${millions:.1}M"),
        millions * 1e6,
        Some("USD"),
        "Money",
    )
}

fn power(mw: f64) -> Figure {
    figure(&format!("{mw} MW"), mw, Some("MW"), "Power")
}

fn words(text: &str) -> Figure {
    Figure {
        text: text.to_owned(),
        value: None,
        unit: None,
        ty: "Text".to_owned(),
        series: None,
        opening: None,
    }
}

fn nothing() -> Figure {
    Figure {
        value: None,
        ..figure("n/a", 0.0, Some("1/yr"), "1/Time")
    }
}

fn at(file: &str, line: u32, column: u32) -> Place {
    Place {
        file: file.to_owned(),
        line,
        column,
    }
}

fn years(label: &str, balance: bool, first: i32, amounts: &[f64]) -> RowView {
    RowView::Years {
        label: label.to_owned(),
        balance,
        opening: false,
        years: (first..).zip(amounts.iter().map(|a| money(*a))).collect(),
        total: (!balance).then(|| money(amounts.iter().sum())),
        months: None,
    }
}

fn line(label: &str, figure: Figure) -> RowView {
    RowView::Line {
        label: label.to_owned(),
        figure,
    }
}

/// A root with every kind of row, long texts and figures that have no value.
fn sample() -> Report {
    let rent: Vec<f64> = std::iter::successors(Some(33.333_33), |rent| Some(rent * 1.03))
        .take(12)
        .collect();
    let capacity = SectionView {
        name: "capacity".to_owned(),
        title: "Capacity".to_owned(),
        of: None,
        rows: vec![
            line("Critical IT load", power(364.0)),
            line("Gross power", power(450.0)),
            line(
                "Commercial operation",
                figure("2026-06-30", 20_634.0, None, "Date"),
            ),
            RowView::Table {
                label: Some("Halls".to_owned()),
                heads: ["hall", "load", "ready", "rate"]
                    .map(str::to_owned)
                    .to_vec(),
                lines: vec![
                    vec![
                        words("CB-3 数据"),
                        power(42.0),
                        words("2025-11-30"),
                        nothing(),
                    ],
                    vec![words("CB-4"), power(162.5), words("2026-03-31"), nothing()],
                ],
            },
        ],
    };
    let sums = SectionView {
        name: "money".to_owned(),
        title: "Money".to_owned(),
        of: None,
        rows: vec![
            years("Base rent", false, 2025, &rent),
            years(
                "Capital expenditure",
                false,
                2025,
                &[-1_800.0, -1_300.25, 0.0],
            ),
            years("Debt", true, 2025, &[1_200.0, 3_200.0, 3_200.0]),
            RowView::Years {
                label: "Energy".to_owned(),
                balance: false,
                opening: false,
                years: vec![
                    (2025, figure("120.4 GWh", 120_400.0, Some("MWh"), "Energy")),
                    (
                        2026,
                        figure("1,893 GWh", 1_893_000.0, Some("MWh"), "Energy"),
                    ),
                ],
                total: Some(figure("2,013.4 GWh", 2_013_400.0, Some("MWh"), "Energy")),
                months: None,
            },
            line("Rate of return", nothing()),
            RowView::Table {
                label: Some("Mines".to_owned()),
                heads: vec!["Mine".to_owned()],
                lines: Vec::new(),
            },
        ],
    };
    let proof = SectionView {
        name: "evidence".to_owned(),
        title: "Evidence".to_owned(),
        of: None,
        rows: vec![
            RowView::Evidence {
                label: "Contracted revenue".to_owned(),
                figure: money(3_700.0),
                shares: [("filing", 0.718), ("release", 0.278), ("none", 0.004)]
                    .map(|(g, s)| (g.to_owned(), s))
                    .to_vec(),
                values: 14,
                unsourced: 3,
                disagreeing: 1,
            },
            RowView::Evidence {
                label: "Capital expenditure".to_owned(),
                figure: money(3_100.25),
                shares: vec![("filing".to_owned(), 1.0)],
                values: 2,
                unsourced: 0,
                disagreeing: 0,
            },
        ],
    };
    Report {
        roots: vec![RootReport {
            name: "lake_mariner".to_owned(),
            label: Some("Lake Mariner".to_owned()),
            docs: Some("A campus on the shore of Lake Ontario, once a coal plant, where two\nleases fill three buildings with accelerators in under a year.\n\nMore for the curious.".to_owned()),
            case: vec!["scenario late_grid".to_owned(), "pue = 1.3".to_owned()],
            first_month: "2025-07".to_owned(),
            months: 144,
            shown: None,
            period_months: 1,
            opening: false,
            timeline: "144 months from 2025-07-01".to_owned(),
            sections: vec![capacity, sums, proof],
            requirements: vec![
                RequirementView {
                    condition: "gross_power <= interconnect.capacity".to_owned(),
                    why: Some("the grid operator's study allows no more".to_owned()),
                    met: Some(true),
                    warning: false,
                    sides: Some((power(450.0), power(500.0))),
                    place: at("main.site", 80, 3),
                },
                RequirementView {
                    condition: "min_dscr >= 1.30x".to_owned(),
                    why: None,
                    met: Some(false),
                    warning: false,
                    sides: Some((figure("1.12x", 1.12, None, "Ratio"), figure("1.30x", 1.3, None, "Ratio"))),
                    place: at("main.site", 81, 3),
                },
                RequirementView {
                    condition: "cash_sweep > 0".to_owned(),
                    why: Some("nothing is left to sweep".to_owned()),
                    met: None,
                    warning: true,
                    sides: None,
                    place: at("main.site", 82, 3),
                },
            ],
            expectations: vec![
                ExpectationView {
                    what: "fluidstack.contracted".to_owned(),
                    remark: Some("contracted revenue over the ten initial years".to_owned()),
                    published: money(3_700.0),
                    computed: money(3_711.5),
                    difference: Some(0.003_108),
                    within: Some("2%".to_owned()),
                    met: true,
                    sources: vec!["TeraWulf, Form 8-K of 2025-08-14".to_owned(), "Press release of 2025-08-14".to_owned()],
                    place: at("main.site", 90, 3),
                },
                ExpectationView {
                    what: "critical_it".to_owned(),
                    remark: None,
                    published: power(360.0),
                    computed: power(364.0),
                    difference: Some(0.0111),
                    within: None,
                    met: false,
                    sources: vec!["TeraWulf, Form 8-K of 2025-08-14".to_owned()],
                    place: at("main.site", 91, 3),
                },
            ],
            assumptions: vec![AssumptionView {
                name: "lake_mariner.rent_rate".to_owned(),
                figure: figure("$136/kW/mo", 136.0, Some("USD/kW/mo"), "Money/Power/Time"),
                reason: Some("inferred from the published total of the first lease; no filing states it, so the totals of the other leases are the test".to_owned()),
                distribution: Some("triangular(130, 136, 142)".to_owned()),
                place: at("main.site", 12, 1),
            }],
            exclusions: vec![("lake_mariner.miners".to_owned(), "the bitcoin business is told apart".to_owned())],
        }],
    }
}

#[test]
fn the_report_lines_up() {
    insta::assert_snapshot!(report::report(&sample(), 100, false));
}

#[test]
fn a_narrow_report_wraps_years_and_words() {
    let text = report::report(&sample(), 72, false);
    let widest = text
        .lines()
        .map(unicode_width::UnicodeWidthStr::width)
        .max();
    assert!(widest <= Some(84), "{widest:?}\n{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn a_table_too_wide_for_the_page_lies_down() {
    let heads = [
        "Loan",
        "Rate",
        "Closes",
        "Last payment",
        "Interest until completion",
        "A year's interest",
        "Level payment",
        "Balloon",
        "Least cover",
        "Left at the end",
    ];
    let cells = |name: &str| {
        let mut cells = vec![words(name)];
        cells.extend(heads.iter().skip(1).map(|_| money(1_234.5)));
        cells
    };
    let table = |width: usize, count: usize| {
        let mut sample = sample();
        for root in &mut sample.roots {
            root.sections = vec![SectionView {
                name: "loans".to_owned(),
                title: "Loans".to_owned(),
                of: None,
                rows: vec![RowView::Table {
                    label: Some("Terms".to_owned()),
                    heads: heads.iter().take(count).map(|h| (*h).to_owned()).collect(),
                    lines: vec![
                        cells("7.75 % senior secured notes")
                            .into_iter()
                            .take(count)
                            .collect(),
                        cells("Refinancing").into_iter().take(count).collect(),
                    ],
                }],
            }];
            root.requirements.clear();
            root.expectations.clear();
            root.assumptions.clear();
            root.exclusions.clear();
        }
        report::report(&sample, width, false)
    };
    insta::assert_snapshot!(table(100, 7));
    insta::assert_snapshot!(table(100, 10));
}

#[test]
fn what_is_empty_is_not_printed() {
    let mut sample = sample();
    let empty = |label: Option<&str>| RowView::Table {
        label: label.map(str::to_owned),
        heads: vec!["Mine".to_owned()],
        lines: Vec::new(),
    };
    for root in &mut sample.roots {
        let section = |title: &str, rows: Vec<RowView>| SectionView {
            name: title.to_lowercase(),
            title: title.to_owned(),
            of: None,
            rows,
        };
        root.sections = vec![
            section("Mining", vec![empty(Some("Mines")), empty(None)]),
            section("Leases", Vec::new()),
            section(
                "Stock",
                vec![empty(Some("Boxes")), line("Held", power(5.0))],
            ),
        ];
    }
    let text = report::report(&sample, 100, false);
    for absent in ["Mining", "Mines", "Mine", "Leases", "Boxes"] {
        assert!(!text.contains(absent), "{absent} is printed:\n{text}");
    }
    for present in ["Stock", "Held", "5 MW"] {
        assert!(text.contains(present), "{present} is missing:\n{text}");
    }
}

#[test]
fn colours_only_add_sequences() {
    let mut bare = report::report(&sample(), 100, true);
    assert!(bare.contains("\u{1b}[1;31mMISSED"), "what is missed is red");
    while let Some(at) = bare.find('\u{1b}') {
        let end = at + bare[at..].find('m').expect("a sequence ends in m") + 1;
        bare.replace_range(at..end, "");
    }
    assert_eq!(bare, report::report(&sample(), 100, false));
}

fn tree() -> Why {
    let leaf = |path: &str, text: &str, line| Why {
        path: path.to_owned(),
        figure: words(text),
        formula: text.to_owned(),
        place: at("main.site", line, 11),
        origin: "written".to_owned(),
        sources: Vec::new(),
        literals: Vec::new(),
        inputs: Vec::new(),
        elided: false,
    };
    let mut rate = leaf("lake_mariner.rent_rate", "$136/kW/mo", 12);
    rate.origin = "override".to_owned();
    rate.sources = vec!["TeraWulf, Form 8-K of 2025-08-14".to_owned()];
    let mut rent = leaf("lake_mariner.fluidstack.rent", "series of 144 months", 210);
    rent.place.file = "std/lease.site".to_owned();
    rent.formula =
        "sum(\n      rate * contracted_power * escalate(escalator, from = start) * active(start, end_of_term)\n    for h in halls )"
            .to_owned();
    rent.origin = "library".to_owned();
    rent.elided = true;
    let mut root = leaf("lake_mariner.fluidstack.contracted", "$3.71B", 205);
    root.formula = "total(rent)".to_owned();
    root.literals = vec![WhyLiteral {
        text: "$136/kW/mo".to_owned(),
        place: at("main.site", 12, 30),
        sources: vec!["TeraWulf, Form 8-K".to_owned()],
        elasticity: Some(0.01),
    }];
    rent.inputs = Vec::new();
    root.inputs = vec![rent, rate];
    root
}

#[test]
fn a_figure_is_told_as_a_tree() {
    insta::assert_snapshot!(why::tree(&tree(), 100, false));
}

#[test]
fn values_line_up_and_one_stands_alone() {
    let value = |expression: &str, figure| Evaluated {
        expression: expression.to_owned(),
        figure,
        dates: None,
        years: None,
        months: Vec::new(),
    };
    let both = [
        value("critical_it", power(364.0)),
        value("total(rent)", money(3_711.5)),
    ];
    let [one, _] = &both;
    assert_eq!(
        eval::values(std::slice::from_ref(one), false, 100, false),
        "364 MW\n"
    );
    assert_eq!(
        eval::values(&both, false, 100, false),
        "critical_it    364 MW\ntotal(rent)  $3711.5M\n"
    );
}

#[test]
fn the_schedule_has_bars_and_its_chain() {
    let item = |path: &str, start: Option<&str>, ready: Option<&str>, critical| ScheduleItem {
        path: path.to_owned(),
        kind: "building".to_owned(),
        start: start.map(str::to_owned),
        ready: ready.map(str::to_owned),
        critical,
    };
    let schedule = Schedule {
        rule: "an element is critical if its ready date sets the start of a critical one"
            .to_owned(),
        items: vec![
            item(
                "yard.substation",
                Some("2025-01-01"),
                Some("2026-01-31"),
                true,
            ),
            item("yard.cb3", Some("2025-07-01"), Some("2025-11-30"), false),
            item("yard.cb4", Some("2026-01-31"), Some("2026-12-31"), true),
            item("yard.cb5", None, None, false),
        ],
        critical_chain: vec!["yard.substation".to_owned(), "yard.cb4".to_owned()],
    };
    insta::assert_snapshot!(schedule::chart(&schedule, 100, false));
    let none = Schedule {
        items: Vec::new(),
        ..schedule
    };
    assert_eq!(schedule::chart(&none, 100, false), "nothing is scheduled\n");
}

#[test]
fn graphs_escape_what_people_wrote() {
    let node = |path: &str, label: &str| GraphNode {
        path: path.to_owned(),
        kind: "hall".to_owned(),
        label: label.to_owned(),
        ports: vec!["needs power 42 MW".to_owned()],
    };
    let graph = GraphView {
        nodes: vec![
            node("grid", "Grid \"A\" <east>"),
            node("cb3", "CB\\3 #1\nnorth"),
        ],
        edges: vec![GraphEdge {
            from: 0,
            to: 1,
            resource: "power".to_owned(),
        }],
    };
    insta::assert_snapshot!(graph::dot(&graph));
    insta::assert_snapshot!(graph::mermaid(&graph));
}

#[test]
fn documentation_tells_what_must_be_given() {
    let member = |name: &str, ty: &str, value: Option<&str>| DocMember {
        range: None,
        name: name.to_owned(),
        ty: ty.to_owned(),
        value: value.map(str::to_owned),
        required: value.is_none(),
        docs: Some(format!("What `{name}` is.")),
        from: Some("buildable".to_owned()),
    };
    let doc = DocView {
        what: "kind".to_owned(),
        name: "hall".to_owned(),
        docs: Some("A room full of racks.\n\nIts load is theirs.".to_owned()),
        signature: "kind hall is buildable, priced(per = critical_it)".to_owned(),
        attributes: vec![
            member("power", "ref power_train", None),
            member("index", "Count", Some("1")),
        ],
        formulas: vec![member(
            "critical_it",
            "it_power",
            Some("sum(r.load for r in all racks in this)"),
        )],
        ports: vec!["needs power = critical_it via power".to_owned()],
        identities: Vec::new(),
        checks: vec![(
            "C003".to_owned(),
            "racks need more than the hall has".to_owned(),
        )],
        place: at("std/hall.site", 12, 1),
    };
    insta::assert_snapshot!(doc::page(&doc, 80, false));
}

#[test]
fn pages_are_set_for_a_terminal() {
    let page = "# P001: a need is met by nobody\n\nSeverity: error.\nSomething needs power, and nothing that it names gives any, neither directly nor through others.\n\n## Wrong\n\n```site\nhall h {\n}\n```\n\n- a list\n";
    insta::assert_snapshot!(explain::page(page, 60, false));
}
