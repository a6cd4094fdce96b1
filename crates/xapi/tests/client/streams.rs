//! Consoles and downloads.

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use xapi::{Error, OpaqueRef, params};

use crate::server::{Answer, Server};
use crate::{login, login_at, of_hosts, with_logins};

#[tokio::test]
async fn a_console_is_a_pipe() {
    let server = with_logins(|request| match request.line.as_str() {
        "CONNECT /console?uuid=c" => Answer::Echo(
            b"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nCache-Control: no-cache\r\n\r\nRFB 003.008\n".to_vec(),
        ),
        "CONNECT /console?uuid=busy" => Answer::Page(503, "text/html", "<html>ann has it</html>".into()),
        "CONNECT /console?uuid=odd" => Answer::Bytes(b"what?\n\n".to_vec()),
        "CONNECT /console?uuid=long" => Answer::Bytes(vec![b'x'; 100_000]),
        "CONNECT /console?uuid=cut" => Answer::Bytes(b"HTTP/1.1 200".to_vec()),
        _ => Answer::Close,
    })
    .await;
    let session = login(&server).await;
    // The pool's own name for the host is a bare address; the way there is the endpoint's.
    for place in ["https://127.0.0.1/console?uuid=c", "/console?uuid=c", "c"] {
        let mut console = session.open_console(place).await.unwrap();
        let mut hello = [0; 12];
        console.read_exact(&mut hello).await.unwrap();
        assert_eq!(&hello, b"RFB 003.008\n");
        console.write_all(b"keys").await.unwrap();
        let mut echoed = [0; 4];
        console.read_exact(&mut echoed).await.unwrap();
        assert_eq!(&echoed, b"keys");
    }
    let request = server
        .requests()
        .into_iter()
        .find(|r| r.line.starts_with("CONNECT"))
        .unwrap();
    assert!(
        request
            .head
            .starts_with("CONNECT /console?uuid=c HTTP/1.0\r\n"),
        "{}",
        request.head
    );
    assert!(
        request
            .head
            .contains("\r\nCookie: session_id=OpaqueRef:session-1\r\n")
    );

    let busy = session.open_console("busy").await.unwrap_err();
    assert_eq!(
        busy,
        Error::Refused {
            status: 503,
            reason: "ann has it".into()
        }
    );
    assert!(matches!(
        session.open_console("odd").await,
        Err(Error::NotXapi { .. })
    ));
    assert!(matches!(
        session.open_console("long").await,
        Err(Error::NotXapi { .. })
    ));
    assert_eq!(session.open_console("cut").await.unwrap_err(), Error::Cut);
    assert!(matches!(
        session.open_console("gone").await,
        Err(Error::Broken { .. })
    ));
    let smuggled = session.open_console("/x\r\nHost: evil").await.unwrap_err();
    assert!(matches!(smuggled, Error::BadEndpoint { .. }));
}

#[tokio::test]
async fn downloads() {
    let elsewhere = Server::start(|request| {
        assert!(
            request.head.contains("session_id=OpaqueRef:session-1"),
            "{}",
            request.head
        );
        Answer::Bytes(b"HTTP/1.0 200 OK\r\ncontent-type: text/xml\r\n\r\n<rrd/>".to_vec())
    })
    .await;
    let place = elsewhere.address.to_string();
    let location = format!("http://{place}/vm_rrd?uuid=v");
    let server = with_logins(move |request| match request.line.as_str() {
        "GET /here" => Answer::Page(200, "text/plain", "0123456789".into()),
        "GET /vm_rrd?uuid=v" => Answer::Bytes(
            format!("HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n")
                .into_bytes(),
        ),
        "GET /cut" => Answer::Bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nshort".to_vec()),
        "GET /refused" => Answer::Page(403, "text/html", "<html>forbidden</html>".into()),
        _ => of_hosts(request, &["127.0.0.1", &place]).unwrap_or(Answer::Close),
    })
    .await;
    let session = login(&server).await;
    let download = session.get("/here").await.unwrap();
    assert_eq!(
        (download.content_type(), download.content_length()),
        (Some("text/plain"), Some(10))
    );
    assert_eq!(download.bytes(100).await.unwrap(), "0123456789");
    assert!(matches!(
        session.get("/here").await.unwrap().bytes(9).await,
        Err(Error::Unexpected(_))
    ));
    let moved = session.get("/vm_rrd?uuid=v").await.unwrap();
    assert_eq!(moved.bytes(100).await.unwrap(), "<rrd/>");
    assert_eq!(
        session.get("/cut").await.unwrap().bytes(100).await,
        Err(Error::Cut)
    );
    let refused = session.get("/refused").await.unwrap_err();
    assert_eq!(
        refused,
        Error::Refused {
            status: 403,
            reason: "forbidden".into()
        }
    );
    let other = elsewhere.address.to_string();
    assert_eq!(
        session
            .get_from(&other, "/rrd")
            .await
            .unwrap()
            .bytes(100)
            .await
            .unwrap(),
        "<rrd/>"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn a_hosts_own_socket() {
    use tokio::net::{TcpStream, UnixListener};
    let server = with_logins(|request| match request.line.as_str() {
        "CONNECT /console?uuid=c" => Answer::Echo(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()),
        "GET /here" => Answer::Page(200, "text/plain", "x".into()),
        _ => Answer::Result(json!("OpaqueRef:v")),
    })
    .await;
    let path = std::env::temp_dir().join(format!("xapi-test-{}", std::process::id()));
    let _ = std::fs::remove_file(&path);
    let listener = UnixListener::bind(&path).unwrap();
    let address = server.address;
    tokio::spawn(async move {
        while let Ok((mut near, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut far = TcpStream::connect(address).await.unwrap();
                let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
            });
        }
    });
    let session = login_at(&format!("unix:{}", path.display())).await.unwrap();
    assert_eq!(
        session
            .call::<OpaqueRef>("VM.get_by_uuid", params!["u"])
            .await
            .unwrap()
            .as_str(),
        "OpaqueRef:v"
    );
    assert_eq!(
        session.get("/here").await.unwrap().bytes(9).await.unwrap(),
        "x"
    );
    session.open_console("c").await.unwrap();
    session.logout().await.unwrap();
    std::fs::remove_file(&path).unwrap();
}
