//! What a host tells about itself in its maps of texts.

use xapi::Host;

use crate::view::Cell;

/// One of the texts about its software; empty where there is none.
pub(crate) fn software<'a>(host: &'a Host, key: &str) -> &'a str {
    host.software_version.get(key).map_or("", |text| text)
}

/// The product with its version: `XCP-ng 8.3.0`.
pub(crate) fn version(host: &Host) -> String {
    let brand = software(host, "product_brand");
    let version = match software(host, "product_version") {
        "" => software(host, "platform_version"),
        version => version,
    };
    format!("{brand} {version}").trim().to_owned()
}

/// One of the numbers about its processors.
pub(crate) fn count(host: &Host, key: &str) -> Cell {
    let text = host.cpu_info.get(key).map_or("", |text| text.trim());
    text.parse()
        .map_or(Cell::None, |count| Cell::Count { count })
}

/// A moment that the server keeps as text in `other_config`: `1795222193.`
pub(crate) fn moment(host: &Host, key: &str) -> Cell {
    let text = host.other_config.get(key).map_or("", |text| text.trim());
    let seconds = text.split('.').next().unwrap_or("");
    match seconds.parse() {
        Ok(unix) if unix > 0 => Cell::Time { unix },
        _ => Cell::None,
    }
}
