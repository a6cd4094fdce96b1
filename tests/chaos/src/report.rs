//! What came of it: a line for each fault.

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::Path,
    process::ExitCode,
    time::Duration,
};

use anyhow::{Context as _, Result};
use serde_json::json;

/// How soon the engine should be back once the server can answer.
const GOAL: Duration = Duration::from_secs(2);

/// What came of one fault, or of several at once.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Its name.
    pub fault: String,
    /// How long after the server could answer again everything was true; none: it never was.
    pub recovered: Option<Duration>,
    /// Whether the goal for coming back holds for it: not where the loss shows only by silence.
    pub shows_by_silence: bool,
    /// How many objects were compared.
    pub objects: usize,
    /// On the server, and not here.
    pub missing: usize,
    /// Here, with other values.
    pub stale: usize,
    /// Here, and not on the server.
    pub ghosts: usize,
    /// Sessions of ours on the server beyond the one in use.
    pub sessions_leaked: usize,
    /// Tasks of ours on the server that have ended.
    pub tasks_leaked: usize,
    /// Jobs that the server was asked to do more than once.
    pub jobs_repeated: usize,
    /// Jobs whose outcome, as told, is not what happened.
    pub jobs_misreported: usize,
    /// What differed, for reading.
    pub notes: String,
}

impl Line {
    fn passed(&self) -> bool {
        self.recovered.is_some()
            && [
                self.missing,
                self.stale,
                self.ghosts,
                self.sessions_leaked,
                self.tasks_leaked,
                self.jobs_repeated,
                self.jobs_misreported,
            ] == [0; 7]
    }

    /// What was wrong with it, in one line.
    fn wrong(&self) -> String {
        let counts = [
            (usize::from(self.recovered.is_none()), "never back"),
            (self.missing, "missing"),
            (self.stale, "stale"),
            (self.ghosts, "ghosts"),
            (self.sessions_leaked, "sessions leaked"),
            (self.tasks_leaked, "tasks leaked"),
            (self.jobs_repeated, "jobs repeated"),
            (self.jobs_misreported, "jobs misreported"),
        ];
        let counts = counts.iter().filter(|(count, _)| *count > 0);
        let counts: Vec<_> = counts
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        let notes: Vec<_> = self.notes.lines().map(str::trim).collect();
        format!("{}; {}", counts.join(", "), notes.join("; "))
    }

    fn in_time(&self) -> bool {
        self.recovered.is_some_and(|took| took <= GOAL)
    }
}

/// All lines so far.
pub struct Report {
    lines: Vec<Line>,
    json: Option<BufWriter<File>>,
}

impl Report {
    /// Prints the heading.
    pub fn begin(json: Option<&Path>) -> Result<Self> {
        println!(
            "{:<44} {:>12} {:>7} {:>7} {:>5} {:>6} {:>15} {:>12} {:>13}",
            "fault",
            "recovered_ms",
            "objects",
            "missing",
            "stale",
            "ghosts",
            "sessions_leaked",
            "tasks_leaked",
            "jobs_repeated"
        );
        let create = |path: &Path| {
            File::create(path).with_context(|| format!("cannot write {}", path.display()))
        };
        Ok(Self {
            lines: Vec::new(),
            json: json.map(create).transpose()?.map(BufWriter::new),
        })
    }

    /// Prints a line.
    pub fn add(&mut self, line: Line) -> Result<()> {
        let recovered = line
            .recovered
            .map_or("never".to_owned(), |took| took.as_millis().to_string());
        println!(
            "{:<44} {recovered:>12} {:>7} {:>7} {:>5} {:>6} {:>15} {:>12} {:>13}{}",
            line.fault,
            line.objects,
            line.missing,
            line.stale,
            line.ghosts,
            line.sessions_leaked,
            line.tasks_leaked,
            line.jobs_repeated,
            if line.passed() { "" } else { "  FAILED" },
        );
        if !line.passed() {
            print!("{}", line.notes);
        }
        if let Some(json) = &mut self.json {
            let object = json!({
                "fault": line.fault,
                "recovered_ms": line.recovered.map(|took| took.as_millis() as u64),
                "objects": line.objects,
                "missing": line.missing,
                "stale": line.stale,
                "ghosts": line.ghosts,
                "sessions_leaked": line.sessions_leaked,
                "tasks_leaked": line.tasks_leaked,
                "jobs_repeated": line.jobs_repeated,
                "passed": line.passed(),
            });
            writeln!(json, "{object}")?;
        }
        self.lines.push(line);
        Ok(())
    }

    /// Sums up.
    pub fn end(self) -> ExitCode {
        let passed = self.lines.iter().filter(|line| line.passed()).count();
        let failed = self.lines.len() - passed;
        let loud: Vec<&Line> = self
            .lines
            .iter()
            .filter(|line| !line.shows_by_silence)
            .collect();
        let in_time = loud.iter().filter(|line| line.in_time()).count();
        let mut times: Vec<Duration> = loud.iter().filter_map(|line| line.recovered).collect();
        times.sort_unstable();
        if let (Some(median), Some(longest)) = (times.get(times.len() / 2), times.last()) {
            println!(
                "back within {} ms: {in_time} of {} (median {} ms, longest {} ms); losses that show only by silence are not in this",
                GOAL.as_millis(),
                loud.len(),
                median.as_millis(),
                longest.as_millis(),
            );
        }
        // Once more, where whoever runs many tests looks for what failed.
        for line in self.lines.iter().filter(|line| !line.passed()) {
            println!("failed: {}: {}", line.fault, line.wrong());
        }
        println!("{passed} passed, {failed} failed");
        if failed == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}
