//! Prints `uuid<TAB>power_state<TAB>name_label` of every machine: no templates, no snapshots, no
//! control domains. Arguments: `URL USER PASSWORD`.

mod common;

use xapi::{Vm, VmKind};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let (session, _) = common::log_in("", 0..=0).await?;
    for (_, vm) in session.get_all::<Vm>().await? {
        if vm.kind() == VmKind::Machine {
            println!("{}\t{}\t{}", vm.uuid, vm.power_state, vm.name_label);
        }
    }
    session.logout().await?;
    Ok(())
}
