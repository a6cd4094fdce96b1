//! Files of this computer that go to a server, or come from one.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use xapi::{Ref, Sr, Vm};

use super::call::Call;
use crate::problem::Problem;

/// The server's handler that sends a VM with its disks. It takes the VM, and works as a task.
pub const EXPORT: &str = "export";
/// The server's handler that makes VMs of what it is sent. It takes storage, works as a task, and answers
/// with the VMs.
pub const IMPORT: &str = "import";

/// A file that a person has named, and what a server does with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileTransfer {
    /// What stands for it among calls: the handler's name, the object that it is about, and what it is
    /// asked for beside it. A parameter may stand for the answer of an earlier step, as any call's.
    pub call: Call,
    /// The file's whole path.
    pub file: String,
    /// Which way it goes.
    pub direction: Direction,
}

/// Which way a file goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    /// It is read, and sent.
    ToServer {
        /// Whether it is sent though something is wrong with it.
        takes_damage: bool,
    },
    /// It is written with what is sent.
    FromServer {
        /// Whether it may take the place of a file that is there.
        replaces: bool,
    },
}

/// How an export is packed, as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "camelCase")]
pub enum Packing {
    /// Not at all: the fastest for the server, and the largest.
    #[default]
    Unpacked,
    /// By gzip.
    Gzip,
    /// By zstd.
    Zstd,
}

impl FileTransfer {
    /// A VM with its disks, into a file.
    pub(crate) fn export(vm: &Ref<Vm>, file: &str, packing: Packing, replaces: bool) -> Self {
        let packed = match packing {
            Packing::Unpacked => "false",
            Packing::Gzip => "true",
            Packing::Zstd => "zstd",
        };
        Self {
            call: handler(EXPORT, vm.as_str(), json!({ "use_compression": packed })),
            file: file.to_owned(),
            direction: Direction::FromServer { replaces },
        }
    }

    /// VMs with their disks, from a file onto storage.
    pub(crate) fn import(sr: &Ref<Sr>, file: &str, restores: bool, forces: bool) -> Self {
        let asked = json!({ "restore": restores.to_string(), "force": forces.to_string() });
        Self {
            call: handler(IMPORT, sr.as_str(), asked),
            file: file.to_owned(),
            direction: Direction::ToServer {
                takes_damage: forces,
            },
        }
    }
}

fn handler(name: &str, object: &str, asked: Value) -> Call {
    Call {
        method: name.to_owned(),
        params: vec![Value::from(object), asked],
        has_task: true,
        answers_secret: false,
        connection: None,
    }
}

/// A file's path as it is used: it is whole, so that it means the same wherever it is read.
///
/// # Errors
/// `file_missing`, `file_not_whole`.
pub(crate) fn named_file(said: &str) -> Result<&str, Problem> {
    let said = said.trim();
    if said.is_empty() || said.chars().any(char::is_control) {
        return Err(Problem::new("file_missing"));
    }
    match Path::new(said).is_absolute() {
        true => Ok(said),
        false => Err(Problem::new("file_not_whole").with("file", said)),
    }
}

/// The longest name, in bytes: file systems take 255, and an ending follows, and what a file is called
/// until it is whole.
const LONGEST: usize = 180;

/// A name as a file can have it on every platform.
pub(crate) fn file_name(name: &str) -> String {
    let odd = |letter: char| letter.is_control() || r#"/\:*?"<>|"#.contains(letter);
    let plain: String = name
        .chars()
        .map(|letter| if odd(letter) { '_' } else { letter })
        .collect();
    let is_loose = |end: char| end == '.' || end.is_whitespace();
    let plain = plain.trim_matches(is_loose);
    let plain = plain[..plain.floor_char_boundary(LONGEST)].trim_end_matches(is_loose);
    match plain {
        "" => "_".to_owned(),
        device if is_device(device) => format!("_{device}"),
        plain => plain.to_owned(),
    }
}

/// Whether Windows takes a name for a device, whatever follows the first dot.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let stem = stem.trim_end().to_ascii_uppercase();
    let is_port = |kind: &str| {
        let number = stem.strip_prefix(kind);
        number.is_some_and(|number| number.len() == 1 && "123456789".contains(number))
    };
    ["CON", "PRN", "AUX", "NUL"].contains(&stem.as_str()) || is_port("COM") || is_port("LPT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_that_a_file_can_have() {
        for (name, expected) in [
            ("web-01", "web-01"),
            ("a/b\\c: \"d\"?", "a_b_c_ _d__"),
            (" ..", "_"),
            ("données ☎.", "données ☎"),
            ("con", "_con"),
            ("Nul.old", "_Nul.old"),
            ("aux .1", "_aux .1"),
            ("PRN", "_PRN"),
            ("com1", "_com1"),
            ("LPT9.x.y", "_LPT9.x.y"),
            ("COM0", "COM0"),
            ("COM10", "COM10"),
            ("console", "console"),
            ("my.con", "my.con"),
        ] {
            assert_eq!(file_name(name), expected);
        }
    }

    #[test]
    fn a_name_is_cut_between_its_letters() {
        for (name, expected) in [
            ("x".repeat(180), "x".repeat(180)),
            ("x".repeat(300), "x".repeat(180)),
            ("é".repeat(91), "é".repeat(90)),
            (
                format!("x{}", "é".repeat(90)),
                format!("x{}", "é".repeat(89)),
            ),
            (format!("{} . yz", "x".repeat(177)), "x".repeat(177)),
        ] {
            assert_eq!(file_name(&name), expected);
        }
    }

    #[test]
    fn a_file_is_named_by_its_whole_path() {
        let whole = std::env::temp_dir().join("x.xva");
        let whole = whole.to_str().unwrap();
        assert_eq!(named_file(&format!(" {whole} ")), Ok(whole));
        assert_eq!(named_file(" ").unwrap_err().code, "file_missing");
        assert_eq!(named_file("x.xva").unwrap_err().code, "file_not_whole");
    }
}
