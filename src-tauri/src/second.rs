//! A second start of the program: it finds the one that runs, which shows its window and what the
//! second one's command line says.
//!
//! Who is first is the engine's business: it claims the folder of settings. This is only how the two
//! come to speak: a port of this machine, and a key that is good for this run, both in a file which
//! only its owner can read.

use std::{
    fs, io,
    io::Write,
    net::Ipv4Addr,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result};
use engine::{Hints, api::Theme};
use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::timeout,
};
use uuid::Uuid;

/// How long a second start tries to reach the first one, or to become it: that one may have just
/// begun, or be about to end.
pub const PATIENCE: Duration = Duration::from_secs(8);
/// How long it waits between two tries.
pub const PAUSE: Duration = Duration::from_millis(100);
/// How long one may take to say what it wants, and the other to answer.
const SOON: Duration = Duration::from_secs(1);
/// More is not said.
const LONGEST: u64 = 64 * 1024;
/// The answer.
const SHOWN: &[u8] = b"shown";
/// The file.
const FILE: &str = "running.json";

/// Where the first one listens.
#[derive(Serialize, Deserialize)]
struct Place {
    port: u16,
    key: String,
}

/// What the second one says.
#[derive(Serialize, Deserialize)]
struct Wish {
    key: String,
    select: Option<String>,
    tab: Option<String>,
    theme: Option<Theme>,
}

/// Listens for second starts as long as the program runs, and does `show` for each. Where that is not
/// possible, a second start says that it cannot reach this one.
pub async fn receive(folder: PathBuf, show: impl Fn(Hints)) {
    if let Err(error) = listen(&folder, show).await {
        tracing::warn!("a second start will not find this one: {error:#}");
    }
}

async fn listen(folder: &Path, show: impl Fn(Hints)) -> Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let place = Place {
        port: listener.local_addr()?.port(),
        // 122 bits from the system's generator.
        key: Uuid::new_v4().to_string(),
    };
    publish(folder, &place).context("the file that says where")?;
    // One after the other: whoever says nothing is shown out soon, and there is nothing else here to
    // be had.
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                if let Ok(Err(error)) = timeout(SOON, hear(stream, &place.key, &show)).await {
                    tracing::info!(%error, "somebody who was no second start");
                }
            }
            Err(error) => {
                tracing::warn!(%error, "a second start could not come in");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Readable for its owner only, as named temporary files are.
fn publish(folder: &Path, place: &Place) -> io::Result<()> {
    let mut file = tempfile::Builder::new()
        .prefix(".new-")
        .suffix(FILE)
        .tempfile_in(folder)?;
    file.write_all(&serde_json::to_vec(place)?)?;
    file.persist(folder.join(FILE))?;
    Ok(())
}

async fn hear(mut stream: TcpStream, key: &str, show: &impl Fn(Hints)) -> io::Result<()> {
    let mut said = Vec::new();
    (&mut stream).take(LONGEST).read_to_end(&mut said).await?;
    let wish: Wish = serde_json::from_slice(&said)?;
    if wish.key != key {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    show(Hints {
        select: wish.select,
        tab: wish.tab,
        theme: wish.theme,
    });
    stream.write_all(SHOWN).await
}

/// Gives the first one what this one's command line says. Whether it has it.
pub async fn hand_over(folder: &Path, hints: Hints) -> bool {
    let said = async {
        let place: Place = serde_json::from_slice(&fs::read(folder.join(FILE))?)?;
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, place.port)).await?;
        let wish = Wish {
            key: place.key,
            select: hints.select,
            tab: hints.tab,
            theme: hints.theme,
        };
        stream.write_all(&serde_json::to_vec(&wish)?).await?;
        stream.shutdown().await?;
        let mut answer = Vec::new();
        stream.take(LONGEST).read_to_end(&mut answer).await?;
        io::Result::Ok(answer == SHOWN)
    };
    match timeout(2 * SOON, said).await {
        Ok(Ok(shown)) => shown,
        Ok(Err(error)) => {
            tracing::debug!(%error, "the one that runs is not reached");
            false
        }
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn hints(name: &str) -> Hints {
        Hints {
            select: Some(name.into()),
            tab: Some("console".into()),
            theme: Some(Theme::Dark),
        }
    }

    /// Somebody who listens in a folder, and what was heard.
    async fn first(folder: &Path) -> mpsc::Receiver<Hints> {
        let (heard, hears) = mpsc::channel();
        let show = move |hints| heard.send(hints).unwrap();
        tokio::spawn(receive(folder.to_owned(), show));
        while !folder.join(FILE).exists() {
            tokio::task::yield_now().await;
        }
        hears
    }

    #[tokio::test]
    async fn what_the_second_one_is_told_the_first_one_hears() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!hand_over(folder.path(), hints("web-01")).await, "nobody");
        let heard = first(folder.path()).await;
        assert!(hand_over(folder.path(), hints("web-01")).await);
        let heard = heard.try_recv().unwrap();
        assert_eq!(heard.select.as_deref(), Some("web-01"));
        assert_eq!(heard.tab.as_deref(), Some("console"));
        assert_eq!(heard.theme, Some(Theme::Dark));
    }

    #[tokio::test]
    async fn who_has_not_read_the_file_is_not_heard_and_keeps_nobody_out() {
        let folder = tempfile::tempdir().unwrap();
        let heard = first(folder.path()).await;
        let text = fs::read(folder.path().join(FILE)).unwrap();
        let place: Place = serde_json::from_slice(&text).unwrap();
        for said in [
            "",
            "GET / HTTP/1.1\r\n\r\n",
            "{}",
            r#"{"key": "", "select": "x"}"#,
        ] {
            let address = (Ipv4Addr::LOCALHOST, place.port);
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(said.as_bytes()).await.unwrap();
            stream.shutdown().await.unwrap();
            let mut answer = Vec::new();
            // It may be a reset: nobody read all of it.
            let _ = stream.read_to_end(&mut answer).await;
            assert!(answer.is_empty(), "{said}");
        }
        assert!(hand_over(folder.path(), hints("web-01")).await);
        assert!(heard.try_recv().is_ok() && heard.try_recv().is_err());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(folder.path().join(FILE))
                .unwrap()
                .permissions();
            assert_eq!(mode.mode() & 0o777, 0o600);
        }
    }
}
