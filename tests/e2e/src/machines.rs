//! What is done to machines in the window, to its end on the server.

use anyhow::{Context, Result, ensure};
use poolsim::{Sim, db::Db, value::Ref};

use crate::{
    desk::Desk,
    pool::{self, HALTED, NAME},
    steps::{add_pool, add_pool_named, ask_for, pool_is_live, select},
    window::until,
};

/// A snapshot is taken, something is changed, and the machine is put back to what it was.
pub async fn snapshot_and_revert(desk: &Desk) -> Result<()> {
    const KEPT: &str = "before-the-upgrade";
    const LATER: &str = "After the upgrade";
    let sim = pool::start().await?;
    let window = desk.open().await?;
    add_pool(&window, &sim).await?;
    desk.know_sessions(&sim);
    let before = text(&sim, HALTED, "name_description")?;
    select(&window, HALTED).await?;
    ask_for(&window, "Take a snapshot").await?;
    window.find("dialog", "Take a snapshot").await?;
    window.fill("Name", KEPT).await?;
    window.click("button", "Take a snapshot").await?;
    until("the snapshot on the server", || async {
        Ok(sim.world().by_name("VM", KEPT))
    })
    .await?;
    let colleague = pool::Colleague::new(&sim).await?;
    colleague.describe_vm(HALTED, LATER).await?;
    colleague.leave().await?;

    window.click_with("tab", "Snapshots").await?;
    window.says("You are here").await?;
    window.click_with("treeitem", KEPT).await?;
    window
        .click_with("button", "Revert to this snapshot")
        .await?;
    // What would be put back of the settings is said.
    window
        .find_with("dialog", "Revert to this snapshot")
        .await?;
    window.says(LATER).await.context("what will be different")?;
    window.click("button", "Revert to this snapshot").await?;
    until("what was", || async {
        let now = text(&sim, HALTED, "name_description")?;
        Ok((now == before).then_some(()))
    })
    .await?;
    window.close().await
}

/// A running VM is dragged onto the other host: what a drop would come to is said beforehand, and the drop
/// asks before it moves anything.
pub async fn drag_to_a_host(desk: &Desk) -> Result<()> {
    let sim = pool::start_small().await?;
    let window = desk.open().await?;
    add_pool(&window, &sim).await?;
    desk.know_sessions(&sim);
    let vm = movable(&sim)?;
    let host = other_host(&sim, &vm)?;
    let dragged = window.find_with("treeitem", &vm).await?;
    let target = window.find_with("treeitem", &host).await?;
    window.carry(&dragged, &target).await?;
    window.says(&format!("Migrate: {host}")).await?;
    window.drop_it().await?;
    window.find("dialog", "Migrate").await?;
    window.click("button", "Migrate").await?;
    until("the VM on the other host", || async {
        Ok((host_of(&sim, &vm)? == host).then_some(()))
    })
    .await?;
    window.close().await
}

/// All VMs that run are asked to shut down at once. Who cannot is said, with the reason, and the others are shut
/// down once their number was typed.
pub async fn shut_down_many(desk: &Desk) -> Result<()> {
    let sim = pool::start_with(60).await?;
    let mut able = machines(&sim, |db, vm| {
        db.text(vm, "power_state") == "Running" && allows(db, vm, "clean_shutdown")
    });
    ensure!(able.len() >= 22, "so few run: {}", able.len());
    let protected = able.split_off(able.len() - 2);
    let colleague = pool::Colleague::new(&sim).await?;
    for vm in &protected {
        colleague.protect_vm(vm).await?;
    }
    colleague.leave().await?;

    let window = desk.open().await?;
    add_pool(&window, &sim).await?;
    desk.know_sessions(&sim);
    window.click_with("treeitem", NAME).await?;
    window.click_with("tab", "VMs").await?;
    window.fill("Filter this list", "state:running").await?;
    window.click("gridcell", "Running").await?;
    window.choose_all().await?;
    ask_for(&window, "Shut down").await?;
    window.find_with("dialog", "Shut down").await?;
    window.says("left out").await.context("who cannot")?;
    let number = able.len().to_string();
    let typed = format!("To confirm, type the number of VMs: {number}");
    window.fill(&typed, &number).await?;
    window.click("button", "Shut down").await?;
    let still = |names: &[String]| {
        machines(&sim, |db, vm| {
            let name = db.text(vm, "name_label");
            let runs = db.text(vm, "power_state") == "Running";
            runs && names.iter().any(|one| one == name)
        })
    };
    until("those that can to be halted", || async {
        Ok(still(&able).is_empty().then_some(()))
    })
    .await?;
    ensure!(still(&protected).len() == 2, "who is protected runs");
    window.close().await
}

/// A disk is made larger under the guest that has it.
pub async fn enlarge_a_disk(desk: &Desk) -> Result<()> {
    const LARGER: i64 = 200 << 30;
    let sim = pool::start_small().await?;
    {
        // Some kinds of storage can, and those of this pool cannot yet.
        let mut world = sim.world();
        for driver in world.db.all("SM") {
            let features = "features";
            world
                .db
                .set_entry(&driver, features, "VDI_RESIZE_ONLINE", "1");
        }
    }
    let window = desk.open().await?;
    add_pool(&window, &sim).await?;
    desk.know_sessions(&sim);
    let vm = movable(&sim)?;
    let size = || {
        let world = sim.world();
        let vm = world.by_name("VM", &vm)?;
        let mut disks = world.db.refs(&vm, "VBDs").into_iter();
        let disk = disks.find(|vbd| world.db.text(vbd, "type") == "Disk")?;
        let disk = world.db.reference(&disk, "VDI");
        Some(world.db.int(&disk, "virtual_size"))
    };
    ensure!(size().context("no disk")? < LARGER);
    select(&window, &vm).await?;
    window.click_with("tab", "Disks").await?;
    window.open_menu_of("gridcell", "xvda").await?;
    window.click_with("menuitem", "Enlarge the disk").await?;
    window.find_with("dialog", "Enlarge the disk").await?;
    window.fill("Size", "200").await?;
    window.click("button", "Enlarge the disk").await?;
    until("the larger disk", || async {
        Ok((size() == Some(LARGER)).then_some(()))
    })
    .await?;
    window.close().await
}

/// A halted VM is copied to another pool, and is there and here.
pub async fn copy_to_another_pool(desk: &Desk) -> Result<()> {
    let sim = pool::start_small().await?;
    let other = pool::start_named("Oslo", 7).await?;
    sim.meet(&other);
    let window = desk.open().await?;
    add_pool(&window, &sim).await?;
    desk.know_sessions(&sim);
    add_pool_named(&window, &other, "Oslo").await?;
    desk.know_sessions(&other);
    let vm = machines(&sim, |db, vm| {
        db.text(vm, "power_state") == "Halted" && is_shared(db, vm)
    });
    let vm = vm.first().context("no VM is halted")?;
    select(&window, vm).await?;
    ask_for(&window, "Copy to another pool").await?;
    window.find_with("dialog", "Copy to another pool").await?;
    window.choose_with("Oslo").await?;
    window.fill("Name", "copied-by-hand").await?;
    window.click("button", "Copy to another pool").await?;
    until("the copy", || async {
        Ok(other.world().by_name("VM", "copied-by-hand"))
    })
    .await?;
    ensure!(sim.world().by_name("VM", vm).is_some(), "{vm} is gone");
    window.close().await
}

/// The program is killed while a host is being emptied. At the next start a person says that it goes on, and
/// the host is empty in the end.
pub async fn killed_while_emptying_a_host(desk: &Desk) -> Result<()> {
    let sim = pool::start_small().await?;
    let window = desk.open().await?;
    add_pool(&window, &sim).await?;
    desk.know_sessions(&sim);
    let host = host_of(&sim, &movable(&sim)?)?;
    let here = || {
        machines(&sim, |db, vm| {
            let at = db.reference(vm, "resident_on");
            let runs = db.text(vm, "power_state") == "Running";
            runs && is_shared(db, vm) && db.text(&at, "name_label") == host
        })
    };
    let first = here();
    ensure!(
        first.len() >= 3,
        "too few VMs to kill it between: {first:?}"
    );
    sim.pool().hold_work(true);
    select(&window, &host).await?;
    ask_for(&window, "Move all VMs away").await?;
    window.find_with("dialog", "Move all VMs away").await?;
    window.fill("Moves at once", "1").await?;
    window.click("button", "Move all VMs away").await?;
    until("the first move", || async {
        let calls = sim.calls();
        let begun = calls
            .iter()
            .any(|call| call.method.ends_with("pool_migrate"));
        Ok(begun.then_some(()))
    })
    .await?;
    window.killed().await?;
    sim.pool().hold_work(false);

    let window = desk.open().await?;
    pool_is_live(&window).await?;
    desk.know_sessions(&sim);
    window.click("button", "Open the task centre").await?;
    window.click("button", "Go on with all").await?;
    until("the empty host", || async {
        Ok(here().is_empty().then_some(()))
    })
    .await?;
    let calls = sim.calls();
    let moves = calls
        .iter()
        .filter(|call| call.method.ends_with("pool_migrate"));
    let moves = moves.filter(|call| call.let_in).count();
    ensure!(moves == first.len(), "{moves} moves of {}", first.len());
    window.close().await
}

/// The names of the machines of which something is true.
fn machines(sim: &Sim, is_one: impl Fn(&Db, &Ref) -> bool) -> Vec<String> {
    let world = sim.world();
    let all = world.db.all("VM").into_iter();
    let is_machine = |vm: &Ref| {
        let flags = ["is_a_template", "is_a_snapshot", "is_control_domain"];
        !flags.iter().any(|flag| world.db.flag(vm, flag))
    };
    let found = all.filter(|vm| is_machine(vm) && is_one(&world.db, vm));
    found
        .map(|vm| world.db.text(&vm, "name_label").to_owned())
        .collect()
}

/// A VM that runs, and that can be moved.
fn movable(sim: &Sim) -> Result<String> {
    let found = machines(sim, |db, vm| {
        db.text(vm, "power_state") == "Running"
            && is_shared(db, vm)
            && allows(db, vm, "pool_migrate")
    });
    found.into_iter().next().context("no VM can be moved")
}

/// Whether every host reaches its disks.
fn is_shared(db: &Db, vm: &Ref) -> bool {
    db.refs(vm, "VBDs").iter().all(|vbd| {
        let sr = db.reference(&db.reference(vbd, "VDI"), "SR");
        !db.is("SR", &sr) || db.flag(&sr, "shared")
    })
}

fn allows(db: &Db, vm: &Ref, operation: &str) -> bool {
    let allowed = db.value(vm, "allowed_operations");
    allowed.is_some_and(|all| all.as_set().iter().any(|one| one.as_str() == operation))
}

/// The name of the host where a VM runs.
fn host_of(sim: &Sim, vm: &str) -> Result<String> {
    let world = sim.world();
    let vm = world.by_name("VM", vm).context("the VM is gone")?;
    let host = world.db.reference(&vm, "resident_on");
    Ok(world.db.text(&host, "name_label").to_owned())
}

/// The name of another one.
fn other_host(sim: &Sim, vm: &str) -> Result<String> {
    let here = host_of(sim, vm)?;
    let world = sim.world();
    let hosts = world.db.all("host");
    let mut names = hosts.iter().map(|host| world.db.text(host, "name_label"));
    let other = names.find(|name| *name != here);
    Ok(other.context("there is one host alone")?.to_owned())
}

/// What stands in a field of the VM of this name.
fn text(sim: &Sim, vm: &str, field: &str) -> Result<String> {
    let world = sim.world();
    let vm = world.by_name("VM", vm).context("no such VM")?;
    Ok(world.db.text(&vm, field).to_owned())
}
