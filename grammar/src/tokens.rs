//! A coarse look at the tokens of one broken statement, to explain it.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    Name,
    /// Digits, `_` and at most one point with digits behind it.
    Number,
    Text,
    Sign,
    /// A character that no statement can contain outside text.
    Strange,
}

/// A token and its bytes in the statement.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub kind: TokenKind,
    pub start: usize,
    pub end: usize,
}

/// Signs of two characters.
const PAIRS: [&str; 10] = ["==", "!=", "<=", ">=", "+=", "-=", "*=", "..", "??", "//"];

/// The tokens of `text`, without comments.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let byte = |i: usize| bytes.get(i).copied().unwrap_or(0);
    let mut list = Vec::new();
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|t| t.chars().next()) {
        let start = at;
        at += c.len_utf8();
        let kind = match c {
            ' ' | '\t' | '\r' | '\n' => continue,
            'a'..='z' | 'A'..='Z' | '_' => {
                while byte(at).is_ascii_alphanumeric() || byte(at) == b'_' {
                    at += 1;
                }
                TokenKind::Name
            }
            '0'..='9' => {
                let mut point = false;
                loop {
                    match byte(at) {
                        b'0'..=b'9' | b'_' => at += 1,
                        b'.' if !point && byte(at + 1).is_ascii_digit() => {
                            point = true;
                            at += 1;
                        }
                        _ => break,
                    }
                }
                TokenKind::Number
            }
            '"' => {
                while at < bytes.len() && byte(at) != b'"' {
                    at += if byte(at) == b'\\' { 2 } else { 1 };
                }
                at = (at + 1).min(bytes.len());
                while !text.is_char_boundary(at) {
                    at += 1;
                }
                TokenKind::Text
            }
            '+' | '-' | '*' | '/' | '^' | '=' | '<' | '>' | '.' | '?' | ',' | ':' | ';' | '~'
            | '@' | '$' | '%' | '(' | ')' | '[' | ']' | '{' | '}' | '!' | '&' | '|' => {
                let pair = text.get(start..start + 2).unwrap_or_default();
                if PAIRS.contains(&pair) {
                    at = start + 2;
                }
                if pair == "//" {
                    at = text
                        .get(start..)
                        .and_then(|t| t.find('\n'))
                        .map_or(bytes.len(), |n| start + n);
                    continue;
                }
                TokenKind::Sign
            }
            _ => TokenKind::Strange,
        };
        list.push(Token {
            kind,
            start,
            end: at,
        });
    }
    list
}
