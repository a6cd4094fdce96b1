//! What XO does to storage, disks and the drives of VMs.

use serde_json::{Value as Json, json};

use super::call::{Call, Found};
use super::error::{Answer, Error};
use super::json;
use super::method::{Method, method};
use super::stats;
use super::transfer::{self, Transfer};
use poolsim::value::{NULL_REF, Ref, Value};

pub(super) const METHODS: &[Method] = &[
    method!(
        "sr.stats",
        User,
        "id:string=SR@view granularity?:string",
        stats::storage
    ),
    method!("sr.scan", User, "id:string=SR@operate", scan),
    method!("sr.forget", User, "id:string=SR@administrate", forget),
    method!("sr.destroy", User, "id:string=SR@administrate", destroy),
    method!(
        "sr.set",
        User,
        "id:string=SR@operate name_label?:string name_description?:text",
        set
    ),
    method!(
        "sr.connectAllPbds",
        User,
        "id:string=SR@administrate",
        connect_all
    ),
    method!(
        "sr.disconnectAllPbds",
        User,
        "id:string=SR@administrate",
        disconnect_all
    ),
    method!("pbd.connect", User, "id:string=PBD@administrate", plug),
    method!("pbd.disconnect", User, "id:string=PBD@administrate", unplug),
    method!(
        "pbd.delete",
        User,
        "id:string=PBD@administrate",
        delete_attachment
    ),
    method!(
        "disk.create",
        User,
        "name:string size:integer/string sr:string=SR@operate vm?:string=VM@administrate bootable?:boolean mode?:string \
         position?:string",
        create_disk
    ),
    method!(
        "vdi.set",
        User,
        "id:string=VDI|VDI-snapshot|VDI-unmanaged@operate name_label?:string name_description?:text \
         size?:integer/string",
        set_disk
    ),
    method!(
        "vdi.delete",
        User,
        "id:string=VDI|VDI-snapshot|VDI-unmanaged@administrate",
        delete_disk
    ),
    method!(
        "vbd.connect",
        User,
        "id:string=VBD@administrate",
        connect_drive
    ),
    method!(
        "vbd.disconnect",
        User,
        "id:string=VBD@administrate",
        disconnect_drive
    ),
    method!(
        "vbd.delete",
        User,
        "id:string=VBD@administrate",
        delete_drive
    ),
    method!(
        "vm.insertCd",
        User,
        "id:string=VM@operate cd_id:string=VDI@view force?:boolean",
        insert
    ),
    method!("vm.ejectCd", User, "id:string=VM@operate", eject),
    method!(
        "vm.attachDisk",
        User,
        "vm:string=VM@administrate vdi:string=VDI@administrate position?:string mode?:string bootable?:boolean",
        attach
    ),
    method!(
        "vm.export",
        User,
        "vm:string=VM|VM-snapshot|VM-template@administrate compress?:boolean/string format?:string",
        export
    ),
    method!(
        "vm.import",
        User,
        "sr:string=SR@administrate type?:string data?:object",
        import
    ),
];

/// Answers when what was done has been told.
async fn told(object: &Found) -> Answer<Json> {
    object.link.settled().await;
    Ok(Json::Null)
}

async fn scan(call: Call) -> Answer<Json> {
    call.object("id")?.task("SR.scan", []).await?;
    Ok(Json::Null)
}

/// Takes it off every host first.
async fn forget(call: Call) -> Answer<Json> {
    let sr = call.object("id")?;
    every_attachment(sr, "PBD.unplug").await?;
    sr.task("SR.forget", []).await?;
    Ok(Json::Null)
}

async fn destroy(call: Call) -> Answer<Json> {
    call.object("id")?.task("SR.destroy", []).await?;
    Ok(Json::Null)
}

async fn set(call: Call) -> Answer<Json> {
    let sr = call.object("id")?;
    for (param, method) in [
        ("name_label", "SR.set_name_label"),
        ("name_description", "SR.set_name_description"),
    ] {
        if let Some(value) = call.param(param) {
            sr.call(method, [json::value(value)]).await?;
        }
    }
    told(sr).await
}

async fn every_attachment(sr: &Found, method: &str) -> Answer<()> {
    for pbd in sr.ask(|world, sr| world.db.refs(sr, "PBDs")) {
        let outcome = sr.link.task(method, vec![pbd.into()]).await;
        outcome.map_err(|failure| sr.failed(&failure, method))?;
    }
    Ok(())
}

async fn connect_all(call: Call) -> Answer<Json> {
    every_attachment(call.object("id")?, "PBD.plug").await?;
    Ok(Json::Null)
}

async fn disconnect_all(call: Call) -> Answer<Json> {
    every_attachment(call.object("id")?, "PBD.unplug").await?;
    Ok(Json::Null)
}

async fn plug(call: Call) -> Answer<Json> {
    call.object("id")?.task("PBD.plug", []).await?;
    Ok(Json::Null)
}

async fn unplug(call: Call) -> Answer<Json> {
    call.object("id")?.task("PBD.unplug", []).await?;
    Ok(Json::Null)
}

async fn delete_attachment(call: Call) -> Answer<Json> {
    let pbd = call.object("id")?;
    pbd.task("PBD.unplug", []).await?;
    pbd.call("PBD.destroy", []).await?;
    told(pbd).await
}

async fn create_disk(call: Call) -> Answer<Json> {
    let sr = call.object("sr")?;
    let size = call
        .int("size")
        .ok_or_else(|| Error::wrong_parameters("size is not a size"))?;
    let record = Value::fields([
        ("name_label", Value::from(call.text("name").unwrap_or(""))),
        ("SR", sr.reference().into()),
        ("virtual_size", size.into()),
        ("type", "user".into()),
        ("sharable", false.into()),
        ("read_only", false.into()),
        ("other_config", Value::Map(Vec::new())),
    ]);
    let vdi = sr.raw("VDI.create", vec![record]).await?;
    if let Some(vm) = call.optional("vm") {
        put_in(&call, vm, &vdi.to_text()).await?;
    }
    sr.link.settled().await;
    Ok(sr.uuid(&vdi))
}

/// Gives a VM a drive for a disk, and plugs it where the VM runs.
async fn put_in(call: &Call, vm: &Found, vdi: &Ref) -> Answer<()> {
    let record = Value::fields([
        ("VM", Value::from(vm.reference())),
        ("VDI", vdi.into()),
        (
            "userdevice",
            call.text("position").unwrap_or("autodetect").into(),
        ),
        ("bootable", call.flag("bootable").into()),
        ("mode", call.text("mode").unwrap_or("RW").into()),
        ("type", "Disk".into()),
        ("empty", false.into()),
        ("other_config", Value::Map(Vec::new())),
        ("qos_algorithm_type", "".into()),
        ("qos_algorithm_params", Value::Map(Vec::new())),
    ]);
    let vbd = vm.raw("VBD.create", vec![record]).await?;
    if vm.power() == "Running" {
        vm.raw("VBD.plug", vec![vbd]).await?;
    }
    Ok(())
}

async fn set_disk(call: Call) -> Answer<Json> {
    let vdi = call.object("id")?;
    if call.param("size").is_some() {
        let size = call
            .int("size")
            .ok_or_else(|| Error::wrong_parameters("size is not a size"))?;
        vdi.call("VDI.resize", [size.into()]).await?;
    }
    for (param, method) in [
        ("name_label", "VDI.set_name_label"),
        ("name_description", "VDI.set_name_description"),
    ] {
        if let Some(value) = call.param(param) {
            vdi.call(method, [json::value(value)]).await?;
        }
    }
    told(vdi).await
}

/// A disk in use is asked about again and again before that is said.
async fn delete_disk(call: Call) -> Answer<Json> {
    let deleted = call.object("id")?.task("VDI.destroy", []).await;
    if let Err(Error::Known { code: 17, .. }) = &deleted {
        let patience = *super::lock(&call.hub.patience_with_disks);
        tokio::time::sleep(patience).await;
    }
    deleted.map(|_| Json::Null)
}

async fn connect_drive(call: Call) -> Answer<Json> {
    call.object("id")?.task("VBD.plug", []).await?;
    Ok(Json::Null)
}

async fn disconnect_drive(call: Call) -> Answer<Json> {
    call.object("id")?.task("VBD.unplug", []).await?;
    Ok(Json::Null)
}

async fn delete_drive(call: Call) -> Answer<Json> {
    let vbd = call.object("id")?;
    vbd.call("VBD.destroy", []).await?;
    told(vbd).await
}

/// The VM's drive for discs, and whether it is empty.
fn drive(vm: &Found) -> Option<(Ref, bool)> {
    vm.ask(|world, vm| {
        let db = &world.db;
        let vbds = db.refs(vm, "VBDs");
        let found = vbds.into_iter().find(|vbd| db.text(vbd, "type") == "CD")?;
        let empty = db.flag(&found, "empty");
        Some((found, empty))
    })
}

async fn insert(call: Call) -> Answer<Json> {
    let (vm, disc) = (call.object("id")?, call.object("cd_id")?);
    let drive = match drive(vm) {
        Some((drive, true)) => drive,
        Some((drive, false)) if call.flag("force") => {
            vm.raw("VBD.eject", vec![(&drive).into()]).await?;
            drive
        }
        Some((drive, false)) => {
            let failure = poolsim::failure::Failure::new("VBD_NOT_EMPTY", [&*drive]);
            return Err(vm.failed(&failure, "VBD.insert"));
        }
        None => {
            let record = Value::fields([
                ("VM", Value::from(vm.reference())),
                ("VDI", NULL_REF.into()),
                ("userdevice", "autodetect".into()),
                ("bootable", true.into()),
                ("mode", "RO".into()),
                ("type", "CD".into()),
                ("empty", true.into()),
                ("other_config", Value::Map(Vec::new())),
                ("qos_algorithm_type", "".into()),
                ("qos_algorithm_params", Value::Map(Vec::new())),
            ]);
            vm.raw("VBD.create", vec![record]).await?.to_text()
        }
    };
    vm.raw("VBD.insert", vec![drive.into(), disc.reference().into()])
        .await?;
    told(vm).await
}

async fn eject(call: Call) -> Answer<Json> {
    let vm = call.object("id")?;
    if let Some((drive, false)) = drive(vm) {
        vm.raw("VBD.eject", vec![drive.into()]).await?;
    }
    told(vm).await
}

async fn attach(call: Call) -> Answer<Json> {
    let (vm, vdi) = (call.object("vm")?, call.object("vdi")?);
    put_in(&call, vm, vdi.reference()).await?;
    told(vm).await
}

/// Where a VM can be fetched from: once.
async fn export(call: Call) -> Answer<Json> {
    let vm = call.object("vm")?;
    if call.text("format").is_some_and(|format| format != "xva") {
        return Err(Error::forbidden_operation(
            "export",
            "only XVA is simulated",
        ));
    }
    let name = vm.ask(|world, vm| world.db.text(vm, "name_label").to_owned());
    let file = transfer::file_name(&name);
    let path = call.hub.offer(Transfer::Export { vm: vm.clone() }, &file);
    Ok(json!({ "$getFrom": path }))
}

/// Where a VM can be sent to: once.
async fn import(call: Call) -> Answer<Json> {
    let sr = call.object("sr")?;
    if call.text("type").is_some_and(|kind| kind != "xva") {
        return Err(Error::forbidden_operation(
            "import",
            "only XVA is simulated",
        ));
    }
    let path = call.hub.offer(Transfer::Import { sr: sr.clone() }, "");
    Ok(json!({ "$sendTo": path }))
}
