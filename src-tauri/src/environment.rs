//! What has to stand in the environment before the program has begun.

use std::io;

/// What tells WebKitGTK to draw in memory. Without a graphics card its other way, OpenGL made by
/// the processor, is about eight times slower.
#[cfg(target_os = "linux")]
const DRAW_IN_MEMORY: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// How many heaps glibc's allocator has. By itself it makes eight for each processor, one for each
/// thread that comes, and what belongs to one heap no other can use. Objects are made and dropped by
/// whichever thread is at hand: in an hour of changes all heaps grow towards the size that one would
/// have.
#[cfg(target_os = "linux")]
const HEAPS: (&str, &str) = ("MALLOC_ARENA_MAX", "2");

/// Starts this program anew, in the same process, with what is missing: the environment is read
/// before our first line, or by libraries, and cannot be changed safely once there may be threads.
///
/// Answers only where nothing was missing or it failed.
#[cfg(target_os = "linux")]
pub fn complete() -> io::Result<()> {
    use std::{env, fs, os::unix::process::CommandExt, process::Command};

    let devices = fs::read_dir("/dev/dri").into_iter().flatten().flatten();
    let has_card = has_render_node(devices.map(|device| device.file_name()));
    let mut missing = missing(has_card, |name| env::var_os(name).is_some()).peekable();
    if missing.peek().is_none() {
        return Ok(());
    }
    let mut arguments = env::args_os();
    let name = arguments.next().unwrap_or_default();
    let error = Command::new(env::current_exe()?)
        .arg0(name)
        .args(arguments)
        .envs(missing)
        .exec();
    Err(error)
}

/// Other platforms' web views and allocators find out by themselves.
#[cfg(not(target_os = "linux"))]
pub fn complete() -> io::Result<()> {
    Ok(())
}

/// What is to be set, and to what. Who sets something, even to 0, has decided.
#[cfg(target_os = "linux")]
fn missing(
    has_card: bool,
    is_set: impl Fn(&str) -> bool,
) -> impl Iterator<Item = (&'static str, &'static str)> {
    let drawing = (!has_card).then_some((DRAW_IN_MEMORY, "1"));
    let wanted = drawing.into_iter().chain([HEAPS]);
    wanted.filter(move |(name, _)| !is_set(name))
}

#[cfg(target_os = "linux")]
fn has_render_node(devices: impl IntoIterator<Item = std::ffi::OsString>) -> bool {
    devices
        .into_iter()
        .any(|device| device.to_string_lossy().starts_with("renderD"))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_has_set_stays() {
        let check = |has_card, set: &[&str], expect: &[&str]| {
            let names = missing(has_card, |name| set.contains(&name)).map(|(name, _)| name);
            assert_eq!(names.collect::<Vec<_>>(), expect);
        };
        check(true, &[], &[HEAPS.0]);
        check(false, &[], &[DRAW_IN_MEMORY, HEAPS.0]);
        check(false, &[HEAPS.0], &[DRAW_IN_MEMORY]);
        check(false, &[DRAW_IN_MEMORY], &[HEAPS.0]);
        check(true, &[HEAPS.0], &[]);
    }

    #[test]
    fn a_card_without_a_render_node_does_not_count() {
        assert!(has_render_node(["card0".into(), "renderD128".into()]));
        assert!(!has_render_node(["card0".into(), "by-path".into()]));
        assert!(!has_render_node([]));
    }
}
