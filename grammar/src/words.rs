//! The words that mean something to the syntax.

/// Words that cannot be names in expressions.
pub(crate) fn is_reserved(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "or"
            | "not"
            | "in"
            | "if"
            | "then"
            | "else"
            | "for"
            | "where"
            | "all"
            | "none"
            | "true"
            | "false"
            | "this"
            | "real"
            | "linear"
    )
}

/// Words that, at the start of a line, go on with the statement before it.
pub(crate) fn is_clause_word(word: &[u8]) -> bool {
    matches!(
        word,
        b"error" | b"warning" | b"help" | b"within" | b"via" | b"when" | b"at"
    )
}

/// Words behind which an operand must follow.
pub(crate) fn opens_operand(word: &[u8]) -> bool {
    matches!(
        word,
        b"and" | b"or" | b"not" | b"in" | b"if" | b"then" | b"else" | b"for" | b"where" | b"all"
    )
}

/// Words that may begin a line inside brackets behind a complete operand.
pub(crate) fn continues_in_bracket(word: &[u8]) -> bool {
    matches!(
        word,
        b"and" | b"or" | b"in" | b"for" | b"if" | b"then" | b"else" | b"where"
    )
}

/// Words that may begin a statement.
pub(crate) const STATEMENT_WORDS: [&str; 32] = [
    "allow", "assume", "balance", "calendar", "check", "cite", "conveys", "currency", "evidence",
    "excluded", "expect", "fn", "for", "gives", "identity", "kind", "let", "line", "needs",
    "opening", "quantity", "require", "resource", "scenario", "schedule", "section", "sourced",
    "table", "template", "timeline", "trait", "unit",
];

/// How a statement that begins with a word is written.
pub(crate) fn form_of(word: &str) -> Option<&'static str> {
    Some(match word {
        "use" => "use std.module, or use \"./file.site\" as name",
        "let" => "let name : Type = value",
        "kind" => "kind name is trait { … }",
        "trait" => "trait name(parameter) { … }",
        "template" => "template name(parameter : Type = value) { … }",
        "fn" => "fn name(x : Type) : Type = value",
        "assume" => "assume name : Type = value \"why\"",
        "scenario" => "scenario name is other \"Label\" { path = value }",
        "require" | "warn" => "require condition \"why\" @source",
        "expect" => "expect computed == published within 2% @source",
        "identity" => "identity one == other \"words\"",
        "sourced" => "sourced figure within 5% when condition",
        "check" => "check condition error C001 \"message\"",
        "gives" => "gives resource = amount",
        "needs" => "needs resource = amount via attribute",
        "conveys" => "conveys resource = capacity via attribute",
        "section" => "section name \"Title\" { … }",
        "line" | "years" | "balance" | "opening" | "evidence" => "line \"Label\" = value",
        "table" => "table \"Label\" for x in list { \"Head\" = value }",
        "schedule" => "schedule from start to ready until retired",
        "timeline" => "timeline from start for length by 1 mo with opening",
        "cite" => "cite name \"Title\" { date = 2026-01-31 }",
        "unit" => "unit name = value",
        "currency" => "currency EUR \"Euro\"",
        "quantity" => "quantity name : Type = value",
        "resource" => "resource name : Type { short = P002 \"message\" }",
        "calendar" => "calendar name { … }",
        "for" => "for x in list { … }",
        "allow" => "allow CODE \"reason\" @source",
        "excluded" => "excluded \"why\"",
        _ => return None,
    })
}
