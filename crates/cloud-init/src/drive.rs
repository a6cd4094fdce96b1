//! The drive.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    io::{self, Cursor, Write},
};

use fatfs::{FileSystem, FormatVolumeOptions, FsOptions};
use zeroize::Zeroizing;

/// The label that cloud-init looks for.
const LABEL: [u8; 11] = *b"cidata     ";
/// How large the drive is, in bytes: as the smallest disks are.
pub const SIZE: usize = 1 << 20;
/// What is written to a disk is a multiple of this.
const PAGE: usize = 4096;
/// The longest texts, all together: what is read into a guest's memory is no place for files.
pub const MOST: usize = 512 << 10;
/// A host's name has at most so many letters.
const LONGEST_NAME: usize = 63;

/// What a guest is to find.
#[derive(Clone, Copy)]
pub struct ConfigDrive<'a> {
    /// The name of its VM, of which that of the host is made.
    pub name: &'a str,
    /// What tells the VM from others, where anything is known of it yet.
    pub identity: &'a str,
    /// User data; where they are empty, nothing is set up by them.
    pub user_data: &'a str,
    /// How its network is set up; where that is empty, as the image does it.
    pub network_config: &'a str,
}

impl ConfigDrive<'_> {
    /// The drive's bytes as far as there is anything on it. What follows up to [`SIZE`] is free, and may be
    /// anything.
    ///
    /// # Errors
    /// Where the texts are longer than [`MOST`].
    pub fn image(&self) -> io::Result<Zeroizing<Vec<u8>>> {
        if self.user_data.len() + self.network_config.len() > MOST {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let mut image = Zeroizing::new(vec![0; SIZE]);
        let label = FormatVolumeOptions::new().volume_label(LABEL);
        fatfs::format_volume(Cursor::new(&mut image[..]), label)?;
        let files = FileSystem::new(Cursor::new(&mut image[..]), FsOptions::new())?;
        let write = |name: &str, text: &str| {
            let mut file = files.root_dir().create_file(name)?;
            file.write_all(text.as_bytes())?;
            file.flush()
        };
        write("meta-data", &self.meta_data())?;
        // Without this file the drive is taken for no source of data.
        let user_data = match self.user_data {
            "" => "#cloud-config\n",
            text => text,
        };
        write("user-data", user_data)?;
        if !self.network_config.is_empty() {
            write("network-config", self.network_config)?;
        }
        files.unmount()?;
        let used = image.iter().rposition(|byte| *byte != 0);
        let used = used.map_or(0, |last| (last + 1).next_multiple_of(PAGE));
        image.truncate(used);
        Ok(image)
    }

    /// A guest sets itself up again when its instance is another one. So the id is made of all that it
    /// is told: the same texts on a new drive change nothing, others do.
    fn meta_data(&self) -> String {
        let mut hasher = DefaultHasher::new();
        (
            self.identity,
            self.name,
            self.user_data,
            self.network_config,
        )
            .hash(&mut hasher);
        let id = format!("instance-id: iid-{:016x}\n", hasher.finish());
        match host_name(self.name) {
            name if name.is_empty() => id,
            name => format!("{id}local-hostname: \"{name}\"\n"),
        }
    }
}

/// A VM's name as that of a host: small letters, digits, and dashes between them.
fn host_name(name: &str) -> String {
    let mut host = String::new();
    for letter in name.chars() {
        match letter.to_ascii_lowercase() {
            letter if letter.is_ascii_alphanumeric() => host.push(letter),
            _ if host.ends_with('-') || host.is_empty() => {}
            _ => host.push('-'),
        }
    }
    host.truncate(LONGEST_NAME);
    host.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drive<'a>(name: &'a str, user_data: &'a str) -> ConfigDrive<'a> {
        ConfigDrive {
            name,
            identity: "",
            user_data,
            network_config: "",
        }
    }

    #[test]
    fn names_become_names_of_hosts() {
        assert_eq!(host_name("web-01"), "web-01");
        assert_eq!(host_name("Web Server (Zürich) 1"), "web-server-z-rich-1");
        assert_eq!(host_name("  "), "");
        assert_eq!(host_name("数据库"), "");
        assert_eq!(host_name(&"a".repeat(80)).len(), 63);
    }

    #[test]
    fn the_same_texts_are_the_same_drive_and_others_another_instance() {
        let image = |drive: ConfigDrive<'_>| drive.image().unwrap().to_vec();
        assert_eq!(image(drive("web", "#!a")), image(drive("web", "#!a")));
        let ids = [drive("web", "#!a"), drive("web", "#!b"), drive("db", "#!a")];
        let ids = ids.map(|drive| drive.meta_data().lines().next().unwrap().to_owned());
        assert!(ids[0] != ids[1] && ids[0] != ids[2], "{ids:?}");
    }

    #[test]
    fn what_is_too_long_is_refused() {
        let longest = "#".repeat(MOST);
        let image = drive("web", &longest).image().unwrap();
        assert!((MOST..=SIZE).contains(&image.len()));
        assert!(drive("web", &format!("{longest}#")).image().is_err());
    }
}
