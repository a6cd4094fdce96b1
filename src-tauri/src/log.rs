//! The log: on standard error for whoever started the program, and in a file for the day after.

use std::{
    fs,
    io::{self, IsTerminal},
    path::Path,
};

use anyhow::{Context, Result};
use file_rotate::{ContentLimit, FileRotate, compression::Compression, suffix::AppendCount};
use tracing::{Level, Metadata, level_filters::LevelFilter};
use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::{
    EnvFilter, Layer, filter::filter_fn, layer::SubscriberExt, util::SubscriberInitExt,
};

/// What says how much is logged, in tracing's own notation: `POOLDECK_LOG=engine=debug,info`.
const VARIABLE: &str = "POOLDECK_LOG";
/// A file that grows beyond this is put aside.
const FILE_BYTES: usize = 4 << 20;
/// That many files put aside are kept.
const OLD_FILES: usize = 4;

/// Begins to log. What is waiting is written when the answer is dropped. On standard error only what is at
/// least as grave as `told` says.
///
/// A folder that cannot be written is no reason not to start: then there is only standard error,
/// which says so.
pub fn start(folder: &Path, told: LevelFilter) -> Result<Option<WorkerGuard>> {
    let (to_file, guard) = match file(folder) {
        Ok(file) => {
            let (writer, guard) = tracing_appender::non_blocking(file);
            let layer = tracing_subscriber::fmt::layer()
                .with_ansi(false)
                .with_writer(writer);
            (Some(layer), Ok(guard))
        }
        Err(error) => (None, Err(error)),
    };
    let to_person = tracing_subscriber::fmt::layer()
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr)
        .with_filter(told);
    let wanted = EnvFilter::builder()
        .with_env_var(VARIABLE)
        .with_default_directive(LevelFilter::INFO.into())
        .from_env_lossy();
    tracing_subscriber::registry()
        .with(wanted)
        .with(
            to_person
                .and_then(to_file)
                .with_filter(filter_fn(is_harmless)),
        )
        .try_init()
        .context("somebody else logs already")?;
    log_panics();
    match guard {
        Ok(guard) => Ok(Some(guard)),
        Err(error) => {
            tracing::warn!("no log file: {error:#}");
            Ok(None)
        }
    }
}

/// A panic is a defect of ours: the day after, somebody will want to know where. What it says is
/// written down only if it was in the program from the beginning: what was put in at the time may be
/// anything, the text that could not be sliced among it.
fn log_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string);
        let said = panic.payload().downcast_ref::<&'static str>();
        tracing::error!(place, "a panic: {}", said.unwrap_or(&"(of values)"));
        usual(panic);
    }));
}

/// Whether something may be logged at all. Libraries that carry bytes write them out when asked for
/// detail, and among those bytes are passwords: no setting may have that.
fn is_harmless(metadata: &Metadata<'_>) -> bool {
    let ours = ["pooldeck", "engine", "inventory", "poolsim", "xapi", "xo"];
    let library = metadata.target().split("::").next().unwrap_or_default();
    *metadata.level() <= Level::INFO || ours.contains(&library)
}

/// The file, which only its owner may read: it names servers and what is done to them.
fn file(folder: &Path) -> Result<FileRotate<AppendCount>> {
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let mut options = fs::OpenOptions::new();
    options.read(true).create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        options.mode(0o600);
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
            .with_context(|| format!("{} is not ours", folder.display()))?;
    }
    let path = folder.join("pooldeck.log");
    // The writer below has no way to tell that it cannot open its file, so try that first.
    options
        .open(&path)
        .with_context(|| format!("{} cannot be written", path.display()))?;
    let kept = AppendCount::new(OLD_FILES);
    Ok(FileRotate::new(
        path,
        kept,
        ContentLimit::BytesSurpassed(FILE_BYTES),
        Compression::None,
        Some(options),
    ))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn the_log_is_bounded_and_its_owners() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("logs");
        let mut log = file(&folder).unwrap();
        let chunk = vec![b'x'; 1 << 20];
        for _ in 0..40 {
            log.write_all(&chunk).unwrap();
        }
        log.flush().unwrap();
        let files: Vec<_> = fs::read_dir(&folder).unwrap().flatten().collect();
        assert_eq!(files.len(), OLD_FILES + 1);
        for file in &files {
            let data = file.metadata().unwrap();
            assert!(data.len() as usize <= FILE_BYTES + chunk.len());
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                assert_eq!(data.permissions().mode() & 0o777, 0o600);
            }
        }
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_told() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("logs"), "").unwrap();
        assert!(file(&folder.path().join("logs")).is_err());
    }
}
