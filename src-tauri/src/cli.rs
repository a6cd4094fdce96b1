//! The command line.

use std::{
    fs::File,
    io::{self, BufRead, BufReader},
    path::PathBuf,
};

use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use engine::secret::Secret;
use zeroize::Zeroizing;

/// Pooldeck: a window on XCP-ng and XenServer pools.
#[derive(Debug, Parser)]
#[command(name = "pooldeck", version, args_conflicts_with_subcommands = true)]
pub struct Arguments {
    /// What is done without a window.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Shows simulated pools instead of real ones; nothing is kept.
    #[arg(long)]
    pub demo: bool,
    #[command(flatten)]
    pub pools: Pools,

    /// Selects the object with this name.
    #[arg(long, value_name = "NAME")]
    pub select: Option<String>,
    /// Opens this tab of it (general, console, …).
    #[arg(long, value_name = "TAB")]
    pub tab: Option<String>,
    /// How the window looks, this time.
    #[arg(long)]
    pub theme: Option<Theme>,

    /// Writes a picture of the window to this file (PNG) and ends.
    #[arg(long, value_name = "FILE")]
    pub screenshot: Option<PathBuf>,
    /// How long to wait for the picture once the page is there, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 3.0, value_parser = seconds, requires = "screenshot")]
    pub after: f64,
    /// The picture's size.
    #[arg(long, value_name = "WxH", default_value = "1280x800", value_parser = size, requires = "screenshot")]
    pub size: Size,

    /// Keeps settings, data and logs in this folder instead of the platform's.
    #[arg(long, value_name = "DIR")]
    pub config_dir: Option<PathBuf>,
}

/// What is done without a window.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Looks into files that hold machines or disks (XVA, OVA, VHD, VMDK, qcow2), and verifies them.
    ///
    /// Ends with 0 where all are good, with 1 where something is wrong with one, and with 2 where one cannot
    /// be read at all.
    Verify(Verify),
    /// Writes VMs of a pool that was added in the window into files (XVA).
    ///
    /// Tells each file on standard output, and what stands in the way on standard error. Ends with 0 where all
    /// was written, with 1 where something failed, and with 2 where nothing was begun.
    Export(Export),
    /// Makes a VM of a file (XVA) in a pool that was added in the window.
    ///
    /// Ends with 0 where it is there, with 1 where that failed, and with 2 where it was not begun.
    Import(Import),
}

/// On which pool, and how what came of it is told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Args)]
pub struct OnPool {
    /// The pool, by its name, its address or its uuid. Need not be said where there is only one.
    #[arg(long, value_name = "POOL")]
    pub pool: Option<String>,
    /// Reads the password from the first line of this file, where it is not in the keyring; "-" is standard
    /// input.
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// Tells what came of it as JSON, a line for each VM.
    #[arg(long)]
    pub json: bool,
    /// Reads settings from this folder instead of the platform's. They are not changed.
    #[arg(long, value_name = "DIR")]
    pub config_dir: Option<PathBuf>,
}

impl OnPool {
    /// The password that was given.
    pub fn password(&self) -> io::Result<Option<Secret>> {
        let Some(file) = &self.password_file else {
            return Ok(None);
        };
        let mut text = Zeroizing::new(String::new());
        match file.as_os_str() == "-" {
            true => io::stdin().lock().read_line(&mut text)?,
            false => BufReader::new(File::open(file)?).read_line(&mut text)?,
        };
        Ok(Some(Secret::new(text.trim_end_matches(['\r', '\n']))))
    }
}

/// Which VMs are written where.
#[derive(Clone, Debug, PartialEq, Eq, Args)]
#[command(group = ArgGroup::new("what").required(true).multiple(true).args(["vms", "query"]))]
pub struct Export {
    /// A VM, template or snapshot, by its name or uuid; may be given again.
    #[arg(long = "vm", value_name = "VM")]
    pub vms: Vec<String>,
    /// All VMs that a filter finds, as it is typed in the window: "tag:nightly -state:running".
    #[arg(long, value_name = "FILTER")]
    pub query: Option<String>,
    /// The file for one, or a folder for one or several.
    #[arg(long, value_name = "PATH")]
    pub to: PathBuf,
    /// How the files are packed.
    #[arg(long, value_enum, default_value_t = Packing::Zstd)]
    pub packing: Packing,
    /// Takes the place of files that are there.
    #[arg(long)]
    pub replace: bool,
    /// On which pool.
    #[command(flatten)]
    pub on: OnPool,
}

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Packing {
    /// Not at all.
    None,
    /// By gzip.
    Gzip,
    /// By zstd.
    Zstd,
}

/// Which file becomes a VM, and how.
#[derive(Clone, Debug, PartialEq, Eq, Args)]
pub struct Import {
    /// The file.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The storage for its disks, by name or uuid; else the pool's default.
    #[arg(long, value_name = "SR")]
    pub sr: Option<String>,
    /// Its name, instead of the one in the file.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Makes it the machine that it was: the same uuids and MAC addresses.
    #[arg(long)]
    pub restore: bool,
    /// Starts it afterwards.
    #[arg(long)]
    pub start: bool,
    /// Takes a file with which something is wrong.
    #[arg(long)]
    pub force: bool,
    /// In which pool.
    #[command(flatten)]
    pub on: OnPool,
}

/// Which files are verified, and how that is told.
#[derive(Clone, Debug, PartialEq, Eq, Args)]
pub struct Verify {
    /// The files.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Tells what was found as JSON, a line for each file.
    #[arg(long)]
    pub json: bool,
}

/// The simulated pools.
#[derive(Clone, Debug, Args)]
pub struct Pools {
    /// How many simulated pools.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=20), requires = "demo")]
    pub pools: u32,
    /// How many hosts in each.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=64), requires = "demo")]
    pub hosts: u32,
    /// How many VMs in each.
    #[arg(long, value_name = "N", default_value_t = 24, value_parser = clap::value_parser!(u32).range(0..=20_000), requires = "demo")]
    pub vms: u32,
    /// Another seed makes other pools; the same one makes the same.
    #[arg(long, value_name = "S", default_value_t = 1, requires = "demo")]
    pub seed: u64,
}

/// How the window looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Theme {
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// In pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

fn seconds(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(seconds) if (0.0..=3600.0).contains(&seconds) => Ok(seconds),
        _ => Err("a number of seconds from 0 to 3600 is needed".into()),
    }
}

fn size(text: &str) -> Result<Size, String> {
    let side = |text: &str| text.parse().ok().filter(|side| (200..=8000).contains(side));
    text.split_once('x')
        .and_then(|(width, height)| {
            Some(Size {
                width: side(width)?,
                height: side(height)?,
            })
        })
        .ok_or_else(|| "a size like 1280x800 is needed, each side from 200 to 8000".into())
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, error::ErrorKind};

    use super::*;

    fn read(words: &str) -> Result<Arguments, ErrorKind> {
        Arguments::try_parse_from(format!("pooldeck {words}").split_whitespace())
            .map_err(|error| error.kind())
    }

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_plain_start_shows_real_pools() {
        let arguments = read("").unwrap();
        assert!(!arguments.demo);
        assert_eq!(arguments.screenshot, None);
    }

    #[test]
    fn a_demo_is_ordered_in_detail() {
        let arguments = read("--demo --pools 3 --hosts 2 --vms 100 --seed 7 --select web-01 --tab console --theme dark").unwrap();
        let pools = arguments.pools;
        assert_eq!(
            (pools.pools, pools.hosts, pools.vms, pools.seed),
            (3, 2, 100, 7)
        );
        assert_eq!(arguments.theme, Some(Theme::Dark));
    }

    #[test]
    fn a_command_is_done_without_a_window() {
        let verify = Verify {
            files: vec!["a.xva".into(), "b.ova".into()],
            json: true,
        };
        let arguments = read("verify --json a.xva b.ova").unwrap();
        assert_eq!(arguments.command, Some(Command::Verify(verify)));
        assert_eq!(
            read("verify").unwrap_err(),
            ErrorKind::MissingRequiredArgument
        );
        assert_eq!(
            read("--demo verify a.xva").unwrap_err(),
            ErrorKind::ArgumentConflict
        );
    }

    #[test]
    fn what_is_exported_and_where_to_has_to_be_said() {
        let Some(Command::Export(order)) =
            read("export --vm web-01 --vm db-02 --to /backup --pool Lab")
                .unwrap()
                .command
        else {
            panic!("no export");
        };
        assert_eq!(order.vms, ["web-01", "db-02"]);
        assert_eq!((order.packing, order.replace), (Packing::Zstd, false));
        assert_eq!(order.on.pool.as_deref(), Some("Lab"));
        for wrong in [
            "export --to x",
            "export --vm web-01",
            "import",
            "import a.xva b.xva",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_password_is_the_first_line_of_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("password");
        std::fs::write(&file, "made-up words \r\nmore\n").unwrap();
        let on = OnPool {
            password_file: Some(file),
            ..OnPool::default()
        };
        assert_eq!(on.password().unwrap().unwrap().reveal(), "made-up words ");
        assert!(OnPool::default().password().unwrap().is_none());
    }

    #[test]
    fn options_that_would_do_nothing_are_refused() {
        assert_eq!(
            read("--vms 3").unwrap_err(),
            ErrorKind::MissingRequiredArgument
        );
        assert_eq!(
            read("--after 3").unwrap_err(),
            ErrorKind::MissingRequiredArgument
        );
    }

    #[test]
    fn sizes_and_times_are_sensible() {
        let size = |text: &str| read(&format!("--screenshot x.png --size {text}")).map(|a| a.size);
        assert_eq!(
            size("1920x1080").unwrap(),
            Size {
                width: 1920,
                height: 1080
            }
        );
        for wrong in ["1920", "1920x", "0x0", "1e3x900", "99x300"] {
            assert_eq!(
                size(wrong).unwrap_err(),
                ErrorKind::ValueValidation,
                "{wrong}"
            );
        }
        assert_eq!(
            read("--screenshot x.png --after nan").unwrap_err(),
            ErrorKind::ValueValidation
        );
    }
}
