//! Every form of the language, as the tree it means.

use sitec_grammar::{FileId, TriviaKind, parse, parse_expr, parse_override, print, print_expr};

/// Parses `input` without errors and compares the compact form of its tree.
#[track_caller]
fn check(input: &str, expected: &str) {
    let parse = parse(FileId(0), input);
    assert_eq!(parse.errors, [], "{input}");
    assert_eq!(
        print(&parse.file).trim_end(),
        expected.trim_end(),
        "{input}"
    );
}

/// The same for one expression.
#[track_caller]
fn expr(input: &str, expected: &str) {
    match parse_expr(FileId(0), input, 0) {
        Ok(expr) => assert_eq!(print_expr(&expr), expected, "{input}"),
        Err(errors) => panic!("{input}: {errors:?}"),
    }
}

#[test]
fn numbers() {
    expr("1_250", "1250.0");
    expr("0.85", "0.85");
    expr("2e6", "2000000.0");
    expr("1.5e-3", "0.0015");
    expr("$3.7B", "3700000000.0 USD");
    expr("9M USD/MW", "9000000.0 USD*MW^-1");
    expr("$9M/MW", "9000000.0 USD*MW^-1");
    expr("40k", "40000.0");
    expr("200 MW", "200.0 MW");
    expr("200MW", "200.0 MW");
    expr("200   MW", "200.0 MW");
    expr("$135/kW/mo", "135.0 USD*kW^-1*mo^-1");
    expr("1.5 L/min/kW", "1.5 L*min^-1*kW^-1");
    expr("4 m^2", "4.0 m^2");
    expr("4 W/m^2", "4.0 W*m^-2");
    expr("4 s^-1", "4.0 s^-1");
    expr("3 MW*h", "3.0 MW*h");
    expr("7.125%", "0.07125%");
    expr("3%/yr", "0.03% yr^-1");
    expr("25 bps", "0.0025bps");
    expr("25bps", "0.0025bps");
    expr("1.30x", "1.3x");
    expr("$9M/MW real 2024", "9000000.0 USD*MW^-1 real 2024");
    expr("9M USD/MW real 2024", "9000000.0 USD*MW^-1 real 2024");
    // Rounded once: 0.1 % of a binary 0.1 would be 0.0010000000000000002.
    expr("0.1%", "0.001%");
    expr("8.7M", "8700000.0");
    expr("123456789012345678901234567890", "1.2345678901234568e29");
}

#[test]
fn units_and_values_are_told_apart() {
    expr("260 MW / n", "(260.0 MW / n)");
    expr("260 MW/n", "260.0 MW*n^-1");
    expr("6/n", "(6.0 / n)");
    expr("200 MW*2", "(200.0 MW * 2.0)");
    expr("2 * 5 yr", "(2.0 * 5.0 yr)");
    expr("5 in xs", "(5.0 in xs)");
    expr(
        "if 3 > 2 then 1 else 0",
        "(if (3.0 > 2.0) then 1.0 else 0.0)",
    );
    expr("[1 for x in xs]", "[1.0 for x in xs]");
    expr("5 inch", "5.0 inch");
    check("a = 5 excluded \"w\"", "a = 5.0 excluded \"w\"");
    check("expect a == 5 within 2%", "expect a == 5.0 within 0.02%");
}

#[test]
fn dates_periods_redundancies() {
    expr("2026-06-30", "2026-06-30");
    expr("2026-06", "2026-06");
    expr("start(2026-Q2)", "start(2026-Q2)");
    expr("end(2026-H1)", "end(2026-H1)");
    expr("2026 - 6", "(2026.0 - 6.0)");
    expr("N", "1x(N+0)/1");
    expr("N+1", "1x(N+1)/1");
    expr("4Nm", "4.0 Nm");
    expr("2N", "2x(N+0)/1");
    expr("2(N+1)", "2x(N+1)/1");
    expr("3N/2", "3x(N+0)/2");
    expr("Nn", "Nn");
    expr("2026-01-31 + 1 mo", "(2026-01-31 + 1.0 mo)");
}

#[test]
fn precedence() {
    expr("a + b * c", "(a + (b * c))");
    expr("a - b - c", "((a - b) - c)");
    expr("a ^ b ^ c", "(a ^ (b ^ c))");
    expr("-a ^ 2", "(-(a ^ 2.0))");
    expr("-a * b", "((-a) * b)");
    expr("a ^ -b", "(a ^ (-b))");
    expr("not a == b and c", "((not (a == b)) and c)");
    expr("not not a", "(not (not a))");
    expr("a or b and c", "(a or (b and c))");
    expr("a ?? b + c", "(a ?? (b + c))");
    expr("1 .. n + 1", "(1.0 .. (n + 1.0))");
    expr("a ?? 1 .. 2 == c", "((a ?? (1.0 .. 2.0)) == c)");
    expr("x in [1, 2]", "(x in [1.0, 2.0])");
    expr("(a + b) * c", "((a + b) * c)");
    expr("a.b.c[i + 1].d", "a.b.c[(i + 1.0)].d");
    expr("f(x).y[2]", "f(x).y[2.0]");
    expr("a and not b or c", "((a and (not b)) or c)");
}

#[test]
fn compound_expressions() {
    expr("f(x, y = z, w == v)", "f(x, y=z, (w == v))");
    expr("std.math.f()", "std.math.f()");
    expr(
        "sum(r.load for r in all racks)",
        "sum([r.load for r in (all racks)])",
    );
    expr("[e for x in xs if c > 1]", "[e for x in xs if (c > 1.0)]");
    expr(
        "all std.hall in this where a == b or c",
        "(all std.hall in this where ((a == b) or c))",
    );
    expr("count(all racks) > 0", "(count((all racks)) > 0.0)");
    expr(
        "{ 2026-01: $2, 2027-01: $1, }",
        "{2026-01: 2.0 USD, 2027-01: 1.0 USD}",
    );
    expr(
        "linear { 2026-01: 1\n 2027-01: 2 }",
        "linear{2026-01: 1.0, 2027-01: 2.0}",
    );
}

#[test]
fn newlines_in_brackets_are_spaces() {
    check(
        "a = (b\n  + c // why\n  + d)\nb = 2",
        "a = ((b + c) + d)\nb = 2.0",
    );
    check("a = [\n  1,\n  2,\n]\n", "a = [1.0, 2.0]");
    check(
        "a = sum(x\n  for x in xs\n  if x > 1)",
        "a = sum([x for x in xs if (x > 1.0)])",
    );
    check("t : enum {\n a\n b\n}", "t : enum{a, b}");
}

#[test]
fn clause_words_go_on_with_the_statement_before() {
    check(
        "check a > 1\n  error C001 \"m\"\n\n  // remark\n  help \"h\"\n  at a.b\n",
        "check (a > 1.0) error C001 [\"m\"] help [\"h\"] at a.b",
    );
    check(
        "needs p = 3 MW\n via x\n when y",
        "needs p = 3.0 MW via x when y",
    );
    // They remain names.
    check(
        "a = 1\nat = 2\nhelp : Text\nwhen.x = 3",
        "a = 1.0\nat = 2.0\nhelp : Text\nwhen.x = 3.0",
    );
}

#[test]
fn statement_words_remain_names() {
    check("line = 3 MW", "line = 3.0 MW");
    check("kind = x", "kind = x");
    check(
        "let = 1; use = 2; for = 3",
        "let = 1.0\nuse = 2.0\nfor = 3.0",
    );
    check("kind : Text", "kind : Text");
    check("line \"L\" = e when c", "line \"L\" = e when c");
    check("check.x = 1", "check.x = 1.0");
    check("unit u { a = 1 }", "element unit u\n a = 1.0");
}

#[test]
fn elements() {
    check("party x \"X\"", "element party x \"X\"");
    check("guarantee { by = g }", "element guarantee\n by = g");
    check("hall h[4] { }", "element hall h bracket 4.0");
    check("racks r [a, b] { }", "element racks r bracket [a, b]");
    check("racks r [a] { }", "element racks r bracket [a]");
    check(
        "hall cb1 \"One\" { a = 1; b = 2 }",
        "element hall cb1 \"One\"\n a = 1.0\n b = 2.0",
    );
    check("std.hall cb1", "element std.hall cb1");
    check(
        "hall a { hall b { c = 1 } }",
        "element hall a\n element hall b\n  c = 1.0",
    );
}

#[test]
fn attributes() {
    check("a.b[2].c = v", "a.b[2.0].c = v");
    check("a += 1; b -= 2; c *= 3", "a += 1.0\nb -= 2.0\nc *= 3.0");
    check(
        "a = 3 ~ triangular(1, 5) @x @y excluded \"paid\"",
        "a = 3.0 ~triangular(1.0, 5.0) @x @y excluded \"paid\"",
    );
    check(
        "a = 3 @x @y = 4 within 2% @z within 1 MW excluded \"paid\"",
        "a = 3.0 @x @y=4.0 within 0.02% @z within 1.0 MW excluded \"paid\"",
    );
    check(
        "header halls : list<ref hall>",
        "header halls : list<ref hall>",
    );
    check(
        "c : Power in 0 MW .. 1 GW = 5 MW",
        "c : Power in 0.0 MW..1.0 GW = 5.0 MW",
    );
    check(
        "c : Power = 5 MW in 0 MW .. 1 GW",
        "c : Power in 0.0 MW..1.0 GW = 5.0 MW",
    );
    check("c : Money/Power/Time?", "c : ((Money/Power)/Time)?");
    check("c : 1/Time", "c : (1/Time)");
    check(
        "c : Length^2 * series<Money>",
        "c : (Length^2*series<Money>)",
    );
}

#[test]
fn declarations() {
    check("use std.nvidia", "use std.nvidia");
    check("use \"./common.site\" as c", "use \"./common.site\" as c");
    check("let r : Date = a + 1 d", "let r : Date = (a + 1.0 d)");
    check("kind k is a, b(per = c) { }", "kind k is a() is b(per=c)");
    check("trait t(per) { x : Money }", "trait t(per)\n x : Money");
    check(
        "template w(p : Power = 4 MW) { }",
        "template w(p: Power = 4.0 MW)",
    );
    check(
        "fn f(x : Money, n : Ratio) : Money = x * n",
        "fn f(x: Money, n: Ratio) : Money = (x * n)",
    );
    check(
        "assume a : Money = $3 @s \"why\"",
        "assume a : Money = 3.0 USD @s why \"why\"",
    );
    check(
        "assume a = $3 \"why\" @s = $4 within 5%",
        "assume a = 3.0 USD @s=4.0 USD within 0.05% why \"why\"",
    );
    check(
        "scenario s is t \"L\" { a.b += 9 mo }",
        "scenario s is t \"L\"\n a.b += 9.0 mo",
    );
    check(
        "require a >= 1.25x \"c\" @s",
        "require error (a >= 1.25x) why \"c\" @s",
    );
    check("warn a", "require warning a");
    check(
        "cite c \"T\" { page = \"3\" }",
        "cite c \"T\"\n page = \"3\"",
    );
    check(
        "unit gpu; unit eh = 1e18 hash",
        "unit gpu\nunit eh = 1e18 hash",
    );
    check("currency EUR \"Euro\"", "currency EUR \"Euro\"");
    check(
        "quantity f : Power = it * pue",
        "quantity f : Power = (it * pue)",
    );
    check(
        "resource r : Power { unmet = P001 \"{x} m\" help \"h\"; idle = P506 }",
        "resource r : Power\n law unmet = P001 [{x}\" m\"] help [\"h\"]\n law idle = P506",
    );
    check(
        "calendar c { workdays = [mon] }",
        "calendar c\n workdays = [mon]",
    );
    check(
        "for i, x in 1 .. 3 { a = i }",
        "for i, x in (1.0 .. 3.0)\n a = i",
    );
    check("allow P501 \"r\" @s", "allow P501 why \"r\" @s");
    check("excluded \"why\"", "excluded \"why\"");
}

#[test]
fn bodies_of_kinds() {
    check("gives power = a", "gives power = a");
    check(
        "conveys heat = a via b { efficiency = 0.9; units = 3 } when c",
        "conveys heat = a via b when c\n efficiency = 0.9\n units = 3.0",
    );
    check(
        "check all x in xs : x > 1 error C1 \"m\"",
        "check all x in xs: (x > 1.0) error C1 [\"m\"]",
    );
    check(
        "check any(all racks) warning C1 \"m\"",
        "check any((all racks)) warning C1 [\"m\"]",
    );
    check("schedule from a to b until c", "schedule a b until c");
    check(
        "identity a == b within 1% \"the same\"",
        "identity a == b within 0.01% \"the same\"",
    );
    check(
        "identity a == b error H1 \"the same\"",
        "identity a == b error H1 \"the same\"",
    );
    check("sourced a.b", "sourced a.b");
    check(
        "sourced a within 10% when b == c",
        "sourced a within 0.1% when (b == c)",
    );
    check("timeline from start for horizon", "timeline start horizon");
    check(
        "timeline from start for horizon by 1 yr with opening",
        "timeline start horizon by 1.0 yr opening",
    );
    check(
        "timeline from start for horizon with opening",
        "timeline start horizon opening",
    );
    check(
        "section s \"S\" { years \"Y\" = a; table \"T\" for x in xs { \"H\" = x; \"I\" = y } }",
        "section s \"S\"\n years \"Y\" = a\n table \"T\" for x in xs\n  column \"H\" = x\n  column \"I\" = y",
    );
    check(
        "section s \"S\" { table for x in xs { \"H\" = x } when a > 1; line \"L\" = a when b; opening \"O\" = a }",
        "section s \"S\"\n table for x in xs when (a > 1.0)\n  column \"H\" = x\n line \"L\" = a when b\n opening \"O\" = a",
    );
}

#[test]
fn messages_have_expressions_with_places() {
    let text = "check a error C1 \"up \\{ {a + b} {c}\"";
    let parse = parse(FileId(0), text);
    assert_eq!(parse.errors, []);
    assert_eq!(
        print(&parse.file),
        "check a error C1 [\"up { \"{(a + b)}\" \"{c}]\n"
    );
    let sitec_grammar::ast::StmtKind::Check(check) = &parse.file.stmts[0].kind else {
        panic!()
    };
    let sitec_grammar::ast::TextPart::Expr(sum) = &check.message.parts[1] else {
        panic!()
    };
    assert_eq!(&text[sum.span.range()], "a + b");
}

#[test]
fn documentation_goes_to_what_follows() {
    check(
        "//! File.\n//! More.\n\n/// One.\n///  Two.\na = 1\n\nb = 2 /// not this\nc = 3",
        "//! \"File.\\nMore.\"\n/// \"One.\\n Two.\" a = 1.0\nb = 2.0\nc = 3.0",
    );
    check(
        "t : enum {\n /// A.\n a\n b }\nu : Text",
        "t : enum{a///\"A.\", b}\nu : Text",
    );
    check("//// rule\na = 1", "a = 1.0");
}

#[test]
fn trivia_keeps_every_comment_and_gap() {
    let text = "// one\n\n\na = [1, // two\n 2]\n/// stray\n";
    let parse = parse(FileId(0), text);
    let found: Vec<_> = parse
        .trivia
        .items
        .iter()
        .map(|t| (t.kind, &text[t.span.range()]))
        .collect();
    let expected = [
        (TriviaKind::Comment, "// one"),
        (TriviaKind::BlankLines, "\n\n"),
        (TriviaKind::TrailingComment, "// two"),
        (TriviaKind::Comment, "/// stray"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn layout_is_free() {
    // Braces decide; blocks need no indentation, and lines may end in CR LF.
    check(
        "site a {\nhall b {\nc = 1\n}\n}\n",
        "element site a\n element hall b\n  c = 1.0",
    );
    check(
        "site a {\r\n\thall b { c = 1 }\r\n}\r\n",
        "element site a\n element hall b\n  c = 1.0",
    );
    check("\u{feff}a = 1", "a = 1.0");
    check(
        "   site a {\n hall b {\n     c = 1\n   }\n       }",
        "element site a\n element hall b\n  c = 1.0",
    );
    check("", "");
    check("\n\n// only a comment", "");
}

#[test]
fn overrides() {
    let attr = parse_override(FileId(3), "cb1.build[2] += 9 mo").unwrap();
    assert_eq!((attr.target.len(), attr.op_span.start), (2, 13));
    assert!(parse_override(FileId(0), "cb1.build").is_err());
    assert!(parse_override(FileId(0), "a = 1\nb = 2").is_err());
    let errors = parse_override(FileId(0), "a = ").unwrap_err();
    assert_eq!(errors[0].message, "expected a value after `=`");
}

#[test]
fn spans_are_of_the_file() {
    let text = "a = 1\nhall x { b = y + 2 MW }";
    let parse = parse(FileId(7), text);
    let sitec_grammar::ast::StmtKind::Element(hall) = &parse.file.stmts[1].kind else {
        panic!()
    };
    let body = hall.body.as_ref().unwrap();
    assert_eq!(&text[body.span.range()], "{ b = y + 2 MW }");
    assert_eq!(
        &text[parse.file.stmts[1].span.range()],
        "hall x { b = y + 2 MW }"
    );
    assert_eq!(body.span.file, FileId(7));
    let sitec_grammar::ast::StmtKind::Attr(attr) = &body.stmts[0].kind else {
        panic!()
    };
    assert_eq!(&text[attr.value.expr.span.range()], "y + 2 MW");
    assert_eq!(parse_expr(FileId(0), "x", 40).unwrap().span.start, 40);
}
