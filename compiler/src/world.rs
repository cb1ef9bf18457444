//! All input and output of the compiler: reading files by virtual path.

use std::collections::BTreeMap;

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// There is no such file.
    NotFound,
    /// It is there but cannot be read; the text says why.
    Failed(String),
}

/// Where files come from. Paths are relative to the working root, with `/`.
pub trait World: Sync {
    /// The bytes of a file.
    ///
    /// # Errors
    /// [`ReadError`] if there is none or it cannot be read.
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError>;

    /// Whether the path names a directory.
    fn is_dir(&self, path: &str) -> bool;

    /// The names of the files (not directories) in a directory, sorted.
    fn list(&self, path: &str) -> Vec<String>;
}

/// A world in memory, for tests and embedding.
#[derive(Debug, Clone, Default)]
pub struct MemoryWorld {
    files: BTreeMap<String, Vec<u8>>,
}

impl MemoryWorld {
    /// An empty world.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With a file more.
    #[must_use]
    pub fn with(mut self, path: &str, text: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.to_owned(), text.into());
        self
    }
}

impl World for MemoryWorld {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        self.files.get(path).cloned().ok_or(ReadError::NotFound)
    }

    fn is_dir(&self, path: &str) -> bool {
        let prefix = format!("{}/", path.trim_end_matches('/'));
        path == "." || self.files.keys().any(|k| k.starts_with(&prefix))
    }

    fn list(&self, path: &str) -> Vec<String> {
        let prefix = if path == "." {
            String::new()
        } else {
            format!("{}/", path.trim_end_matches('/'))
        };
        self.files
            .keys()
            .filter_map(|k| k.strip_prefix(&prefix))
            .filter(|rest| !rest.contains('/'))
            .map(str::to_owned)
            .collect()
    }
}
