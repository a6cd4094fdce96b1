//! Where a server is.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::error::Error;

/// The address of a server: `https://host[:port]`, `http://host[:port]`, a bare host (which means
/// https), or `unix:/path` for the socket on a host itself.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Endpoint(Place);

#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Place {
    Tcp {
        tls: bool,
        /// Without the brackets of an IPv6 address.
        host: String,
        port: u16,
    },
    Unix(PathBuf),
}

impl Endpoint {
    /// Reads an address.
    ///
    /// # Errors
    /// [`Error::BadEndpoint`], with the reason, if it makes no sense.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        read(text).map(Self).map_err(|reason| Error::BadEndpoint {
            // What is before an @ may be a password.
            text: text.rsplit('@').next().unwrap_or_default().to_owned(),
            reason,
        })
    }

    /// The host name or address, without brackets; `localhost` for a socket.
    pub fn host(&self) -> &str {
        match &self.0 {
            Place::Tcp { host, .. } => host,
            Place::Unix(_) => "localhost",
        }
    }

    /// The port; none for a socket.
    pub fn port(&self) -> Option<u16> {
        match &self.0 {
            Place::Tcp { port, .. } => Some(*port),
            Place::Unix(_) => None,
        }
    }

    /// Whether connections are encrypted.
    pub fn is_tls(&self) -> bool {
        matches!(self.0, Place::Tcp { tls: true, .. })
    }

    /// The path of the socket, if it is one.
    pub fn socket(&self) -> Option<&Path> {
        match &self.0 {
            Place::Tcp { .. } => None,
            Place::Unix(path) => Some(path),
        }
    }

    /// The address as [`parse`](Self::parse) reads it.
    pub fn url(&self) -> String {
        self.to_string()
    }

    /// Another server of the same pool, by the address that the pool has for it; none if that is no
    /// address.
    ///
    /// A bare address keeps scheme and port: what leads to one host leads to the others. One with a
    /// port (`host:port`, `[v6]:port`) goes there. A socket leads to its own host only, so from
    /// there the others are reached by https.
    pub fn with_host(&self, address: &str) -> Option<Self> {
        let (host, named_port) = split_port(address);
        let (tls, port) = match &self.0 {
            Place::Tcp { tls, port, .. } => (*tls, *port),
            Place::Unix(_) => (true, 443),
        };
        Some(Self(Place::Tcp {
            tls,
            host: valid_host(host)?,
            port: match named_port {
                Some(named) => port_number(named)?,
                None => port,
            },
        }))
    }

    /// The server that a URL of the pool's names, such as a console's location. The way there is
    /// the one that led here: the pool always says https, so the port of a URL of the other scheme
    /// means nothing to us.
    pub(crate) fn with_authority(&self, url_is_tls: bool, authority: &str) -> Option<Self> {
        if url_is_tls == self.is_tls() || self.socket().is_some() {
            self.with_host(authority)
        } else {
            self.with_host(split_port(authority).0)
        }
    }

    /// The URL of something on this server, for an HTTP client. A socket's client needs a name all
    /// the same.
    pub(crate) fn url_of(&self, path_and_query: &str) -> String {
        match &self.0 {
            Place::Tcp { .. } => format!("{self}{path_and_query}"),
            Place::Unix(_) => format!("http://localhost{path_and_query}"),
        }
    }

    /// Host and, unless it is the usual one, port: what a `Host` header says.
    pub(crate) fn authority(&self) -> String {
        match &self.0 {
            Place::Tcp { tls, host, port } => {
                let usual = if *tls { 443 } else { 80 };
                let host = if host.contains(':') {
                    format!("[{host}]")
                } else {
                    host.clone()
                };
                if *port == usual {
                    host
                } else {
                    format!("{host}:{port}")
                }
            }
            Place::Unix(_) => "localhost".to_owned(),
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Place::Tcp { tls: true, .. } => write!(f, "https://{}", self.authority()),
            Place::Tcp { tls: false, .. } => write!(f, "http://{}", self.authority()),
            Place::Unix(path) => write!(f, "unix:{}", path.display()),
        }
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

fn read(text: &str) -> Result<Place, &'static str> {
    if let Some(path) = text.strip_prefix("unix:") {
        let path = path.strip_prefix("//").unwrap_or(path);
        return match path.starts_with('/') {
            _ if cfg!(not(unix)) => Err("this platform has no such sockets"),
            true => Ok(Place::Unix(path.into())),
            false => Err("a socket needs an absolute path"),
        };
    }
    let (tls, rest) = match text.split_once("://") {
        None => (true, text),
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => (true, rest),
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => (false, rest),
        Some(_) => return Err("only http, https and unix are spoken"),
    };
    let authority = rest.strip_suffix('/').unwrap_or(rest);
    if authority.contains('@') {
        return Err("user and password do not belong into the address");
    }
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
        Some(text) => port_number(text).ok_or("the port is no number from 1 to 65535")?,
    };
    Ok(Place::Tcp {
        tls,
        host: valid_host(host).ok_or("the host is no name or address")?,
        port,
    })
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

fn port_number(text: &str) -> Option<u16> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let port = digits.then_some(text)?;
    port.parse().ok().filter(|port| *port != 0)
}

/// The host as the URL standard writes it (lower case, international names in ASCII). That knows many
/// spellings of one address (`0x7f.1`, `%31`); here there is one, so that what is shown, what is
/// compared and what is dialled are the same.
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
        check("xen1", "https://xen1");
        check(" XEN1.example.org ", "https://xen1.example.org");
        check("https://xen1/", "https://xen1");
        check("HTTPS://xen1:443", "https://xen1");
        check("https://xen1:8443", "https://xen1:8443");
        check("xen1:8443", "https://xen1:8443");
        check("http://10.0.0.1", "http://10.0.0.1");
        check("http://10.0.0.1:8080", "http://10.0.0.1:8080");
        check("fd00::1", "https://[fd00::1]");
        check("[fd00::1]", "https://[fd00::1]");
        check("http://[fd00::1]:8080", "http://[fd00::1]:8080");
        check("unix:/var/lib/xcp/xapi", "unix:/var/lib/xcp/xapi");
        check("unix:///var/lib/xcp/xapi", "unix:/var/lib/xcp/xapi");
    }

    #[test]
    fn refuses_what_makes_no_sense() {
        check("", "the host is missing");
        check("https://", "the host is missing");
        check("ftp://xen1", "only http, https and unix are spoken");
        check(
            "https://root:secret@xen1",
            "user and password do not belong into the address",
        );
        check("https://xen1/console", "there is something after the host");
        check("xen1:port", "the port is no number from 1 to 65535");
        check("xen1:0", "the port is no number from 1 to 65535");
        check("xen1:70000", "the port is no number from 1 to 65535");
        check("[fd00::1]:x", "the port is no number from 1 to 65535");
        check("xen 1", "the host is no name or address");
        check("unix:xapi", "a socket needs an absolute path");
        let error = Endpoint::parse("https://root:secret@xen1").unwrap_err();
        assert!(!error.to_string().contains("secret"), "{error}");
    }

    #[test]
    fn finds_the_other_hosts_of_a_pool() {
        #[track_caller]
        fn check(endpoint: &str, address: &str, expect: &str) {
            let endpoint = Endpoint::parse(endpoint).unwrap();
            assert_eq!(endpoint.with_host(address).unwrap().url(), expect);
        }
        check("https://xen1", "10.0.0.2", "https://10.0.0.2");
        check("https://xen1:8443", "10.0.0.2", "https://10.0.0.2:8443");
        check("http://xen1:8080", "10.0.0.2:8081", "http://10.0.0.2:8081");
        check("http://xen1", "fd00::2", "http://[fd00::2]");
        check("http://xen1", "[fd00::2]:8080", "http://[fd00::2]:8080");
        check("unix:/socket", "10.0.0.2", "https://10.0.0.2");
    }

    #[test]
    fn there_is_one_spelling_of_a_host() {
        for address in [
            "",
            " ",
            " 10.0.0.2",
            "10.0.0.2\t",
            "127.0\n.0.2",
            "10.0.0.2\r\nHost: x",
            "10.0.0.2?x=1",
            "10.0.0.2#x",
            "10.0.0.2/",
            "xen2/path?x",
            "\\xen2",
            "user@xen2",
            ":password@xen2",
            "user:1@xen2",
            "https://xen2",
            "unix:/socket",
            "0x7f.2",
            "0177.0.0.2",
            "127.2",
            "2130706434",
            "xen%32",
            "xen2:",
            "xen2:+443",
            "xen2:0",
            "xen2:65536",
            "xen2:22:33",
            "[10.0.0.2]",
            "[fd00::2]x",
            "fd00::2%eth0",
            "xen\u{202e}2",
        ] {
            let here = Endpoint::parse("https://xen1").unwrap();
            assert_eq!(here.with_host(address), None, "{address:?}");
            assert_eq!(here.with_authority(true, address), None, "{address:?}");
            // A person may type a blank around it, scheme and all.
            if !address.trim().is_empty() && address.trim() == address && !address.contains("//") {
                let typed = Endpoint::parse(address);
                assert!(
                    typed.is_err() || address.ends_with('/') || address.starts_with("unix:"),
                    "{address:?}"
                );
            }
        }
        let here = Endpoint::parse("https://xen1").unwrap();
        let check = |address: &str, expect: &str| {
            assert_eq!(here.with_host(address).unwrap().url(), expect);
        };
        check("XEN2.example.org.", "https://xen2.example.org.");
        check("xen_2", "https://xen_2");
        check("FD00::0:2", "https://[fd00::2]");
        check("bücher.example", "https://xn--bcher-kva.example");
    }

    #[test]
    fn a_url_of_the_pool_keeps_to_the_way_that_led_here() {
        #[track_caller]
        fn check(endpoint: &str, tls: bool, authority: &str, expect: &str) {
            let endpoint = Endpoint::parse(endpoint).unwrap();
            let there = endpoint.with_authority(tls, authority);
            assert_eq!(there.unwrap().url(), expect);
        }
        let (bare, secure) = ("http://xen1:8080", "https://xen1:8443");
        check(bare, true, "10.0.0.2", "http://10.0.0.2:8080");
        check(bare, true, "10.0.0.2:8443", "http://10.0.0.2:8080");
        check(bare, false, "10.0.0.2:81", "http://10.0.0.2:81");
        check(secure, true, "10.0.0.2", "https://10.0.0.2:8443");
        check(secure, true, "10.0.0.2:444", "https://10.0.0.2:444");
        check(secure, false, "10.0.0.2:8080", "https://10.0.0.2:8443");
        check("unix:/socket", true, "10.0.0.2", "https://10.0.0.2");
    }
}
