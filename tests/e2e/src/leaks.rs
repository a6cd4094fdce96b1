//! Whether a secret stands in a file: as it is, or as programs like to write it (in Base64, in
//! hexadecimal, in UTF-16, escaped for an address); and whether anything stands there that is a secret
//! by its shape.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Result, bail, ensure};
use inventory::kept;

/// What must not be found.
#[derive(Default)]
pub struct Secrets(BTreeSet<String>);

impl Secrets {
    /// From now on this must not be found.
    pub fn know(&mut self, secret: &str) {
        self.0.insert(secret.to_owned());
    }

    /// What kind of secret stands in these bytes, if any.
    pub fn find(&self, bytes: &[u8]) -> Option<&'static str> {
        let known = self.0.iter().any(|secret| {
            let holds = |form: &Vec<u8>| contains(bytes, form);
            forms(secret).iter().any(holds)
        });
        match known {
            true => Some("a known secret"),
            false if has_ticket(bytes) => Some("a console's ticket"),
            false if has_session(bytes) => Some("a session's reference"),
            false => None,
        }
    }

    /// Looks through all files below a folder; fails if a secret stands in one of them, or if there
    /// are none at all.
    pub fn stand_nowhere_in(&self, folder: &Path) -> Result<()> {
        let mut folders = vec![folder.to_owned()];
        let mut files: Vec<PathBuf> = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder)? {
                let path = entry?.path();
                let kind = fs::symlink_metadata(&path)?.file_type();
                if kind.is_dir() {
                    folders.push(path);
                } else if kind.is_file() {
                    files.push(path);
                }
            }
        }
        ensure!(!files.is_empty(), "nothing was written at all");
        for path in files {
            let bytes = fs::read(&path)?;
            if let Some(what) = self
                .find(&bytes)
                .or_else(|| self.find(&unpacked(&path, &bytes)))
            {
                bail!("{what} stands in {}", path.display());
            }
        }
        Ok(())
    }
}

/// What is in a file of kept objects, which are packed there; of any other file nothing.
fn unpacked(path: &Path, bytes: &[u8]) -> Vec<u8> {
    let is_kept = path.extension().is_some_and(|ending| ending == "kept");
    match is_kept.then(|| kept::decode(bytes)) {
        Some(Ok(kept)) => format!("{kept:?}").into_bytes(),
        _ => Vec::new(),
    }
}

/// A secret as it may be written.
fn forms(secret: &str) -> Vec<Vec<u8>> {
    let bytes = secret.as_bytes();
    let mut forms = vec![bytes.to_vec()];
    forms.push(secret.encode_utf16().flat_map(u16::to_le_bytes).collect());
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    forms.push(hex.to_uppercase().into_bytes());
    forms.push(hex.into_bytes());
    let escape = |byte: &u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
            char::from(*byte).to_string()
        }
        byte => format!("%{byte:02X}"),
    };
    forms.push(bytes.iter().map(escape).collect::<String>().into_bytes());
    // Whatever stands before it (`user:`, say), it begins at one of three places.
    forms.extend((0..3).map(|before| base64(bytes, before)));
    forms
}

/// Base64 of a text with so many unknown bytes before it, without the digits that depend on what
/// stands around it.
fn base64(bytes: &[u8], before: usize) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut all = vec![0; before];
    all.extend(bytes);
    let bit = |at: usize| all.get(at / 8).map_or(0, |byte| byte >> (7 - at % 8) & 1);
    let (first, last) = ((before * 8).div_ceil(6), all.len() * 8 / 6);
    (first..last)
        .map(|digit| (0..6).fold(0, |value, at| value << 1 | bit(digit * 6 + at)))
        .map(|value| DIGITS[usize::from(value)])
        .collect()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// `ws://127.0.0.1:…/` and 64 hexadecimal digits.
fn has_ticket(bytes: &[u8]) -> bool {
    let is_hex = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    find_all(bytes, b"ws://127.0.0.1:").any(|rest| {
        let path = rest.iter().position(|byte| *byte == b'/');
        let token = path.map_or(&rest[..0], |path| &rest[path + 1..]);
        token.len() >= 64 && token[..64].iter().all(is_hex)
    })
}

/// `session_id`, a few signs, `OpaqueRef:`, and something that is not `NULL`.
fn has_session(bytes: &[u8]) -> bool {
    find_all(bytes, b"session_id").any(|rest| {
        let near = &rest[..rest.len().min(40)];
        find_all(near, b"OpaqueRef:").any(|reference| !reference.starts_with(b"NULL"))
    })
}

/// What comes after each place where `part` stands.
fn find_all<'a>(bytes: &'a [u8], part: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let starts = bytes.windows(part.len()).enumerate();
    starts
        .filter(move |(_, window)| *window == part)
        .map(move |(at, _)| &bytes[at + part.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "Zwiebel 4711+fish";

    fn looking_for(secret: &str) -> Secrets {
        let mut secrets = Secrets::default();
        secrets.know(secret);
        secrets
    }

    #[track_caller]
    fn finds(text: &str) {
        let what = looking_for(SECRET).find(text.as_bytes());
        assert!(what.is_some(), "{text}");
    }

    #[test]
    fn a_planted_secret_is_found_however_it_is_written() {
        finds("login as root with Zwiebel 4711+fish failed");
        finds("{\"password\":\"Zwiebel 4711+fish\"}");
        finds("GET /?password=Zwiebel%204711%2Bfish HTTP/1.1");
        finds("5a77696562656c20343731312b66697368");
        finds("5A77696562656C20343731312B66697368");
        // `Basic` and Base64 of `root:…`, of `a:…` and of it alone.
        finds("Authorization: Basic cm9vdDpad2llYmVsIDQ3MTErZmlzaA==");
        finds("YTpad2llYmVsIDQ3MTErZmlzaA==");
        finds("WndpZWJlbCA0NzExK2Zpc2g=");
        let wide: Vec<u8> = SECRET.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(looking_for(SECRET).find(&wide).is_some());
    }

    #[test]
    fn what_is_secret_by_its_shape_is_found_unasked() {
        let token = "0123456789abcdef".repeat(4);
        finds(&format!("opened ws://127.0.0.1:40123/{token}"));
        finds("GET /rrd_updates?session_id=OpaqueRef:0e4b-7 HTTP/1.1");
        finds("{\"session_id\": \"OpaqueRef:0e4b-7\"}");
    }

    #[test]
    fn the_harmless_is_not_found() {
        let secrets = looking_for(SECRET);
        for text in [
            "",
            "Zwiebel",
            "the console's door is ws://127.0.0.1:40123/",
            "session_id=OpaqueRef:NULL",
            "the session of OpaqueRef:0e4b-7",
        ] {
            assert_eq!(secrets.find(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn a_planted_secret_is_found_in_whatever_file_below_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let secrets = looking_for(SECRET);
        assert!(secrets.stand_nowhere_in(folder.path()).is_err(), "no file");
        let deep = folder.path().join("a/b");
        fs::create_dir_all(&deep).unwrap();
        fs::write(folder.path().join("log.txt"), "all is well").unwrap();
        secrets.stand_nowhere_in(folder.path()).unwrap();
        fs::write(deep.join("settings.json"), format!("[\"{SECRET}\"]")).unwrap();
        let told = secrets.stand_nowhere_in(folder.path()).unwrap_err();
        assert!(told.to_string().contains("settings.json"), "{told}");
        assert!(!told.to_string().contains(SECRET));
    }

    #[test]
    fn a_planted_secret_is_found_among_packed_objects() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = inventory::Writer::new();
        let named = |n: usize| {
            let vm = xapi::Vm {
                name_label: format!("{n} {SECRET} {n}").into(),
                ..Default::default()
            };
            xapi::Change::Apply(xapi::Object {
                reference: n.to_string().into(),
                record: xapi::Record::Vm(Box::new(vm)),
            })
        };
        writer.apply((0..10).map(named));
        let bytes = kept::encode(&writer.store().read(), 0).unwrap();
        fs::write(folder.path().join("a.kept"), bytes).unwrap();
        assert!(looking_for(SECRET).stand_nowhere_in(folder.path()).is_err());
        looking_for("another")
            .stand_nowhere_in(folder.path())
            .unwrap();
    }
}
