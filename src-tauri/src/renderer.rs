//! How WebKitGTK draws where there is no graphics card.

use std::io;

/// What tells WebKitGTK to draw in memory. Without a graphics card its other way, OpenGL made by
/// the processor, is about eight times slower.
const DRAW_IN_MEMORY: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// Starts this program anew, in the same process, with the right setting where that is needed:
/// WebKitGTK reads the setting from the environment, and an environment cannot be changed safely
/// once there may be threads.
///
/// Answers only where nothing had to be done or it failed.
#[cfg(target_os = "linux")]
pub fn choose() -> io::Result<()> {
    use std::{env, fs, os::unix::process::CommandExt, process::Command};

    // Who sets it, even to 0, has decided.
    if env::var_os(DRAW_IN_MEMORY).is_some() {
        return Ok(());
    }
    let devices = fs::read_dir("/dev/dri").into_iter().flatten().flatten();
    if has_render_node(devices.map(|device| device.file_name())) {
        return Ok(());
    }
    let mut arguments = env::args_os();
    let name = arguments.next().unwrap_or_default();
    let error = Command::new(env::current_exe()?)
        .arg0(name)
        .args(arguments)
        .env(DRAW_IN_MEMORY, "1")
        .exec();
    Err(error)
}

/// Other platforms' web views find out by themselves.
#[cfg(not(target_os = "linux"))]
pub fn choose() -> io::Result<()> {
    Ok(())
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
    fn a_card_without_a_render_node_does_not_count() {
        assert!(has_render_node(["card0".into(), "renderD128".into()]));
        assert!(!has_render_node(["card0".into(), "by-path".into()]));
        assert!(!has_render_node([]));
    }
}
