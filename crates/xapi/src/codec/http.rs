//! The head of an HTTP answer, as a console's begins: after it comes what no HTTP client knows.

/// What the bytes that came so far are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Head {
    /// The beginning of a head; its end has not come.
    Begun,
    /// A whole head, and perhaps what follows it.
    Whole {
        /// The status of the answer.
        status: u16,
        /// How many of the bytes are head.
        length: usize,
    },
    /// No HTTP.
    Other,
}

impl Head {
    /// Reads the head at the beginning of some bytes. Its end is an empty line, with or without
    /// carriage returns.
    pub fn read(bytes: &[u8]) -> Self {
        let Some(length) = end(bytes) else {
            return Self::Begun;
        };
        let line = bytes.split(|byte| *byte == b'\n').next();
        let line = line.and_then(|line| std::str::from_utf8(line).ok());
        let mut words = line.unwrap_or_default().trim_end().split(' ');
        let is_http = words.next().is_some_and(|word| word.starts_with("HTTP/1."));
        match words.next().and_then(|word| word.parse().ok()) {
            Some(status) if is_http => Self::Whole { status, length },
            _ => Self::Other,
        }
    }
}

/// What a header of a whole head says; the first, where there are several of the name.
pub fn header<'a>(head: &'a [u8], name: &str) -> Option<&'a str> {
    let lines = head.split(|byte| *byte == b'\n').skip(1);
    let lines = lines.filter_map(|line| std::str::from_utf8(line).ok());
    let mut headers = lines.filter_map(|line| line.split_once(':'));
    let found = headers.find(|(said, _)| said.trim().eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.trim())
}

fn end(bytes: &[u8]) -> Option<usize> {
    let mut line_start = 0;
    for (index, byte) in bytes.iter().enumerate() {
        if *byte == b'\n' {
            if matches!(&bytes[line_start..index], b"" | b"\r") {
                return Some(index + 1);
            }
            line_start = index + 1;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Head, header};

    #[track_caller]
    fn check(bytes: &[u8], status: u16, length: usize) {
        assert_eq!(Head::read(bytes), Head::Whole { status, length });
    }

    #[test]
    fn finds_status_and_end() {
        check(b"HTTP/1.1 200 OK\r\n\r\nRFB", 200, 19);
        check(b"HTTP/1.1 200 OK\n\nRFB", 200, 17);
        check(b"HTTP/1.0 503 Busy\r\nA: b\r\n\r\n", 503, 27);
        check(b"HTTP/1.1 401\r\n\r\n", 401, 16);
        // What else stands in the line is of no interest.
        check(b"HTTP/1.1 200 caf\xc3\xa9\n\n", 200, 20);
    }

    #[test]
    fn finds_a_header() {
        let head = b"HTTP/1.1 302 Found\r\nConnection: close\r\nlocation:https://10.0.0.1/import?a=b:c\r\n\r\n";
        assert_eq!(
            header(head, "Location"),
            Some("https://10.0.0.1/import?a=b:c")
        );
        assert_eq!(header(head, "Server"), None);
        assert_eq!(
            header(b"HTTP/1.1 200 OK\n\xff: x\nServer: y\n\n", "server"),
            Some("y")
        );
    }

    #[test]
    fn tells_what_is_not_there_yet_from_what_is_none() {
        for begun in [
            &b""[..],
            b"HTTP/1.1 200 OK\r\n\r",
            b"HTTP/1.1 200 OK\r\nA: b\r\n",
        ] {
            assert_eq!(Head::read(begun), Head::Begun);
        }
        for other in [
            &b"what?\n\n"[..],
            b"\n",
            b"HTTP/1.1 OK\n\n",
            b"HTTP/1.1 99999 \n\n",
            b"\xff\n\n",
        ] {
            assert_eq!(Head::read(other), Head::Other);
        }
    }
}
