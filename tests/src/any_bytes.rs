//! What must hold for any bytes: they end in findings, and the findings lie inside the file.
//!
//! These are the bodies of the fuzz targets and of the suite `fuzz_smoke`.

use sitec_compiler::diag::render;
use sitec_compiler::world::MemoryWorld;
use sitec_compiler::{Options, Session, Sources};
use sitec_grammar::FileId;

/// Larger inputs prove nothing more and take long.
const LONGEST: usize = 1 << 17;

/// Parses, prints and formats.
///
/// # Panics
/// If something does not hold.
pub fn parse(bytes: &[u8]) {
    let bytes = bytes.get(..LONGEST).unwrap_or(bytes);
    let parsed = sitec_grammar::parse_bytes(FileId(0), bytes);
    for error in &parsed.errors {
        for (span, _, _) in &error.labels {
            assert!(
                span.start <= span.end && span.end as usize <= bytes.len(),
                "{error:?} lies outside"
            );
        }
        assert!(
            !error.message.is_empty() && error.code.starts_with(['E', 'W']),
            "{error:?} says nothing"
        );
    }
    for stmt in &parsed.file.stmts {
        assert!(
            stmt.span.end as usize <= bytes.len(),
            "{:?} lies outside",
            stmt.span
        );
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let once = sitec_format::format(text);
    let twice = sitec_format::format(&once.text);
    assert_eq!(once.text, twice.text, "formatting twice is formatting once");
    if parsed.errors.is_empty() {
        let again = sitec_grammar::parse(FileId(0), &once.text);
        assert!(
            again.errors.is_empty(),
            "formatting broke it: {:?}",
            again.errors
        );
        assert_eq!(
            sitec_grammar::print(&parsed.file),
            sitec_grammar::print(&again.file),
            "formatting changed it"
        );
    }
}

/// Compiles, and asks for everything that can be asked.
///
/// # Panics
/// If something does not hold.
pub fn pipeline(bytes: &[u8]) {
    let bytes = bytes.get(..LONGEST).unwrap_or(bytes);
    let world = MemoryWorld::new().with("main.site", bytes);
    let Ok(sources) = Sources::load(&world, "main.site", &Options::default()) else {
        return;
    };
    let mut session = Session::new(&sources);
    let map = session.sources();
    for d in session.problems().iter() {
        assert!(!d.message.is_empty(), "{} says nothing", d.code);
        for label in &d.labels {
            let length = map.text(label.span.file).len();
            assert!(
                label.span.start <= label.span.end && label.span.end as usize <= length,
                "{d:?} lies outside"
            );
        }
    }
    let printed = render::human(session.problems(), map, false);
    assert!(!printed.is_empty());
    let _ = (
        render::short(session.problems(), map),
        render::json(session.problems(), map),
    );
    let text = session.ir_text();
    assert_eq!(text, session.ir_text());
    let _ = (session.report(), session.graph(), session.schedule());
    for path in ["capital_cost", "contracted", "start"] {
        let _ = (session.eval(&[path.to_owned()]), session.why(path, 8));
    }
}
