//! The measures of the house: numbers that say how far the code is from what it is to be. Each has a
//! ceiling, the number of the day on which it was last lowered; it may only ever go down.

use std::fmt::Write as _;

use super::{
    duplicates::duplicates,
    imports::cycles,
    real_time::real_time,
    spoken_calls::spoken_calls,
    tokens::{Token, tokens_without_tests},
    tree::{File, extension, is_generated, is_ours, is_test},
    unused_words::unused_words,
};

/// A number of the house.
pub struct Measure {
    pub name: &'static str,
    /// No more than so many. Lower it whenever there are fewer; the goal is 0 where nothing else is said.
    ceiling: usize,
    /// A line for each that counts.
    find: fn(&[File]) -> Vec<String>,
}

pub const MEASURES: &[Measure] = &[
    Measure {
        name: "classes and records told apart outside objects/ and codecs",
        ceiling: 35,
        find: told_apart,
    },
    Measure {
        name: "files in import cycles",
        ceiling: 105,
        find: cycles,
    },
    Measure {
        name: "translations that nothing asks for",
        ceiling: 6,
        find: unused_words,
    },
    Measure {
        name: "duplicates of 12 lines and more",
        ceiling: 12,
        find: duplicates,
    },
    Measure {
        name: "calls of the API by a string",
        ceiling: 38,
        find: spoken_calls,
    },
    Measure {
        name: "tests that wait by the clock",
        ceiling: 0,
        find: real_time,
    },
];

impl Measure {
    /// What breaks it: nothing while there are no more than the ceiling allows.
    pub fn broken(&self, files: &[File]) -> Vec<String> {
        let mut found = (self.find)(files);
        if found.len() <= self.ceiling {
            return Vec::new();
        }
        let line = format!("{} found, {} allowed:", found.len(), self.ceiling);
        found.insert(0, line);
        found
    }
}

/// Every measure with its number and its ceiling, and all that counts.
pub fn report(files: &[File]) -> String {
    let all: Vec<_> = MEASURES
        .iter()
        .map(|measure| (measure, (measure.find)(files)))
        .collect();
    let mut text = String::new();
    // Nothing can go wrong in writing to a string.
    for (measure, found) in all.iter().filter(|(_, found)| !found.is_empty()) {
        let _ = writeln!(text, "{}:", measure.name);
        for line in found {
            let _ = writeln!(text, "  {line}");
        }
        text.push('\n');
    }
    let _ = writeln!(text, "{:<60} {:>5} {:>8}", "measure", "now", "ceiling");
    for (measure, found) in &all {
        let hint = match found.len() < measure.ceiling {
            true => "  lower the ceiling",
            false => "",
        };
        let (name, now, ceiling) = (measure.name, found.len(), measure.ceiling);
        let _ = writeln!(text, "{name:<60} {now:>5} {ceiling:>8}{hint}");
    }
    text += &lengths(files);
    text
}

/// How long files are, by their kind.
fn lengths(files: &[File]) -> String {
    let mut text = String::new();
    let _ = writeln!(
        text,
        "\n{:<10} {:>6} {:>8} {:>7} {:>8}  longest file",
        "files", "count", "lines", "median", "longest"
    );
    for kind in ["rs", "ts", "vue"] {
        let ours = files
            .iter()
            .filter(|file| is_ours(file) && !is_generated(file) && extension(file) == kind);
        let mut lines: Vec<_> = ours
            .map(|file| (file.text.lines().count(), &file.path))
            .collect();
        lines.sort_unstable();
        if let Some((longest, path)) = lines.last() {
            let sum: usize = lines.iter().map(|(lines, _)| lines).sum();
            let (count, median) = (lines.len(), lines[lines.len() / 2].0);
            let _ = writeln!(
                text,
                "{kind:<10} {count:>6} {sum:>8} {median:>7} {longest:>8}  {path}"
            );
        }
    }
    text
}

/// Where a class or the record of one is named, so that another class means another line there.
fn told_apart(files: &[File]) -> Vec<String> {
    let at_home = |file: &File| {
        let codecs = [
            "crates/xapi/",
            "crates/xo/",
            "crates/model/",
            "crates/poolsim",
            "crates/xtask/",
            "crates/inventory/src/objects/",
            "crates/engine/src/source/xo/records/",
            "tests/",
        ];
        codecs.iter().any(|place| file.path.starts_with(place))
    };
    let mut found = Vec::new();
    for file in files {
        if extension(file) != "rs" || is_test(file) || is_generated(file) || at_home(file) {
            continue;
        }
        let tokens = tokens_without_tests(file.items());
        for three in tokens.windows(3) {
            if let [Token::Word(kind, _), Token::Path, Token::Word(name, line)] = three
                && ["Class", "Record"].contains(&kind.as_str())
                && name.starts_with(|letter: char| letter.is_ascii_uppercase())
            {
                found.push(format!("{}:{line}: {kind}::{name}", file.path));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measure_breaks_above_its_ceiling_and_not_below() {
        let measure = Measure {
            name: "files",
            ceiling: 1,
            find: |files| files.iter().map(|file| file.path.clone()).collect(),
        };
        let file = || File::new("a.rs", "");
        assert_eq!(measure.broken(&[file()]), [""; 0]);
        let broken = measure.broken(&[file(), file()]);
        assert_eq!(broken, ["2 found, 1 allowed:", "a.rs", "a.rs"]);
    }

    #[test]
    fn a_class_is_found_where_it_is_not_at_home() {
        let text = "fn a(c: Class) { if c == Class::Vm { Class::all() } }
                    #[cfg(test)] mod tests { fn b() { Record::Vm } }";
        let at = |path: &str| told_apart(&[File::new(path, text)]);
        assert_eq!(at("crates/inventory/src/page.rs").len(), 1);
        assert_eq!(at("crates/inventory/src/objects/vm.rs"), [""; 0]);
        assert_eq!(at("crates/inventory/tests/page.rs"), [""; 0]);
    }

    #[test]
    fn the_report_names_every_measure() {
        let text = report(&[File::new("a.rs", "fn a() {}\n")]);
        for measure in MEASURES {
            assert!(text.contains(measure.name), "{text}");
        }
        assert!(text.contains("a.rs"), "{text}");
    }
}
