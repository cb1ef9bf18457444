//! The command line as a type. Each command's own arguments stand in its file.

use clap::builder::Styles;
use clap::builder::styling::{AnsiColor, Effects};
use clap::{Args, Parser, Subcommand};

use crate::command;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().effects(Effects::BOLD))
    .usage(AnsiColor::Green.on_default().effects(Effects::BOLD))
    .literal(AnsiColor::Cyan.on_default().effects(Effects::BOLD))
    .placeholder(AnsiColor::Cyan.on_default());

const EXAMPLES: &str = "\
Start here:
  sitec new river_bend                     write a starter package that checks clean
  sitec check river_bend                   say what is wrong with it, if anything
  sitec report river_bend                  say what it comes to: power, money, dates

Then ask:
  sitec eval river_bend 'critical_it * 2'            any expression of the language
  sitec why river_bend contracted                     where a figure comes from
  sitec report river_bend --set 'h1.build = 18 mo'   what if
  sitec solve river_bend --vary rent --target 'equity_irr = 15%'   what it would take
  sitec explain P001                                 what a finding means and how to mend it
  sitec doc lease                                    what a kind of element takes and computes

A PATH is a directory with a `site.toml`, or one `.site` file; the current directory if left out.
Results go to standard output, everything else to standard error.
Exit codes: 0 clean, 1 findings, 2 wrong usage or unreadable files, 101 a bug in sitec.";

/// Compiler and evaluator for `.site` files: AI data-center build-outs as text that compiles
///
/// A `.site` file describes a site: land, grid connection, power and cooling trains, halls, racks,
/// leases, debt. `sitec` checks that it can be built and pays its way, computes what it comes to,
/// and shows where every figure comes from.
#[derive(Debug, Parser)]
#[command(name = "sitec", version, styles = STYLES, max_term_width = 100)]
#[command(infer_subcommands = true)]
#[command(arg_required_else_help = true, after_help = EXAMPLES)]
pub struct Cli {
    /// When to colour.
    #[command(flatten)]
    pub color: colorchoice_clap::Color,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What `sitec` can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say what is wrong with a site: syntax, units, missing and late power, leases, debt
    Check(command::check::Check),
    /// Say what a site comes to: its report, in text or JSON
    Report(command::report::Report),
    /// Compute expressions in a site
    Eval(command::eval::Eval),
    /// Find the value of an assumption for which a target holds
    Solve(command::solve::Solve),
    /// Show how a figure came about, down to source lines and citations
    Why(command::why::Why),
    /// Show when everything starts and is ready, and the chain that sets the end
    Schedule(command::schedule::Schedule),
    /// Draw who supplies whom with power, cooling, water, …
    Graph(command::graph::Graph),
    /// Tell what a finding's code means and how to mend it
    Explain(command::explain::Explain),
    /// Tell what a kind, trait, function or unit of quantity is
    Doc(command::doc::Doc),
    /// Lay out files in the one house style
    Fmt(command::fmt::Fmt),
    /// Write a starter package
    New(command::new::New),
    /// Print the value graph that a site compiles to
    #[command(hide = true)]
    Ir(command::ir::Ir),
    /// Print a completion script for a shell
    Completions(command::completions::Completions),
    /// Print the manual page, or that of a command
    Man(command::man::Man),
}

/// Which case of a package is meant.
#[derive(Debug, Clone, Default, Args)]
pub struct Case {
    /// Apply this scenario of the package
    #[arg(long, value_name = "NAME")]
    pub scenario: Option<String>,
    /// Replace a value, e.g. `--set 'cb4.build = 18 mo'`; may be repeated
    #[arg(long = "set", value_name = "PATH=EXPR")]
    pub sets: Vec<String>,
}

/// Text for people or JSON for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Text for people
    Text,
    /// One JSON object, described in `schemas/`
    Json,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_and_argument_is_documented() {
        for command in Cli::command().get_subcommands() {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            for argument in command.get_arguments() {
                let id = argument.get_id();
                assert!(argument.get_help().is_some(), "{} {id}", command.get_name());
            }
        }
    }
}
