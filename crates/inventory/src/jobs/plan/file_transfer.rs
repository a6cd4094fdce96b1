//! Files of this computer that go to a server, or come from one.

use std::{borrow::Cow, path::Path};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use xapi::{Ref, Sr, Vdi, Vm};

use super::{IMPORT_RAW_VDI, call::Call};
use crate::problem::Problem;

/// The server's handler that sends a VM with its disks. It takes the VM, and works as a task.
pub const EXPORT: &str = "export";
/// The server's handler that makes VMs of what it is sent. It takes storage, works as a task, and answers
/// with the VMs.
pub const IMPORT: &str = "import";

/// The server's handler that sends what is on a disk. It takes the disk, and works as a task.
pub const EXPORT_RAW_VDI: &str = "export_raw_vdi";

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
    /// What is in it.
    #[serde(default)]
    pub content: FileContent,
}

/// What is in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FileContent {
    /// VMs, as the server writes and reads them.
    #[default]
    Machines,
    /// A disk. What passes between here and the server may be of another format than the file.
    Disk(DiskFile),
}

/// A disk as a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct DiskFile {
    /// The file's format.
    pub format: DiskFormat,
    /// The disk's size in bytes.
    #[ts(type = "number")]
    pub size: u64,
}

/// The formats of files that hold a disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "camelCase")]
pub enum DiskFormat {
    /// The format of the servers: only what is used of the disk.
    #[default]
    Vhd,
    /// The disk's bytes as they are.
    Raw,
    /// QEMU's.
    Qcow2,
    /// VMware's, packed.
    Vmdk,
}

impl DiskFormat {
    /// The format of this name.
    pub fn named(name: &str) -> Option<Self> {
        let mut all = [Self::Vhd, Self::Raw, Self::Qcow2, Self::Vmdk].into_iter();
        all.find(|format| format.name() == name)
    }

    /// Its name, as servers know it, where they do; names of files end with it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vhd => "vhd",
            Self::Raw => "raw",
            Self::Qcow2 => "qcow2",
            Self::Vmdk => "vmdk",
        }
    }

    /// What `qemu-img` calls it.
    pub(crate) fn qemu_name(self) -> &'static str {
        match self {
            Self::Vhd => "vpc",
            other => other.name(),
        }
    }
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
            content: FileContent::Machines,
        }
    }

    /// A disk into a file: by the wire as `wire`, and of what was written since `base` alone, where that is
    /// said.
    pub(crate) fn export_disk(
        vdi: &Ref<Vdi>,
        file: &str,
        disk: DiskFile,
        wire: DiskFormat,
        base: Option<&Ref<Vdi>>,
        replaces: bool,
    ) -> Self {
        let mut asked = json!({ "format": wire.name() });
        if let Some(base) = base {
            asked["base"] = json!(base.as_str());
        }
        Self {
            call: handler(EXPORT_RAW_VDI, vdi.as_str(), asked),
            file: file.to_owned(),
            direction: Direction::FromServer { replaces },
            content: FileContent::Disk(disk),
        }
    }

    /// A file into a disk that is there, by the wire as `wire`.
    pub(crate) fn import_disk(
        vdi: &Ref<Vdi>,
        file: &str,
        disk: DiskFile,
        wire: DiskFormat,
    ) -> Self {
        let asked = json!({ "format": wire.name() });
        Self {
            call: handler(IMPORT_RAW_VDI, vdi.as_str(), asked),
            file: file.to_owned(),
            direction: Direction::ToServer {
                takes_damage: false,
            },
            content: FileContent::Disk(disk),
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
            content: FileContent::Machines,
        }
    }

    /// How what passes is made of the file, or the file of what passes, where these are not the same, or need not
    /// be.
    pub(crate) fn conversion(&self) -> Option<Conversion<'_>> {
        let FileContent::Disk(disk) = self.content else {
            return None;
        };
        let wire = wire_of(&self.call)?;
        // Of a VHD servers only take what lies in one order, which a file need not.
        let is_laid_anew =
            wire == DiskFormat::Vhd && matches!(self.direction, Direction::ToServer { .. });
        if wire == disk.format && !is_laid_anew {
            return None;
        }
        let passing = format!("{}.{}", self.file, wire.name());
        let file = (disk.format, Cow::from(&*self.file));
        let passing = (wire, Cow::from(passing));
        Some(match self.direction {
            Direction::ToServer { .. } => Conversion {
                from: file,
                to: passing,
            },
            Direction::FromServer { .. } => Conversion {
                from: passing,
                to: file,
            },
        })
    }

    /// The file that a script moves, which converts nothing on the way.
    pub(crate) fn passing_file(&self) -> Cow<'_, str> {
        match (self.conversion(), self.direction) {
            (None, _) => Cow::from(&*self.file),
            (Some(conversion), Direction::ToServer { .. }) => conversion.to.1,
            (Some(conversion), Direction::FromServer { .. }) => conversion.from.1,
        }
    }
}

/// A file that is made of another, each with its format.
pub(crate) struct Conversion<'a> {
    pub(crate) from: (DiskFormat, Cow<'a, str>),
    pub(crate) to: (DiskFormat, Cow<'a, str>),
}

impl Conversion<'_> {
    /// The command that does it, of words that are quoted so.
    pub(crate) fn command(&self, quoted: impl Fn(&str) -> String) -> String {
        let ((from, from_file), (to, to_file)) = (&self.from, &self.to);
        let options = match to {
            DiskFormat::Vhd => " -o subformat=dynamic,force_size=on",
            DiskFormat::Vmdk => " -o subformat=streamOptimized",
            DiskFormat::Raw | DiskFormat::Qcow2 => "",
        };
        let (from, to) = (from.qemu_name(), to.qemu_name());
        let (from_file, to_file) = (quoted(from_file), quoted(to_file));
        format!("qemu-img convert -f {from} -O {to}{options} {from_file} {to_file}")
    }
}

/// As what a disk passes between here and the server.
pub fn wire_of(call: &Call) -> Option<DiskFormat> {
    let said = call.asked().find(|(name, _)| *name == "format");
    said.and_then(|(_, name)| DiskFormat::named(name))
}

/// By which name a handler is told of the object that it is about.
pub fn about_of(handler: &str) -> &'static str {
    match handler {
        EXPORT => "ref",
        IMPORT => "sr_id",
        _ => "vdi",
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
