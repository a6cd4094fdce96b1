//! Keys of the translations that nothing asks for.

use std::collections::HashSet;

use serde_json::Value;

use super::tree::{File, extension, is_test};

const WORDS: &str = "ui/src/locales/en/";
/// What these files hold stands below a key of its own (ui/src/locales/index.ts).
const NESTED: [(&str, &str); 1] = [("problems.json", "problem")];

/// Every key that stands in no source: neither whole, nor as an id behind a prefix (`` `job.${id}` ``).
pub fn unused_words(files: &[File]) -> Vec<String> {
    let mut keys = Vec::new();
    for file in files.iter().filter(|file| file.path.starts_with(WORDS)) {
        match serde_json::from_str(&file.text) {
            Ok(words) => {
                let mut nested = NESTED.iter();
                let below = nested.find(|(name, _)| file.path.ends_with(name));
                let path = below.map_or("", |(_, key)| key);
                collect(&words, path.to_owned(), &mut keys);
            }
            Err(error) => keys.push(format!("{}: {error}", file.path)),
        }
    }
    let mut quoted = HashSet::new();
    let mut prefixes = HashSet::new();
    let mut ids = HashSet::new();
    for file in files {
        let window = file.path.starts_with("ui/src/") && ["ts", "vue"].contains(&extension(file));
        let engine = file.path.starts_with("crates/") && ["rs", "txt"].contains(&extension(file));
        if is_test(file) || !(window || engine) {
            continue;
        }
        let is_letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        ids.extend(file.text.split(|letter| !is_letter(letter)));
        // Wire names of servers may have hyphens.
        ids.extend(
            file.text
                .split(|letter| !is_letter(letter) && letter != '-'),
        );
        // And some messages are called by a sentence.
        if engine {
            ids.extend(file.text.split('"'));
        }
        if window {
            quoted.extend(file.text.split(['\'', '"', '`']));
            prefixes.extend(file.text.match_indices("${").filter_map(|(end, _)| {
                let before = &file.text[..end];
                let part = |letter: &char| is_letter(*letter) || *letter == '.';
                let length = before.chars().rev().take_while(part).count();
                let prefix = &before[end - length..];
                prefix.contains('.').then_some(prefix)
            }));
        }
    }
    let asked = |key: &str| {
        quoted.contains(key)
            || prefixes.iter().any(|prefix| {
                key.strip_prefix(prefix).is_some_and(|id| {
                    let number = id.bytes().all(|byte| byte.is_ascii_digit());
                    let capital = |byte: u8| !byte.is_ascii_lowercase() && byte != b'.';
                    // In capitals it is a server's code: whether one is asked for, only a server knows.
                    let theirs = id.bytes().all(capital);
                    theirs || number || id.split('.').all(|part| ids.contains(part))
                })
            })
    };
    keys.retain(|key| !asked(key));
    keys
}

fn collect(words: &Value, path: String, into: &mut Vec<String>) {
    match words {
        Value::Object(below) => {
            for (key, value) in below {
                let dot = if path.is_empty() { "" } else { "." };
                collect(value, format!("{path}{dot}{key}"), into);
            }
        }
        _ => into.push(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_nothing_asks_for_is_found() {
        let words =
            r#"{ "a": { "used": "1", "unused": "2" }, "job": { "start": "3", "gone": "4" } }"#;
        let files = [
            File::new("ui/src/locales/en/app.json", words),
            File::new(
                "ui/src/locales/en/problems.json",
                r#"{ "bad": "5", "odd": "6", "ODD_1": "7" }"#,
            ),
            File::new(
                "ui/src/views/A.vue",
                "t('a.used') + t(`job.${id}`) + t(`problem.${code}`)",
            ),
            File::new("ui/src/views/A.test.ts", "t('a.unused')"),
            File::new(
                "crates/engine/src/words.rs",
                "const ALL: &[&str] = &[\"start\", \"bad\"];",
            ),
        ];
        assert_eq!(
            unused_words(&files),
            ["a.unused", "job.gone", "problem.odd"]
        );
    }
}
