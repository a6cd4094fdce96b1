//! Duplicates by the letter: runs of lines that stand in two places.

use std::collections::HashMap;

use super::tree::{File, extension, is_generated};

/// The shortest run that counts, in lines that say something.
const SHORTEST: usize = 12;

/// A line for each run that stands in two places: `one.rs:10-24 ~ other.rs:40-54`.
pub fn duplicates(files: &[File]) -> Vec<String> {
    let sources: Vec<(&File, Vec<(usize, &str)>)> = files
        .iter()
        .filter(|file| {
            ["rs", "ts", "vue", "mjs", "css"].contains(&extension(file)) && !is_generated(file)
        })
        .map(|file| (file, lines(file)))
        .collect();
    let mut places: HashMap<Vec<&str>, Vec<(usize, usize)>> = HashMap::new();
    for (number, (_, lines)) in sources.iter().enumerate() {
        for (start, run) in lines.windows(SHORTEST).enumerate() {
            let run = run.iter().map(|(_, text)| *text).collect();
            places.entry(run).or_default().push((number, start));
        }
    }
    // Pairs of starts, so that runs that follow each other are one.
    let mut pairs: Vec<_> = places
        .values()
        .flat_map(|all| all.iter().skip(1).map(|other| (all[0], *other)))
        .filter(|(one, other)| one.0 != other.0 || other.1 >= one.1 + SHORTEST)
        .collect();
    pairs.sort_unstable();
    let mut found: Vec<(Pair, usize)> = Vec::new();
    for pair in pairs {
        let ((one, start), (other, there)) = pair;
        let longer = found.iter_mut().rev().find(|((first, second), length)| {
            (first.0, second.0) == (one, other)
                && start - first.1 == there.wrapping_sub(second.1)
                && start - first.1 <= *length
        });
        match longer {
            Some(((first, _), length)) => *length = start - first.1 + 1,
            None => found.push((pair, 1)),
        }
    }
    let shown = |(file, start): (usize, usize), length: usize| {
        let (file, lines) = &sources[file];
        let (first, last) = (lines[start].0, lines[start + length + SHORTEST - 2].0);
        format!("{}:{first}-{last}", file.path)
    };
    found
        .into_iter()
        .map(|((one, other), length)| format!("{} ~ {}", shown(one, length), shown(other, length)))
        .collect()
}

/// Two places of a run, each a file and a line.
type Pair = ((usize, usize), (usize, usize));

/// The lines that say something: no blank ones, comments, imports, and lone brackets.
fn lines(file: &File) -> Vec<(usize, &str)> {
    let mut imports = false;
    let mut found = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        let line = line.trim();
        let starts = ["use ", "pub use ", "import ", "mod ", "pub mod "]
            .iter()
            .any(|start| line.starts_with(start));
        imports |= starts;
        let comment = ["//", "/*", "* ", "*/", "<!--"]
            .iter()
            .any(|start| line.starts_with(start));
        let says = line.chars().any(char::is_alphanumeric);
        if !imports && !comment && says {
            found.push((index + 1, line));
        }
        imports &=
            !(line.ends_with(';') || line.contains("from '") || line.starts_with("import '"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(lines: std::ops::Range<usize>) -> String {
        lines.map(|line| format!("    line({line});\n\n")).collect()
    }

    #[test]
    fn a_run_that_stands_twice_is_found_whole() {
        let one = format!("fn one() {{\n{}}}", numbered(0..14));
        let other = format!("use a::{{\n  b,\n}};\n{}", numbered(0..14));
        let files = [File::new("a.rs", one), File::new("b.rs", other)];
        assert_eq!(duplicates(&files), ["a.rs:2-28 ~ b.rs:4-30"]);
    }

    #[test]
    fn a_short_run_and_one_with_other_words_are_not() {
        let check = |one: String, other: String| {
            duplicates(&[File::new("a.rs", one), File::new("b.rs", other)]).len()
        };
        assert_eq!(check(numbered(0..11), numbered(0..11)), 0);
        assert_eq!(check(numbered(0..12), numbered(0..12)), 1);
        assert_eq!(check(numbered(0..12), numbered(100..112)), 0);
        let comments = "// the same\n".repeat(20);
        assert_eq!(check(comments.clone(), comments), 0);
    }

    #[test]
    fn a_run_that_stands_twice_in_one_file_is_found() {
        let text = numbered(0..12) + "between();\n" + &numbered(0..12);
        assert_eq!(duplicates(&[File::new("a.ts", text)]).len(), 1);
    }
}
