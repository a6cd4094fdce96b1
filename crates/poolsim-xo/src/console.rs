//! `/api/consoles/<VM>`: a VM's screen as raw RFB in binary frames. What is refused gets no answer at all.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use super::call::Found;
use super::stream::Stream;
use super::{Hub, lock};

/// The way to a VM's screen, if whoever has that token may go it.
pub async fn open(hub: &Arc<Hub>, id: &str, token: Option<&str>) -> Option<TcpStream> {
    let user = lock(&hub.users).of_token(token?)?;
    if !user.admin() {
        return None;
    }
    let vm = hub.find(id, &["VM", "VM-controller"]).ok()?;
    let (listener, console) = graphical(&vm)?;
    through_the_host(&vm, listener, &console).await.ok()
}

/// The host that a VM runs on, and its graphical console.
fn graphical(vm: &Found) -> Option<(SocketAddr, String)> {
    vm.ask(|world, vm| {
        let host = world.db.reference(vm, "resident_on");
        let listener = world.listener(&host)?.http;
        let consoles = world.db.refs(vm, "consoles");
        let console = consoles
            .iter()
            .find(|console| world.db.text(console, "protocol") == "rfb")?;
        Some((listener, console.to_string()))
    })
}

/// Asks the host for the console as every client does, and reads its answer's head.
async fn through_the_host(
    vm: &Found,
    listener: SocketAddr,
    console: &str,
) -> io::Result<TcpStream> {
    let mut stream = TcpStream::connect(listener).await?;
    let request = format!(
        "CONNECT /console?ref={console} HTTP/1.0\r\nCookie: session_id={}\r\n\r\n",
        vm.link.session()
    );
    stream.write_all(request.as_bytes()).await?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    if head.starts_with(b"HTTP/1.1 200") {
        Ok(stream)
    } else {
        Err(io::Error::other("the host refuses the console"))
    }
}

/// Carries bytes until either side ends.
pub async fn carry(screen: TcpStream, socket: WebSocketStream<Box<dyn Stream>>) {
    let (mut from_screen, mut to_screen) = tokio::io::split(screen);
    let (mut sink, mut messages) = socket.split();
    let showing = async {
        let mut chunk = vec![0; 64 * 1024];
        loop {
            match from_screen.read(&mut chunk).await {
                Ok(n) if n > 0 => {
                    let message = Message::binary(chunk[..n].to_vec());
                    if sink.send(message).await.is_err() {
                        return;
                    }
                }
                _ => {
                    // The guest is gone.
                    drop(sink.send(Message::Close(None)).await);
                    return;
                }
            }
        }
    };
    let hearing = async {
        while let Some(Ok(message)) = messages.next().await {
            if message.is_close() {
                return;
            }
            if (message.is_binary() || message.is_text())
                && to_screen.write_all(&message.into_data()).await.is_err()
            {
                return;
            }
        }
    };
    tokio::select! {
        () = showing => {}
        () = hearing => {}
    }
}
