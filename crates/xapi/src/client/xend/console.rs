//! Consoles, which are plain VNC servers on the host.

use std::io;
use std::net::IpAddr;

use tokio::net::TcpStream;
use tokio::time::timeout;

use super::super::endpoint::Endpoint;
use super::super::session::Login;
use crate::error::{Error, Result};

/// Connects to the VNC server at `location` (`host:port`). There is no way to it through the API.
///
/// It has to be on the host that we talk to: what a record says leads us nowhere else. A host that is
/// reached over TLS gives no console: VNC of that time is open to whoever listens, keys and all.
///
/// # Errors
/// [`Error::Refused`] for the two; [`Error::Unreachable`].
pub(crate) async fn connect(login: &Login, location: &str) -> Result<TcpStream> {
    let here = login.transport.endpoint();
    let (host, port) = place(here, location)?;
    let address = format!("{host}:{port}");
    let unreachable = |reason: String| Error::Unreachable {
        address: address.clone(),
        reason,
    };
    let limit = login.transport.timeouts.connect;
    let stream = timeout(limit, TcpStream::connect((host, port))).await;
    let stream = stream
        .map_err(|_| unreachable("no answer in time".to_owned()))?
        .map_err(|error| unreachable(told(&error)))?;
    stream
        .set_nodelay(true)
        .map_err(|error| unreachable(told(&error)))?;
    Ok(stream)
}

fn told(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "the connection was refused".to_owned(),
        _ => error.to_string(),
    }
}

/// Where that is as seen from here: a server that listens everywhere, or to its own machine, says so
/// instead of naming itself.
fn place<'a>(here: &'a Endpoint, location: &'a str) -> Result<(&'a str, u16)> {
    let refused = |reason: &str| Error::Refused {
        status: 0,
        reason: reason.to_owned(),
    };
    let (host, port) = location
        .rsplit_once(':')
        .and_then(|(host, port)| Some((host, port.parse().ok()?)))
        .ok_or_else(|| refused("the machine has no screen"))?;
    if here.is_tls() {
        return Err(refused("its screens are not encrypted, while the host is"));
    }
    let own = |ip: IpAddr| ip.is_loopback() || ip.is_unspecified();
    let itself = match host.trim_matches(['[', ']']).parse::<IpAddr>() {
        Ok(ip) => own(ip),
        Err(_) => host.is_empty() || host.eq_ignore_ascii_case("localhost"),
    };
    if here.socket().is_some() {
        return match itself {
            true => Ok(("127.0.0.1", port)),
            false => Err(refused("its screen is on another host")),
        };
    }
    if itself || host.eq_ignore_ascii_case(here.host()) {
        return Ok((here.host(), port));
    }
    Err(refused("its screen is on another host"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(here: &str, location: &str, expect: &str) {
        let here = Endpoint::parse(here).unwrap();
        let found = match place(&here, location) {
            Ok((host, port)) => format!("{host} {port}"),
            Err(error) => error.to_string(),
        };
        assert!(found.contains(expect), "{location}: {found}");
    }

    #[test]
    fn screens_are_on_the_host_or_nowhere() {
        check("http://xen1:9363", "127.0.0.1:5901", "xen1 5901");
        check("http://xen1:9363", "localhost:5901", "xen1 5901");
        check("http://xen1:9363", "0.0.0.0:5901", "xen1 5901");
        check("http://xen1:9363", "xen1:5902", "xen1 5902");
        check(
            "unix:/var/run/xend/xen-api.sock",
            "127.0.0.1:5901",
            "127.0.0.1 5901",
        );
        check("http://xen1:9363", "10.0.0.7:22", "another host");
        check("http://xen1:9363", "", "no screen");
        check("https://xen1:9367", "127.0.0.1:5901", "not encrypted");
    }
}
