//! What is said about wrong text, and what remains of the rest.

use sitec_grammar::{FileId, LineIndex, parse, parse_bytes, print};

/// `line CODE message` of every error of `input`.
fn errors(input: &str) -> Vec<String> {
    let lines = LineIndex::new(input);
    let parse = parse(FileId(0), input);
    let one = |e: &sitec_grammar::SyntaxError| {
        format!(
            "{} {} {}",
            lines.line(e.primary().start) + 1,
            e.code,
            e.message
        )
    };
    parse.errors.iter().map(one).collect()
}

#[track_caller]
fn check(input: &str, expected: &[&str]) {
    assert_eq!(errors(input), expected, "{input}");
}

/// One mistake with a fix: applying it leaves no error.
#[track_caller]
fn mends(input: &str, message: &str, mended: &str) {
    let parse = parse(FileId(0), input);
    assert_eq!(parse.errors.len(), 1, "{:?}", parse.errors);
    let error = &parse.errors[0];
    assert_eq!(error.message, message);
    let (span, fix) = error.fix.as_ref().expect("a fix");
    let mut text = input.to_owned();
    text.replace_range(span.range(), fix);
    assert_eq!(text, mended);
    assert_eq!(errors(&text), [""; 0]);
}

#[test]
fn fixes_mend() {
    mends(
        "capacity 500 MW",
        "expected `=` after attribute `capacity`",
        "capacity = 500 MW",
    );
    mends("a.b -3", "expected `=` after attribute `a.b`", "a.b = -3");
    mends(
        "pay true",
        "expected `=` after attribute `pay`",
        "pay = true",
    );
    mends("a == 500 MW", "expected `=` after `a`", "a = 500 MW");
    mends("a := 500 MW", "expected `=` after `a`", "a = 500 MW");
    mends("a = 8,5 MW", "`8,5` is not a number", "a = 8.5 MW");
    mends(
        "a = 1.000.000",
        "`1.000.000` is not a number",
        "a = 1_000_000",
    );
    mends("a = .5", "`.5` is not a number", "a = 0.5");
    mends("a = 5 %", "`%` is separated from its number", "a = 5%");
    mends(
        "a = 500 k W",
        "`k W` reads as kilo watt; write `kW`",
        "a = 500 kW",
    );
    mends("a = \"x", "text is not closed", "a = \"x\"");
    mends("h x { a = \"x }", "text is not closed", "h x { a = \"x\" }");
    mends(
        "h x \"X {\n a = 1\n}",
        "text is not closed",
        "h x \"X\" {\n a = 1\n}",
    );
    mends(
        "a = 1 b = 2",
        "expected a new line or `;` before `b`",
        "a = 1; b = 2",
    );
    mends("a = x && y", "`&` cannot stand here", "a = x and y");
    mends("a = x ≥ 3", "`≥` cannot stand here", "a = x >= 3");
    mends(
        "h a { } h b { }",
        "a block must be the last thing of its statement",
        "h a { }; h b { }",
    );
    mends(
        "s a {\n  h b\n    c = 1\n  }\n}\n",
        "expected `{` after `h b`",
        "s a {\n  h b {\n    c = 1\n  }\n}\n",
    );
}

#[test]
fn messages() {
    check("a =", &["1 E0002 expected a value after `=`"]);
    check(
        "expect a == 3 @s = 4",
        &["1 E0002 `@s` has no figure of its own here"],
    );
    check(
        "a = 3 @",
        &["1 E0002 expected the name of a source after `@`"],
    );
    mends(
        "a = 3 @x 4\n",
        "expected `=` before the figure of source `x`",
        "a = 3 @x = 4\n",
    );
    check("a = 3 @x = ", &["1 E0002 expected a value after `=`"]);
    check("a = 3 ~", &["1 E0002 expected a distribution after `~`"]);
    check("a = b = c", &["1 E0002 `=` cannot follow this value"]);
    check("a = b,", &["1 E0002 `,` cannot follow this value"]);
    check("a = 2026-6", &["1 E0004 `2026-6` is not a date"]);
    check("a = 2026-6-30", &["1 E0004 `2026-6` is not a date"]);
    check("a = 2026-06-3", &["1 E0004 `06` is not a number"]);
    check("a = 3 +\nb = 2", &["1 E0002 expected a value after `+`"]);
    check("a = 3 4", &["1 E0002 `4` cannot follow this value"]);
    check("a = 3 \"x\"", &["1 E0002 nothing can follow this value"]);
    check("a", &["1 E0002 expected `=` after `a`"]);
    check("let", &["1 E0002 this `let` is not complete"]);
    check("let x", &["1 E0002 this `let` is not complete"]);
    check("+ 3", &["1 E0002 a statement cannot begin with `+`"]);
    check("a = [1, 2 3]", &["1 E0002 expected `,` or `]` before `3`"]);
    check("a = f(1, , 2)", &["1 E0002 expected a value before `,`"]);
    check(
        "a = { b = 3 }",
        &["1 E0002 a block does not stand behind `=`"],
    );
    check("a = b < c < d", &["1 E0002 comparisons do not chain"]);
    check("a = and", &["1 E0002 expected a value before `and`"]);
    check("a = 012", &["1 E0004 `012` is not a number"]);
    check("a = 1e999", &["1 E0004 `1e999` is out of range"]);
    check("a = 3 m^0", &["1 E0004 `0` cannot be the power of a unit"]);
    check(
        "scenaro s is t { }",
        &["1 E0002 `scenaro` begins no statement that goes on like this"],
    );
    check(
        "expect a >= 3",
        &["1 E0002 `expect` compares two figures with `==`"],
    );
    check("# x", &["1 E0002 `#` cannot stand here"]);
    check(
        "/* x */ a = 1",
        &["1 E0003 `/* … */` is not a comment here"],
    );
    check("a = 1 /* x", &["1 E0003 comment is not closed"]);
    check("\"H\" = 3", &["1 E0002 a column stands in a table"]);
    check(
        "check a error C1 \"{b +}\"",
        &["1 E0002 `b +` is not an expression"],
    );
    check(
        "check a error C1 \"{b\"",
        &["1 E0003 this brace in the text is not closed"],
    );
    check(
        "hall a { } when x",
        &["1 E0002 `when` cannot follow this block"],
    );
    check(
        "resource r : Power { hall x { } }",
        &["1 E0002 here stand only laws: `name = CODE \"message\"`"],
    );
}

#[test]
fn no_message_speaks_of_the_grammar() {
    for input in [
        "a = (", "x = @", "let : =", "hall [", "a ~", "\u{7f}", "check", "a = ]",
    ] {
        for error in parse(FileId(0), input).errors {
            let text = format!("{error:?}");
            for word in ["Rule", "EOI", "expr,", "type_item", "literal", "infix"] {
                assert!(!text.contains(word), "{input}: {text}");
            }
        }
    }
}

#[test]
fn brackets() {
    check("a = f(b\nc = 1", &["1 E0001 `(` is never closed"]);
    check("h x { a = [1, 2 }", &["1 E0001 `[` is never closed"]);
    check("h x { a = f(1; b = 2 }", &["1 E0001 `(` is never closed"]);
    check("a = f([1, 2)", &["1 E0001 `[` is never closed"]);
    check("a = b)", &["1 E0006 this `)` closes nothing"]);
    check(
        "a = {\n 2026-01: 1\nb = 2\n}",
        &[
            "1 E0001 `{` is never closed",
            "4 E0006 this closing brace has no block",
        ],
    );
    check(
        "h a {\n  b = 1\n}\n}\n",
        &["4 E0006 this closing brace has no block"],
    );
    check(
        "h a {\n  b = 1\n",
        &["1 E0001 block of `h a` is never closed"],
    );
}

#[test]
fn forgotten_braces_are_found_where_they_were_forgotten() {
    let text =
        "site s {\n  hall a {\n    x = 1\n  hall b {\n    y = 1\n  }\n}\n\nsite t {\n  z = 1\n}\n";
    check(text, &["2 E0001 block of `hall a` is never closed"]);
    assert_eq!(
        print(&parse(FileId(0), text).file),
        "element site s\n element hall a\n  x = 1.0\n element hall b\n  y = 1.0\nelement site t\n z = 1.0\n"
    );
    // On one line.
    check(
        "site s {\n  hall a { x = 1\n  hall b { y = 1 }\n}\n",
        &["2 E0001 block of `hall a` is never closed"],
    );
    // One too few and one too many.
    check(
        "site s {\n  hall a {\n    x = 1\n}\n\nsite t {\n  z = 1\n}\n}\n",
        &[
            "2 E0001 block of `hall a` is never closed",
            "9 E0006 this closing brace has no block",
        ],
    );
    // Two at once.
    check(
        "site s {\n  hall a {\n    x = 1\n\nsite t {\n  z = 1\n}\n",
        &[
            "1 E0001 block of `site s` is never closed",
            "2 E0001 block of `hall a` is never closed",
        ],
    );
}

#[test]
fn five_mistakes_give_five_and_healthy_blocks_remain() {
    let text = "\
site s \"S\" {
  start = 2026-01
  interconnect grid {
    capacity 500 MW
    voltage = 138 kV
  }
  hall a {
    build = 8,5 mo
    cost =
  }
  hall b {
    critical_it = 40 MW
  hall c {
    critical_it = 41 MW
  }
  party p \"Unclosed
  hall d { critical_it = 42 MW }
}
";
    check(
        text,
        &[
            "4 E0002 expected `=` after attribute `capacity`",
            "8 E0004 `8,5` is not a number",
            "9 E0002 expected a value after `=`",
            "11 E0001 block of `hall b` is never closed",
            "16 E0003 text is not closed",
        ],
    );
    assert_eq!(
        print(&parse(FileId(0), text).file),
        "element site s \"S\"\n start = 2026-01\n element interconnect grid\n  capacity = <error>\n  voltage = 138.0 kV\n \
         element hall a\n  build = <error>\n  cost = <error>\n element hall b\n  critical_it = 40.0 MW\n \
         element hall c\n  critical_it = 41.0 MW\n <error>\n element hall d\n  critical_it = 42.0 MW\n"
    );
}

#[test]
fn nesting_is_limited() {
    let nested = |n: usize| format!("a = {}1{}", "(".repeat(n), ")".repeat(n));
    check(&nested(64), &[]);
    check(
        &nested(65),
        &["1 E0005 brackets are nested more than 64 deep"],
    );
    let blocks = |n: usize| format!("{}x = 1{}", "h a { ".repeat(n), " }".repeat(n));
    check(&blocks(64), &[]);
    check(
        &blocks(65),
        &["1 E0005 blocks are nested more than 64 deep"],
    );
    let prefixes = |n: usize| format!("a = {}1", "- ".repeat(n));
    check(&prefixes(64), &[]);
    check(
        &prefixes(65),
        &["1 E0005 more than 64 operators stand in front of one operand"],
    );
    let ifs = |n: usize| format!("a = {}0", "if x then 1 else ".repeat(n));
    check(&ifs(64), &[]);
    check(
        &ifs(65),
        &["1 E0005 expressions are nested more than 64 deep"],
    );
    // Side by side is not nested.
    let row = format!("a = [{}]", "if x then 1 else (2), ".repeat(500));
    check(&row, &[]);
    let sum = |n: usize| format!("a = 1{}", " + 1".repeat(n));
    check(&sum(255), &[]);
    check(
        &sum(300),
        &["1 E0005 an expression of more than 256 levels"],
    );
    check(
        &sum(100_000),
        &["1 E0005 an expression of more than 256 levels"],
    );
    assert_eq!(errors(&format!("a = 1{}", " ^ 1".repeat(100_000))).len(), 1);
    assert_eq!(errors(&format!("a = b{}", ".c".repeat(100_000))).len(), 1);
    assert_eq!(errors(&format!("a = b{}", "[1]".repeat(100_000))).len(), 1);
    assert_eq!(
        errors(&format!(
            "a : {}T{}",
            "list<".repeat(9000),
            ">".repeat(9000)
        ))
        .len(),
        1
    );
    let message = format!(
        "check a error C1 \"{{{}}}\"",
        nested(65).replace("a = ", "")
    );
    check(&message, &["1 E0005 brackets are nested more than 64 deep"]);
    // Unclosed ones do not take long, either.
    assert_eq!(errors(&format!("a = {}", "(".repeat(100_000))).len(), 1);
    let pairs = [
        ("[", ")"),
        ("{ 1: [", "}"),
        ("{", "\"\n"),
        ("h a { ", "\"\n"),
        ("h a {\n", "}"),
    ];
    for (open, close) in pairs {
        let text = format!("a = {}{}", open.repeat(50_000), close.repeat(50_000));
        assert!(!errors(&text).is_empty());
    }
    let mut binary: Vec<u8> = (0..400_000_u32)
        .map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    binary.push(0xff);
    assert!(!parse_bytes(FileId(0), &binary).errors.is_empty());
    assert!(!errors(&"h a {".repeat(100_000)).is_empty());
    assert!(errors(&format!("a = {}", "[f(x, ".repeat(24))).len() == 1);
}

#[test]
fn depth_fits_an_ordinary_stack() {
    let run = || {
        let deep = format!("{}1{}", "(".repeat(40), ")".repeat(40));
        let text = format!(
            "{}a = {}{}",
            "h a { ".repeat(4),
            "if f([{ 1: -(not x ^ y) }]) then 1 else ".repeat(19),
            deep.replacen("((((", "", 1).replacen("))))", "", 1)
        );
        let parse = parse(FileId(0), &format!("{text}{}", " }".repeat(4)));
        assert_eq!(parse.errors, []);
        drop(parse.clone());
        let chain = format!(
            "a = {}{}1{}",
            "1 + ".repeat(190),
            "(".repeat(63),
            ")".repeat(63)
        );
        assert_eq!(sitec_grammar::parse(FileId(0), &chain).errors, []);
        print(&parse.file).len()
    };
    let thread = std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(run)
        .unwrap();
    assert!(thread.join().unwrap() > 100);
}

#[test]
fn bytes_that_are_not_text_are_found_and_the_rest_is_read() {
    let parse = parse_bytes(
        FileId(0),
        b"a = 1\nb = \"\xff\xfe\"\n// \xc3\nc\x80 = 2\nd = 3 +\n",
    );
    let found: Vec<_> = parse
        .errors
        .iter()
        .map(|e| (e.primary().start, e.message.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (11, "the file is not UTF-8 at byte 11"),
            (18, "the file is not UTF-8 at byte 18"),
            (21, "the file is not UTF-8 at byte 21"),
            (33, "expected a value after `+`"),
        ]
    );
    assert!(print(&parse.file).starts_with("a = 1.0\nb = \"??\"\n"));
}
