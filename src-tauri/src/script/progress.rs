//! How far it is, on standard error; and what came of it, on standard output.

use std::{
    io::{self, IsTerminal, Write},
    path::PathBuf,
};

use engine::api::{TaskState, TaskView};
use inventory::jobs::plan::Effect;
use serde_json::json;

use super::sentence::Sentence;

/// Tells of tasks.
pub struct Progress {
    /// Whether somebody watches.
    is_shown: bool,
    as_json: bool,
    /// The file that is read; one that is written is told by its task.
    read: Option<PathBuf>,
}

impl Progress {
    pub fn new(as_json: bool) -> Self {
        Self {
            is_shown: io::stderr().is_terminal(),
            as_json,
            read: None,
        }
    }

    /// Of a file that is read.
    pub fn reading(self, file: PathBuf) -> Self {
        Self {
            read: Some(file),
            ..self
        }
    }

    /// The file that a task is about.
    fn file(&self, task: &TaskView) -> Option<String> {
        let written = task.effects.iter().find_map(|effect| match effect {
            Effect::WriteFile { file, .. } => Some(file.clone()),
            _ => None,
        });
        let read = self.read.as_ref();
        written.or_else(|| Some(read?.to_string_lossy().into_owned()))
    }

    /// One line for all that is under way.
    pub fn show(&self, tasks: &[TaskView]) {
        if !self.is_shown {
            return;
        }
        let running = tasks.iter().filter(|task| task.finished.is_none());
        let parts: Vec<String> = running.map(line).collect();
        // What cannot be shown is not worth an end.
        let _ = write!(io::stderr(), "\r\x1b[K{}", parts.join("   "));
    }

    /// What came of one: its name and the file, or why there is none.
    pub fn ended(&self, task: &TaskView) {
        if self.is_shown {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
        let is_good = task.state == TaskState::Succeeded;
        let problem = (!is_good).then(|| why(task));
        if self.as_json {
            let told = json!({
                "name": task.subject_name,
                "file": self.file(task),
                "state": task.state,
                "problem": problem,
                "remarks": task.remarks.iter().map(|one| Sentence(one).to_string()).collect::<Vec<_>>(),
            });
            let _ = writeln!(io::stdout(), "{told}");
            return;
        }
        for remark in &task.remarks {
            eprintln!("pooldeck: {}: {}", task.subject_name, Sentence(remark));
        }
        match problem {
            None => {
                let _ = writeln!(
                    io::stdout(),
                    "{}\t{}",
                    task.subject_name,
                    self.file(task).unwrap_or_default()
                );
            }
            Some(problem) => eprintln!("pooldeck: {}: {problem}", task.subject_name),
        }
    }
}

fn why(task: &TaskView) -> String {
    match (&task.error, task.state) {
        (Some(problem), _) => Sentence(problem).to_string(),
        (None, TaskState::Cancelled) => "it was cancelled".to_owned(),
        (None, _) => "nobody can say what came of it".to_owned(),
    }
}

fn line(task: &TaskView) -> String {
    let name = &task.subject_name;
    let Some(moved) = &task.transfer else {
        return format!("{name} {:.0} %", task.progress * 100.0);
    };
    let mib = |bytes: f64| bytes / f64::from(1 << 20);
    let done = match moved.total.filter(|total| *total > 0) {
        Some(total) => format!("{:.0} %", moved.done as f64 / total as f64 * 100.0),
        None => format!("{:.0} MiB", mib(moved.done as f64)),
    };
    match moved.per_second {
        Some(speed) => format!("{name} {done} ({:.0} MiB/s)", mib(speed)),
        None => format!("{name} {done}"),
    }
}
