//! Nine hundred mistakes in one large spec, told in one run: one finding each, on its line.

use std::collections::BTreeMap;

use sitec_compiler::Session;
use sitec_grammar::{Seeded, generate};
use sitec_tests::places::errors_by_line;
use sitec_tests::{Spec, printed};

/// What a slip of the pen makes of a line: a line that holds the first part has it replaced by the second.
struct Slip {
    when: &'static str,
    old: &'static str,
    new: &'static str,
    code: &'static str,
}

const SLIPS: &[Slip] = &[
    Slip {
        when: "    critical_it = ",
        old: " MW",
        new: "",
        code: "E0301",
    },
    Slip {
        when: "    critical_it = ",
        old: " MW",
        new: " MWh",
        code: "E0302",
    },
    Slip {
        when: "    critical_it = ",
        old: " MW",
        new: " MVA",
        code: "E0303",
    },
    Slip {
        when: "    critical_it = ",
        old: "= ",
        new: "= $",
        code: "E0002",
    },
    Slip {
        when: "    voltage   = 138 kV",
        old: "138 kV",
        new: "138 kv",
        code: "E0305",
    },
    Slip {
        when: "    voltage   = 138 kV",
        old: "voltage  ",
        new: "voltagee ",
        code: "E0202",
    },
    Slip {
        when: "    renewals  = 2 * 5 yr",
        old: "2 * 5 yr",
        new: "2 * $5",
        code: "E0309",
    },
    Slip {
        when: "    renewals  = 2 * 5 yr",
        old: "2 * 5",
        new: "2 * * 5",
        code: "E0002",
    },
    Slip {
        when: "    renewals  = 2 * 5 yr",
        old: "2 * 5 yr",
        new: "(2 * 5 yr",
        code: "E0001",
    },
    Slip {
        when: "    term      = ",
        old: " yr",
        new: " MW",
        code: "E0309",
    },
    Slip {
        when: "    term      = ",
        old: "= ",
        new: "",
        code: "E0002",
    },
    Slip {
        when: "    escalator = ",
        old: "%/yr",
        new: "%/yr + 3 h",
        code: "E0312",
    },
    Slip {
        when: "  party tenant_",
        old: "rating = BBB",
        new: "rating = BBBB",
        code: "E0206",
    },
    Slip {
        when: "  party tenant_",
        old: "rating = BBB",
        new: "ratng = BBB",
        code: "E0202",
    },
    Slip {
        when: "    rate      = ",
        old: "@quote_7",
        new: "@quote_8",
        code: "E0101",
    },
    Slip {
        when: "    rate      = ",
        old: "/kW/mo",
        new: "/kW",
        code: "E0302",
    },
];

#[test]
fn nine_hundred_mistakes_are_nine_hundred_findings() {
    let wanted = 900;
    let valid = generate(9_000, 11);
    let sources = Spec::of(valid.as_str()).load();
    let session = Session::new(&sources);
    assert_eq!(
        errors_by_line(&session),
        BTreeMap::new(),
        "the spec is valid to begin with: {}",
        printed(&session).get(..3000).unwrap_or("")
    );
    drop(session);

    let mut rng = Seeded::new(900);
    let mut lines: Vec<String> = valid.lines().map(str::to_owned).collect();
    let mut places: Vec<usize> = (0..lines.len()).collect();
    for i in (1..places.len()).rev() {
        places.swap(i, rng.below(i as u64 + 1) as usize);
    }
    let mut planted: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    let mut used: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for at in places {
        if planted.len() == wanted {
            break;
        }
        let fitting: Vec<&Slip> = SLIPS
            .iter()
            .filter(|s| lines[at].starts_with(s.when) && lines[at].contains(s.old))
            .collect();
        let Some(slip) = fitting.get(rng.below(fitting.len() as u64) as usize) else {
            continue;
        };
        lines[at] = lines[at].replacen(slip.old, slip.new, 1);
        planted.insert(at as u32 + 1, vec![slip.code.to_owned()]);
        *used.entry((slip.when, slip.new)).or_default() += 1;
    }
    assert_eq!(planted.len(), wanted);
    assert_eq!(used.len(), SLIPS.len(), "every slip is made: {used:?}");

    let text = lines.join("\n");
    let sources = Spec::of(text).load();
    let session = Session::new(&sources);
    let found = errors_by_line(&session);
    let mut faults = Vec::new();
    for (line, codes) in &planted {
        let told = found.get(line).cloned().unwrap_or_default();
        if told != *codes {
            faults.push(format!(
                "line {line}: `{}` should be {codes:?}, is {told:?}",
                lines[*line as usize - 1]
            ));
        }
    }
    for (line, codes) in found.iter().filter(|(line, _)| !planted.contains_key(line)) {
        faults.push(format!(
            "line {line}: `{}` is right, and is told {codes:?}",
            lines
                .get((*line as usize).wrapping_sub(1))
                .map_or("", String::as_str)
        ));
    }
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults[..faults.len().min(40)].join("\n")
    );
    assert_eq!(session.problems().counts().errors, wanted);
}
