//! One client of a screen, from the handshake to its end (RFC 6143 §7).

use std::{
    io,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    sync::mpsc,
    time::{MissedTickBehavior, interval, sleep},
};

use super::{
    encode::{self, DESKTOP_SIZE, HEXTILE, QEMU_EXTENDED_KEY},
    message::{self, Area, Message},
    pixels::{Format, Picture},
    screen::Screen,
};

/// A pause after each update, so that a busy screen is drawn about fifty times a second at most.
const BREATH: Duration = Duration::from_millis(20);

/// Serves one client until it leaves, says something that makes no sense, or the guest is gone.
pub async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send,
    screen: Arc<Screen>,
) -> io::Result<()> {
    let (mut input, mut output) = tokio::io::split(stream);
    let first = screen.picture();
    handshake(&mut input, &mut output, &first).await?;

    // Reading never waits for drawing: a message that is half read must not be dropped.
    let (said, mut hears) = mpsc::channel(64);
    let reading = async {
        loop {
            let message = message::read(&mut input).await?;
            if said.send(message).await.is_err() {
                return Ok::<(), io::Error>(());
            }
        }
    };
    let mut client = Client::new(first.width, first.height);
    let drawing = async {
        let mut changes = screen.changes();
        let mut clock = interval(Duration::from_secs(1));
        clock.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            tokio::select! {
                message = hears.recv() => match message {
                    Some(message) => client.hear(message, &screen),
                    None => return Ok(()),
                },
                _ = changes.changed() => {}
                _ = clock.tick() => screen.tick(unix_seconds()),
            }
            while let Ok(message) = hears.try_recv() {
                client.hear(message, &screen);
            }
            let update = client.update(&screen);
            if !update.is_empty() {
                output.write_all(&update).await?;
                output.flush().await?;
                sleep(BREATH).await;
            }
        }
    };
    tokio::select! {
        end = reading => end,
        end = drawing => end,
        () = screen.gone() => Ok(()),
    }
}

fn unix_seconds() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |time| time.as_secs())
}

fn refused(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why.to_owned())
}

async fn handshake(
    input: &mut (impl AsyncRead + Unpin),
    output: &mut (impl AsyncWrite + Unpin),
    picture: &Picture,
) -> io::Result<()> {
    const NONE: u8 = 1;
    output.write_all(b"RFB 003.008\n").await?;
    output.flush().await?;
    let mut version = [0; 12];
    input.read_exact(&mut version).await?;
    match &version {
        // The server decides in 3.3; no other version below 3.7 was ever published.
        b"RFB 003.003\n" => output.write_all(&[0, 0, 0, NONE]).await?,
        b"RFB 003.007\n" | b"RFB 003.008\n" => {
            output.write_all(&[1, NONE]).await?;
            output.flush().await?;
            let chosen = input.read_u8().await?;
            let has_result = version == *b"RFB 003.008\n";
            if chosen != NONE {
                if has_result {
                    let why = b"only security type None is offered";
                    output
                        .write_all(&[0, 0, 0, 1, 0, 0, 0, why.len() as u8])
                        .await?;
                    output.write_all(why).await?;
                    output.flush().await?;
                }
                return Err(refused("security type"));
            }
            if has_result {
                output.write_all(&[0; 4]).await?;
            }
        }
        _ => return Err(refused("protocol version")),
    }
    output.flush().await?;
    let _shared = input.read_u8().await?;
    let name = b"poolsim";
    let mut init = Vec::new();
    init.extend_from_slice(&picture.width.to_be_bytes());
    init.extend_from_slice(&picture.height.to_be_bytes());
    init.extend_from_slice(&Format::OURS.to_bytes());
    init.extend_from_slice(&(name.len() as u32).to_be_bytes());
    init.extend_from_slice(name);
    output.write_all(&init).await?;
    output.flush().await
}

/// What we know of the one who looks.
struct Client {
    format: Format,
    hextile: bool,
    resizes: bool,
    /// Its wish to be told that extended keys are understood.
    acknowledge_keys: bool,
    acknowledge_colours: bool,
    /// The size it believes the screen to have.
    width: u16,
    height: u16,
    /// What it has seen; none: nothing yet, or it asked for everything again.
    seen: Option<Picture>,
    wants: Option<Area>,
}

impl Client {
    fn new(width: u16, height: u16) -> Self {
        Self {
            format: Format::OURS,
            hextile: false,
            resizes: false,
            acknowledge_keys: false,
            acknowledge_colours: false,
            width,
            height,
            seen: None,
            wants: None,
        }
    }

    fn hear(&mut self, message: Message, screen: &Screen) {
        match message {
            Message::Format(format) => {
                self.acknowledge_colours = !format.true_colour;
                self.format = format.effective();
                self.seen = None;
            }
            Message::Encodings(encodings) => {
                self.hextile = encodings.contains(&HEXTILE);
                self.resizes = encodings.contains(&DESKTOP_SIZE);
                self.acknowledge_keys = encodings.contains(&QEMU_EXTENDED_KEY);
            }
            Message::Update { incremental, area } => {
                if !incremental {
                    self.seen = None;
                }
                self.wants = Some(area);
            }
            Message::Key { key, down } => screen.key(key, down),
            Message::Pointer { x, y, buttons } => screen.point(x, y, buttons),
            Message::Other => {}
        }
    }

    /// The bytes to send now; none where nothing was asked for, or nothing is new.
    fn update(&mut self, screen: &Screen) -> Vec<u8> {
        let Some(area) = self.wants else {
            return Vec::new();
        };
        let picture = screen.picture();
        let mut out = Vec::new();
        if std::mem::take(&mut self.acknowledge_colours) {
            colour_map(&mut out);
        }
        let mut rectangles = Vec::new();
        let mut count = 0_u16;
        if std::mem::take(&mut self.acknowledge_keys) {
            let nowhere = Area {
                x: 0,
                y: 0,
                width: 0,
                height: 0,
            };
            encode::head(nowhere, QEMU_EXTENDED_KEY, &mut rectangles);
            count += 1;
        }
        let resized = self.resizes && (picture.width, picture.height) != (self.width, self.height);
        if resized {
            (self.width, self.height) = (picture.width, picture.height);
            let size = Area {
                x: 0,
                y: 0,
                width: self.width,
                height: self.height,
            };
            encode::head(size, DESKTOP_SIZE, &mut rectangles);
            count += 1;
            // The client asks anew for what it wants of the new size.
            self.seen = None;
        } else {
            let clipped = Area {
                width: area.width.min(self.width.saturating_sub(area.x)),
                height: area.height.min(self.height.saturating_sub(area.y)),
                ..area
            };
            for part in encode::differences(self.seen.as_ref(), &picture, clipped) {
                encode::rectangle(&picture, part, self.format, self.hextile, &mut rectangles);
                count += 1;
            }
            if count > 0 {
                self.seen = Some(picture);
            }
        }
        if count > 0 {
            self.wants = None;
            out.extend_from_slice(&[0, 0]);
            out.extend_from_slice(&count.to_be_bytes());
            out.extend(rectangles);
        }
        out
    }
}

/// All 256 entries, as [`Format::effective`] uses them.
fn colour_map(out: &mut Vec<u8>) {
    out.extend_from_slice(&[1, 0, 0, 0, 1, 0]);
    for entry in 0..=255_u16 {
        let channels = [(entry >> 5 & 7, 7), (entry >> 2 & 7, 7), (entry & 3, 3)];
        for (value, max) in channels {
            out.extend_from_slice(&((u32::from(value) * 65_535 / max) as u16).to_be_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rfb::{Guest, Os};

    fn screen() -> Arc<Screen> {
        Screen::new(Guest {
            name: "web".into(),
            os: Os::Linux,
            address: String::new(),
            seed: 1,
        })
    }

    /// Shakes hands as a client of `version`; answers with the stream and the screen's size.
    async fn client(
        version: &[u8; 12],
        screen: Arc<Screen>,
    ) -> (tokio::io::DuplexStream, u16, u16) {
        let (mut ours, theirs) = tokio::io::duplex(1 << 16);
        tokio::spawn(serve(theirs, screen));
        let mut greeting = [0; 12];
        ours.read_exact(&mut greeting).await.unwrap();
        assert_eq!(&greeting, b"RFB 003.008\n");
        ours.write_all(version).await.unwrap();
        if version == b"RFB 003.003\n" {
            assert_eq!(ours.read_u32().await.unwrap(), 1);
        } else {
            assert_eq!(ours.read_u16().await.unwrap(), 0x0101);
            ours.write_u8(1).await.unwrap();
            if version == b"RFB 003.008\n" {
                assert_eq!(ours.read_u32().await.unwrap(), 0);
            }
        }
        ours.write_u8(1).await.unwrap();
        let (width, height) = (
            ours.read_u16().await.unwrap(),
            ours.read_u16().await.unwrap(),
        );
        let mut rest = vec![0; 16];
        ours.read_exact(&mut rest).await.unwrap();
        let mut name = vec![0; ours.read_u32().await.unwrap() as usize];
        ours.read_exact(&mut name).await.unwrap();
        (ours, width, height)
    }

    async fn ask(stream: &mut tokio::io::DuplexStream, incremental: u8, width: u16, height: u16) {
        stream
            .write_all(&[3, incremental, 0, 0, 0, 0])
            .await
            .unwrap();
        stream.write_u16(width).await.unwrap();
        stream.write_u16(height).await.unwrap();
    }

    #[tokio::test]
    async fn every_published_version_gets_a_picture() {
        for version in [b"RFB 003.003\n", b"RFB 003.007\n", b"RFB 003.008\n"] {
            let (mut stream, width, height) = client(version, screen()).await;
            ask(&mut stream, 0, width, height).await;
            assert_eq!(stream.read_u16().await.unwrap(), 0);
            assert_eq!(stream.read_u16().await.unwrap(), 1, "one rectangle");
            let mut head = [0; 12];
            stream.read_exact(&mut head).await.unwrap();
            assert_eq!(head[8..], [0; 4], "raw");
            let mut pixels = vec![0; usize::from(width) * usize::from(height) * 4];
            stream.read_exact(&mut pixels).await.unwrap();
            assert!(pixels.chunks(4).any(|pixel| pixel != &pixels[..4]));
        }
    }

    #[tokio::test]
    async fn an_incremental_request_waits_for_a_change() {
        let screen = screen();
        // The clock on the screen stands still unless somebody serves it a tick.
        let mut looker = Client::new(720, 400);
        let area = Area {
            x: 0,
            y: 0,
            width: 720,
            height: 400,
        };
        looker.hear(
            Message::Update {
                incremental: false,
                area,
            },
            &screen,
        );
        assert!(!looker.update(&screen).is_empty());
        looker.hear(
            Message::Update {
                incremental: true,
                area,
            },
            &screen,
        );
        assert!(looker.update(&screen).is_empty());
        looker.hear(
            Message::Key {
                key: 0x61,
                down: true,
            },
            &screen,
        );
        let update = looker.update(&screen);
        assert!(
            !update.is_empty() && update.len() < 20_000,
            "{} bytes for a letter",
            update.len()
        );
        assert!(looker.update(&screen).is_empty(), "one request, one answer");
    }

    #[tokio::test]
    async fn a_guest_that_goes_takes_its_clients_with_it() {
        let screen = screen();
        let (mut stream, ..) = client(b"RFB 003.008\n", screen.clone()).await;
        screen.power_off();
        let end = stream.read_u8().await;
        assert_eq!(
            end.map_err(|error| error.kind()),
            Err(io::ErrorKind::UnexpectedEof)
        );
    }

    #[tokio::test]
    async fn a_new_size_is_told_to_those_who_understand_it() {
        let guest = Guest {
            name: "win".into(),
            os: Os::Windows,
            address: String::new(),
            seed: 1,
        };
        let screen = Screen::new(guest);
        let area = Area {
            x: 0,
            y: 0,
            width: 720,
            height: 400,
        };
        let mut modern = Client::new(720, 400);
        modern.hear(
            Message::Encodings(vec![HEXTILE, DESKTOP_SIZE, QEMU_EXTENDED_KEY]),
            &screen,
        );
        let mut old = Client::new(720, 400);
        for client in [&mut modern, &mut old] {
            client.hear(
                Message::Update {
                    incremental: false,
                    area,
                },
                &screen,
            );
            assert!(!client.update(&screen).is_empty());
        }
        screen.key(0x61, true);
        modern.hear(
            Message::Update {
                incremental: true,
                area,
            },
            &screen,
        );
        let update = modern.update(&screen);
        assert_eq!(update[..4], [0, 0, 0, 1]);
        assert_eq!(update[12..16], DESKTOP_SIZE.to_be_bytes());
        old.hear(
            Message::Update {
                incremental: true,
                area,
            },
            &screen,
        );
        let update = old.update(&screen);
        assert_eq!(update[12..16], [0; 4], "raw, within the old size");
    }
}
