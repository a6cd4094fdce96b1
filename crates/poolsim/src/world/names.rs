//! What the VMs are called and what they are for.

/// A role that VMs have.
pub(super) struct Purpose {
    /// Stem of the name; a number is added where there are several.
    pub stem: &'static str,
    /// What it is for.
    pub description: &'static str,
    /// Its system, as `reference_label`.
    pub label: &'static str,
    /// Memory in GiB.
    pub memory: i64,
    /// Virtual CPUs.
    pub cpus: i64,
    /// Disks in GiB.
    pub disks: &'static [i64],
    /// Which of the guest networks it is on.
    pub network: usize,
    /// Its folder.
    pub folder: &'static str,
    /// Its tags.
    pub tags: &'static [&'static str],
    /// Its usual state.
    pub state: State,
}

/// The state a VM is in at the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Running,
    Halted,
    Suspended,
    Paused,
}

use State::{Halted, Paused, Running, Suspended};

#[rustfmt::skip]
macro_rules! purposes {
    ($($stem:literal, $description:literal, $label:literal, $memory:literal, $cpus:literal, $disks:expr, $network:literal, $folder:literal, $tags:expr, $state:expr;)*) => {
        &[$(Purpose { stem: $stem, description: $description, label: $label, memory: $memory, cpus: $cpus, disks: $disks,
            network: $network, folder: $folder, tags: $tags, state: $state }),*]
    };
}

/// The VMs that every pool has, in the order in which they are made.
pub(super) const FIRST: &[Purpose] = purposes![
    "web-01", "Front end, behind lb-01", "debian-12", 2, 2, &[20], 2, "/Production/Web", &["web", "prod"], Running;
    "db-01", "PostgreSQL, primary", "almalinux-9", 8, 4, &[20, 200], 1, "/Production/Data", &["db", "prod"], Running;
    "build-agent-01", "Started when there is something to build", "ubuntu-24.04", 4, 2, &[60], 1, "/Development", &["ci"], Halted;
    "DC-PARIS", "Contrôleur de domaine, catalogue global", "windows-server-2022-64bit", 4, 2, &[60], 1, "/Infrastructure", &["ad", "prod"], Running;
    "Entwicklung Jürgen", "Testrechner, bitte nicht löschen", "debian-12", 2, 2, &[30], 1, "/Development", &["dev"], Halted;
    "mail", "Postfix and Dovecot", "debian-12", 4, 2, &[20, 120], 2, "/Production", &["mail", "prod"], Running;
    "Poste comptabilité 3", "Windows de Béatrice", "windows-11", 4, 2, &[80], 3, "/Bureaux", &["vdi"], Halted;
    "web-02", "Front end, behind lb-01", "debian-12", 2, 2, &[20], 2, "/Production/Web", &["web", "prod"], Running;
    "build-agent-02", "Started when there is something to build", "ubuntu-24.04", 4, 2, &[60], 1, "/Development", &["ci"], Halted;
    "pare-feu 🔥", "Appliance du fournisseur: sans agent", "other-install-media", 1, 2, &[8], 2, "/Infrastructure", &["prod"], Running;
    "staging-db", "Copy of db-01, refreshed on Sundays", "almalinux-9", 4, 2, &[20, 200], 1, "/Staging", &["db"], Suspended;
    "<img src=x onerror=alert(1)>", "A name that somebody typed \"on purpose\" & left", "debian-12", 1, 1, &[10], 0, "", &["<b>"], Halted;
    "db-02", "PostgreSQL, replica", "almalinux-9", 8, 4, &[20, 200], 1, "/Production/Data", &["db", "prod"], Running;
    "FILESRV", "File shares, Windows Server 2019", "windows-server-2019-64bit", 4, 2, &[60, 500], 3, "/Bureaux", &["files", "prod"], Running;
    "monitoring", "Prometheus and Grafana", "ubuntu-24.04", 4, 2, &[20, 100], 0, "/Infrastructure", &["prod"], Running;
    "Messstation Süd", "Liest die Sensoren", "freebsd-14", 2, 1, &[20], 3, "/Labor", &[], Paused;
    "lb-01", "HAProxy", "debian-12", 1, 2, &[10], 2, "/Production/Web", &["web", "prod"], Running;
    "git", "Forge", "ubuntu-24.04", 8, 4, &[20, 300], 1, "/Development", &["dev", "prod"], Running;
    "vieux-site", "Gardé au cas où", "debian-8-pv", 1, 1, &[15], 0, "/Archives", &[], Halted;
    "backup", "Writes to nas-02 at night", "debian-12", 2, 2, &[20], 0, "/Infrastructure", &["prod"], Running;
];

/// The VMs of a larger pool, over and over with numbers.
pub(super) const MORE: &[Purpose] = purposes![
    "web", "Front end", "debian-12", 2, 2, &[20], 2, "/Production/Web", &["web", "prod"], Running;
    "desktop", "Virtual desktop", "windows-11", 4, 2, &[80], 3, "/Bureaux", &["vdi"], Running;
    "worker", "Takes jobs from the queue", "ubuntu-24.04", 4, 4, &[30], 1, "/Production", &["prod"], Running;
    "api", "Application server", "almalinux-9", 4, 2, &[20], 1, "/Production", &["api", "prod"], Running;
    "test", "Short-lived", "debian-12", 1, 1, &[10], 1, "/Development", &["dev"], Halted;
    "cache", "Redis", "debian-12", 2, 2, &[10], 1, "/Production/Data", &["prod"], Running;
    "élève", "Salle de cours", "ubuntu-24.04", 2, 2, &[20], 3, "/Formation", &["cours"], Halted;
    "Prüfstand", "Hardware im Test", "windows-server-2019-64bit", 4, 2, &[60], 3, "/Labor", &[], Running;
];
