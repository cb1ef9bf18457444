//! The program as its users meet it: arguments in, streams and exit codes out.

#![allow(dead_code)] // each suite uses a part

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a run left behind.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// The root of the workspace: where `examples/` is.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// An empty directory of a test's own.
pub fn empty(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if path.exists() {
        fs::remove_dir_all(&path).expect("an old directory can be removed");
    }
    fs::create_dir_all(&path).expect("a directory can be made");
    path
}

/// An empty directory with files in it.
pub fn with(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let path = empty(name);
    for (file, text) in files {
        fs::write(path.join(file), text).expect("a file can be written");
    }
    path
}

pub fn command(directory: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sitec"));
    command.current_dir(directory).args(args);
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        command.env_remove(name);
    }
    command
}

pub fn sitec_in(directory: &Path, args: &[&str]) -> Ran {
    let output = command(directory, args)
        .stdin(Stdio::null())
        .output()
        .expect("sitec runs");
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).expect("results are UTF-8"),
        err: String::from_utf8(output.stderr).expect("messages are UTF-8"),
    }
}

pub fn sitec(args: &[&str]) -> Ran {
    sitec_in(&root(), args)
}

/// Fails unless JSON text follows a published schema.
pub fn follows(schema: &str, text: &str) -> serde_json::Value {
    let path = root().join(format!("schemas/{schema}.json"));
    let schema = fs::read_to_string(path).expect("the schema is published");
    let schema = serde_json::from_str(&schema).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let value = serde_json::from_str(text).expect("the answer is JSON");
    let faults: Vec<String> = validator
        .iter_errors(&value)
        .map(|e| format!("{e} at {}", e.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
    value
}
