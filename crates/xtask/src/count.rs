//! How many tests a program ran, read from what it writes.

use anyhow::{Context, Result};
use serde_json::Value;

/// What came of some tests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many were as they should be.
    pub passed: usize,
    /// How many were not. A test that was left out did not pass: it counts here.
    pub failed: usize,
    /// The names of the failed ones, as far as they are known.
    pub names: Vec<String>,
}

impl Tally {
    /// One thing that was right.
    pub fn one() -> Self {
        Self {
            passed: 1,
            ..Self::default()
        }
    }

    /// One thing that was wrong.
    pub fn wrong(name: impl Into<String>) -> Self {
        Self {
            failed: 1,
            names: vec![name.into()],
            ..Self::default()
        }
    }

    /// The sum of both.
    pub fn add(&mut self, other: &Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.names.extend(other.names.iter().cloned());
    }

    /// What the program's end adds to what it wrote: one that failed without naming a failed test,
    /// and one that ran no test at all, has failed.
    pub fn ended(mut self, success: bool) -> Self {
        if self.failed == 0 && (!success || self.passed == 0) {
            let why = if success {
                "no test ran"
            } else {
                "the program failed"
            };
            self.add(&Self::wrong(why));
        }
        self
    }

    /// A line of `cargo test`.
    pub fn cargo_line(&mut self, line: &str) {
        if let Some(counts) = line.strip_prefix("test result: ") {
            self.passed += number_before(counts, " passed");
            self.failed += number_before(counts, " failed") + number_before(counts, " ignored");
        } else if let Some((name, result)) = line
            .strip_prefix("test ")
            .and_then(|line| line.rsplit_once(" ... "))
            && !result.starts_with("ok")
        {
            self.names.push(format!("{name} ({result})"));
        }
    }

    /// A line of one of our own test programs, which end with `N passed, M failed` and name what
    /// failed in lines `failed: NAME`.
    pub fn own_line(&mut self, line: &str) {
        if let Some((passed, failed)) = line
            .strip_suffix(" failed")
            .and_then(|line| line.split_once(" passed, "))
            .and_then(|(passed, failed)| Some((passed.parse().ok()?, failed.parse().ok()?)))
        {
            (self.passed, self.failed) = (passed, failed);
        } else if let Some(name) = line.strip_prefix("failed: ") {
            self.names.push(name.to_owned());
        }
    }

    /// Vitest's JSON report.
    pub fn vitest(report: &str) -> Result<Self> {
        let report: Value = serde_json::from_str(report)?;
        let count = |name: &str| {
            let count = report[name]
                .as_u64()
                .with_context(|| format!("no {name} in the report"))?;
            anyhow::Ok(usize::try_from(count)?)
        };
        let mut tally = Self {
            passed: count("numPassedTests")?,
            ..Self::default()
        };
        tally.failed =
            count("numFailedTests")? + count("numPendingTests")? + count("numTodoTests")?;
        for file in report["testResults"].as_array().into_iter().flatten() {
            let tests = file["assertionResults"].as_array();
            for test in tests.into_iter().flatten() {
                let status = test["status"].as_str().unwrap_or_default();
                if status != "passed" {
                    let name = test["fullName"].as_str().unwrap_or_default();
                    tally.names.push(format!("{name} ({status})"));
                }
            }
            // A file that cannot even be loaded has no tests to count.
            if tests.is_none_or(Vec::is_empty) && file["status"] != "passed" {
                tally.add(&Self::wrong(file["name"].as_str().unwrap_or_default()));
            }
        }
        Ok(tally)
    }
}

/// The number that stands before `word`: `3 passed; 1 failed` and ` failed` → 1.
fn number_before(text: &str, word: &str) -> usize {
    text.find(word)
        .and_then(|end| text[..end].rsplit(' ').next())
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cargo(text: &str) -> Tally {
        let mut tally = Tally::default();
        text.lines().for_each(|line| tally.cargo_line(line));
        tally
    }

    #[test]
    fn cargo_tests_are_summed_over_the_crates() {
        let tally = cargo(
            "running 2 tests\n\
             test tree::opens ... ok\n\
             test tree::closes ... FAILED\n\
             test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out\n\
             test src/lib.rs - run (line 3) ... ok\n\
             test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n",
        );
        assert_eq!((tally.passed, tally.failed), (2, 1));
        assert_eq!(tally.names, ["tree::closes (FAILED)"]);
    }

    #[test]
    fn a_test_left_out_counts_as_failed() {
        let tally = cargo(
            "test slow ... ignored, takes an hour\n\
             test result: ok. 0 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n",
        );
        assert_eq!((tally.passed, tally.failed), (0, 1));
        assert_eq!(tally.names, ["slow (ignored, takes an hour)"]);
    }

    #[test]
    fn a_program_that_fails_or_runs_nothing_has_failed() {
        assert_eq!(cargo("").ended(false).failed, 1);
        assert_eq!(cargo("").ended(true).failed, 1);
        assert_eq!(Tally::one().ended(true), Tally::one());
        assert_eq!(Tally::one().ended(false).failed, 1);
        assert_eq!(Tally::wrong("x").ended(false).failed, 1);
    }

    #[test]
    fn our_own_programs_say_it_in_their_last_line() {
        let mut tally = Tally::default();
        for line in [
            "start ok",
            "failed: console takes keys",
            "11 passed, 1 failed",
        ] {
            tally.own_line(line);
        }
        assert_eq!((tally.passed, tally.failed), (11, 1));
        assert_eq!(tally.names, ["console takes keys"]);
    }

    #[test]
    fn vitest_reports_are_read() {
        let report = r#"{"numPassedTests":2,"numFailedTests":1,"numPendingTests":1,"numTodoTests":0,
            "testResults":[
              {"name":"a.test.ts","status":"failed","assertionResults":[
                {"fullName":"a works","status":"passed"},{"fullName":"a fails","status":"failed"},
                {"fullName":"a waits","status":"pending"},{"fullName":"b works","status":"passed"}]},
              {"name":"broken.test.ts","status":"failed","assertionResults":[]}]}"#;
        let tally = Tally::vitest(report).unwrap();
        assert_eq!((tally.passed, tally.failed), (2, 3));
        assert_eq!(
            tally.names,
            ["a fails (failed)", "a waits (pending)", "broken.test.ts"]
        );
        assert!(Tally::vitest("{}").is_err());
    }
}
