//! The language, right and wrong: every file of `tests/lang/` with its markers.
//!
//! A finding that is not expected is a fault, and so is an expectation that nothing meets. What the
//! markers mean is written in `sitec_tests::markers`.

use sitec_tests::judge::faults_of;
use sitec_tests::markers::read;
use sitec_tests::{names, none, text};

#[test]
fn every_file_says_what_its_markers_say() {
    let mut faults = Vec::new();
    let mut counted = (0, 0);
    for topic in names("tests/lang") {
        for name in names(&format!("tests/lang/{topic}")) {
            let path = format!("tests/lang/{topic}/{name}");
            let marked = read(&text(&path));
            counted = (
                counted.0 + marked.expected.len(),
                counted.1 + marked.probes.len(),
            );
            if marked.expected.is_empty() && marked.probes.is_empty() {
                faults.push(format!("{path}: nothing is expected"));
            }
            faults.extend(
                faults_of(&marked)
                    .into_iter()
                    .map(|f| format!("{path}: {f}")),
            );
        }
    }
    none(&faults);
    assert!(
        counted.0 > 60 && counted.1 > 120,
        "{counted:?} markers and probes: were files lost?"
    );
}
