//! Copies a machine: shuts it down first if it runs, waits by event until it has, clones it, starts
//! both. Arguments: `URL USER PASSWORD VM [NEW_NAME]`; the machine by name or uuid.

mod common;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use xapi::{Change, RecordOf, Ref, Session, Vm, VmKind, VmPowerState, params};

#[tokio::main]
async fn main() -> ExitCode {
    common::run("VM [NEW_NAME]", 1..=2, clone).await
}

async fn clone(session: &Session, arguments: &[String]) -> Result<()> {
    let (wanted, new_name) = (&arguments[0], arguments.get(1));
    let machines: Vec<(Ref<Vm>, Vm)> = session.get_all().await?;
    let (vm, record) = machines
        .into_iter()
        .filter(|(_, vm)| vm.kind() == VmKind::Machine)
        .find(|(_, vm)| vm.name_label == *wanted || vm.uuid == *wanted)
        .with_context(|| format!("there is no machine {wanted}"))?;
    let copy_name = new_name
        .cloned()
        .unwrap_or(format!("{} (copy)", record.name_label));

    if record.power_state != VmPowerState::Halted {
        println!("shutting down {}", record.name_label);
        let shutdown = session
            .start::<()>("VM.clean_shutdown", params![vm])
            .await?;
        let halted = wait_until_halted(session, &vm);
        tokio::try_join!(async { Ok(shutdown.wait(|_| ()).await?) }, halted)?;
    }

    println!("cloning it to {copy_name}");
    let task = session
        .start::<Ref<Vm>>("VM.clone", params![vm, copy_name])
        .await?;
    let copy = task
        .wait(|progress| println!("{:.0} %", progress * 100.0))
        .await?;

    for (vm, name) in [(&vm, record.name_label.as_str()), (&copy, &copy_name)] {
        println!("starting {name}");
        let task = session
            .start::<()>("VM.start", params![vm, false, false])
            .await?;
        task.wait(|_| ()).await?;
    }
    println!(
        "{}",
        session.call::<String>("VM.get_uuid", params![copy]).await?
    );
    Ok(())
}

async fn wait_until_halted(session: &Session, vm: &Ref<Vm>) -> Result<()> {
    let mut events = session.events(&[&format!("vm/{vm}")]);
    let following = async {
        loop {
            for change in events.next().await? {
                if let Change::Apply(object) | Change::InitApply(object) = &change
                    && let Some(vm) = Vm::from_record(&object.record)
                    && vm.power_state == VmPowerState::Halted
                {
                    return anyhow::Ok(());
                }
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(300), following).await?
}
