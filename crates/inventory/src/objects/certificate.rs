//! Certificates of a pool and its hosts. When they end is for whoever has a clock to compare.

use xapi::{Certificate, CertificateType, OpaqueRef};

use super::{Described, ObjectClass, property::Property};
use crate::{
    index::{IndexEntry, IndexKeys},
    look,
    view::Cell,
};

impl Described for Certificate {
    fn index(&self, keys: &mut IndexKeys) {
        keys.all::<Certificate>();
        keys.within::<Certificate>(self.host.opaque());
    }

    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        let more = [&*self.fingerprint, &*self.fingerprint_sha256];
        IndexEntry::named(reference, &self.name, &[], &more)
    }
}

type P = Property<Certificate>;

impl ObjectClass for Certificate {
    const PROPERTIES: &'static [Property<Self>] = &[
        P::text("name", |item| Cell::text(&item.record.name))
            .kept(&["name"])
            .operator("name"),
        P::term("type", |item| match &item.record.r#type {
            CertificateType::Ca => Cell::term("certificateCa"),
            CertificateType::Host => Cell::term("certificateHost"),
            CertificateType::HostInternal => Cell::term("certificateHostInternal"),
            CertificateType::Pinned => Cell::term("certificatePinned"),
            CertificateType::Unknown(other) => Cell::text(other),
        })
        .kept(&["type"]),
        P::link("host", |item| look::link_to(item.info, &item.record.host))
            .kept(&["host"])
            .operator("host"),
        P::time("notBefore", |item| Cell::time(item.record.not_before)).kept(&["not_before"]),
        P::time("notAfter", |item| Cell::time(item.record.not_after)).kept(&["not_after"]),
        P::code("fingerprint", |item| {
            // Servers of before 23.27 tell only of the first one, which is by SHA-256 too.
            let Certificate {
                fingerprint,
                fingerprint_sha256,
                ..
            } = item.record;
            Cell::code(match fingerprint_sha256.is_empty() {
                true => fingerprint,
                false => fingerprint_sha256,
            })
        })
        .kept(&["fingerprint", "fingerprint_sha256"])
        .operator("fingerprint"),
    ];

    const KEPT: &'static [&'static str] = &["uuid"];
}
