//! `pooldeck verify`: what is in a file, and whether it is whole. Without a window, a pool or settings.

use std::{
    fs::File,
    io::{self, IsTerminal, Read, Seek, SeekFrom, Write},
    path::Path,
    process::ExitCode,
    time::{Duration, Instant},
};

use images::{Format, Inspection, inspect, ovf, xva};
use serde::Serialize;

use crate::cli::Verify;

/// Something is wrong with a file.
const WRONG: u8 = 1;
/// A file cannot be read, or is of no kind that is known.
const UNREADABLE: u8 = 2;

/// How often the progress is told.
const TELL: Duration = Duration::from_millis(200);

/// What was found in a file.
#[derive(Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    /// The file as it was named.
    file: String,
    /// `xva`, `ova`, `raw`, `vhd`, `vmdk` or `qcow2`; none: it could not be read.
    format: Option<&'static str>,
    /// The machines in it, snapshots among them.
    machines: Vec<Machine>,
    /// The disks in it.
    disks: Vec<Disk>,
    /// What cannot be told of it, though nothing is wrong.
    notes: Vec<&'static str>,
    /// What is wrong.
    problems: Vec<String>,
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Machine {
    name: String,
    is_snapshot: bool,
    is_template: bool,
    vcpus: u64,
    /// In bytes.
    memory: u64,
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Disk {
    name: String,
    /// In bytes.
    size: u64,
    /// How many bytes of it are in the file; none: that is not told before it is unpacked.
    written: Option<u64>,
}

/// Looks into each file and tells what is there.
pub fn run(order: &Verify) -> ExitCode {
    let shows_progress = io::stderr().is_terminal();
    let mut worst = 0;
    for path in &order.files {
        let found = look(path, shows_progress);
        worst = worst.max(match &found {
            Found { format: None, .. } => UNREADABLE,
            Found { problems, .. } if problems.is_empty() => 0,
            Found { .. } => WRONG,
        });
        let told = match order.json {
            true => serde_json::to_string(&found).unwrap_or_default() + "\n",
            false => report(&found),
        };
        // Whoever reads no further wants to know nothing more.
        if io::stdout().write_all(told.as_bytes()).is_err() {
            break;
        }
    }
    ExitCode::from(worst)
}

fn look(path: &Path, shows_progress: bool) -> Found {
    let file = path.display().to_string();
    let opened = File::open(path).and_then(|file| {
        let length = file.metadata()?.len();
        Ok(Progress::new(file, length, shows_progress))
    });
    let inspected = match opened {
        Ok(reader) => inspect(reader).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    if shows_progress {
        clear_line();
    }
    match inspected {
        Ok(inspection) => Found {
            file,
            ..found(inspection)
        },
        Err(problem) => Found {
            file,
            problems: vec![problem],
            ..Found::default()
        },
    }
}

fn found(inspection: Inspection) -> Found {
    match inspection {
        Inspection::Xva(report) => found_in_archive(report),
        Inspection::Ova(report) => found_in_package(report),
        Inspection::Disk(disk) => Found {
            format: Some(match disk.format {
                Format::Raw => "raw",
                Format::Vhd => "vhd",
                Format::Vmdk => "vmdk",
                Format::Qcow2 => "qcow2",
            }),
            disks: vec![Disk {
                name: String::new(),
                size: disk.size,
                written: Some(disk.written),
            }],
            notes: match disk.format {
                Format::Raw => vec!["a raw disk has no checksums, and any file looks like one"],
                _ => Vec::new(),
            },
            ..Found::default()
        },
    }
}

fn found_in_archive(report: xva::Report) -> Found {
    let machines = report.metadata.machines.iter().map(|machine| Machine {
        name: machine.name.clone(),
        is_snapshot: machine.snapshot_of.is_some(),
        is_template: machine.is_template,
        vcpus: machine.vcpus,
        memory: machine.memory,
    });
    let disks = report.metadata.disks.iter().zip(&report.disks);
    let disks = disks.map(|(disk, came)| Disk {
        name: disk.name.clone(),
        size: disk.size,
        written: Some(came.bytes),
    });
    Found {
        format: Some("xva"),
        machines: machines.collect(),
        disks: disks.collect(),
        notes: match report.is_metadata_only {
            true => vec!["it holds records alone, without the disks that they tell of"],
            false => Vec::new(),
        },
        problems: report.problems.iter().map(ToString::to_string).collect(),
        ..Found::default()
    }
}

fn found_in_package(report: ovf::OvaReport) -> Found {
    let machines = report.descriptor.machines.iter().map(|machine| Machine {
        name: machine.name.clone(),
        is_snapshot: false,
        is_template: false,
        vcpus: machine.processors.into(),
        memory: machine.memory,
    });
    let disks = report.descriptor.disks.iter().map(|disk| Disk {
        name: disk.id.clone(),
        size: disk.capacity,
        written: None,
    });
    Found {
        format: Some("ova"),
        machines: machines.collect(),
        disks: disks.collect(),
        notes: match report.has_manifest {
            true => Vec::new(),
            false => vec!["it has no manifest: nothing tells whether its files are whole"],
        },
        problems: report.problems.iter().map(ToString::to_string).collect(),
        ..Found::default()
    }
}

/// What was found, for people.
fn report(found: &Found) -> String {
    let verdict = match (found.format, found.problems.is_empty()) {
        (None, _) => "cannot be read".to_owned(),
        (Some(format), true) => format!("{format}, good"),
        (Some(format), false) => format!("{format}, damaged"),
    };
    let mut lines = vec![format!("{}: {verdict}", found.file)];
    for machine in &found.machines {
        let kind = match (machine.is_snapshot, machine.is_template) {
            (true, _) => "snapshot",
            (false, true) => "template",
            (false, false) => "machine",
        };
        lines.push(format!(
            "  {kind} {:?}: {} vCPUs, {} of memory",
            machine.name,
            machine.vcpus,
            bytes(machine.memory)
        ));
    }
    for disk in &found.disks {
        let name = match disk.name.is_empty() {
            true => String::new(),
            false => format!(" {:?}", disk.name),
        };
        let written = disk
            .written
            .map(|written| format!(", {} written", bytes(written)));
        lines.push(format!(
            "  disk{name}: {}{}",
            bytes(disk.size),
            written.unwrap_or_default()
        ));
    }
    lines.extend(found.notes.iter().map(|note| format!("  note: {note}")));
    lines.extend(
        found
            .problems
            .iter()
            .map(|problem| format!("  problem: {problem}")),
    );
    lines.join("\n") + "\n"
}

/// Bytes in the largest unit of which there is one at least, with one digit after the point.
fn bytes(count: u64) -> String {
    const UNITS: [&str; 6] = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
    let mut value = count as f64;
    let mut unit = 0;
    while value >= 1024.0 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    match unit {
        0 => format!("{count} B"),
        _ => format!("{value:.1} {}", UNITS[unit]),
    }
}

fn clear_line() {
    // Where it cannot be told, it is not told.
    let _ = write!(io::stderr(), "\r\x1b[K");
}

/// A file that is read, and how far, told on a terminal.
struct Progress {
    file: File,
    length: u64,
    read: u64,
    told: Instant,
    is_shown: bool,
}

impl Progress {
    fn new(file: File, length: u64, is_shown: bool) -> Self {
        Self {
            file,
            length,
            read: 0,
            told: Instant::now(),
            is_shown,
        }
    }
}

impl Read for Progress {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.read += count as u64;
        if self.is_shown && self.told.elapsed() >= TELL {
            self.told = Instant::now();
            let share = self.read.min(self.length) * 100 / self.length.max(1);
            let _ = write!(io::stderr(), "\r{share} % of {}\x1b[K", bytes(self.length));
        }
        Ok(count)
    }
}

impl Seek for Progress {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARCHIVE: &[u8] = include_bytes!("../../crates/images/tests/fixtures/small-zstd.xva");

    fn told_of(bytes: &[u8]) -> Found {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        look(file.path(), false)
    }

    #[test]
    fn a_whole_archive_is_told_with_what_it_holds() {
        let found = told_of(ARCHIVE);
        assert_eq!(found.format, Some("xva"));
        assert_eq!(found.problems, Vec::<String>::new());
        let machine = &found.machines[0];
        let disk = &found.disks[0];
        assert_eq!(disk.size, 7 << 20);
        let text = report(&found);
        assert!(text.contains("xva, good"), "{text}");
        assert!(
            text.contains(&format!("machine {:?}", machine.name)),
            "{text}"
        );
        assert!(text.contains("7.0 MiB"), "{text}");
    }

    #[test]
    fn a_damaged_archive_is_told_with_the_place() {
        let found = told_of(&ARCHIVE[..ARCHIVE.len() - 100]);
        assert_eq!(found.format, Some("xva"));
        assert!(
            found.problems[0].contains("at byte"),
            "{:?}",
            found.problems
        );
        assert!(report(&found).contains("xva, damaged"));
    }

    #[test]
    fn what_is_not_there_is_told_too() {
        let found = look(Path::new("/nowhere/at/all.xva"), false);
        assert_eq!(found.format, None);
        assert_eq!(found.problems.len(), 1);
        assert!(report(&found).contains("cannot be read"));
    }

    #[test]
    fn bytes_are_written_in_a_fitting_unit() {
        let check = |count, expect: &str| assert_eq!(bytes(count), expect);
        check(0, "0 B");
        check(1023, "1023 B");
        check(1536, "1.5 KiB");
        check(7 << 20, "7.0 MiB");
        check(u64::MAX, "16384.0 PiB");
    }
}
