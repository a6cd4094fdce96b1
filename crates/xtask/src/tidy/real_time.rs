//! Tests that depend on the machine's mood: what sleeps and hopes, what gives a deadline, what asserts on
//! time gone by. A test with paused time may do all of it; the others have `test_support`.

use syn::{
    Attribute, ImplItemFn, ItemFn, ItemMod,
    visit::{self, Visit},
};

use super::{
    tokens::{self, Token, tokens},
    tree::{File, extension, is_test},
};

/// Where waiting is at home, and what measures by the clock because that is what it is for.
const ELSEWHERE: [&str; 2] = ["crates/test-support/", "tests/bench/"];

const WAITS: [&str; 6] = [
    "sleep",
    "sleep_until",
    "sleep_ms",
    "timeout",
    "timeout_at",
    "park_timeout",
];

/// Every wait by the clock, and every assertion on it, in a test that does not pause time.
pub fn real_time(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        let elsewhere = ELSEWHERE.iter().any(|place| file.path.starts_with(place));
        if elsewhere || extension(file) != "rs" || file.path.contains("/examples/") {
            continue;
        }
        let mut search = Search {
            within_tests: is_test(file),
            may_measure: file.path.starts_with("tests/"),
            lines: Vec::new(),
        };
        for item in file.items() {
            search.visit_item(item);
        }
        let text: Vec<&str> = file.text.lines().collect();
        for line in search.lines {
            let said = text.get(line - 1).map_or("", |line| line.trim());
            found.push(format!("{}:{line}: {said}", file.path));
        }
    }
    found
}

struct Search {
    within_tests: bool,
    /// Whether to look at the clock is what it is for: only what it asserts on is a test's.
    may_measure: bool,
    lines: Vec<usize>,
}

impl Search {
    fn function(&mut self, attributes: &[Attribute], tokens: &[Token]) {
        let paused = attributes.iter().any(|attribute| {
            let text = tokens::tokens(attribute);
            text.iter()
                .any(|token| matches!(token, Token::Word(word, _) if word == "start_paused"))
        });
        if self.within_tests && !paused {
            self.lines.extend(waits(tokens));
            self.lines.extend(match self.may_measure {
                true => assertions(tokens),
                false => looks(tokens),
            });
        }
    }
}

impl<'ast> Visit<'ast> for Search {
    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        let outside = self.within_tests;
        self.within_tests |= tokens::are_of_tests(&module.attrs);
        visit::visit_item_mod(self, module);
        self.within_tests = outside;
    }

    // What is within a function is among its tokens.
    fn visit_item_fn(&mut self, function: &'ast ItemFn) {
        self.function(&function.attrs, &tokens(function));
    }

    fn visit_impl_item_fn(&mut self, function: &'ast ImplItemFn) {
        self.function(&function.attrs, &tokens(function));
    }
}

/// The lines of calls that wait by the clock.
fn waits(tokens: &[Token]) -> Vec<usize> {
    let mut found = Vec::new();
    for (index, pair) in tokens.windows(2).enumerate() {
        if let [Token::Word(word, line), Token::Open] = pair
            && WAITS.contains(&word.as_str())
        {
            let before = index.checked_sub(1).map(|before| &tokens[before]);
            let own = matches!(before, Some(Token::Dot))
                || matches!(before, Some(Token::Word(before, _)) if before == "fn");
            if !own {
                found.push(*line);
            }
        }
    }
    found
}

/// The lines that look at the clock.
fn looks(tokens: &[Token]) -> Vec<usize> {
    let looks = tokens.windows(3).filter_map(|three| match three {
        [Token::Word(clock, line), Token::Path, Token::Word(now, _)]
            if clock == "Instant" && now == "now" =>
        {
            Some(*line)
        }
        _ => None,
    });
    looks.collect()
}

/// The lines of assertions on time gone by: `assert!` and `ensure!` that ask `elapsed()`.
fn assertions(tokens: &[Token]) -> Vec<usize> {
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let Token::Word(word, line) = token else {
            continue;
        };
        let asserts = word.starts_with("assert") || word == "ensure";
        // `name ! (`
        let is_macro = matches!(
            tokens.get(index + 1..index + 3),
            Some([Token::Other, Token::Open])
        );
        if asserts && is_macro {
            let inside = tokens[index + 3..].iter().take_while(
                |token| !matches!(token, Token::Word(word, _) if word.starts_with("assert")),
            );
            let asked = inside
                .take(24)
                .any(|token| matches!(token, Token::Word(word, _) if word == "elapsed"));
            if asked {
                found.push(*line);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(path: &str, text: &str) -> usize {
        real_time(&[File::new(path, text)]).len()
    }

    #[test]
    fn a_test_that_sleeps_or_gives_a_deadline_is_found() {
        for bad in [
            "#[tokio::test] async fn a() { tokio::time::sleep(x).await; }",
            "#[test] fn a() { std::thread::sleep(x); }",
            "async fn a() { tokio::select! { () = sleep(x) => {} } }",
            "impl A { async fn a() { timeout(x, y).await; } }",
        ] {
            assert_eq!(at("crates/x/tests/a.rs", bad), 1, "{bad}");
            assert_eq!(at("crates/x/src/a.rs", bad), 0, "{bad}");
            let inside = format!("#[cfg(test)] mod tests {{ {bad} }}");
            assert_eq!(at("crates/x/src/a.rs", &inside), 1, "{bad}");
            assert_eq!(at("tests/chaos/src/a.rs", bad), 1, "{bad}");
            assert_eq!(at("tests/bench/src/a.rs", bad), 0, "{bad}");
        }
    }

    #[test]
    fn a_test_that_looks_at_the_clock_is_found_and_a_measurement_only_if_it_asserts() {
        let looks = "fn a() { let begun = Instant::now(); }";
        assert_eq!(at("crates/x/tests/a.rs", looks), 1);
        assert_eq!(at("tests/chaos/src/a.rs", looks), 0);
        for bad in [
            "fn a() { assert!(begun.elapsed() < x); }",
            "fn a() -> Result { ensure!(begun.elapsed() < x, \"late\"); }",
        ] {
            assert_eq!(at("tests/chaos/src/a.rs", bad), 1, "{bad}");
        }
    }

    #[test]
    fn paused_time_and_what_only_measures_are_not() {
        for good in [
            "#[tokio::test(start_paused = true)] async fn a() { sleep(x).await; }",
            "async fn a() { eventually(x, y).await; }",
            "fn a() -> Duration { begun.elapsed() }",
            "fn a() { connector.timeout(x); fn sleep(x: u8) {} }",
        ] {
            assert_eq!(at("crates/x/tests/a.rs", good), 0, "{good}");
        }
    }
}
