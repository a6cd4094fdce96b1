//! Takes a machine through its life: template → clone → storage for its disks → provision → start →
//! wait for its address → suspend → resume → shut down; one whose disks are new and blank only as far as
//! the start. Arguments: `URL USER PASSWORD [TEMPLATE [NEW_NAME]]`; the template by name or uuid,
//! otherwise the first one that has disks of its own.

mod common;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use xapi::{
    Pbd, Pool, Ref, Session, Sr, SrOperation, Vm, VmGuestMetrics, VmKind, VmPowerState, params,
};

#[tokio::main]
async fn main() -> ExitCode {
    common::run("[TEMPLATE [NEW_NAME]]", 0..=2, install).await
}

async fn install(session: &Session, arguments: &[String]) -> Result<()> {
    let (wanted, name) = (arguments.first(), arguments.get(1));
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
    let blank = choose_storage(session, &vm).await?;
    println!("provisioning {name}");
    run::<()>(session, "VM.provision", params![vm]).await?;
    println!("starting it");
    run::<()>(session, "VM.start", params![vm, false, false]).await?;
    if blank {
        // There is no system on its new disks: it gets no address and hears no wish.
        println!("pulling its plug");
        run::<()>(session, "VM.hard_shutdown", params![vm]).await?;
    } else {
        use_it(session, &vm).await?;
    }
    let vm: Vm = session.get_record(&vm).await?;
    let state = vm.power_state;
    ensure!(state == VmPowerState::Halted, "it is {state}");
    println!("{}", vm.uuid);
    Ok(())
}

async fn use_it(session: &Session, vm: &Ref<Vm>) -> Result<()> {
    println!("its address is {}", wait_for_address(session, vm).await?);
    println!("suspending it");
    run::<()>(session, "VM.suspend", params![vm]).await?;
    println!("resuming it");
    run::<()>(session, "VM.resume", params![vm, false, false]).await?;
    println!("shutting it down");
    run::<()>(session, "VM.clean_shutdown", params![vm]).await?;
    Ok(())
}

/// Says on which storage the template's disks are to be made; whether there are any. Templates that
/// come with a server leave that open (`sr=""`), and a server does not provision what is left open.
async fn choose_storage(session: &Session, vm: &Ref<Vm>) -> Result<bool> {
    const OPEN: &str = "sr=\"\"";
    let other_config = session.get_record(vm).await?.other_config;
    let Some(disks) = other_config.get("disks") else {
        return Ok(false);
    };
    if !disks.contains(OPEN) {
        return Ok(true);
    }
    let storage = storage(session).await?;
    println!("its disks go to {}", storage.name_label);
    let disks = disks.replace(OPEN, &format!("sr=\"{}\"", storage.uuid));
    // One entry: somebody else may write to the others meanwhile.
    let (remove, add) = (params![vm, "disks"], params![vm, "disks", disks]);
    session
        .call::<()>("VM.remove_from_other_config", remove)
        .await?;
    session.call::<()>("VM.add_to_other_config", add).await?;
    Ok(true)
}

/// The pool's default storage, or else one that is attached and takes disks, shared if there is one.
async fn storage(session: &Session) -> Result<Sr> {
    let default = session.get_all::<Pool>().await?.pop();
    let default = default.map(|(_, pool)| pool.default_sr);
    let attached = session.get_all::<Pbd>().await?;
    let mut fit = session.get_all::<Sr>().await?;
    fit.retain(|(sr, storage)| {
        storage.content_type != "iso"
            && storage.allowed_operations.contains(&SrOperation::VdiCreate)
            && attached
                .iter()
                .any(|(_, pbd)| pbd.sr == *sr && pbd.currently_attached)
    });
    fit.into_iter()
        .max_by_key(|(sr, storage)| (default.as_ref() == Some(sr), storage.shared))
        .map(|(_, storage)| storage)
        .context("there is no storage for its disks")
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
