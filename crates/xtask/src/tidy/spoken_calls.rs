//! Calls of the server's API by their names in a string. The generated calls have types; a name in a
//! string has none, and nobody finds it who follows the call.

use std::collections::HashSet;

use super::{
    tokens::{Token, tokens_without_tests},
    tree::{File, extension, is_generated, is_test},
};

/// Where names in strings belong: the other side of the wire, other APIs, and what writes the calls.
const ELSEWHERE: [&str; 7] = [
    // Which methods a job may call, and what a way or a script has for each: names, not calls.
    "crates/inventory/src/jobs/",
    "crates/poolsim",
    "crates/xo/",
    "crates/engine/src/source/xo/",
    "crates/model/",
    "crates/xtask/",
    "tests/",
];

/// Every string in the program that is the name of a call: `VM.start`, `Async.VM.start`.
pub fn spoken_calls(files: &[File]) -> Vec<String> {
    let classes = classes(files);
    let mut found = Vec::new();
    for file in files {
        let elsewhere = ELSEWHERE.iter().any(|place| file.path.starts_with(place));
        if elsewhere || extension(file) != "rs" || is_test(file) || is_generated(file) {
            continue;
        }
        for token in tokens_without_tests(file.items()) {
            if let Token::Text(text, line) = token
                && is_call(&text, &classes)
            {
                found.push(format!("{}:{line}: {text}", file.path));
            }
        }
    }
    found
}

/// The classes of the model.
fn classes(files: &[File]) -> HashSet<&str> {
    let model = files
        .iter()
        .find(|file| file.path == "crates/model/model.txt");
    let lines = model.into_iter().flat_map(|file| file.text.lines());
    lines
        .filter_map(|line| line.strip_prefix("class ")?.split(' ').next())
        .collect()
}

fn is_call(text: &str, classes: &HashSet<&str>) -> bool {
    let name = text.strip_prefix("Async.").unwrap_or(text);
    let word = |text: &str| {
        let mut letters = text.chars();
        !text.is_empty() && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    };
    name.split_once('.')
        .is_some_and(|(class, message)| classes.contains(class) && word(message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_by_a_string_is_found_where_it_is_not_at_home() {
        let model = File::new(
            "crates/model/model.txt",
            "class VM get_record\nclass task\n",
        );
        let text = "fn a() { call(\"Async.VM.start\"); call(\"vm.start\"); say(\"VM. Start\") }
                    #[cfg(test)] mod tests { fn b() { call(\"task.cancel\") } }";
        let at = |path: &str| {
            let files = [
                File::new(model.path.clone(), model.text.clone()),
                File::new(path, text),
            ];
            spoken_calls(&files)
        };
        let found = at("crates/engine/src/a.rs");
        assert_eq!(found, ["crates/engine/src/a.rs:1: Async.VM.start"]);
        assert_eq!(at("crates/poolsim/src/a.rs"), [""; 0]);
        assert_eq!(at("crates/engine/tests/a.rs"), [""; 0]);
    }
}
