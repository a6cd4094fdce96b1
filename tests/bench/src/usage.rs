//! What a process has used, as Linux tells it.

use std::{collections::BTreeMap, fs, time::Duration};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

/// What a process has used so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Usage {
    /// Time on processors, its own and the system's for it.
    pub cpu: Duration,
    /// The most memory that was resident, in bytes.
    pub peak: u64,
}

/// Ticks a second in `/proc`; the same on every Linux that this runs on.
const TICKS: u32 = 100;

/// Of a process; its own if it is `self`.
pub fn of(process: &str) -> Result<Usage> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name in brackets may hold anything; numbers begin behind it, with the third field.
    let fields: Vec<&str> = stat
        .rsplit(") ")
        .next()
        .unwrap_or_default()
        .split(' ')
        .collect();
    let ticks = |field: usize| -> Result<u32> {
        let text = fields.get(field - 3).context("/proc has changed")?;
        Ok(text.parse()?)
    };
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|line| line.trim().strip_suffix(" kB"))
        .context("no peak in /proc")?;
    Ok(Usage {
        cpu: Duration::from_secs(1) * (ticks(14)? + ticks(15)?) / TICKS,
        peak: peak.trim().parse::<u64>()? * 1024,
    })
}

/// A process and all that it has started.
#[derive(Clone, Debug)]
pub struct Family {
    members: Vec<i32>,
}

impl Family {
    /// Those that there are now.
    pub fn of(ancestor: i32) -> Result<Self> {
        let mut parents = BTreeMap::new();
        for entry in fs::read_dir("/proc")?.flatten() {
            let name = entry.file_name();
            let Some(id) = name.to_str().and_then(|name| name.parse::<i32>().ok()) else {
                continue;
            };
            // It may be gone by now.
            let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
            let after = stat.rsplit(") ").next().unwrap_or_default();
            let parent = after.split(' ').nth(1).and_then(|id| id.parse().ok());
            parents.insert(id, parent.unwrap_or(0));
        }
        let is_member = |mut id: i32| loop {
            match id {
                _ if id == ancestor => return true,
                ..=1 => return false,
                _ => id = parents.get(&id).copied().unwrap_or(0),
            }
        };
        let members = parents.keys().copied().filter(|id| is_member(*id));
        Ok(Self {
            members: members.collect(),
        })
    }

    /// Time on processors so far.
    pub fn cpu(&self) -> Duration {
        let all = self.members.iter();
        all.filter_map(|id| of(&id.to_string()).ok())
            .map(|usage| usage.cpu)
            .sum()
    }

    /// Memory by each program's name, in bytes: what is shared is shared out among those who do.
    pub fn memory(&self) -> BTreeMap<String, u64> {
        let mut memory = BTreeMap::new();
        for id in &self.members {
            let text = |file: &str| fs::read_to_string(format!("/proc/{id}/{file}"));
            let rollup = text("smaps_rollup").unwrap_or_default();
            let kib = rollup
                .lines()
                .find_map(|line| line.strip_prefix("Pss:"))
                .and_then(|line| line.trim().strip_suffix(" kB"))
                .and_then(|number| number.trim().parse::<u64>().ok());
            let name = text("comm").unwrap_or_default().trim().to_owned();
            *memory.entry(name).or_default() += kib.unwrap_or(0) * 1024;
        }
        memory
    }

    /// How often each thread has gone to sleep by itself: as often as it woke. By the program's name
    /// and number, and the thread's.
    pub fn wakes(&self) -> BTreeMap<(String, String), u64> {
        let mut wakes = BTreeMap::new();
        for id in &self.members {
            let program = fs::read_to_string(format!("/proc/{id}/comm")).unwrap_or_default();
            let threads = fs::read_dir(format!("/proc/{id}/task"));
            for thread in threads.into_iter().flatten().flatten() {
                let status = fs::read_to_string(thread.path().join("status")).unwrap_or_default();
                let member = |name: &str| {
                    let mut lines = status.lines();
                    lines
                        .find_map(|line| line.strip_prefix(name))
                        .map(str::trim)
                };
                let count = member("voluntary_ctxt_switches:").and_then(|text| text.parse().ok());
                let number = thread.file_name().to_string_lossy().into_owned();
                let name = format!("{} {number}", member("Name:").unwrap_or_default());
                wakes.insert((program.trim().to_owned(), name), count.unwrap_or(0));
            }
        }
        wakes
    }
}

/// A run, as a process tells of itself on its last line.
#[derive(Clone, Copy, Debug, Default)]
pub struct Run {
    /// From its beginning to its end as it measured itself.
    pub took: Duration,
    /// What it used.
    pub usage: Usage,
    /// How many objects it held at the end.
    pub objects: u64,
}

impl Run {
    /// Prints the line.
    pub fn tell(self) {
        println!(
            "{}",
            json!({
                "ms": self.took.as_secs_f64() * 1e3,
                "cpu_ms": self.usage.cpu.as_secs_f64() * 1e3,
                "peak": self.usage.peak,
                "objects": self.objects,
            })
        );
    }

    /// Reads it.
    pub fn read(output: &str) -> Result<Self> {
        let line = output.lines().last().context("it said nothing")?;
        let value: Value = serde_json::from_str(line).with_context(|| line.to_owned())?;
        let ms = |name: &str| Duration::from_secs_f64(value[name].as_f64().unwrap_or(0.0) / 1e3);
        Ok(Self {
            took: ms("ms"),
            usage: Usage {
                cpu: ms("cpu_ms"),
                peak: value["peak"].as_u64().unwrap_or(0),
            },
            objects: value["objects"].as_u64().unwrap_or(0),
        })
    }
}

/// The run that is in the middle by time.
pub fn median(mut runs: Vec<Run>) -> Run {
    runs.sort_by_key(|run| run.took);
    runs.get(runs.len() / 2).copied().unwrap_or_default()
}

/// The value in the middle.
pub fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
