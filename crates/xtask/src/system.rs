//! What has to come from the operating system, and how to get it.

use std::{
    env, fs,
    io::{self, BufRead, IsTerminal, Write},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

use anyhow::{Result, bail};

use crate::command::{command, find, output, run, shown, succeeds};

/// How to see that something is there.
enum Probe {
    /// A program in the `PATH`.
    Program(&'static str),
    /// A library's development files, by its pkg-config name.
    Library(&'static str),
    /// Python with these modules.
    Python(&'static str),
}

/// Something that is needed, and what each distribution calls it.
pub struct Need {
    name: &'static str,
    probe: Probe,
    apt: &'static str,
    dnf: &'static str,
    pacman: &'static str,
    zypper: &'static str,
}

/// To build the app.
pub const BUILD: &[Need] = &[
    Need {
        name: "a C compiler",
        probe: Probe::Program("cc"),
        apt: "build-essential",
        dnf: "gcc",
        pacman: "base-devel",
        zypper: "gcc",
    },
    Need {
        name: "pkg-config",
        probe: Probe::Program("pkg-config"),
        apt: "pkg-config",
        dnf: "pkgconf-pkg-config",
        pacman: "pkgconf",
        zypper: "pkg-config",
    },
    Need {
        name: "WebKitGTK 4.1",
        probe: Probe::Library("webkit2gtk-4.1"),
        apt: "libwebkit2gtk-4.1-dev",
        dnf: "pkgconfig(webkit2gtk-4.1)",
        pacman: "webkit2gtk-4.1",
        zypper: "pkgconfig(webkit2gtk-4.1)",
    },
];

/// To open a window where there is no display.
pub const DISPLAY: &[Need] = &[Need {
    name: "Xvfb",
    probe: Probe::Program("Xvfb"),
    apt: "xvfb",
    dnf: "xorg-x11-server-Xvfb",
    pacman: "xorg-server-xvfb",
    zypper: "xorg-x11-server-Xvfb",
}];

/// To drive the window in tests, beyond [`DISPLAY`], and to run other people's clients.
pub const TEST: &[Need] = &[
    Need {
        name: "Xvfb",
        probe: Probe::Program("Xvfb"),
        apt: "xvfb",
        dnf: "xorg-x11-server-Xvfb",
        pacman: "xorg-server-xvfb",
        zypper: "xorg-x11-server-Xvfb",
    },
    Need {
        name: "WebKitWebDriver",
        probe: Probe::Program("WebKitWebDriver"),
        apt: "webkit2gtk-driver",
        dnf: "/usr/bin/WebKitWebDriver",
        pacman: "webkitgtk-6.0",
        zypper: "/usr/bin/WebKitWebDriver",
    },
    Need {
        name: "ImageMagick",
        probe: Probe::Program("import"),
        apt: "imagemagick",
        dnf: "ImageMagick",
        pacman: "imagemagick",
        zypper: "ImageMagick",
    },
    Need {
        name: "mtools",
        probe: Probe::Program("mtype"),
        apt: "mtools",
        dnf: "mtools",
        pacman: "mtools",
        zypper: "mtools",
    },
    Need {
        name: "GNOME Keyring",
        probe: Probe::Program("gnome-keyring-daemon"),
        apt: "gnome-keyring",
        dnf: "gnome-keyring",
        pacman: "gnome-keyring",
        zypper: "gnome-keyring",
    },
    Need {
        name: "D-Bus",
        probe: Probe::Program("dbus-run-session"),
        apt: "dbus",
        dnf: "dbus-daemon",
        pacman: "dbus",
        zypper: "dbus-1-daemon",
    },
    Need {
        name: "qemu-img",
        probe: Probe::Program("qemu-img"),
        apt: "qemu-utils",
        dnf: "qemu-img",
        pacman: "qemu-img",
        zypper: "qemu-img",
    },
    Need {
        name: "zstd",
        probe: Probe::Program("zstd"),
        apt: "zstd",
        dnf: "zstd",
        pacman: "zstd",
        zypper: "zstd",
    },
    Need {
        name: "Python 3 with venv",
        probe: Probe::Python("venv, ensurepip"),
        apt: "python3-venv",
        dnf: "python3",
        pacman: "python",
        zypper: "python3",
    },
];

impl Need {
    fn is_there(&self) -> bool {
        match self.probe {
            Probe::Program(name) => find(name).is_some(),
            Probe::Library(name) => succeeds(&mut command("pkg-config", ["--exists", name])),
            Probe::Python(modules) => succeeds(&mut command(
                "python3",
                ["-c", &format!("import {modules}")],
            )),
        }
    }
}

/// A program that installs packages.
#[derive(Clone, Copy)]
enum Installer {
    Apt,
    Dnf,
    Pacman,
    Zypper,
}

impl Installer {
    fn of_this_system() -> Option<Self> {
        [
            ("apt-get", Self::Apt),
            ("dnf", Self::Dnf),
            ("pacman", Self::Pacman),
            ("zypper", Self::Zypper),
        ]
        .into_iter()
        .find_map(|(program, installer)| find(program).map(|_| installer))
    }

    fn package(self, need: &Need) -> &'static str {
        match self {
            Self::Apt => need.apt,
            Self::Dnf => need.dnf,
            Self::Pacman => need.pacman,
            Self::Zypper => need.zypper,
        }
    }

    /// The command that installs, without the packages.
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Apt => &[
                "env",
                "DEBIAN_FRONTEND=noninteractive",
                "apt-get",
                "install",
                "--yes",
                "--no-install-recommends",
            ],
            Self::Dnf => &["dnf", "install", "--assumeyes"],
            Self::Pacman => &["pacman", "--sync", "--needed", "--noconfirm"],
            Self::Zypper => &["zypper", "--non-interactive", "install", "--no-recommends"],
        }
    }

    /// The command that fetches the list of packages, where the list may be missing or too old.
    fn refresh(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Apt => Some(&["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "update"]),
            Self::Pacman => Some(&["pacman", "--sync", "--refresh"]),
            Self::Dnf | Self::Zypper => None,
        }
    }

    /// Whether the list of packages was never fetched (a fresh container, say).
    fn knows_nothing(self) -> bool {
        let folder = match self {
            Self::Apt => Path::new("/var/lib/apt/lists"),
            Self::Pacman => Path::new("/var/lib/pacman/sync"),
            Self::Dnf | Self::Zypper => return false,
        };
        let lists = fs::read_dir(folder).into_iter().flatten().flatten();
        !lists.into_iter().any(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            name.contains("_Packages") || name.ends_with(".db")
        })
    }
}

/// Installs what is missing of `needs`, after naming it.
pub fn install(needs: &[&[Need]]) -> Result<()> {
    if !cfg!(target_os = "linux") {
        return elsewhere();
    }
    let missing: Vec<&Need> = needs
        .iter()
        .copied()
        .flatten()
        .filter(|need| !need.is_there())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|need| need.name).collect();
    println!("Missing on this system: {}.", names.join(", "));
    let Some(installer) = Installer::of_this_system() else {
        bail!(
            "neither apt, dnf, pacman nor zypper is here: please install {} yourself",
            names.join(", ")
        );
    };
    let mut packages: Vec<&str> = missing.iter().map(|need| installer.package(need)).collect();
    packages.sort_unstable();
    packages.dedup();
    println!("Installing the packages {}.", packages.join(", "));

    let mut refreshed = false;
    if installer.knows_nothing() {
        refresh(installer)?;
        refreshed = true;
    }
    let words = || {
        installer
            .words()
            .iter()
            .copied()
            .chain(packages.iter().copied())
    };
    if let Err(error) = as_root(words()) {
        // The list of packages may be older than what the mirrors hold.
        if refreshed || installer.refresh().is_none() {
            return Err(error);
        }
        println!("That did not work; fetching the list of packages and trying once more.");
        refresh(installer)?;
        as_root(words())?;
    }
    let still: Vec<&str> = missing
        .iter()
        .filter(|need| !need.is_there())
        .map(|need| need.name)
        .collect();
    if !still.is_empty() {
        bail!(
            "the packages are installed, but {} cannot be found",
            still.join(", ")
        );
    }
    Ok(())
}

fn refresh(installer: Installer) -> Result<()> {
    match installer.refresh() {
        Some(words) => as_root(words.iter().copied()),
        None => Ok(()),
    }
}

/// Whether the person has agreed that packages are installed.
static AGREED: AtomicBool = AtomicBool::new(false);

/// The person agrees to all that has to be installed.
pub fn agree() {
    AGREED.store(true, Ordering::Relaxed);
}

/// Asks the person, once, before something is done in their name as root. Where there is nobody to
/// ask (`CI`, or no terminal) whoever started us has agreed.
fn ask(shown: &str) -> Result<()> {
    let nobody = env::var_os("CI").is_some() || !io::stdin().is_terminal();
    if nobody || AGREED.load(Ordering::Relaxed) {
        return Ok(());
    }
    print!("This will run {shown}. Go on? [y/N] ");
    io::stdout().flush()?;
    if !is_yes(&mut io::stdin().lock())? {
        bail!("nothing was installed: please run {shown} yourself, or say `cargo xtask --yes …`");
    }
    agree();
    Ok(())
}

/// Whether the next line is a yes.
fn is_yes(answer: &mut impl BufRead) -> Result<bool> {
    let mut line = String::new();
    answer.read_line(&mut line)?;
    Ok(matches!(line.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// Runs a command as root: by sudo if we are not, after asking.
fn as_root<'a>(words: impl Iterator<Item = &'a str>) -> Result<()> {
    let mut words: Vec<&str> = words.collect();
    if output(&mut command("id", ["-u"]))?.trim() != "0" {
        if find("sudo").is_none() {
            bail!(
                "this needs root, and sudo is not here: please run `{}` as root",
                words.join(" ")
            );
        }
        words.insert(0, "sudo");
        ask(&shown(&command(words[0], &words[1..])))?;
    }
    let mut command = command(words[0], &words[1..]);
    println!("Running {}.", shown(&command));
    run(&mut command)
}

/// Where there is no package manager to count on, saying what is needed has to do.
fn elsewhere() -> Result<()> {
    if cfg!(target_os = "macos") {
        if !succeeds(&mut command("xcode-select", ["-p"])) {
            bail!("Xcode's command line tools are needed: run `xcode-select --install`");
        }
    } else {
        println!(
            "On Windows this needs the Visual Studio C++ build tools and, before Windows 11, the \
             WebView2 runtime."
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probe_sees_what_is_there_and_what_is_not() {
        let need = |probe| Need {
            name: "",
            probe,
            apt: "",
            dnf: "",
            pacman: "",
            zypper: "",
        };
        assert!(need(Probe::Program("cargo")).is_there());
        assert!(!need(Probe::Program("pooldeck-is-not-a-program")).is_there());
        assert!(!need(Probe::Library("pooldeck-is-not-a-library")).is_there());
        assert!(!need(Probe::Python("pooldeck_is_not_a_module")).is_there());
    }

    #[test]
    fn only_a_yes_is_a_yes() {
        let said = |text: &str| is_yes(&mut text.as_bytes()).unwrap();
        for yes in ["y\n", "Yes\n", "y"] {
            assert!(said(yes), "{yes}");
        }
        for no in ["", "\n", "n\n", "why\n", "yy\n"] {
            assert!(!said(no), "{no}");
        }
    }

    #[test]
    fn every_distribution_has_a_name_for_every_need() {
        for need in [BUILD, DISPLAY, TEST].into_iter().flatten() {
            for installer in [
                Installer::Apt,
                Installer::Dnf,
                Installer::Pacman,
                Installer::Zypper,
            ] {
                assert!(!installer.package(need).is_empty(), "{}", need.name);
            }
        }
    }
}
