//! The registry of the compiler's own codes. Codes of library checks live in `.site`.

use sitec_grammar::ast::Severity;

/// The severity that a code states by itself: `E` and `W` by letter, library codes by number
/// (001-499 errors, 501-999 warnings).
#[must_use]
pub fn severity(code: &str) -> Severity {
    let number = code
        .get(1..)
        .and_then(|n| n.parse::<u32>().ok())
        .unwrap_or(0);
    match code.as_bytes().first() {
        Some(b'W') => Severity::Warning,
        Some(b'E') => Severity::Error,
        _ if number >= 500 => Severity::Warning,
        _ => Severity::Error,
    }
}
