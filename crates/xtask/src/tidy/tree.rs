//! The text files of the repository.

use std::{
    cell::OnceCell,
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;
use syn::Item;

/// A text file of the repository.
pub struct File {
    /// From the root, with `/`.
    pub path: String,
    pub text: String,
    items: OnceCell<Vec<Item>>,
}

impl File {
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            text: text.into(),
            items: OnceCell::new(),
        }
    }

    /// Its items, where it is Rust; none where it cannot be parsed: the compiler says so, not we.
    pub fn items(&self) -> &[Item] {
        self.items.get_or_init(|| {
            syn::parse_file(&self.text).map_or_else(|_| Vec::new(), |parsed| parsed.items)
        })
    }
}

/// What is made by building or by tools, and is in no commit.
const NOT_KEPT: [&str; 6] = [
    "target",
    "node_modules",
    ".git",
    "__pycache__",
    ".venv",
    "venv",
];

/// Every text file that is kept, as far as the rules look at it, in the order of their paths.
pub fn files(root: &Path) -> Result<Vec<File>> {
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            let Ok(below) = path.strip_prefix(root) else {
                continue;
            };
            let below = below.to_string_lossy().replace('\\', "/");
            if path.is_dir() {
                let name = below.rsplit('/').next().unwrap_or_default();
                if !NOT_KEPT.contains(&name) && below != "ui/dist" {
                    folders.push(path);
                }
            } else if let Ok(text) = fs::read_to_string(&path) {
                files.push(File::new(below, text));
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

pub fn extension(file: &File) -> &str {
    file.path
        .rsplit_once('.')
        .map_or("", |(_, extension)| extension)
}

/// Whether it is source that we write.
pub fn is_ours(file: &File) -> bool {
    ["rs", "ts", "vue", "js", "mjs", "py"].contains(&extension(file))
}

/// Whether a tool of ours wrote it.
pub fn is_generated(file: &File) -> bool {
    file.path.contains("/generated/")
        || file.text.lines().take(3).any(|line| {
            let line = line.trim_start_matches(['/', '*', '!', ' ']);
            line.starts_with("Generated ") || line.starts_with("This file was generated")
        })
}

/// Whether all of it is tests: not what it holds between `#[cfg(test)]`.
pub fn is_test(file: &File) -> bool {
    let path = &file.path;
    let folder = ["/tests/", "/testing/", "/benches/", "/examples/"];
    path.starts_with("tests/")
        || path.starts_with("fuzz/")
        || folder.iter().any(|folder| path.contains(folder))
        || ["/tests.rs", "_tests.rs", ".test.ts"]
            .iter()
            .any(|end| path.ends_with(end))
}
