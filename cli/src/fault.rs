//! What goes wrong outside of `.site` text: files, manifests, arguments. Drawn by miette.

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, NamedSource, SourceSpan};
use sitec_compiler::OpenError;
use thiserror::Error;

/// Why a command could not do its work.
#[derive(Debug, Error, Diagnostic)]
pub enum Fault {
    /// A file or directory that is not there.
    #[error("there is no `{path}`")]
    #[diagnostic(help("give a directory with a `site.toml`, or a `.site` file"))]
    NotFound {
        /// As asked for.
        path: String,
    },
    /// A file that cannot be read.
    #[error("cannot read `{path}`: {why}")]
    Unreadable {
        /// As asked for.
        path: String,
        /// The system's words.
        why: String,
    },
    /// A `site.toml` that says nothing useful.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Manifest(Box<BadManifest>),
    /// A file that cannot be written.
    #[error("cannot write `{path}`: {why}")]
    Write {
        /// Where to.
        path: String,
        /// The system's words.
        why: String,
    },
    /// Arguments that fit the grammar of the command line but not each other or the files.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What to do.
        #[help]
        help: Option<String>,
    },
    /// The reader of standard output went away; not worth a word.
    #[error("standard output was closed")]
    Closed,
}

/// What is wrong with a manifest, and where.
#[derive(Debug, Error, Diagnostic)]
#[error("`{path}` is not a manifest: {message}")]
#[diagnostic(help(
    "a manifest reads:\n[package]\nname = \"river_bend\"\nedition = \"2026\"\nroot = \"main.site\""
))]
pub struct BadManifest {
    /// Its path.
    path: String,
    /// What is wrong.
    message: String,
    /// Its text.
    #[source_code]
    source_code: NamedSource<String>,
    /// Where.
    #[label("here")]
    span: Option<SourceSpan>,
}

impl Fault {
    /// A fault of usage with one action.
    pub fn usage(message: impl Into<String>, help: impl Into<String>) -> Self {
        Fault::Usage {
            message: message.into(),
            help: Some(help.into()),
        }
    }

    /// As shown to people.
    #[must_use]
    pub fn drawn(&self, color: bool) -> String {
        let theme = if color {
            GraphicalTheme::unicode()
        } else {
            GraphicalTheme::unicode_nocolor()
        };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_links(false)
            .with_width(100);
        let mut text = String::new();
        match handler.render_report(&mut text, self) {
            Ok(()) => text,
            Err(_) => format!("error: {self}\n"),
        }
    }
}

impl From<OpenError> for Fault {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::NotFound { path } => Fault::NotFound { path },
            OpenError::Unreadable { path, why } => Fault::Unreadable { path, why },
            OpenError::Manifest {
                path,
                text,
                span,
                message,
            } => {
                // miette does not clamp.
                let length = text.len();
                let span = span.map(|s| {
                    let start = s.start.min(length);
                    SourceSpan::from(start..s.end.clamp(start, length))
                });
                Fault::Manifest(Box::new(BadManifest {
                    source_code: NamedSource::new(&path, text).with_language("toml"),
                    path,
                    message,
                    span,
                }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_shown_where_it_fails() {
        let fault = Fault::from(OpenError::Manifest {
            path: "river_bend/site.toml".to_owned(),
            text: "[package]\nname = \"river_bend\"\nedtion = \"2026\"\n".to_owned(),
            span: Some(30..36),
            message: "unknown field `edtion`".to_owned(),
        });
        insta::assert_snapshot!(fault.drawn(false));
    }

    #[test]
    fn a_span_past_the_end_is_clamped() {
        let fault = Fault::from(OpenError::Manifest {
            path: "site.toml".to_owned(),
            text: "[package]".to_owned(),
            span: Some(70..90),
            message: "ends too early".to_owned(),
        });
        let text = fault.drawn(false);
        assert!(
            text.contains("ends too early") && !text.contains("OutOfBounds"),
            "{text}"
        );
    }

    #[test]
    fn a_missing_file_says_what_to_give() {
        let fault = Fault::NotFound {
            path: "nowhere".to_owned(),
        };
        insta::assert_snapshot!(fault.drawn(false));
    }
}
