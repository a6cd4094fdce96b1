//! Any bytes in place of a host's answer to the request for measurements. What they say is for
//! `metrics_reply`; this tries what fetches them: a download, by the answer's head, piece by piece,
//! to its end or to a limit.

use std::sync::LazyLock;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    runtime::Runtime,
};
use xapi::{Connector, Credentials, Endpoint, Session};

/// No reply may be longer.
const LIMIT: usize = 64 << 10;

/// A server of this process's own, and a session on it.
struct Desk {
    runtime: Runtime,
    listener: TcpListener,
    session: Session,
}

static DESK: LazyLock<Desk> = LazyLock::new(|| {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let (listener, session) = runtime.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("its number");
        let endpoint = Endpoint::parse(&format!("http://{address}")).expect("an address");
        let connector = Connector::new(endpoint);
        let credentials = Credentials::new("root", "made-up");
        let log_in = connector.login(&credentials);
        let serve = async {
            loop {
                let (stream, _) = listener.accept().await.expect("a client");
                answer(stream, LOGGED_IN).await;
            }
        };
        let session = tokio::select! {
            session = log_in => session.expect("a session"),
            () = serve => unreachable!(),
        };
        (listener, session)
    });
    Desk {
        runtime,
        listener,
        session,
    }
});

/// Good for whatever is asked when logging in: a text. It ends with the connection.
const LOGGED_IN: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\
Connection: close\r\n\r\n{\"jsonrpc\":\"2.0\",\"result\":\"OpaqueRef:1\",\"id\":0}";

async fn answer(mut stream: TcpStream, bytes: &[u8]) {
    let mut request = vec![0; 4096];
    // Who asks may have gone already.
    let _ = stream.read(&mut request).await;
    let _ = stream.write_all(bytes).await;
    let _ = stream.shutdown().await;
}

/// The bytes of the answer, its head first.
pub fn run(data: &[u8]) {
    // A redirect could lead to another program's port on this machine.
    if data.windows(3).any(|part| part == b"://") {
        return;
    }
    let desk = &*DESK;
    let whole = async {
        let download = async {
            let Ok(download) = desk.session.get("/rrd_updates?start=0&json=true").await else {
                return;
            };
            let _ = (download.content_type(), download.content_length());
            if let Ok(bytes) = download.bytes(LIMIT).await {
                assert!(bytes.len() <= LIMIT);
            }
        };
        let serve = async {
            loop {
                if let Ok((stream, _)) = desk.listener.accept().await {
                    answer(stream, data).await;
                }
            }
        };
        tokio::select! {
            () = download => {}
            () = serve => {}
        }
    };
    desk.runtime
        .block_on(test_support::finishes("the download", whole));
}
