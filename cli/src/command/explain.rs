//! `sitec explain`: what a code means.

use clap::Args;
use sitec_grammar::ast::Severity;

use crate::Outcome;
use crate::fault::Fault;
use crate::terminal::Terminal;
use crate::text;

const EXAMPLES: &str = "\
Examples:
  sitec explain P001       what it means, a spec that has it, the same spec mended
  sitec explain            all codes";

/// Arguments of `sitec explain`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Explain {
    /// A code, as in `error[P001]`; all codes if left out
    code: Option<String>,
}

/// Writes the page of a code, or the list of codes.
///
/// # Errors
/// If there is no such code, or the result cannot be written.
pub fn run(args: &Explain, terminal: &Terminal) -> Result<Outcome, Fault> {
    let Some(asked) = &args.code else {
        let codes = sitec_compiler::all_codes();
        let lines = codes.iter().map(|e| {
            let word = match e.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            };
            vec![e.code.to_string(), word.to_owned(), e.title.to_string()]
        });
        let list = text::explain::codes(lines.collect(), terminal.columns());
        terminal.give(&list)?;
        return Ok(Outcome::Clean);
    };
    let code = asked.to_ascii_uppercase();
    let Some(page) = sitec_compiler::explain(&code) else {
        let codes = sitec_compiler::all_codes();
        let near = codes
            .iter()
            .min_by_key(|e| strsim::damerau_levenshtein(e.code.as_ref(), &code));
        let help = near.map_or_else(
            || "`sitec explain` lists all codes".to_owned(),
            |e| format!("did you mean `{}`? `sitec explain` lists all codes", e.code),
        );
        return Err(Fault::usage(format!("there is no code `{asked}`"), help));
    };
    let text = text::explain::page(&page.page, terminal.columns(), terminal.out_color());
    terminal.give(&text)?;
    Ok(Outcome::Clean)
}
