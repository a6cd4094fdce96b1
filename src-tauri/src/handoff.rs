//! Other programs of this desktop that can talk to a guest or a host: what is on it for SSH and RDP.

use std::{
    io,
    net::IpAddr,
    process::{Command, Stdio},
};

use serde::Deserialize;

/// How a machine is talked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// A shell, in a terminal.
    Ssh,
    /// A Windows desktop.
    Rdp,
}

/// Starts the first program there is for it; `false` where there is none. It is started with arguments, not
/// by a shell, and what comes from a guest is read as an address before: nothing else can stand in it.
pub fn open(way: Way, address: IpAddr) -> io::Result<bool> {
    for line in programs(way, address) {
        let Some((program, arguments)) = line.split_first() else {
            continue;
        };
        let mut command = Command::new(program);
        command.args(arguments);
        command.stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        match command.spawn() {
            Ok(mut child) => {
                // Somebody has to hear of its end, or it stays in the list of processes.
                std::thread::spawn(move || child.wait());
                return Ok(true);
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}

/// The programs that could do it, the likeliest first, with their arguments.
#[cfg(target_os = "linux")]
fn programs(way: Way, address: IpAddr) -> Vec<Vec<String>> {
    let plain = address.to_string();
    let place = in_brackets(address);
    match way {
        Way::Ssh => [
            &["xdg-terminal-exec"] as &[&str],
            &["gnome-terminal", "--"],
            &["konsole", "-e"],
            &["xfce4-terminal", "-x"],
            &["x-terminal-emulator", "-e"],
            &["xterm", "-e"],
        ]
        .into_iter()
        .map(|terminal| words(terminal, &["ssh", "--", &plain]))
        .collect(),
        Way::Rdp => vec![
            words(&["remmina"], &["-c", &format!("rdp://{place}")]),
            words(&["krdc"], &[&format!("rdp://{place}")]),
            words(&["xfreerdp3"], &[&format!("/v:{place}"), "/cert:tofu"]),
            words(&["xfreerdp"], &[&format!("/v:{place}"), "/cert:tofu"]),
        ],
    }
}

#[cfg(target_os = "macos")]
fn programs(way: Way, address: IpAddr) -> Vec<Vec<String>> {
    let place = in_brackets(address);
    let url = match way {
        Way::Ssh => format!("ssh://{place}"),
        Way::Rdp => format!("rdp://full%20address=s:{place}"),
    };
    vec![words(&["open"], &[&url])]
}

#[cfg(windows)]
fn programs(way: Way, address: IpAddr) -> Vec<Vec<String>> {
    let plain = address.to_string();
    match way {
        Way::Ssh => vec![words(&["wt.exe"], &["new-tab", "ssh", "--", &plain])],
        Way::Rdp => vec![words(
            &["mstsc.exe"],
            &[&format!("/v:{}", in_brackets(address))],
        )],
    }
}

fn words(first: &[&str], rest: &[&str]) -> Vec<String> {
    first
        .iter()
        .chain(rest)
        .map(|&word| word.to_owned())
        .collect()
}

/// An address as it stands where a port could follow.
fn in_brackets(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_program_gets_the_address_as_one_argument() {
        let check = |way, address: &str, expect: &str| {
            let lines = programs(way, address.parse().unwrap());
            let lines: Vec<String> = lines.iter().map(|line| line.join(" ")).collect();
            assert!(lines.iter().any(|line| line == expect), "{lines:?}");
        };
        check(Way::Ssh, "192.0.2.7", "konsole -e ssh -- 192.0.2.7");
        check(Way::Ssh, "2001:db8::7", "xterm -e ssh -- 2001:db8::7");
        check(Way::Rdp, "192.0.2.7", "xfreerdp3 /v:192.0.2.7 /cert:tofu");
        check(Way::Rdp, "2001:db8::7", "remmina -c rdp://[2001:db8::7]");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in ["-oProxyCommand=x", "host; rm", "192.0.2.7 -x", ""] {
            assert!(text.parse::<IpAddr>().is_err(), "{text}");
        }
    }
}
