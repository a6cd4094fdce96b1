//! The rules that are about the text of single files (the invariants in ARCHITECTURE.md that no other
//! tool checks), each as one function from the repository to what breaks it.

use serde_json::Value;

use crate::{
    place,
    tidy::tree::{File, extension, is_ours},
};

/// What a rule is called, and what breaks it.
pub type Rule = (&'static str, fn(&[File]) -> Vec<String>);

pub const RULES: &[Rule] = &[
    (
        "only ui/src/platform knows Tauri's JavaScript",
        platform_seam,
    ),
    ("no file is too long without a reason", lengths),
    ("nothing is left to be done", promises),
    ("no test is left out", left_out),
    ("no path of a machine", machine_paths),
    ("lock files name no registry's host", registry_hosts),
];

/// The longest that a file may be without saying why, by its extension.
const LIMITS: &[(&str, usize)] = &[("rs", 600), ("ts", 400), ("vue", 400)];
const REASON: &str = "Longer than the house's limit because";

/// The lines of the given files that hold one of the texts.
fn lines_with(
    files: &[File],
    which: impl Fn(&File) -> bool,
    broken: impl Fn(&str) -> bool,
) -> Vec<String> {
    let mut found = Vec::new();
    for file in files.iter().filter(|file| which(file)) {
        for (index, line) in file.text.lines().enumerate() {
            if broken(line) {
                found.push(format!("{}:{}: {}", file.path, index + 1, line.trim()));
            }
        }
    }
    found
}

fn platform_seam(files: &[File]) -> Vec<String> {
    lines_with(
        files,
        |file| file.path.starts_with("ui/src/") && !file.path.starts_with("ui/src/platform/"),
        |line| line.contains("@tauri-apps"),
    )
}

/// The packages other than the host that depend on Tauri, from `cargo metadata`.
pub fn tauri_outside_host(metadata: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let name = dependency["name"].as_str().unwrap_or_default();
            if package["name"] != "pooldeck" && (name == "tauri" || name.starts_with("tauri-")) {
                found.push(format!("{} depends on {name}", package["name"]));
            }
        }
    }
    found
}

fn lengths(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        let Some((_, limit)) = LIMITS.iter().find(|(name, _)| *name == extension(file)) else {
            continue;
        };
        let lines = file.text.lines().count();
        let top = file.text.lines().take(20).any(|line| line.contains(REASON));
        let generated = file.text.starts_with("// Generated from ");
        if lines > *limit && !top && !generated {
            found.push(format!(
                "{}: {lines} lines, the limit is {limit}",
                file.path
            ));
        }
    }
    found
}

fn promises(files: &[File]) -> Vec<String> {
    // In two halves, so that this file keeps its own rule.
    let words = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("unimple", "mented!"),
        concat!("to", "do!("),
    ];
    lines_with(files, is_ours, |line| {
        words.iter().any(|word| has_word(line, word))
    })
}

/// Whether `word` stands in `line` by itself, not inside a longer word.
fn has_word(line: &str, word: &str) -> bool {
    let part = |letter: Option<char>| {
        letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
    };
    let closed = part(word.chars().next_back());
    line.match_indices(word).any(|(start, _)| {
        let before = part(line[..start].chars().next_back());
        let after = closed && part(line[start + word.len()..].chars().next());
        !before && !after
    })
}

fn left_out(files: &[File]) -> Vec<String> {
    let rust = concat!("#[ig", "nore");
    let calls = ["it", "test", "describe"];
    lines_with(files, is_ours, |line| {
        line.contains(rust)
            || calls.iter().any(|call| {
                ["skip", "only", "todo"]
                    .iter()
                    .any(|how| has_word(line, &format!("{call}.{how}")))
            })
    })
}

fn machine_paths(files: &[File]) -> Vec<String> {
    let root = format!("{}/", place::root().display());
    let homes = [
        concat!("/ho", "me/"),
        concat!("/Us", "ers/"),
        concat!("/ro", "ot/"),
        concat!("C:\\Us", "ers\\"),
    ];
    let starts = |line: &str, path: &str| {
        line.match_indices(path).any(|(start, _)| {
            let before = line[..start].chars().next_back();
            before.is_none_or(|letter| !letter.is_alphanumeric() && !".-_~})>/".contains(letter))
        })
    };
    lines_with(
        files,
        |_| true,
        |line| starts(line, &root) || homes.iter().any(|home| starts(line, home)),
    )
}

fn registry_hosts(files: &[File]) -> Vec<String> {
    let npm = lines_with(
        files,
        |file| file.path.ends_with("package-lock.json"),
        |line| line.trim_start().starts_with("\"resolved\": \"http"),
    );
    let cargo = lines_with(
        files,
        |file| file.path == "Cargo.lock",
        |line| {
            line.starts_with("source = ") && !line.contains("github.com/rust-lang/crates.io-index")
        },
    );
    npm.into_iter().chain(cargo).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(rule: fn(&[File]) -> Vec<String>, path: &str, text: &str) -> usize {
        rule(&[File::new(path, text)]).len()
    }

    #[test]
    fn tauri_stays_behind_the_platform_seam() {
        let import = "import { invoke } from '@tauri-apps/api/core'";
        assert_eq!(broken(platform_seam, "ui/src/views/Tree.vue", import), 1);
        assert_eq!(broken(platform_seam, "ui/src/platform/index.ts", import), 0);
    }

    #[test]
    fn only_the_host_depends_on_tauri() {
        let metadata = |name: &str, dependency: &str| {
            let dependencies = serde_json::json!([{ "name": dependency }]);
            serde_json::json!({ "packages": [{ "name": name, "dependencies": dependencies }] })
        };
        assert_eq!(tauri_outside_host(&metadata("engine", "tauri")).len(), 1);
        assert_eq!(
            tauri_outside_host(&metadata("engine", "tauri-utils")).len(),
            1
        );
        assert_eq!(tauri_outside_host(&metadata("engine", "tokio")).len(), 0);
        assert_eq!(tauri_outside_host(&metadata("pooldeck", "tauri")).len(), 0);
    }

    #[test]
    fn a_long_file_needs_a_reason() {
        let long = "line\n".repeat(401);
        assert_eq!(broken(lengths, "a.vue", &long), 1);
        assert_eq!(broken(lengths, "a.rs", &long), 0);
        assert_eq!(
            broken(
                lengths,
                "a.vue",
                &format!("<!-- {REASON} it lists. -->\n{long}")
            ),
            0
        );
        assert_eq!(
            broken(lengths, "a.vue", &format!("{long}<!-- {REASON} … -->\n")),
            1
        );
    }

    #[test]
    fn promises_and_tests_left_out_are_found() {
        assert_eq!(broken(promises, "a.rs", concat!("// TO", "DO: later")), 1);
        assert_eq!(broken(promises, "a.ts", "const mastodon = TODOS"), 0);
        assert_eq!(broken(left_out, "a.rs", concat!("#[ig", "nore]")), 1);
        assert_eq!(
            broken(left_out, "a.test.ts", concat!("it.sk", "ip('x')")),
            1
        );
        assert_eq!(broken(left_out, "a.test.ts", "audit.skipped()"), 0);
    }

    #[test]
    fn paths_of_machines_are_found() {
        assert_eq!(
            broken(machine_paths, "a.md", concat!("see /ho", "me/ada/x")),
            1
        );
        assert_eq!(
            broken(machine_paths, "a.md", concat!("C:\\Us", "ers\\ada")),
            1
        );
        assert_eq!(
            broken(machine_paths, "a.md", "https://example.org/home/page"),
            0
        );
        let here = format!("{}/x", place::root().display());
        assert_eq!(broken(machine_paths, "a.md", &here), 1);
    }

    #[test]
    fn lock_files_name_no_host() {
        let npm = r#"      "resolved": "https://registry.example.org/a.tgz","#;
        assert_eq!(broken(registry_hosts, "ui/package-lock.json", npm), 1);
        let cargo = r#"source = "git+https://example.org/a""#;
        assert_eq!(broken(registry_hosts, "Cargo.lock", cargo), 1);
        let index = r#"source = "registry+https://github.com/rust-lang/crates.io-index""#;
        assert_eq!(broken(registry_hosts, "Cargo.lock", index), 0);
    }
}
