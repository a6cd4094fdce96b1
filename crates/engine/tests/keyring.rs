//! The platform's keyring, for real: on Linux a session bus and a secret service of the test's own.
//!
//! The test runs itself again inside `dbus-run-session`, so that it never touches a person's keyring.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)] // In what the tests share.

use std::{
    env,
    io::Write,
    process::{Command, Stdio},
};

use engine::{
    secret::Secret,
    vault::{Keyring, Vault},
};

const INSIDE: &str = "POOLDECK_TEST_INSIDE_KEYRING";

/// Runs one of this file's tests inside a session of its own, with or without a secret service.
fn inside(test: &str, script: &str) {
    for program in ["dbus-run-session", "gnome-keyring-daemon"] {
        let there = env::split_paths(&env::var_os("PATH").unwrap_or_default())
            .any(|folder| folder.join(program).is_file());
        if !there {
            assert!(env::var_os("CI").is_none(), "{program} is missing");
            // Said past the harness, which hides what a successful test prints.
            let _ = writeln!(std::io::stderr(), "NOT RUN: {test}: {program} is missing");
            return;
        }
    }
    let home = tempfile::tempdir().unwrap();
    let output = Command::new("dbus-run-session")
        .args(["--", "sh", "-c", script])
        .env("THIS_TEST", env::current_exe().unwrap())
        .env("NAME", test)
        .env(INSIDE, "yes")
        .env("HOME", home.path())
        .env("XDG_RUNTIME_DIR", home.path())
        .env_remove("XDG_DATA_HOME")
        .env_remove("GNOME_KEYRING_CONTROL")
        // A prompt must find nobody to ask.
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

const RUN: &str = "\"$THIS_TEST\" --exact \"$NAME\" --nocapture --test-threads 1";

fn is_inside() -> bool {
    env::var_os(INSIDE).is_some()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unlocked_keyring_keeps_and_forgets() {
    if !is_inside() {
        let script = format!(
            "printf made-up-pin | gnome-keyring-daemon --unlock --components=secrets >/dev/null && {RUN}"
        );
        return inside("an_unlocked_keyring_keeps_and_forgets", &script);
    }
    let vault = Keyring::new();
    assert_eq!(vault.status().await, None);
    assert!(vault.get("server-1").await.unwrap().is_none());
    vault
        .set("server-1", &Secret::new("correct horse é"))
        .await
        .unwrap();
    vault.set("server-2", &Secret::new("other")).await.unwrap();
    vault
        .set("server-1", &Secret::new("battery staple é"))
        .await
        .unwrap();
    // Another program start.
    let again = Keyring::new();
    assert_eq!(
        again.get("server-1").await.unwrap().unwrap().reveal(),
        "battery staple é"
    );
    again.remove("server-1").await.unwrap();
    again.remove("server-1").await.unwrap();
    assert!(vault.get("server-1").await.unwrap().is_none());
    assert_eq!(
        vault.get("server-2").await.unwrap().unwrap().reveal(),
        "other"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_service_is_said_and_asked_again() {
    if !is_inside() {
        // The bus could start a service by itself: it must not find any.
        let script = format!(
            "export XDG_DATA_DIRS=/nowhere DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere; {RUN}"
        );
        return inside("no_secret_service_is_said_and_asked_again", &script);
    }
    let vault = Keyring::new();
    assert_eq!(vault.status().await.unwrap().code, "no_keyring");
    assert_eq!(vault.get("server-1").await.unwrap_err().code, "no_keyring");
    let told = vault
        .set("server-1", &Secret::new("hidden"))
        .await
        .unwrap_err();
    assert_eq!(told.code, "no_keyring");
    assert!(!format!("{told:?}").contains("hidden"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_keyring_is_no_missing_one() {
    if !is_inside() {
        let script = format!(
            "gnome-keyring-daemon --start --foreground --components=secrets >/dev/null & \
             daemon=$!; sleep 1; {RUN}; code=$?; kill $daemon; exit $code"
        );
        return inside("a_locked_keyring_is_no_missing_one", &script);
    }
    let vault = Keyring::new();
    assert_eq!(vault.status().await, None, "it is there");
    let told = vault
        .set("server-1", &Secret::new("hidden"))
        .await
        .unwrap_err();
    assert_eq!(told.code, "keyring_locked", "{told:?}");
    assert!(vault.get("server-1").await.unwrap().is_none());
}
