//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

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
