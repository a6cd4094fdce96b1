//! What XO does to hosts and pools.

use serde_json::Value as Json;

use super::call::{Call, Found};
use super::error::{Answer, Error};
use super::method::{Method, method};
use super::{json, stats};
use poolsim::value::{NULL_REF, Ref};

pub(super) const METHODS: &[Method] = &[
    method!("host.enable", User, "id:string=host@administrate", enable),
    method!(
        "host.disable",
        User,
        "id:string=host@administrate transient?:boolean",
        disable
    ),
    method!("host.start", User, "id:string=host@operate", start),
    method!(
        "host.stop",
        User,
        "id:string=host@operate bypassBackupCheck?:boolean bypassEvacuate?:boolean",
        stop
    ),
    method!(
        "host.restart",
        User,
        "id:string=host@operate force?:boolean suspendResidentVms?:boolean bypassBackupCheck?:boolean \
         bypassBlockedSuspend?:boolean bypassCurrentVmCheck?:boolean bypassVersionCheck?:boolean",
        restart
    ),
    method!(
        "host.restartAgent",
        User,
        "id:string=host@administrate bypassBackupCheck?:boolean",
        restart_agent
    ),
    method!(
        "host.setMaintenanceMode",
        User,
        "id:string=host@administrate maintenance:boolean vmsToForceMigrate?:array",
        set_maintenance
    ),
    method!(
        "host.set",
        User,
        "id:string=host@administrate name_label?:string name_description?:text multipathing?:boolean iscsiIqn?:text",
        set
    ),
    method!(
        "host.scanPifs",
        User,
        "id:string=host@administrate",
        scan_cards
    ),
    method!(
        "host.stats",
        User,
        "host:string=host@view granularity?:string",
        stats::host
    ),
    method!(
        "pool.set",
        User,
        "id:string=pool@administrate name_label?:string name_description?:text auto_poweron?:boolean \
         migrationCompression?:boolean suspendSr?:string/null=SR@administrate crashDumpSr?:string/null=SR@administrate",
        set_pool
    ),
    method!(
        "pool.setDefaultSr",
        User,
        "sr:string=SR@administrate",
        set_default_storage
    ),
];

/// Answers when what was done has been told.
async fn told(object: &Found) -> Answer<Json> {
    object.link.settled().await;
    Ok(Json::Null)
}

async fn enable(call: Call) -> Answer<Json> {
    let host = call.object("id")?;
    host.task("host.enable", []).await?;
    Ok(Json::Null)
}

async fn disable(call: Call) -> Answer<Json> {
    let host = call.object("id")?;
    host.task("host.disable", []).await?;
    Ok(Json::Null)
}

async fn start(call: Call) -> Answer<Json> {
    call.object("id")?.task("host.power_on", []).await?;
    Ok(Json::Null)
}

async fn stop(call: Call) -> Answer<Json> {
    let host = call.object("id")?;
    clear(host, call.flag("bypassEvacuate")).await?;
    host.task("host.shutdown", []).await?;
    Ok(Json::Null)
}

async fn restart(call: Call) -> Answer<Json> {
    let host = call.object("id")?;
    let guests = guests(host);
    if call.flag("suspendResidentVms") {
        for vm in &guests {
            host.link
                .task("VM.suspend", vec![vm.into()])
                .await
                .map_err(|failure| host.failed(&failure, "VM.suspend"))?;
        }
    }
    clear(host, call.flag("force")).await?;
    host.task("host.reboot", []).await?;
    Ok(Json::Null)
}

fn guests(host: &Found) -> Vec<Ref> {
    host.ask(|world, host| {
        let mut vms = world.db.refs(host, "resident_VMs");
        vms.retain(|vm| !world.db.flag(vm, "is_control_domain"));
        vms
    })
}

/// Takes a host out of service and moves its guests away, unless that is not wanted.
async fn clear(host: &Found, stay: bool) -> Answer<()> {
    if stay || guests(host).is_empty() {
        host.task("host.disable", []).await?;
    } else {
        host.task("host.evacuate", []).await?;
    }
    Ok(())
}

async fn restart_agent(call: Call) -> Answer<Json> {
    call.object("id")?.task("host.restart_agent", []).await?;
    Ok(Json::Null)
}

async fn set_maintenance(call: Call) -> Answer<Json> {
    let host = call.object("id")?;
    if call.flag("maintenance") {
        host.task("host.disable", []).await?;
        host.task("host.evacuate", []).await?;
    } else {
        host.task("host.enable", []).await?;
    }
    Ok(Json::Null)
}

async fn set(call: Call) -> Answer<Json> {
    let host = call.object("id")?;
    for (param, method) in [
        ("name_label", "host.set_name_label"),
        ("name_description", "host.set_name_description"),
        ("multipathing", "host.set_multipathing"),
        ("iscsiIqn", "host.set_iscsi_iqn"),
    ] {
        if let Some(value) = call.param(param) {
            host.call(method, [json::value(value)]).await?;
        }
    }
    told(host).await
}

async fn scan_cards(call: Call) -> Answer<Json> {
    call.object("id")?.task("PIF.scan", []).await?;
    Ok(Json::Null)
}

async fn set_pool(call: Call) -> Answer<Json> {
    let pool = call.object("id")?;
    for (param, method) in [
        ("name_label", "pool.set_name_label"),
        ("name_description", "pool.set_name_description"),
        ("migrationCompression", "pool.set_migration_compression"),
    ] {
        if let Some(value) = call.param(param) {
            pool.call(method, [json::value(value)]).await?;
        }
    }
    if let Some(on) = call.param("auto_poweron") {
        pool.call("pool.remove_from_other_config", ["auto_poweron".into()])
            .await?;
        let args = ["auto_poweron".into(), on.to_string().into()];
        pool.call("pool.add_to_other_config", args).await?;
    }
    for (param, method) in [
        ("suspendSr", "pool.set_suspend_image_SR"),
        ("crashDumpSr", "pool.set_crash_dump_SR"),
    ] {
        if call.params.contains_key(param) {
            let sr = call
                .optional(param)
                .map_or(NULL_REF.into(), |sr| sr.reference().clone());
            pool.call(method, [sr.into()]).await?;
        }
    }
    told(pool).await
}

async fn set_default_storage(call: Call) -> Answer<Json> {
    let sr = call.object("sr")?;
    let pool = sr.ask(|world, _| world.pool());
    if pool.is_empty() {
        return Err(Error::no_such_object("", &["pool"]));
    }
    sr.raw(
        "pool.set_default_SR",
        vec![pool.into(), sr.reference().into()],
    )
    .await?;
    told(sr).await
}
