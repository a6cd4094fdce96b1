//! Takes a machine through its life: template → clone → provision → start → wait for its address →
//! suspend → resume → shut down. Arguments: `URL USER PASSWORD [TEMPLATE [NEW_NAME]]`; the template
//! by name or uuid, otherwise the first one that has disks of its own.

mod common;

use std::time::Duration;

use anyhow::{Context, Result};
use xapi::{Ref, Session, Vm, VmGuestMetrics, VmKind, VmPowerState, params};

#[tokio::main]
async fn main() -> Result<()> {
    let (session, arguments) = common::log_in("[TEMPLATE [NEW_NAME]]", 0..=2).await?;
    let outcome = install(&session, arguments.first(), arguments.get(1)).await;
    session.logout().await?;
    outcome
}

async fn install(session: &Session, wanted: Option<&String>, name: Option<&String>) -> Result<()> {
    let mut templates = session.get_all::<Vm>().await?;
    templates.retain(|(_, vm)| vm.kind() == VmKind::Template);
    // Templates with disks come first: a machine without an installed system has no address.
    templates.sort_by_key(|(_, vm)| (vm.vbds.is_empty(), vm.name_label.clone()));
    let (template, record) = templates
        .iter()
        .find(|(_, vm)| wanted.is_none_or(|wanted| vm.name_label == *wanted || vm.uuid == *wanted))
        .context("there is no such template")?;
    let name = name
        .cloned()
        .unwrap_or_else(|| "installed by an example".to_owned());

    println!("cloning {}", record.name_label);
    let vm: Ref<Vm> = run(session, "VM.clone", params![template, name]).await?;
    println!("provisioning {name}");
    run::<()>(session, "VM.provision", params![vm]).await?;
    println!("starting it");
    run::<()>(session, "VM.start", params![vm, false, false]).await?;
    println!("its address is {}", wait_for_address(session, &vm).await?);
    println!("suspending it");
    run::<()>(session, "VM.suspend", params![vm]).await?;
    println!("resuming it");
    run::<()>(session, "VM.resume", params![vm, false, false]).await?;
    println!("shutting it down");
    run::<()>(session, "VM.clean_shutdown", params![vm]).await?;
    let vm: Vm = session.get_record(&vm).await?;
    assert_eq!(vm.power_state, VmPowerState::Halted);
    println!("{}", vm.uuid);
    Ok(())
}

async fn run<T: serde::de::DeserializeOwned>(
    session: &Session,
    method: &str,
    params: xapi::Params,
) -> Result<T> {
    let task = session.start(method, params).await?;
    task.wait(|_| ())
        .await
        .with_context(|| format!("{method} failed"))
}

/// The guest's tools report the address some time after the start.
async fn wait_for_address(session: &Session, vm: &Ref<Vm>) -> Result<String> {
    let mut events = session.events(&["VM_guest_metrics", &format!("vm/{vm}")]);
    let following = async {
        loop {
            events.next().await?;
            let metrics = session.get_record(vm).await?.guest_metrics;
            if !metrics.is_null() {
                let guest: VmGuestMetrics = session.get_record(&metrics).await?;
                if let Some(address) = guest.networks.get("0/ip") {
                    return anyhow::Ok(address.to_string());
                }
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(300), following).await?
}
