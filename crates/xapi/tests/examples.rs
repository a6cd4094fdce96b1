//! The examples as programs, against the simulated pool.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A test that cannot go on has failed.

use std::path::PathBuf;
use std::process::Output;
use std::time::Duration;

use poolsim::{Config, Sim};
use tokio::process::Command;

const EXAMPLES: [&str; 5] = [
    "clone_vm",
    "install_vm",
    "list_vms",
    "permute",
    "watch_events",
];

/// Where an example is: `cargo test` builds them all. For one test program alone, `cargo build --examples` does.
fn built(name: &str) -> PathBuf {
    let this = std::env::current_exe().unwrap();
    let profile = this.parent().unwrap().parent().unwrap();
    let example = profile.join("examples").join(name);
    let example = example.with_extension(std::env::consts::EXE_EXTENSION);
    assert!(example.exists(), "{} is not built", example.display());
    example
}

async fn pool() -> Sim {
    let config = Config {
        hosts: 2,
        vms: 12,
        operation_time: Duration::from_millis(80),
        login_delay: Duration::ZERO,
        background: false,
        ..Config::default()
    };
    Sim::start(config).await.unwrap()
}

async fn run(name: &str, arguments: &[&str]) -> Output {
    let mut program = Command::new(built(name));
    program.args(arguments).kill_on_drop(true);
    program
        .env("RUST_BACKTRACE", "full")
        .env_remove("XAPI_PASSWORD");
    let ended = test_support::finishes("the program's end", program.output());
    ended.await.unwrap()
}

/// What a failed run says.
fn complaint(output: &Output) -> &str {
    assert!(!output.status.success());
    std::str::from_utf8(&output.stderr).unwrap()
}

#[tokio::test]
async fn an_error_is_one_line() {
    let sim = pool().await;
    let url = sim.http_url();
    for example in EXAMPLES {
        let more: &[&str] = match example {
            "clone_vm" => &["web-01"],
            _ => &[],
        };
        let wrong = [&[&*url, "root", "wrong"], more].concat();
        for (arguments, reason) in [(&wrong[..], "password"), (&[], "usage")] {
            let output = run(example, arguments).await;
            let said = complaint(&output);
            assert_eq!(said.lines().count(), 1, "{example}: {said}");
            assert!(said.to_lowercase().contains(reason), "{example}: {said}");
        }
    }
    let unknown = run(
        "install_vm",
        &[&url, "root", "pooldeck", "no such template"],
    )
    .await;
    assert_eq!(complaint(&unknown), "there is no such template\n");
}

#[tokio::test]
async fn a_machine_goes_through_its_life() {
    let sim = pool().await;
    // The templates that come with a server name no storage for their disks, which are blank.
    let lives = [
        (
            "Debian Bookworm 12",
            ["its disks go to NFS on nas-01", "pulling its plug"],
        ),
        ("Golden web server", ["its address is", "shutting it down"]),
    ];
    for (template, steps) in lives {
        let arguments = [&*sim.http_url(), "root", "pooldeck", template];
        let output = run("install_vm", &arguments).await;
        let said = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}{errors}");
        for step in steps {
            assert!(said.contains(step), "{said}");
        }
    }
}
