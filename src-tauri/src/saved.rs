//! Files that a person keeps from a window: a picture of a console, what a terminal has shown.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// A name that is not free gets a number; so many are tried.
const TRIES: u32 = 1000;
/// File systems take 255 bytes; a number and what stands around it have to fit as well.
const LONGEST: usize = 200;

/// Writes a new file into a folder, under that name or the next that is free. The name comes from a
/// page, which has it from a server: it names no other folder, hides nothing and runs nothing.
pub fn save(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    let name = harmless(name);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, "txt"));
    for number in 1..=TRIES {
        let path = folder.join(match number {
            1 => format!("{stem}.{ending}"),
            _ => format!("{stem} ({number}).{ending}"),
        });
        let mut file = match File::create_new(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
            file => file?,
        };
        return match file.write_all(bytes).and_then(|()| file.sync_all()) {
            Ok(()) => Ok(path),
            Err(error) => {
                // Half a file is none.
                let _ = fs::remove_file(&path);
                Err(error)
            }
        };
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// The name without what means something to a file system or to a shell of files.
fn harmless(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|one| {
            if one.is_alphanumeric() || "-_. ()".contains(one) {
                one
            } else {
                '_'
            }
        })
        .collect();
    let plain = plain.trim_matches([' ', '.']);
    let (stem, ending) = plain.rsplit_once('.').unwrap_or((plain, ""));
    // These are what windows keep; anything else is text.
    let ending = if ["png", "txt"].contains(&ending) {
        ending
    } else {
        "txt"
    };
    let mut stem = stem.to_owned();
    while stem.len() > LONGEST {
        stem.pop();
    }
    if stem.is_empty() {
        stem.push_str("console");
    }
    format!("{stem}.{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_name_and_no_path() {
        let check = |name, expect| assert_eq!(harmless(name), expect, "{name}");
        check("web-01 2026-03-04.png", "web-01 2026-03-04.png");
        check("../../.bashrc", "_.._.txt");
        check("C:\\Windows\\x.exe", "C__Windows_x.txt");
        check(".png", "png.txt");
        check("", "console.txt");
        check("serveur é.txt", "serveur é.txt");
        assert!(harmless(&"é".repeat(500)).len() < 255);
    }

    #[test]
    fn what_is_there_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let first = save(folder.path(), "a.txt", b"one").unwrap();
        let second = save(folder.path(), "a.txt", b"two").unwrap();
        assert_eq!(fs::read(first).unwrap(), b"one");
        assert_eq!(second, folder.path().join("a (2).txt"));
        assert_eq!(fs::read(second).unwrap(), b"two");
    }
}
