//! Where a server is.

use std::fmt;
use std::str::FromStr;

use crate::error::Error;

/// The address of a Xen Orchestra: `https://host[:port]`, `http://host[:port]`, or a bare host,
/// which means https.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Endpoint {
    tls: bool,
    /// Without the brackets of an IPv6 address.
    host: String,
    port: u16,
}

impl Endpoint {
    /// Reads an address.
    ///
    /// # Errors
    /// [`Error::BadEndpoint`], with the reason, if it makes no sense.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        read(text).map_err(|reason| Error::BadEndpoint {
            // What is before an @ may be a password.
            text: text.rsplit('@').next().unwrap_or_default().to_owned(),
            reason,
        })
    }

    /// The host name or address, without brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Whether connections are encrypted.
    pub fn is_tls(&self) -> bool {
        self.tls
    }

    /// The address as [`parse`](Self::parse) reads it.
    pub fn url(&self) -> String {
        self.to_string()
    }

    /// The URL of a WebSocket on this server.
    pub(crate) fn socket_url(&self, path: &str) -> String {
        let scheme = if self.tls { "wss" } else { "ws" };
        format!("{scheme}://{}{path}", self.authority())
    }

    /// Host and, unless it is the usual one, port: what a `Host` header says.
    pub(crate) fn authority(&self) -> String {
        let host = if self.host.contains(':') {
            format!("[{}]", self.host)
        } else {
            self.host.clone()
        };
        let usual = if self.tls { 443 } else { 80 };
        if self.port == usual {
            host
        } else {
            format!("{host}:{}", self.port)
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.tls { "https" } else { "http" };
        write!(f, "{scheme}://{}", self.authority())
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Endpoint {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

fn read(text: &str) -> Result<Endpoint, &'static str> {
    let (tls, rest) = match text.split_once("://") {
        None => (true, text),
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => (true, rest),
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => (false, rest),
        Some(_) => return Err("only http and https are spoken"),
    };
    let authority = rest.strip_suffix('/').unwrap_or(rest);
    if authority.contains('@') {
        return Err("user and password do not belong into the address");
    }
    // xo-server answers at its root only: what follows would be dropped in silence.
    if authority.contains(['/', '?', '#']) {
        return Err("there is something after the host");
    }
    let (host, port) = split_port(authority);
    if host.is_empty() {
        return Err("the host is missing");
    }
    let port = match port {
        None if tls => 443,
        None => 80,
        Some(text) => text
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| text.parse().ok())
            .flatten()
            .filter(|port| *port != 0)
            .ok_or("the port is no number from 1 to 65535")?,
    };
    let host = valid_host(host).ok_or("the host is no name or address")?;
    Ok(Endpoint { tls, host, port })
}

/// Splits off what should be a port. An IPv6 address needs brackets to have one.
fn split_port(authority: &str) -> (&str, Option<&str>) {
    if let Some((host, rest)) = authority
        .strip_prefix('[')
        .and_then(|inner| inner.split_once(']'))
        .filter(|(host, _)| host.contains(':'))
    {
        let port = rest.strip_prefix(':').unwrap_or(rest);
        return (host, (!rest.is_empty()).then_some(port));
    }
    match authority.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') => (host, Some(port)),
        _ => (authority, None),
    }
}

/// The host as the URL standard writes it (lower case, international names in ASCII).
fn valid_host(host: &str) -> Option<String> {
    if host.contains(':') {
        let address: std::net::Ipv6Addr = host.parse().ok()?;
        return Some(address.to_string());
    }
    let read = match url::Host::parse(host).ok()? {
        url::Host::Domain(name) => name,
        url::Host::Ipv4(address) => address.to_string(),
        url::Host::Ipv6(_) => return None,
    };
    // One spelling of each address, not all that there are (`0x7f.1`).
    let as_written = !host.is_ascii() || read == host.to_ascii_lowercase();
    (as_written && !read.is_empty()).then_some(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        match Endpoint::parse(text) {
            Ok(endpoint) => {
                assert_eq!(endpoint.url(), expect, "{text}");
                assert_eq!(Endpoint::parse(&endpoint.url()), Ok(endpoint));
            }
            Err(Error::BadEndpoint { reason, .. }) => assert_eq!(reason, expect, "{text}"),
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn reads_addresses() {
        check("xo", "https://xo");
        check(" XO.example.org ", "https://xo.example.org");
        check("https://xo/", "https://xo");
        check("HTTPS://xo:443", "https://xo");
        check("xo:8443", "https://xo:8443");
        check("http://10.0.0.1", "http://10.0.0.1");
        check("http://127.0.0.1:9000", "http://127.0.0.1:9000");
        check("fd00::1", "https://[fd00::1]");
        check("http://[fd00::1]:8080", "http://[fd00::1]:8080");
        let endpoint = Endpoint::parse("xo:8443").unwrap();
        assert_eq!(endpoint.socket_url("/api/"), "wss://xo:8443/api/");
    }

    #[test]
    fn refuses_what_makes_no_sense() {
        check("", "the host is missing");
        check("ws://xo", "only http and https are spoken");
        check("https://xo/#/home", "there is something after the host");
        check("xo:port", "the port is no number from 1 to 65535");
        check("xo:+1", "the port is no number from 1 to 65535");
        check("xo:0", "the port is no number from 1 to 65535");
        for odd in ["x o", "0x7f.1", "127.1", "2130706433", "x%6f", "x\to"] {
            check(odd, "the host is no name or address");
        }
        let error = Endpoint::parse("https://admin:made-up@xo").unwrap_err();
        assert!(!error.to_string().contains("made-up"), "{error}");
    }
}
