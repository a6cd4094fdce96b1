//! Rotates the running machines over the hosts: each moves, live, to the host before its own, all at
//! once, with progress. Arguments: `URL USER PASSWORD`.

mod common;

use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::{Result, bail};
use xapi::{Error, Host, Ref, Session, Vm, VmKind, VmPowerState, params};

#[tokio::main]
async fn main() -> ExitCode {
    common::run("", 0..=0, permute).await
}

async fn permute(session: &Session, _: &[String]) -> Result<()> {
    let hosts: Vec<(Ref<Host>, Host)> = session.get_all().await?;
    if hosts.len() < 2 {
        bail!("a pool of one host has nothing to permute");
    }
    let mut moves = Vec::new();
    for (vm, record) in session.get_all::<Vm>().await? {
        let name = record.name_label.clone();
        let at = hosts
            .iter()
            .position(|(host, _)| *host == record.resident_on);
        let (Some(at), VmKind::Machine, VmPowerState::Running) =
            (at, record.kind(), record.power_state)
        else {
            continue;
        };
        let (to, host) = &hosts[(at + hosts.len() - 1) % hosts.len()];
        // A machine on a host's own storage, say, cannot leave it; one without tools may not.
        let valid = session.call("VM.assert_operation_valid", params![vm, "pool_migrate"]);
        let fits = session.call("VM.assert_can_boot_here", params![vm, to]);
        match tokio::try_join!(valid, fits) {
            Ok(((), ())) => println!("{name}: {} → {}", hosts[at].1.name_label, host.name_label),
            Err(Error::Api(reason)) => {
                println!("{name}: stays ({reason})");
                continue;
            }
            Err(error) => return Err(error.into()),
        }
        let (session, to) = (session.clone(), to.clone());
        moves.push(tokio::spawn(async move {
            let outcome = migrate(&session, &vm, &to, &name).await;
            (name, outcome)
        }));
    }
    let mut failures = 0;
    for task in moves {
        let (name, outcome) = task.await?;
        match outcome {
            Ok(()) => println!("{name}: moved"),
            Err(error) => {
                failures += 1;
                println!("{name}: {error}");
            }
        }
    }
    if failures > 0 {
        bail!("{failures} machines did not move");
    }
    Ok(())
}

async fn migrate(session: &Session, vm: &Ref<Vm>, to: &Ref<Host>, name: &str) -> Result<(), Error> {
    let options = BTreeMap::from([("live", "true")]);
    let task = session
        .start("VM.pool_migrate", params![vm, to, options])
        .await?;
    task.wait(|progress| println!("{name}: {:.0} %", progress * 100.0))
        .await
}
