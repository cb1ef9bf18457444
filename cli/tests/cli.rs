//! The program as its users meet it: arguments in, streams and exit codes out.

mod common;

use std::fs;
use std::process::Stdio;

use common::{command, empty, follows, root, sitec, sitec_in, with};

const MANIFEST: &str = "[package]\nname = \"yard\"\nedition = \"2026\"\nroot = \"main.site\"\n";

#[test]
fn help_teaches() {
    insta::assert_snapshot!("help", sitec(&["--help"]).out);
    insta::assert_snapshot!("help_check", sitec(&["check", "--help"]).out);
    insta::assert_snapshot!("help_why", sitec(&["why", "--help"]).out);
    insta::assert_snapshot!("help_report", sitec(&["report", "--help"]).out);
    insta::assert_snapshot!("help_eval", sitec(&["eval", "--help"]).out);
}

#[test]
fn usage_ends_with_two() {
    assert_eq!(sitec(&["check", "--no-such-flag"]).code, 2);
    assert_eq!(sitec(&["no-such-command"]).code, 2);
    assert_eq!(sitec(&["eval", "examples/lake_mariner"]).code, 2);
    let ran = sitec(&["why", "examples/lake_mariner"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("not a value"), "{}", ran.err);
}

#[test]
fn what_is_not_there_ends_with_two_and_says_so() {
    let ran = sitec(&["check", "examples/no_such_package"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    insta::assert_snapshot!(ran.err);
}

#[test]
fn a_malformed_manifest_is_shown_where_it_fails() {
    let here = with(
        "manifest",
        &[
            (
                "site.toml",
                "[package]\nname = \"yard\"\nedtion = \"2026\"\nroot = \"main.site\"\n",
            ),
            ("main.site", "site yard { }\n"),
        ],
    );
    let ran = sitec_in(&here, &["check"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    insta::assert_snapshot!(ran.err);
}

#[test]
fn findings_end_with_one_in_every_format() {
    let here = with(
        "findings",
        &[
            ("site.toml", MANIFEST),
            (
                "main.site",
                "kind feeder { capacity : Power }\nkind room { feed : ref feeder; load : Power }\n\nfeeder west { capacity = 60 MW }\nroom a { feed = west_feed; load = 40 MWh }\n",
            ),
        ],
    );
    let ran = sitec_in(&here, &["check"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    insta::assert_snapshot!("findings_human", ran.out);
    let short = sitec_in(&here, &["check", "--format", "short"]);
    assert_eq!(short.code, 1);
    insta::assert_snapshot!("findings_short", short.out);
    let json = sitec_in(&here, &["check", "--format", "json"]);
    assert_eq!(json.code, 1);
    let value = follows("check", &json.out);
    let found = value["problems"].as_array().map_or(0, Vec::len);
    assert!(found >= 2, "{}", json.out);
    assert_eq!(value["problems"][0]["file"], "main.site");
    // A report goes as far as it can; the findings go to the other stream, and the code says that there are some.
    let report = sitec_in(&here, &["report"]);
    assert_eq!(report.code, 1);
    assert!(
        report.err.contains("west_feed") && !report.out.contains("west_feed"),
        "{}",
        report.err
    );
}

#[test]
fn warnings_fail_only_when_denied() {
    let spec = "site yard {\n  start = 2026-01-01\n  horizon = 5 yr\n  party idle\n}\n";
    let here = with("warnings", &[("site.toml", MANIFEST), ("main.site", spec)]);
    let ran = sitec_in(&here, &["check", "--format", "short"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(
        ran.out.contains("main.site:4:3: warning[W0101]"),
        "{}",
        ran.out
    );
    let denied = sitec_in(&here, &["check", "--deny", "warnings"]);
    assert_eq!(denied.code, 1);
    // A report names their number beside its result.
    let report = sitec_in(&here, &["report"]);
    assert_eq!(
        (report.code, report.err.as_str()),
        (0, "1 warning: `sitec check` shows them\n")
    );
}

#[test]
fn colour_comes_only_when_asked() {
    let here = with(
        "colour",
        &[
            ("site.toml", MANIFEST),
            (
                "main.site",
                "site yard {\n  hall h { critical_it = nowhere }\n}\n",
            ),
        ],
    );
    assert!(!sitec_in(&here, &["check"]).out.contains('\u{1b}'));
    assert!(
        sitec_in(&here, &["check", "--color", "always"])
            .out
            .contains('\u{1b}')
    );
    let never = command(&here, &["check", "--color", "never"])
        .env("CLICOLOR_FORCE", "1")
        .output();
    assert!(!never.expect("sitec runs").stdout.contains(&0x1b));
}

#[test]
fn the_examples_are_clean() {
    let ran = sitec(&["check", "examples", "--format", "json"]);
    let value = follows("check", &ran.out);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert_eq!(value["summary"]["errors"], 0);
}

#[test]
fn a_report_is_the_same_text_every_time_and_json_follows_its_schema() {
    let first = sitec(&["report", "examples/lake_mariner"]);
    assert_eq!(first.code, 0, "{}", first.err);
    assert!(first.out.starts_with("Lake Mariner\n━"), "{}", first.out);
    let again = command(&root(), &["report", "examples/lake_mariner"])
        .env("COLUMNS", "40")
        .output();
    assert_eq!(again.expect("sitec runs").stdout, first.out.as_bytes());
    let json = sitec(&["report", "examples/lake_mariner", "--format", "json"]);
    let value = follows("report", &json.out);
    let root = &value["report"]["roots"][0];
    assert_eq!(root["name"], "lake_mariner");
    let expectations = root["expectations"]
        .as_array()
        .expect("there are expectations");
    assert!(expectations.len() >= 10 && expectations.iter().all(|e| e["met"] == true));
}

#[test]
fn a_case_changes_the_report_and_is_named_in_it() {
    let base = sitec(&["eval", "examples/lake_mariner", "completion"]);
    let slip = sitec(&[
        "eval",
        "examples/lake_mariner",
        "completion",
        "--scenario",
        "slip",
    ]);
    assert_eq!((base.code, slip.code), (0, 0), "{}{}", base.err, slip.err);
    assert_ne!(base.out, slip.out);
    let set = [
        "report",
        "examples/lake_mariner",
        "--set",
        "rent = $140/kW/mo",
    ];
    let report = sitec(&set);
    assert!(report.out.contains("rent = $140/kW/mo"), "{}", report.out);
}

#[test]
fn a_case_that_is_not_there_has_no_figures() {
    let cases = [
        ["--scenario", "no_such"],
        ["--set", "no_such = 3"],
        ["--set", "no_such.rate = 3"],
        ["--set", "rent ="],
    ];
    let asked: [&[&str]; 6] = [
        &["report", "examples/lake_mariner"],
        &["eval", "examples/lake_mariner", "completion"],
        &["why", "examples/lake_mariner", "critical_it"],
        &["schedule", "examples/lake_mariner"],
        &["graph", "examples/lake_mariner"],
        &[
            "solve",
            "examples/lake_mariner",
            "--vary=rent",
            "--target=equity_irr = 15%",
        ],
    ];
    for case in cases {
        for command in asked {
            let ran = sitec(&[command, &case[..]].concat());
            assert_eq!(
                (ran.code, ran.out.as_str()),
                (1, ""),
                "{command:?} {case:?}"
            );
            assert!(ran.err.contains("error[E0"), "{}", ran.err);
        }
    }
}

#[test]
fn figures_beside_errors_end_with_one() {
    // Published figures are missed then, which is told of the case as written alone.
    let set = ["--set", "rent = $140/kW/mo"];
    let late = ["--set", "nyiso.energized = 2029-01-01"];
    for (case, code) in [(set, 0), (late, 1)] {
        for command in [
            &["eval", "examples/lake_mariner", "completion"][..],
            &["why", "examples/lake_mariner", "critical_it"],
            &["schedule", "examples/lake_mariner"],
            &["report", "examples/lake_mariner"],
        ] {
            let ran = sitec(&[command, &case[..]].concat());
            assert_eq!(ran.code, code, "{command:?} {case:?} {}", ran.err);
            assert!(!ran.out.is_empty());
        }
    }
}

#[test]
fn expressions_are_evaluated_in_the_root() {
    let ran = sitec(&["eval", "examples/lake_mariner", "critical_it"]);
    assert_eq!((ran.code, ran.out.trim()), (0, "364 MW"), "{}", ran.err);
    let json = sitec(&[
        "eval",
        "examples/lake_mariner",
        "critical_it * 2",
        "revenue",
        "--format",
        "json",
    ]);
    let value = follows("eval", &json.out);
    assert_eq!(value["values"][0]["value"], 728.0);
    let series = value["values"][1]["series"].as_array().map_or(0, Vec::len);
    let report = sitec(&["report", "examples/lake_mariner", "--format", "json"]);
    let months = follows("report", &report.out)["report"]["roots"][0]["months"].as_u64();
    assert_eq!(Some(series as u64), months);
    let wrong = sitec(&["eval", "examples/lake_mariner", "critical_it + start"]);
    assert_eq!((wrong.code, wrong.out.as_str()), (1, ""));
    assert!(wrong.err.contains("error["), "{}", wrong.err);
}

#[test]
fn a_figure_is_traced_to_its_sources() {
    let ran = sitec(&[
        "why",
        "examples/lake_mariner",
        "lake_mariner.first_leases.contracted",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("main.site:"), "{}", ran.out);
    let json = sitec(&[
        "why",
        "examples/lake_mariner",
        "critical_it",
        "--format",
        "json",
        "--depth",
        "2",
    ]);
    let value = follows("why", &json.out);
    assert!(
        value["why"]["inputs"]
            .as_array()
            .is_some_and(|i| i.len() == 3),
        "{}",
        json.out
    );
    let unknown = sitec(&["why", "examples/lake_mariner", "no.such.value"]);
    assert_eq!((unknown.code, unknown.out.as_str()), (1, ""));
}

#[test]
fn schedules_and_graphs_are_drawn() {
    let text = sitec(&["schedule", "examples/lake_mariner"]);
    assert_eq!(text.code, 0, "{}", text.err);
    assert!(
        text.out.contains("cb4") && text.out.contains('━'),
        "{}",
        text.out
    );
    follows(
        "schedule",
        &sitec(&["schedule", "examples/lake_mariner", "--format", "json"]).out,
    );
    let dot = sitec(&["graph", "examples/lake_mariner"]);
    assert!(
        dot.out.starts_with("digraph site {") && dot.out.contains(" -> "),
        "{}",
        dot.out
    );
    let mermaid = sitec(&["graph", "examples/lake_mariner", "--format", "mermaid"]);
    assert!(mermaid.out.starts_with("flowchart LR\n"), "{}", mermaid.out);
    let json = follows(
        "graph",
        &sitec(&["graph", "examples/lake_mariner", "--format", "json"]).out,
    );
    assert!(
        json["graph"]["edges"]
            .as_array()
            .is_some_and(|e| !e.is_empty())
    );
}

#[test]
fn codes_and_kinds_are_explained() {
    for code in ["E0312", "P001", "p001"] {
        let ran = sitec(&["explain", code]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.contains(&code.to_uppercase()), "{}", ran.out);
    }
    let unknown = sitec(&["explain", "E0321"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("did you mean"), "{}", unknown.err);
    let all = sitec(&["explain"]);
    assert!(all.out.lines().count() > 40, "{}", all.out);
    let lease = sitec(&["doc", "lease"]);
    assert!(
        lease.out.contains("escalator") && lease.out.contains("Checks"),
        "{}",
        lease.out
    );
    follows("doc", &sitec(&["doc", "lease", "--format", "json"]).out);
    assert_eq!(sitec(&["doc", "no_such_kind"]).code, 2);
    let slip = sitec(&["doc", "debtt"]);
    assert_eq!((slip.code, slip.out.as_str()), (2, ""));
    assert!(slip.err.contains("did you mean `debt`"), "{}", slip.err);
    let sum = sitec(&["doc", "cumulative"]);
    assert!(sum.out.contains("running sum"), "{}", sum.out);
    let rack = sitec(&["doc", "racks"]).out;
    assert!(rack.contains("number : Count = floor("), "{rack}");
    assert!(rack.contains("fill : Ratio in 0% .. 100% = 95%"), "{rack}");
    let all = sitec(&["doc"]);
    for line in ["std.lease ─", "  kind      lease ", "built in: Series ─"] {
        assert!(all.out.contains(line), "{line}: {}", all.out);
    }
    follows("contents", &sitec(&["doc", "--format", "json"]).out);
    let loan = sitec(&["doc", "debt"]).out;
    assert!(
        loan.lines()
            .any(|l| l.starts_with("  - `as_needed`: debt pays")),
        "{loan}"
    );
}

#[test]
fn files_are_laid_out_in_place_or_only_checked() {
    let here = with(
        "fmt",
        &[
            ("a.site", "hall h {power=200MW}\n"),
            ("b.site", "hall h { power = }\n"),
        ],
    );
    let check = sitec_in(&here, &["fmt", "--check", "a.site"]);
    assert_eq!((check.code, check.out.as_str()), (1, "a.site\n"));
    let unchanged = fs::read_to_string(here.join("a.site")).expect("it is there");
    assert_eq!(unchanged, "hall h {power=200MW}\n");
    let ran = sitec_in(&here, &["fmt"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, "a.site\n"), "{}", ran.err);
    assert!(ran.err.contains("b.site: left as it is"), "{}", ran.err);
    let laid = fs::read_to_string(here.join("a.site")).expect("it is there");
    assert_eq!(laid, "hall h { power = 200 MW }\n");
    let again = sitec_in(&here, &["fmt", "a.site"]);
    assert_eq!((again.code, again.out.as_str()), (0, ""));
}

#[test]
fn a_new_package_is_clean_and_worth_reading() {
    let here = empty("new");
    let made = sitec_in(&here, &["new", "river_bend"]);
    assert_eq!(made.code, 0, "{}", made.err);
    let check = sitec_in(&here, &["check", "river_bend", "--deny", "warnings"]);
    assert_eq!(check.code, 0, "{}", check.out);
    let report = sitec_in(&here, &["report", "river_bend"]);
    assert_eq!(report.code, 0, "{}", report.err);
    assert!(report.out.starts_with("River Bend\n━"), "{}", report.out);
    assert!(report.out.contains("(1 of 1 met)"), "{}", report.out);
    for bad in ["NOT MET", "MISSED", "no value", "n/a"] {
        assert!(!report.out.contains(bad), "{bad} in\n{}", report.out);
    }
    let style = sitec_in(&here, &["fmt", "--check", "river_bend"]);
    assert_eq!((style.code, style.out.as_str()), (0, ""));
    let late = sitec_in(&here, &["check", "river_bend", "--scenario", "late_grid"]);
    assert!(late.code <= 1, "{}", late.err);
    let twice = sitec_in(&here, &["new", "river_bend"]);
    assert_eq!(twice.code, 2);
    assert!(twice.err.contains("there already"), "{}", twice.err);
    assert_eq!(sitec_in(&here, &["new", "River-Bend"]).code, 2);
}

#[test]
fn the_spec_in_the_readme_is_clean() {
    let readme = fs::read_to_string(root().join("README.md")).expect("there is a README");
    let block = readme
        .split("```site\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next());
    let here = with(
        "readme",
        &[("main.site", block.expect("the README shows a spec"))],
    );
    let ran = sitec_in(&here, &["check", "main.site", "--deny", "warnings"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    // What the README shows is what is printed.
    let mut shown = readme
        .split("```text\n")
        .skip(1)
        .map(|rest| rest.split("```").next());
    let report = sitec_in(&here, &["report", "main.site"]).out;
    for line in shown
        .next()
        .flatten()
        .expect("a report")
        .lines()
        .filter(|l| *l != "…")
    {
        assert!(
            report.lines().any(|l| l == line),
            "`{line}` is not in\n{report}"
        );
    }
    let late = ["check", "main.site", "--set", "feed.capacity = 40 MW"];
    let check = sitec_in(&here, &late);
    assert_eq!(shown.next().flatten(), Some(check.out.as_str()));
}

#[test]
fn who_stops_reading_is_not_told_off() {
    let mut child = command(
        &root(),
        &["report", "examples/lake_mariner", "--format", "json"],
    )
    .stdout(Stdio::piped())
    .stderr(Stdio::piped())
    .spawn()
    .expect("sitec runs");
    // Closed before anything was read.
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("sitec ends");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn shells_and_manuals_are_served() {
    for shell in ["bash", "zsh", "fish"] {
        let ran = sitec(&["completions", shell]);
        assert_eq!(ran.code, 0);
        assert!(
            ran.out.contains("schedule") && ran.out.contains("scenario"),
            "{shell}"
        );
        for argument in ["target", "monthly", "lines", "wide"] {
            assert!(ran.out.contains(argument), "{shell}: {argument}");
        }
    }
    assert!(sitec(&["man"]).out.contains(".TH sitec 1"));
    let solve = sitec(&["man", "solve"]).out;
    assert!(
        solve.contains(".TH sitec-solve 1") && solve.contains("sitec solve . "),
        "{solve}"
    );
    assert_eq!(sitec(&["man", "sove"]).code, 2);
}
