//! The drive is read back by programs that we did not write: mtools. `cargo xtask setup` brings them.
#![allow(clippy::unwrap_used, clippy::expect_used)] // These are tests.

use std::process::Command;

use cloud_init::ConfigDrive;

fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("{program} (of mtools): {error}"));
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_drive_holds_what_was_said_under_the_names_that_are_looked_for() {
    let user_data = "#cloud-config\nhostname: \"wéb\"\n";
    let network_config = "version: 2\nethernets: {}\n";
    let drive = ConfigDrive {
        name: "Web 1",
        identity: "uuid",
        user_data,
        network_config,
    };
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &*drive.image().unwrap()).unwrap();
    // The disk is longer than what is written to it.
    file.as_file().set_len(cloud_init::SIZE as u64).unwrap();
    let path = file.path().to_str().unwrap();

    let label = output("mlabel", &["-s", "-i", path, "::"]);
    assert!(label.to_lowercase().contains("cidata"), "{label}");
    let mut names: Vec<String> = output("mdir", &["-b", "-i", path, "::"])
        .lines()
        .map(|line| line.trim_start_matches("::/").to_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["meta-data", "network-config", "user-data"]);
    let read = |name: &str| output("mtype", &["-i", path, &format!("::{name}")]);
    assert_eq!(read("user-data"), user_data);
    assert_eq!(read("network-config"), network_config);
    let meta = read("meta-data");
    assert!(meta.starts_with("instance-id: iid-"), "{meta}");
    assert!(meta.ends_with("local-hostname: \"web-1\"\n"), "{meta}");
}
