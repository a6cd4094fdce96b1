//! What lists and pages say alike about storage.

use xapi::{Class, OpaqueRef, Pbd, Sr, Vdi, VdiType};

use crate::{connection::ConnectionInfo, look, view::Cell};

/// A size that some drivers do not know: they say 0 or less.
pub(crate) fn size(bytes: i64) -> Cell {
    if bytes > 0 {
        Cell::bytes(bytes)
    } else {
        Cell::None
    }
}

/// The host that a local SR is in.
pub(crate) fn only_host(info: &ConnectionInfo<'_>, reference: &OpaqueRef, sr: &Sr) -> Cell {
    let mut pbds = info.world.within::<Pbd>(reference);
    match (sr.shared, pbds.next(), pbds.next()) {
        (false, Some((_, pbd)), None) => look::link(info, &Class::Host, pbd.host.opaque()),
        _ => Cell::None,
    }
}

/// What a disk is for.
pub(crate) fn vdi_type(vdi: &Vdi) -> Cell {
    if vdi.is_a_snapshot {
        return Cell::term("snapshot");
    }
    match &vdi.r#type {
        VdiType::System => Cell::term("system"),
        VdiType::User => Cell::term("user"),
        VdiType::Ephemeral => Cell::term("ephemeral"),
        VdiType::Suspend => Cell::term("suspendImage"),
        VdiType::Crashdump => Cell::term("crashdump"),
        VdiType::HaStatefile => Cell::term("haStatefile"),
        VdiType::Metadata => Cell::term("metadata"),
        VdiType::RedoLog => Cell::term("redoLog"),
        VdiType::Rrd => Cell::term("rrd"),
        VdiType::PvsCache => Cell::term("pvsCache"),
        VdiType::CbtMetadata => Cell::term("cbtMetadata"),
        VdiType::Unknown(other) => Cell::text(other),
    }
}

/// Where an SR's bytes really are, from the parts of a PBD's configuration that are known to hold
/// no secret. (It may hold passwords in clear.)
pub(crate) fn target(pbd: &Pbd) -> String {
    let part = |key: &str| pbd.device_config.get(key).map_or("", |text| text.trim());
    let first = |keys: &[&str]| {
        keys.iter()
            .map(|key| part(key))
            .find(|text| !text.is_empty())
            .unwrap_or("")
    };
    let server = first(&["server", "target"]);
    let path = first(&[
        "serverpath",
        "targetIQN",
        "location",
        "SCSIid",
        "device",
        "path",
    ]);
    match (server, path) {
        ("", path) => without_password(path),
        (server, "") => server.to_owned(),
        (server, path) => format!("{server}:{path}"),
    }
}

/// A CIFS location may have been written `//user:password@host/share`.
fn without_password(path: &str) -> String {
    match path.split_once('@') {
        Some((before, after)) if before.contains(':') => {
            let slashes = before.len() - before.trim_start_matches(['/', '\\']).len();
            format!("{}{after}", &before[..slashes])
        }
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_target_without_secrets() {
        let check = |config: &[(&str, &str)], expect: &str| {
            let pbd = Pbd {
                device_config: config
                    .iter()
                    .map(|(k, v)| ((*k).into(), (*v).into()))
                    .collect(),
                ..Pbd::default()
            };
            assert_eq!(target(&pbd), expect);
        };
        check(&[("server", "nas"), ("serverpath", "/vol/a")], "nas:/vol/a");
        check(
            &[
                ("target", "10.0.0.9"),
                ("targetIQN", "iqn.x"),
                ("chappassword", "hush"),
            ],
            "10.0.0.9:iqn.x",
        );
        check(
            &[("location", "//u:hush@nas/iso"), ("cifspassword", "hush")],
            "//nas/iso",
        );
        check(&[("device", "/dev/sda3")], "/dev/sda3");
        check(&[("location", "me@nas:/iso")], "me@nas:/iso");
        check(&[("cifspassword", "hush")], "");
    }
}
