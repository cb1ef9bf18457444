//! One small program at every stage: where a change of the compiler takes effect shows here.

use sitec_compiler::world::MemoryWorld;
use sitec_compiler::{Options, Session, Sources};
use sitec_grammar::{FileId, parse, print};

const SPEC: &str = include_str!("../stages/cooled_hall.site");

fn stage(name: &str, shown: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../stages");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, shown));
}

#[test]
fn every_stage_is_as_it_was() {
    let parsed = parse(FileId(0), SPEC);
    assert!(parsed.errors.is_empty(), "{:?}", parsed.errors);
    stage("1_syntax", &print(&parsed.file));

    let world = MemoryWorld::new().with("main.site", SPEC);
    let sources =
        Sources::load(&world, "main.site", &Options::default()).expect("the file is there");
    let mut session = Session::new(&sources);
    let found: Vec<String> = session
        .problems()
        .iter()
        .map(|d| format!("{}: {}", d.code, d.message))
        .collect();
    stage("2_findings", &found.join("\n"));
    let graph = serde_json::to_string_pretty(&session.graph()).expect("views are plain");
    stage("3_resource_graph", &graph);
    stage("4_value_graph", &session.ir_text());
    let report = session.report().expect("nothing prevents evaluation");
    stage(
        "5_report",
        &serde_json::to_string_pretty(&report).expect("views are plain"),
    );
}
