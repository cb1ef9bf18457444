//! The file system as the compiler sees it: virtual paths with `/`, relative to where `sitec` ran.

use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path};

use sitec_compiler::world::{ReadError, World};

/// Files on disk.
#[derive(Debug, Clone, Copy, Default)]
pub struct FsWorld;

impl World for FsWorld {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        fs::read(path).map_err(|e| match e.kind() {
            ErrorKind::NotFound => ReadError::NotFound,
            _ => ReadError::Failed(e.to_string()),
        })
    }

    fn is_dir(&self, path: &str) -> bool {
        Path::new(path).is_dir()
    }

    fn list(&self, path: &str) -> Vec<String> {
        let Ok(entries) = fs::read_dir(path) else {
            return Vec::new();
        };
        let mut names: Vec<String> = entries
            .filter_map(Result::ok)
            .filter(|e| e.path().is_file())
            .filter_map(|e| e.file_name().into_string().ok())
            .collect();
        names.sort();
        names
    }
}

/// A path from the command line as a virtual path: relative if it lies in the current directory, with
/// `/`, without needless `.`.
#[must_use]
pub fn virtual_path(given: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let path = given.strip_prefix(&here).unwrap_or(given);
    let mut parts: Vec<String> = Vec::new();
    let mut root = "";
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::RootDir => root = "/",
            Component::Prefix(p) => parts.push(p.as_os_str().to_string_lossy().into_owned()),
            Component::ParentDir => parts.push("..".to_owned()),
            Component::Normal(p) => parts.push(p.to_string_lossy().into_owned()),
        }
    }
    let joined = format!("{root}{}", parts.join("/"));
    if joined.is_empty() {
        ".".to_owned()
    } else {
        joined
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_and_plain() {
        let to = |p: &str| virtual_path(Path::new(p));
        assert_eq!(to("."), ".");
        assert_eq!(to(""), ".");
        assert_eq!(to("./examples/x/"), "examples/x");
        assert_eq!(to("../x/./main.site"), "../x/main.site");
        assert_eq!(to("/srv/x"), "/srv/x");
        let here = std::env::current_dir().expect("tests run somewhere");
        assert_eq!(virtual_path(&here), ".");
        assert_eq!(virtual_path(&here.join("a/b.site")), "a/b.site");
    }

    #[test]
    fn listings_are_sorted_files() {
        let names = FsWorld.list("src");
        assert!(names.contains(&"main.rs".to_owned()) && !names.contains(&"command".to_owned()));
        assert!(names.is_sorted());
        assert_eq!(FsWorld.list("no/such/place"), Vec::<String>::new());
        assert_eq!(FsWorld.read("no/such/file"), Err(ReadError::NotFound));
        assert!(FsWorld.is_dir("src") && !FsWorld.is_dir("src/main.rs"));
    }
}
