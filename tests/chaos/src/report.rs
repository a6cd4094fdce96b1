//! What came of it: a line for each fault.

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::PathBuf,
    time::Duration,
};

use anyhow::{Context as _, Result};
use serde_json::{Map, Value};

/// How soon the engine should be back once the server can answer.
const GOAL: Duration = Duration::from_secs(2);

/// What came of one fault, or of several at once. What was not measured is none.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Its name.
    pub fault: String,
    /// How long after the server could answer again everything was true; none: it never was.
    pub recovered: Option<Duration>,
    /// Whether the goal for coming back holds for it: not where the loss shows only by silence.
    pub shows_by_silence: bool,
    /// How long after the fault the window still said that all was true.
    pub noticed: Option<Duration>,
    /// How many objects were compared.
    pub objects: Option<usize>,
    /// On the server, and not here.
    pub missing: Option<usize>,
    /// Here, with other values.
    pub stale: Option<usize>,
    /// Here, and not on the server.
    pub ghosts: Option<usize>,
    /// Sessions of ours on the server beyond the one in use (with Xen Orchestra: tokens) that we
    /// were told of.
    pub sessions_leaked: Option<usize>,
    /// Those that we were not told of, because the answer to the log-in was lost: nobody can end them.
    pub logins_lost: Option<usize>,
    /// Tasks of ours on the server that have ended.
    pub tasks_leaked: Option<usize>,
    /// Jobs that the engine took.
    pub jobs: Option<usize>,
    /// Those whose end is said to be unknown.
    pub jobs_unknown: Option<usize>,
    /// Jobs that the server was asked to do more than once.
    pub jobs_repeated: Option<usize>,
    /// Jobs whose outcome, as told, is not what happened, or not all that could be known.
    pub jobs_misreported: Option<usize>,
    /// Questions about certificates.
    pub questions: Option<usize>,
    /// What was not as it had to be, besides these numbers.
    pub wrong: Vec<String>,
    /// What differed, for reading.
    pub notes: String,
}

/// A number of a line: its name, how wide it is printed, whether it has to be 0.
type Column = (&'static str, usize, bool, fn(&Line) -> Option<usize>);

const COLUMNS: [Column; 14] = [
    ("recovered_ms", 12, false, |line| millis(line.recovered)),
    ("noticed_ms", 10, false, |line| millis(line.noticed)),
    ("objects", 7, false, |line| line.objects),
    ("missing", 7, true, |line| line.missing),
    ("stale", 5, true, |line| line.stale),
    ("ghosts", 6, true, |line| line.ghosts),
    ("sessions_leaked", 15, true, |line| line.sessions_leaked),
    ("logins_lost", 11, false, |line| line.logins_lost),
    ("tasks_leaked", 12, true, |line| line.tasks_leaked),
    ("jobs", 4, false, |line| line.jobs),
    ("jobs_unknown", 12, false, |line| line.jobs_unknown),
    ("jobs_repeated", 13, true, |line| line.jobs_repeated),
    ("jobs_misreported", 16, true, |line| line.jobs_misreported),
    ("questions", 9, false, |line| line.questions),
];

fn millis(time: Option<Duration>) -> Option<usize> {
    time.and_then(|time| usize::try_from(time.as_millis()).ok())
}

impl Line {
    fn passed(&self) -> bool {
        self.recovered.is_some() && self.wrong.is_empty() && self.faulty().next().is_none()
    }

    /// The numbers that should be 0 and are not.
    fn faulty(&self) -> impl Iterator<Item = (&'static str, usize)> {
        COLUMNS
            .iter()
            .filter(|(_, _, zero, _)| *zero)
            .filter_map(|(name, _, _, number)| Some((*name, number(self)?)))
            .filter(|(_, number)| *number > 0)
    }

    /// What was wrong with it, in one line; none if nothing was.
    pub fn wrong(&self) -> Option<String> {
        if self.passed() {
            return None;
        }
        let never = self.recovered.is_none().then(|| "never back".to_owned());
        let numbers = self
            .faulty()
            .map(|(name, number)| format!("{number} {name}"));
        let all: Vec<_> = never
            .into_iter()
            .chain(self.wrong.iter().cloned())
            .chain(numbers)
            .collect();
        let notes: Vec<_> = self.notes.lines().map(str::trim).collect();
        Some(format!("{}; {}", all.join(", "), notes.join("; ")))
    }

    fn in_time(&self) -> bool {
        self.recovered.is_some_and(|took| took <= GOAL)
    }

    /// The line as it is printed: a dash for what was not measured.
    fn printed(&self) -> String {
        let mut text = format!("{:<40}", self.fault);
        for (name, width, _, number) in COLUMNS {
            let shown = match number(self) {
                Some(number) => number.to_string(),
                None if name == "recovered_ms" => "never".to_owned(),
                None => "-".to_owned(),
            };
            text += &format!(" {shown:>width$}");
        }
        text + if self.passed() { "" } else { "  FAILED" }
    }

    fn json(&self) -> Value {
        let mut all = Map::new();
        all.insert("fault".to_owned(), self.fault.as_str().into());
        for (name, _, _, number) in COLUMNS {
            all.insert(name.to_owned(), number(self).into());
        }
        all.insert("wrong".to_owned(), self.wrong.clone().into());
        all.insert("passed".to_owned(), self.passed().into());
        all.into()
    }
}

/// All lines so far.
pub struct Report {
    lines: Vec<Line>,
    json: Option<BufWriter<File>>,
}

impl Report {
    /// One that holds nothing, and writes a line of JSON for each line to a file.
    pub fn new(json: Option<PathBuf>) -> Result<Self> {
        let create = |path: PathBuf| {
            File::create(&path).with_context(|| format!("cannot write {}", path.display()))
        };
        Ok(Self {
            lines: Vec::new(),
            json: json.map(create).transpose()?.map(BufWriter::new),
        })
    }

    /// Adds a line.
    pub fn add(&mut self, line: Line) -> Result<()> {
        if let Some(json) = &mut self.json {
            writeln!(json, "{}", line.json())?;
        }
        self.lines.push(line);
        Ok(())
    }

    /// All lines below each other, and what they come to.
    pub fn table(&self) -> String {
        if self.lines.is_empty() {
            return String::new();
        }
        let mut text = format!("{:<40}", "fault");
        for (name, width, _, _) in COLUMNS {
            text += &format!(" {name:>width$}");
        }
        text.push('\n');
        for line in &self.lines {
            text += &line.printed();
            text.push('\n');
            if !line.passed() {
                for wrong in &line.wrong {
                    text += &format!("    {wrong}\n");
                }
                text += &line.notes;
            }
        }
        text + &self.sums()
    }

    fn sums(&self) -> String {
        let loud: Vec<&Line> = self
            .lines
            .iter()
            .filter(|line| !line.shows_by_silence)
            .collect();
        let in_time = loud.iter().filter(|line| line.in_time()).count();
        let mut times: Vec<Duration> = loud.iter().filter_map(|line| line.recovered).collect();
        times.sort_unstable();
        let mut text = String::new();
        if let (Some(median), Some(longest)) = (times.get(times.len() / 2), times.last()) {
            text += &format!(
                "back within {} ms: {in_time} of {} (median {} ms, longest {} ms); losses that show only by silence are not in this\n",
                GOAL.as_millis(),
                loud.len(),
                median.as_millis(),
                longest.as_millis(),
            );
        }
        let sum = |number: fn(&Line) -> Option<usize>| -> usize {
            self.lines.iter().filter_map(number).sum()
        };
        text + &format!(
            "{} jobs taken, of which {} ended as unknown; {} log-ins whose answer was lost have left a session\n",
            sum(|line| line.jobs),
            sum(|line| line.jobs_unknown),
            sum(|line| line.logins_lost),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_measured_is_a_dash_and_no_zero() {
        let line = Line {
            fault: "one".to_owned(),
            recovered: Some(Duration::from_millis(7)),
            missing: Some(0),
            ..Line::default()
        };
        let columns: Vec<String> = line
            .printed()
            .split_whitespace()
            .map(String::from)
            .collect();
        assert_eq!(columns[..5], ["one", "7", "-", "-", "0"]);
        assert!(columns[5..].iter().all(|column| column == "-"));
        assert_eq!(line.json()["tasks_leaked"], Value::Null);
        assert!(line.passed());
    }

    #[test]
    fn whatever_should_be_nothing_and_is_something_fails_the_line() {
        let good = Line {
            recovered: Some(Duration::ZERO),
            jobs: Some(4),
            logins_lost: Some(2),
            ..Line::default()
        };
        assert_eq!(good.wrong(), None);
        let check = |line: Line, expect: &str| {
            let wrong = line.wrong().unwrap();
            assert!(wrong.starts_with(expect), "{wrong}");
            let report = Report {
                lines: vec![line],
                json: None,
            };
            assert!(report.table().contains("FAILED"), "{wrong}");
        };
        let misreported = Line {
            jobs_misreported: Some(1),
            ..good.clone()
        };
        check(misreported, "1 jobs_misreported");
        let wrong = Line {
            wrong: vec!["no job was taken".to_owned()],
            ..good.clone()
        };
        check(wrong, "no job was taken");
        let never = Line {
            recovered: None,
            ..good
        };
        check(never, "never back");
    }
}
