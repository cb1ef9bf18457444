//! Text to tokens, literals in one piece.
//!
//! The rules for literals are those of the grammar (`literal` in `site.pest`); a test compares them on all texts
//! there are.

use crate::marks::Marks;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name or a word of the language.
    Word,
    /// A number, date, period or redundancy with all that is glued to it.
    Literal,
    /// Quoted text.
    Text,
    /// `@source`.
    Cite,
    /// An operator or other sign.
    Op,
    /// `(`, `[`, `{`.
    Open,
    /// `)`, `]`, `}`.
    Close,
    /// `,`.
    Comma,
    /// `;`.
    Semicolon,
    /// A comment to the end of its line, blanks behind it left out.
    Comment,
}

/// A token with what stood before it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
    /// Line ends between it and the token before: 0, 1, or 2 for more.
    pub newlines: u8,
    /// Whether it follows the token before without a blank.
    pub glued: bool,
    /// The start of the type it is part of.
    pub of_type: Option<usize>,
}

impl Token {
    /// The text of the token.
    pub(crate) fn of<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

const TWO_SIGNS: [&str; 9] = ["==", "!=", "<=", ">=", "??", "..", "+=", "-=", "*="];

/// Words behind a number that are not its unit.
const NO_UNITS: [&str; 24] = [
    "and", "all", "at", "else", "error", "excluded", "for", "false", "help", "in", "if", "linear",
    "not", "none", "or", "real", "then", "this", "true", "via", "where", "when", "within",
    "warning",
];

/// A literal as it is printed: a space between number and unit, all else as the author wrote it.
pub(crate) fn spelled(literal: &str) -> String {
    if literal.starts_with('$') || date(literal) > 0 || redundancy(literal) > 0 {
        return literal.to_owned();
    }
    let (digits, middle) = number_parts(literal);
    let (number, behind) = literal.split_at_checked(digits).unwrap_or((literal, ""));
    let (middle, unit) = behind.split_at_checked(middle).unwrap_or((behind, ""));
    let (middle, unit) = (middle.trim_start(), unit.trim_start());
    let before_style = if middle == "bps" { " " } else { "" };
    let before_unit = if unit.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        " "
    } else {
        ""
    };
    format!("{number}{before_style}{middle}{before_unit}{unit}")
}

/// Cuts a text; nothing if a quote is not closed or a character cannot stand there.
pub(crate) fn lex(text: &str, marks: &Marks) -> Option<Vec<Token>> {
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 4);
    let bytes = text.as_bytes();
    let mut pos = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut newlines = 0u8;
    let mut last_end = pos;
    while let Some(&byte) = bytes.get(pos) {
        match byte {
            b' ' | b'\t' | b'\r' => {
                pos += 1;
                continue;
            }
            b'\n' => {
                newlines = (newlines + 1).min(2);
                pos += 1;
                continue;
            }
            _ => {}
        }
        let rest = text.get(pos..)?;
        let of_type = marks.type_at(pos);
        let (kind, len) = match byte {
            b'/' if rest.starts_with("//") => {
                let line = rest.lines().next().unwrap_or_default();
                // Nothing that is no blank elsewhere may be left over behind it.
                let kept = line.trim_end_matches([' ', '\t', '\r']);
                (Kind::Comment, kept.len())
            }
            b'/' if rest.starts_with("/*") => return None,
            b'"' => (Kind::Text, quoted(rest)?),
            b'@' => (Kind::Cite, cite(rest)),
            b'(' | b'[' | b'{' => (Kind::Open, 1),
            b')' | b']' | b'}' => (Kind::Close, 1),
            b',' => (Kind::Comma, 1),
            b';' => (Kind::Semicolon, 1),
            b'0'..=b'9' | b'$' => match literal(rest) {
                0 => (Kind::Op, 1),
                len => (Kind::Literal, len),
            },
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                let len = ident(rest);
                match (rest.get(..len), spare(rest)) {
                    (Some("N"), more) if more > 1 => (Kind::Literal, more),
                    _ => (Kind::Word, len),
                }
            }
            _ if of_type.is_none() && TWO_SIGNS.iter().any(|s| rest.starts_with(s)) => {
                (Kind::Op, 2)
            }
            _ => (Kind::Op, rest.chars().next().map_or(1, char::len_utf8)),
        };
        let end = pos + len.max(1);
        tokens.push(Token {
            kind,
            start: pos,
            end,
            newlines,
            glued: pos == last_end && newlines == 0,
            of_type: of_type.map(|t| t.0),
        });
        pos = end;
        last_end = end;
        newlines = 0;
    }
    Some(tokens)
}

/// Length of a quoted text; nothing if its line ends first.
fn quoted(rest: &str) -> Option<usize> {
    let mut chars = rest.char_indices().skip(1);
    while let Some((i, c)) = chars.next() {
        match c {
            '"' => return Some(i + 1),
            '\n' => return None,
            '\\' => {
                if matches!(chars.next(), None | Some((_, '\n'))) {
                    return None;
                }
            }
            _ => {}
        }
    }
    None
}

/// Length of `@name`, blanks between included.
fn cite(rest: &str) -> usize {
    let behind = rest.get(1..).unwrap_or_default();
    let name = behind.trim_start_matches([' ', '\t']);
    match ident(name) {
        0 => 1,
        len => rest.len() - name.len() + len,
    }
}

/// Whether a name goes on with this.
fn goes_on(c: Option<u8>) -> bool {
    c.is_some_and(|c| c.is_ascii_alphanumeric() || c == b'_')
}

fn ident(rest: &str) -> usize {
    match rest.bytes().next() {
        Some(c) if c.is_ascii_alphabetic() || c == b'_' => rest
            .bytes()
            .position(|c| !goes_on(Some(c)))
            .unwrap_or(rest.len()),
        _ => 0,
    }
}

fn run(rest: &str, accept: impl Fn(u8) -> bool) -> usize {
    rest.bytes().position(|c| !accept(c)).unwrap_or(rest.len())
}

fn after(rest: &str, len: usize) -> &str {
    rest.get(len..).unwrap_or_default()
}

/// Length of `N` or `N+1`.
fn spare(rest: &str) -> usize {
    let digits = after(rest, 1)
        .strip_prefix('+')
        .map_or(0, |r| run(r, |c| c.is_ascii_digit()));
    if digits > 0 { 2 + digits } else { 1 }
}

/// Length of a literal that begins with a digit or `$`; 0 if there is none.
fn literal(rest: &str) -> usize {
    if let Some(behind) = rest.strip_prefix('$') {
        let digits = decimal(behind);
        if digits == 0 {
            return 0;
        }
        let mut len = 1 + digits;
        len += magnitude(after(rest, len));
        len += per(after(rest, len));
        return len + real(after(rest, len));
    }
    [date(rest), redundancy(rest)]
        .into_iter()
        .find(|&len| len > 0)
        .unwrap_or_else(|| number(rest))
}

fn number(rest: &str) -> usize {
    let (digits, middle) = number_parts(rest);
    let mut len = digits + middle;
    let behind = after(rest, len);
    // `%` and `bps` take what follows a slash, units have it in them.
    if matches!(
        rest.get(digits..len).map(str::trim_start),
        Some("%" | "bps")
    ) {
        len += per(behind);
    } else if rest.get(digits..len) != Some("x") {
        let spaces = usize::from(behind.starts_with(' '));
        match unit(after(behind, spaces)) {
            0 => {}
            unit => len += spaces + unit,
        }
    }
    len + real(after(rest, len))
}

/// Lengths of the digits and of the style or magnitude behind them.
fn number_parts(rest: &str) -> (usize, usize) {
    let digits = decimal(rest);
    let behind = after(rest, digits);
    if behind.starts_with('%') {
        return (digits, 1);
    }
    if behind.starts_with('x') && !goes_on(behind.as_bytes().get(1).copied()) {
        return (digits, 1);
    }
    let spaces = usize::from(behind.starts_with(' '));
    if let Some(more) = after(behind, spaces).strip_prefix("bps")
        && !goes_on(more.bytes().next())
    {
        return (digits, spaces + 3);
    }
    (digits, magnitude(behind))
}

fn decimal(rest: &str) -> usize {
    let digits = |r: &str| match r.bytes().next() {
        Some(c) if c.is_ascii_digit() => run(r, |c| c.is_ascii_digit() || c == b'_'),
        _ => 0,
    };
    let mut len = digits(rest);
    if len == 0 {
        return 0;
    }
    if let Some(fraction) = after(rest, len).strip_prefix('.') {
        match digits(fraction) {
            0 => {}
            more => len += 1 + more,
        }
    }
    if let Some(power) = after(rest, len).strip_prefix(['e', 'E']) {
        let sign = usize::from(power.starts_with(['+', '-']));
        match run(after(power, sign), |c| c.is_ascii_digit()) {
            0 => {}
            more => len += 1 + sign + more,
        }
    }
    len
}

fn magnitude(rest: &str) -> usize {
    let mut bytes = rest.bytes();
    usize::from(matches!(bytes.next(), Some(b'M' | b'k' | b'B' | b'T')) && !goes_on(bytes.next()))
}

fn factor(rest: &str) -> usize {
    let name = ident(rest);
    if name == 0 {
        return 0;
    }
    let Some(power) = after(rest, name).strip_prefix('^') else {
        return name;
    };
    let sign = usize::from(power.starts_with('-'));
    match run(after(power, sign), |c| c.is_ascii_digit()) {
        0 => name,
        digits => name + 1 + sign + digits,
    }
}

/// Length of what follows the first factor of a unit.
fn more_factors(rest: &str) -> usize {
    let mut len = 0;
    while after(rest, len).starts_with(['/', '*']) {
        match factor(after(rest, len + 1)) {
            0 => break,
            more => len += 1 + more,
        }
    }
    len
}

fn unit(rest: &str) -> usize {
    let name = rest.get(..ident(rest)).unwrap_or_default();
    if NO_UNITS.contains(&name) || name == "N" {
        return 0;
    }
    match factor(rest) {
        0 => 0,
        first => first + more_factors(after(rest, first)),
    }
}

fn per(rest: &str) -> usize {
    if rest.starts_with('/') {
        more_factors(rest)
    } else {
        0
    }
}

fn real(rest: &str) -> usize {
    match rest.strip_prefix(" real ") {
        Some(year)
            if run(year, |c| c.is_ascii_digit()) == 4
                && !goes_on(year.as_bytes().get(4).copied()) =>
        {
            10
        }
        _ => 0,
    }
}

fn date(rest: &str) -> usize {
    let year = run(rest, |c| c.is_ascii_digit());
    let Some(behind) = after(rest, year).strip_prefix('-').filter(|_| year == 4) else {
        return 0;
    };
    let two = |r: &str| r.bytes().take(2).filter(u8::is_ascii_digit).count() == 2;
    let mut len = 5;
    if behind.starts_with(['Q', 'H'])
        && behind
            .as_bytes()
            .get(1)
            .copied()
            .is_some_and(|c| c.is_ascii_digit())
    {
        len += 2;
    } else if two(behind) {
        len += 2;
        if after(rest, len).starts_with('-') && two(after(rest, len + 1)) {
            len += 3;
        }
    } else {
        return 0;
    }
    let mut tail = after(rest, len).bytes();
    match (tail.next(), tail.next()) {
        (Some(b'-'), Some(c)) if c.is_ascii_digit() => 0,
        (c, _) if goes_on(c) => 0,
        _ => len,
    }
}

fn redundancy(rest: &str) -> usize {
    let digits = |r: &str| run(r, |c| c.is_ascii_digit());
    let count = digits(rest);
    let behind = after(rest, count);
    if let Some(inner) = behind.strip_prefix("(N+") {
        let spare = digits(inner);
        return if spare > 0 && after(inner, spare).starts_with(')') {
            count + 4 + spare
        } else {
            0
        };
    }
    match behind.strip_prefix('N') {
        Some(more) if !goes_on(more.bytes().next()) => {
            match more.strip_prefix('/').map_or(0, digits) {
                0 => count + 1,
                per => count + 2 + per,
            }
        }
        _ => 0,
    }
}
