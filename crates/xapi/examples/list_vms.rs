//! Prints `uuid<TAB>power_state<TAB>name_label` of every machine: no templates, no snapshots, no
//! control domains. Arguments: `URL USER PASSWORD`.

mod common;

use std::process::ExitCode;

use anyhow::Result;
use xapi::{Session, Vm, VmKind};

#[tokio::main]
async fn main() -> ExitCode {
    common::run("", 0..=0, list).await
}

async fn list(session: &Session, _: &[String]) -> Result<()> {
    for (_, vm) in session.get_all::<Vm>().await? {
        if vm.kind() == VmKind::Machine {
            println!("{}\t{}\t{}", vm.uuid, vm.power_state, vm.name_label);
        }
    }
    Ok(())
}
