//! Whose a connection from this machine is, where the system tells.

use tokio::net::TcpStream;

/// Whether another user's program is at the other end. Where that is not known, it is not.
#[cfg(target_os = "linux")]
pub(super) async fn is_somebody_elses(stream: &TcpStream) -> bool {
    let (Ok(here), Ok(there)) = (stream.local_addr(), stream.peer_addr()) else {
        return false;
    };
    let whose = tokio::task::spawn_blocking(move || linux::owner(there, here)).await;
    let theirs = whose.ok().flatten();
    theirs.is_some_and(|theirs| linux::own().is_some_and(|own| own != theirs))
}

/// Elsewhere it is not known: there the ticket has to do.
#[cfg(not(target_os = "linux"))]
pub(super) async fn is_somebody_elses(_: &TcpStream) -> bool {
    false
}

#[cfg(target_os = "linux")]
mod linux {
    use std::{
        fs, io,
        io::BufRead,
        net::{IpAddr, SocketAddr},
    };

    /// The user whose program we are.
    pub(super) fn own() -> Option<u32> {
        // Not `/proc/self`: where a process may not be looked into (`PR_SET_DUMPABLE`), that is
        // root's.
        let status = fs::read_to_string("/proc/self/status").ok()?;
        let ids = status.lines().find_map(|line| line.strip_prefix("Uid:"))?;
        // Real, effective, saved, and the one that files and sockets are made with.
        ids.split_whitespace().nth(3)?.parse().ok()
    }

    /// The user who opened the socket at `there` which is connected with `here`.
    pub(super) fn owner(there: SocketAddr, here: SocketAddr) -> Option<u32> {
        // A socket of the other family may be connected to an address of this one.
        ["/proc/net/tcp", "/proc/net/tcp6"]
            .iter()
            .find_map(|table| {
                let table = io::BufReader::new(fs::File::open(table).ok()?);
                table
                    .lines()
                    .map_while(Result::ok)
                    .find_map(|line| owner_in(&line, there, here))
            })
    }

    /// The same by one line of the table, if it is about that socket.
    pub(super) fn owner_in(line: &str, there: SocketAddr, here: SocketAddr) -> Option<u32> {
        let mut words = line.split_whitespace().skip(1);
        let is_it = ends_with(words.next()?, there) && ends_with(words.next()?, here);
        // State, queues, timer, retransmits; then the user.
        is_it.then(|| words.nth(4)?.parse().ok())?
    }

    /// Whether an address of the table is that one: hexadecimal, its words in the machine's order.
    fn ends_with(written: &str, address: SocketAddr) -> bool {
        let IpAddr::V4(ip) = address.ip() else {
            return false;
        };
        let ip = u32::from_ne_bytes(ip.octets());
        // In the table of the other family zeros and `FFFF` stand before it.
        written.ends_with(&format!("{ip:08X}:{:04X}", address.port()))
    }

    #[cfg(test)]
    mod tests {
        use std::os::unix::fs::MetadataExt;

        use super::*;

        #[test]
        fn a_line_of_the_table_names_the_user_of_one_socket() {
            let (there, here) = (
                "127.0.0.1:40000".parse().unwrap(),
                "127.0.0.1:8080".parse().unwrap(),
            );
            let ip = format!("{:08X}", u32::from_ne_bytes([127, 0, 0, 1]));
            let rest = "01 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0 20 4";
            let line = format!("   3: {ip}:9C40 {ip}:1F90 {rest}");
            assert_eq!(owner_in(&line, there, here), Some(1000));
            let zeros = "0000000000000000FFFF0000";
            let line = format!("   3: {zeros}{ip}:9C40 {zeros}{ip}:1F90 {rest}");
            assert_eq!(owner_in(&line, there, here), Some(1000));
            // Our own end of it, another one, the heading.
            let line = format!("   3: {ip}:1F90 {ip}:9C40 {rest}");
            assert_eq!(owner_in(&line, there, here), None);
            let line = format!("   3: {ip}:9C41 {ip}:1F90 {rest}");
            assert_eq!(owner_in(&line, there, here), None);
            let heading = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when";
            assert_eq!(owner_in(heading, there, here), None);
        }

        #[test]
        fn a_socket_of_this_program_is_its_own() {
            let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            let here = listener.local_addr().unwrap();
            let socket = std::net::TcpStream::connect(here).unwrap();
            let there = socket.local_addr().unwrap();
            let own = own().unwrap();
            assert_eq!(owner(there, here), Some(own));
            let files_are = fs::metadata(tempfile::tempdir().unwrap().path()).unwrap();
            assert_eq!(files_are.uid(), own);
        }
    }
}
