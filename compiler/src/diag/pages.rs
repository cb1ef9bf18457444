//! The explanations of the compiler's own codes: one page a code, under `docs/errors/`.
//!
//! This table is the registry. A code that is not here is not the compiler's; codes of library
//! checks are explained by the documentation comments of the library.
//!
//! Every page ends in two examples, `## Wrong` and `## Mended`. The first raises exactly the
//! page's code, the second nothing; the suite `gallery` runs them all.

/// One row of the registry: the code, its title, and the page in Markdown.
pub type Page = (&'static str, &'static str, &'static str);

/// All codes of the compiler in the order of their text, with their pages.
pub const PAGES: &[Page] = &[
    (
        "E0001",
        "block not closed",
        include_str!("../../../docs/errors/E0001.md"),
    ),
    (
        "E0002",
        "statement not understood",
        include_str!("../../../docs/errors/E0002.md"),
    ),
    (
        "E0003",
        "text not closed",
        include_str!("../../../docs/errors/E0003.md"),
    ),
    (
        "E0004",
        "malformed number",
        include_str!("../../../docs/errors/E0004.md"),
    ),
    (
        "E0005",
        "nesting too deep",
        include_str!("../../../docs/errors/E0005.md"),
    ),
    (
        "E0006",
        "closing brace without a block",
        include_str!("../../../docs/errors/E0006.md"),
    ),
    (
        "E0101",
        "unknown name",
        include_str!("../../../docs/errors/E0101.md"),
    ),
    (
        "E0102",
        "name declared twice",
        include_str!("../../../docs/errors/E0102.md"),
    ),
    (
        "E0103",
        "ambiguous name",
        include_str!("../../../docs/errors/E0103.md"),
    ),
    (
        "E0104",
        "reference to the wrong kind",
        include_str!("../../../docs/errors/E0104.md"),
    ),
    (
        "E0105",
        "unknown kind",
        include_str!("../../../docs/errors/E0105.md"),
    ),
    (
        "E0106",
        "module not found",
        include_str!("../../../docs/errors/E0106.md"),
    ),
    (
        "E0107",
        "imports form a loop",
        include_str!("../../../docs/errors/E0107.md"),
    ),
    (
        "E0108",
        "scenario path names nothing",
        include_str!("../../../docs/errors/E0108.md"),
    ),
    (
        "E0109",
        "statement in the wrong place",
        include_str!("../../../docs/errors/E0109.md"),
    ),
    (
        "E0201",
        "required attribute missing",
        include_str!("../../../docs/errors/E0201.md"),
    ),
    (
        "E0202",
        "unknown attribute",
        include_str!("../../../docs/errors/E0202.md"),
    ),
    (
        "E0203",
        "attribute given twice",
        include_str!("../../../docs/errors/E0203.md"),
    ),
    (
        "E0204",
        "value outside its range",
        include_str!("../../../docs/errors/E0204.md"),
    ),
    (
        "E0205",
        "connection between different resources",
        include_str!("../../../docs/errors/E0205.md"),
    ),
    (
        "E0206",
        "unknown choice",
        include_str!("../../../docs/errors/E0206.md"),
    ),
    (
        "E0207",
        "parts do not add up",
        include_str!("../../../docs/errors/E0207.md"),
    ),
    (
        "E0208",
        "malformed redundancy",
        include_str!("../../../docs/errors/E0208.md"),
    ),
    (
        "E0209",
        "no value where one is needed",
        include_str!("../../../docs/errors/E0209.md"),
    ),
    (
        "E0301",
        "unit missing",
        include_str!("../../../docs/errors/E0301.md"),
    ),
    (
        "E0302",
        "wrong dimension",
        include_str!("../../../docs/errors/E0302.md"),
    ),
    (
        "E0303",
        "apparent power is not power",
        include_str!("../../../docs/errors/E0303.md"),
    ),
    (
        "E0304",
        "temperature or difference",
        include_str!("../../../docs/errors/E0304.md"),
    ),
    (
        "E0305",
        "unknown unit",
        include_str!("../../../docs/errors/E0305.md"),
    ),
    (
        "E0306",
        "two currencies",
        include_str!("../../../docs/errors/E0306.md"),
    ),
    (
        "E0307",
        "per month meets per year",
        include_str!("../../../docs/errors/E0307.md"),
    ),
    (
        "E0308",
        "kinds of quantity differ",
        include_str!("../../../docs/errors/E0308.md"),
    ),
    (
        "E0309",
        "wrong type",
        include_str!("../../../docs/errors/E0309.md"),
    ),
    (
        "E0310",
        "type not known",
        include_str!("../../../docs/errors/E0310.md"),
    ),
    (
        "E0311",
        "`via` names no reference",
        include_str!("../../../docs/errors/E0311.md"),
    ),
    (
        "E0312",
        "dimensions do not fit together",
        include_str!("../../../docs/errors/E0312.md"),
    ),
    (
        "E0313",
        "real money meets nominal money",
        include_str!("../../../docs/errors/E0313.md"),
    ),
    (
        "E0401",
        "a period is not a day",
        include_str!("../../../docs/errors/E0401.md"),
    ),
    (
        "E0402",
        "no such date",
        include_str!("../../../docs/errors/E0402.md"),
    ),
    (
        "E0403",
        "curve not in order",
        include_str!("../../../docs/errors/E0403.md"),
    ),
    (
        "E0404",
        "cumulative tranche falls",
        include_str!("../../../docs/errors/E0404.md"),
    ),
    (
        "E0405",
        "series too short",
        include_str!("../../../docs/errors/E0405.md"),
    ),
    (
        "E0406",
        "sequence too long",
        include_str!("../../../docs/errors/E0406.md"),
    ),
    (
        "E0407",
        "no period of whole months",
        include_str!("../../../docs/errors/E0407.md"),
    ),
    (
        "E0501",
        "supply loop without a source",
        include_str!("../../../docs/errors/E0501.md"),
    ),
    (
        "E0502",
        "values depend on each other",
        include_str!("../../../docs/errors/E0502.md"),
    ),
    (
        "E0503",
        "load counted twice",
        include_str!("../../../docs/errors/E0503.md"),
    ),
    (
        "E0504",
        "redundant paths meet",
        include_str!("../../../docs/errors/E0504.md"),
    ),
    (
        "E0505",
        "need not met",
        include_str!("../../../docs/errors/E0505.md"),
    ),
    (
        "E0506",
        "supply too small",
        include_str!("../../../docs/errors/E0506.md"),
    ),
    (
        "E0507",
        "supply too late",
        include_str!("../../../docs/errors/E0507.md"),
    ),
    (
        "E0601",
        "money that nothing counts",
        include_str!("../../../docs/errors/E0601.md"),
    ),
    (
        "E0602",
        "too large",
        include_str!("../../../docs/errors/E0602.md"),
    ),
    (
        "E0603",
        "a formula has no value",
        include_str!("../../../docs/errors/E0603.md"),
    ),
    (
        "E0604",
        "needed before it is known",
        include_str!("../../../docs/errors/E0604.md"),
    ),
    (
        "E0605",
        "what must agree does not",
        include_str!("../../../docs/errors/E0605.md"),
    ),
    (
        "E0701",
        "target that is no equation of numbers",
        include_str!("../../../docs/errors/E0701.md"),
    ),
    (
        "E0702",
        "what cannot be varied",
        include_str!("../../../docs/errors/E0702.md"),
    ),
    (
        "E0703",
        "target that does not depend on what is varied",
        include_str!("../../../docs/errors/E0703.md"),
    ),
    (
        "E0704",
        "target that no value meets",
        include_str!("../../../docs/errors/E0704.md"),
    ),
    (
        "V001",
        "published figure not met",
        include_str!("../../../docs/errors/V001.md"),
    ),
    (
        "V002",
        "requirement not met",
        include_str!("../../../docs/errors/V002.md"),
    ),
    (
        "V003",
        "published figures that contradict each other",
        include_str!("../../../docs/errors/V003.md"),
    ),
    (
        "V501",
        "figure on a number without a source",
        include_str!("../../../docs/errors/V501.md"),
    ),
    (
        "V502",
        "old source",
        include_str!("../../../docs/errors/V502.md"),
    ),
    (
        "V503",
        "sources that disagree",
        include_str!("../../../docs/errors/V503.md"),
    ),
    (
        "V504",
        "figure on a customary value",
        include_str!("../../../docs/errors/V504.md"),
    ),
    (
        "V505",
        "forecast cited as a fact",
        include_str!("../../../docs/errors/V505.md"),
    ),
    (
        "V506",
        "figure on a report of the press",
        include_str!("../../../docs/errors/V506.md"),
    ),
    (
        "V507",
        "source without date or place",
        include_str!("../../../docs/errors/V507.md"),
    ),
    (
        "V508",
        "`warn` not met",
        include_str!("../../../docs/errors/V508.md"),
    ),
    (
        "W0001",
        "unit separated from its magnitude",
        include_str!("../../../docs/errors/W0001.md"),
    ),
    (
        "W0101",
        "element is never used",
        include_str!("../../../docs/errors/W0101.md"),
    ),
    (
        "W0102",
        "citation never used",
        include_str!("../../../docs/errors/W0102.md"),
    ),
    (
        "W0103",
        "name hides another",
        include_str!("../../../docs/errors/W0103.md"),
    ),
    (
        "W0201",
        "old name",
        include_str!("../../../docs/errors/W0201.md"),
    ),
    (
        "W0202",
        "default decides",
        include_str!("../../../docs/errors/W0202.md"),
    ),
    (
        "W0203",
        "allow without reason",
        include_str!("../../../docs/errors/W0203.md"),
    ),
    (
        "W0301",
        "far from all that is known",
        include_str!("../../../docs/errors/W0301.md"),
    ),
    (
        "W0302",
        "percent sign missing",
        include_str!("../../../docs/errors/W0302.md"),
    ),
    (
        "W0401",
        "ready outside the horizon",
        include_str!("../../../docs/errors/W0401.md"),
    ),
    (
        "W0402",
        "mixed price years",
        include_str!("../../../docs/errors/W0402.md"),
    ),
    (
        "W0501",
        "island of elements",
        include_str!("../../../docs/errors/W0501.md"),
    ),
    (
        "W0502",
        "runs but cannot start",
        include_str!("../../../docs/errors/W0502.md"),
    ),
];

/// The title and the page of a compiler's code, or nothing if `code` is not one of them.
#[must_use]
pub fn explain(code: &str) -> Option<(&'static str, &'static str)> {
    let index = PAGES.binary_search_by(|row| row.0.cmp(code)).ok()?;
    PAGES.get(index).map(|row| (row.1, row.2))
}

#[cfg(test)]
mod tests {
    use super::{PAGES, explain};
    use crate::diag::codes;
    use sitec_grammar::ast::Severity;

    #[test]
    fn rows_are_in_order_and_distinct() {
        for pair in PAGES.windows(2) {
            assert!(pair[0].0 < pair[1].0, "{} before {}", pair[0].0, pair[1].0);
        }
    }

    #[test]
    fn pages_say_what_the_table_says() {
        for (code, title, page) in PAGES {
            let mut lines = page.lines();
            assert_eq!(lines.next(), Some(format!("# {code}: {title}").as_str()));
            let severity = match codes::severity(code) {
                Severity::Error => "Severity: error.",
                Severity::Warning => "Severity: warning.",
            };
            assert_eq!(lines.nth(1), Some(severity), "{code}");
            for part in ["\n## Wrong\n", "\n## Mended\n"] {
                assert_eq!(page.matches(part).count(), 1, "{code}: {part:?}");
            }
        }
    }

    #[test]
    fn a_code_is_explained_by_its_own_page() {
        let (title, page) = explain("E0312").expect("the page exists");
        assert_eq!(title, "dimensions do not fit together");
        assert!(page.contains("80 MWh"));
        assert_eq!(explain("P001"), None, "a code of the library");
        assert_eq!(explain(""), None);
    }
}
