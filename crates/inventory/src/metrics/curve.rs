//! What a person asks of a host or a VM, and which of the server's sources answer it.
//!
//! Names differ from version to version, so the sources are found by what there is; one that is
//! missing is a gap, never a failure.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{archive::Archive, samples::MeasuredKind};

/// A question that a line answers, for a host as for a VM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "MetricCurve")]
pub enum Curve {
    /// The share of its processors that is in use, 0 to 1.
    Processor,
    /// Memory in use, in bytes; of a VM as its tools tell.
    MemoryUsed,
    /// The memory it has, in bytes.
    MemoryTotal,
    /// Bytes a second that it receives.
    NetworkReceived,
    /// Bytes a second that it sends.
    NetworkSent,
    /// Bytes a second that are read from its disks.
    DiskRead,
    /// Bytes a second that are written to its disks.
    DiskWritten,
}

/// What a curve is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// 0 to 1.
    Share,
    /// Bytes.
    Bytes,
    /// Bytes a second.
    BytesPerSecond,
}

const KIB: f32 = 1024.0;
const MIB: f32 = 1024.0 * 1024.0;

impl Curve {
    /// Every curve.
    pub const ALL: [Self; 7] = [
        Self::Processor,
        Self::MemoryUsed,
        Self::MemoryTotal,
        Self::NetworkReceived,
        Self::NetworkSent,
        Self::DiskRead,
        Self::DiskWritten,
    ];

    /// What it is measured in.
    pub fn unit(self) -> Unit {
        match self {
            Self::Processor => Unit::Share,
            Self::MemoryUsed | Self::MemoryTotal => Unit::Bytes,
            _ => Unit::BytesPerSecond,
        }
    }

    /// How it follows from these sources.
    pub(super) fn formula(self, kind: MeasuredKind, sources: &[Arc<str>]) -> Formula {
        let find = Find { sources };
        let is_host = kind == MeasuredKind::Host;
        match self {
            Self::Processor => find
                .one(if is_host { "cpu_avg" } else { "cpu_usage" }, 1.0)
                .or(|| find.all(is_processor, 1.0).mean()),
            Self::MemoryUsed if is_host => Formula::every(
                find.one("memory_total_kib", KIB),
                find.one("memory_free_kib", -KIB),
            ),
            Self::MemoryUsed => Formula::every(
                find.one("memory", 1.0),
                find.one("memory_internal_free", -KIB),
            ),
            Self::MemoryTotal if is_host => find.one("memory_total_kib", KIB),
            Self::MemoryTotal => find.one("memory", 1.0),
            Self::NetworkReceived => network(&find, is_host, "rx"),
            Self::NetworkSent => network(&find, is_host, "tx"),
            Self::DiskRead => disk(&find, is_host, "read"),
            Self::DiskWritten => disk(&find, is_host, "write"),
        }
    }
}

fn network(find: &Find<'_>, is_host: bool, way: &str) -> Formula {
    let named = |name: &str, prefix: &str| {
        let inner = name.strip_prefix(prefix).and_then(|n| n.strip_suffix(way));
        let device = inner.and_then(|inner| inner.strip_suffix('_'));
        device.is_some_and(|device| device != "aggr")
    };
    if is_host {
        find.one(&format!("pif_aggr_{way}"), 1.0)
            .or(|| find.all(|name| named(name, "pif_"), 1.0))
    } else {
        find.all(|name| named(name, "vif_"), 1.0)
    }
}

fn disk(find: &Find<'_>, is_host: bool, way: &str) -> Formula {
    if is_host {
        // After them stands the beginning of the storage's uuid.
        let of_storage = |name: &str, prefix: &str| {
            let rest = name.strip_prefix(prefix).and_then(|r| r.strip_prefix('_'));
            rest.is_some_and(|rest| rest.len() == 8 && rest.bytes().all(|b| b.is_ascii_hexdigit()))
        };
        let throughput = format!("io_throughput_{way}");
        find.all(|name| of_storage(name, way), 1.0)
            .or(|| find.all(|name| of_storage(name, &throughput), MIB))
    } else {
        let of_device = |name: &str, suffix: &str| {
            let rest = name
                .strip_prefix("vbd_")
                .and_then(|r| r.strip_suffix(suffix));
            let device = rest.and_then(|rest| rest.strip_suffix('_'));
            device.is_some_and(|device| !device.contains('_'))
        };
        let throughput = format!("io_throughput_{way}");
        find.all(|name| of_device(name, way), 1.0)
            .or(|| find.all(|name| of_device(name, &throughput), MIB))
    }
}

fn is_processor(name: &str) -> bool {
    let number = name.strip_prefix("cpu");
    number.is_some_and(|n| !n.is_empty() && n.bytes().all(|byte| byte.is_ascii_digit()))
}

struct Find<'a> {
    sources: &'a [Arc<str>],
}

impl Find<'_> {
    fn one(&self, name: &str, scale: f32) -> Formula {
        self.all(|source| source == name, scale)
    }

    fn all(&self, is_it: impl Fn(&str) -> bool, scale: f32) -> Formula {
        let columns = self.sources.iter().enumerate();
        let found = columns.filter(|(_, source)| is_it(source));
        Formula {
            terms: found.map(|(column, _)| (column, scale)).collect(),
            how: How::Present,
        }
    }
}

/// A sum over columns.
#[derive(Debug)]
pub(super) struct Formula {
    terms: Vec<(usize, f32)>,
    how: How,
}

#[derive(Debug)]
enum How {
    /// The sum of those that have a value: a disk that was not there yet is nothing.
    Present,
    /// The mean of those that have a value.
    Mean,
    /// The sum, if all have a value.
    Every,
}

impl Formula {
    fn or(self, other: impl FnOnce() -> Self) -> Self {
        if self.terms.is_empty() { other() } else { self }
    }

    fn mean(mut self) -> Self {
        self.how = How::Mean;
        self
    }

    fn every(mut a: Self, b: Self) -> Self {
        if a.terms.is_empty() || b.terms.is_empty() {
            a.terms.clear();
        } else {
            a.terms.extend(b.terms);
        }
        a.how = How::Every;
        a
    }

    /// What it is in the row of that time; NaN if there is nothing.
    pub(super) fn value(&self, archive: &Archive, time: i64) -> f32 {
        let (mut sum, mut present) = (0.0_f32, 0_usize);
        for (column, scale) in &self.terms {
            let value = archive.value(*column, time);
            if value.is_finite() {
                sum += value * scale;
                present += 1;
            }
        }
        match self.how {
            _ if present == 0 => f32::NAN,
            How::Every if present < self.terms.len() => f32::NAN,
            How::Mean => sum / present as f32,
            // Two sources are not measured in the same instant.
            How::Every => sum.max(0.0),
            How::Present => sum,
        }
    }
}
