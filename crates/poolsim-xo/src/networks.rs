//! What XO does to networks and cards.

use serde_json::Value as Json;

use super::call::{Call, Found};
use super::error::Answer;
use super::json;
use super::method::{Method, method};
use poolsim::value::Value;

pub(super) const METHODS: &[Method] = &[
    method!(
        "network.create",
        User,
        "pool:string=pool@administrate name:string description?:text pif?:string=PIF@administrate \
         vlan?:integer/string mtu?:integer/string nbd?:boolean",
        create
    ),
    method!(
        "network.set",
        User,
        "id:string=network@administrate name_label?:string name_description?:text automatic?:boolean \
         defaultIsLocked?:boolean",
        set
    ),
    method!(
        "network.delete",
        User,
        "id:string=network@administrate",
        delete
    ),
    method!("vif.connect", User, "id:string=VIF@operate", connect),
    method!("vif.disconnect", User, "id:string=VIF@operate", disconnect),
    method!(
        "vif.delete",
        User,
        "id:string=VIF@administrate",
        delete_card
    ),
    method!(
        "vif.set",
        User,
        "id:string=VIF@operate network?:string=network@operate lockingMode?:string",
        set_card
    ),
    method!("pif.connect", User, "id:string=PIF@administrate", plug),
    method!("pif.disconnect", User, "id:string=PIF@administrate", unplug),
    method!(
        "vm.createInterface",
        User,
        "vm:string=VM@administrate network:string=network@view mac?:text position?:integer/string",
        create_card
    ),
];

/// Answers when what was done has been told.
async fn told(object: &Found) -> Answer<Json> {
    object.link.settled().await;
    Ok(Json::Null)
}

async fn create(call: Call) -> Answer<Json> {
    let pool = call.object("pool")?;
    let mut fields = vec![
        ("name_label", Value::from(call.text("name").unwrap_or(""))),
        (
            "name_description",
            call.text("description").unwrap_or("").into(),
        ),
        ("other_config", Value::map([("automatic", "false")])),
    ];
    if let Some(mtu) = call.int("mtu") {
        fields.push(("MTU", mtu.into()));
    }
    let network = pool
        .raw("network.create", vec![Value::fields(fields)])
        .await?;
    if let Some(pif) = call.optional("pif") {
        let vlan = call.int("vlan").unwrap_or(0);
        let args = vec![pif.reference().into(), network.clone(), vlan.into()];
        pool.raw("pool.create_VLAN_from_PIF", args).await?;
    }
    pool.link.settled().await;
    Ok(pool.uuid(&network))
}

async fn set(call: Call) -> Answer<Json> {
    let network = call.object("id")?;
    for (param, method) in [
        ("name_label", "network.set_name_label"),
        ("name_description", "network.set_name_description"),
    ] {
        if let Some(value) = call.param(param) {
            network.call(method, [json::value(value)]).await?;
        }
    }
    if let Some(automatic) = call.param("automatic") {
        network
            .call("network.remove_from_other_config", ["automatic".into()])
            .await?;
        let args = ["automatic".into(), automatic.to_string().into()];
        network.call("network.add_to_other_config", args).await?;
    }
    if call.param("defaultIsLocked").is_some() {
        let mode = if call.flag("defaultIsLocked") {
            "disabled"
        } else {
            "unlocked"
        };
        network
            .call("network.set_default_locking_mode", [mode.into()])
            .await?;
    }
    told(network).await
}

async fn delete(call: Call) -> Answer<Json> {
    let network = call.object("id")?;
    // Its VLANs go with it.
    let vlans = network.ask(|world, network| {
        let pifs = world.db.refs(network, "PIFs");
        let mut vlans: Vec<_> = pifs
            .iter()
            .map(|pif| world.db.reference(pif, "VLAN_master_of"))
            .collect();
        vlans.retain(|vlan| world.db.is("VLAN", vlan));
        vlans
    });
    for vlan in vlans {
        network.raw("VLAN.destroy", vec![vlan.into()]).await?;
    }
    network.call("network.destroy", []).await?;
    told(network).await
}

async fn connect(call: Call) -> Answer<Json> {
    call.object("id")?.task("VIF.plug", []).await?;
    Ok(Json::Null)
}

async fn disconnect(call: Call) -> Answer<Json> {
    call.object("id")?.task("VIF.unplug", []).await?;
    Ok(Json::Null)
}

async fn delete_card(call: Call) -> Answer<Json> {
    let vif = call.object("id")?;
    vif.call("VIF.destroy", []).await?;
    told(vif).await
}

async fn set_card(call: Call) -> Answer<Json> {
    let vif = call.object("id")?;
    if let Some(network) = call.optional("network") {
        vif.call("VIF.move", [network.reference().into()]).await?;
    }
    if let Some(mode) = call.text("lockingMode") {
        vif.call("VIF.set_locking_mode", [mode.into()]).await?;
    }
    told(vif).await
}

async fn plug(call: Call) -> Answer<Json> {
    call.object("id")?.task("PIF.plug", []).await?;
    Ok(Json::Null)
}

async fn unplug(call: Call) -> Answer<Json> {
    call.object("id")?.task("PIF.unplug", []).await?;
    Ok(Json::Null)
}

async fn create_card(call: Call) -> Answer<Json> {
    let (vm, network) = (call.object("vm")?, call.object("network")?);
    let device = match call.int("position") {
        Some(position) => position.to_string(),
        None => {
            let free = vm.call("VM.get_allowed_VIF_devices", []).await?;
            free.as_set().first().map_or("0", Value::as_str).to_owned()
        }
    };
    let mtu = network.ask(|world, network| world.db.int(network, "MTU"));
    let record = Value::fields([
        ("device", Value::from(device)),
        ("network", network.reference().into()),
        ("VM", vm.reference().into()),
        ("MAC", call.text("mac").unwrap_or("").into()),
        ("MTU", mtu.into()),
        ("other_config", Value::Map(Vec::new())),
        ("qos_algorithm_type", "".into()),
        ("qos_algorithm_params", Value::Map(Vec::new())),
    ]);
    let vif = vm.raw("VIF.create", vec![record]).await?;
    if vm.power() == "Running" {
        vm.raw("VIF.plug", vec![vif.clone()]).await?;
    }
    vm.link.settled().await;
    Ok(vm.uuid(&vif))
}
