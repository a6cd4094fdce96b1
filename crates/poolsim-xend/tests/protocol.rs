//! The host of before XAPI, by bytes: what a program of that time sends, and what came back.

#![allow(clippy::unwrap_used)]

#[path = "../../poolsim/tests/common/bytes.rs"]
mod bytes;

use std::time::Duration;

use bytes::exchange;
use poolsim_xend::Xend;
use test_support::within;

/// A host, its `host:port`, and a session.
struct Client {
    host: Xend,
    address: String,
    session: String,
}

async fn xend() -> Client {
    let anywhere = ([127, 0, 0, 1], 0).into();
    let host = Xend::start(anywhere, 1, Duration::from_millis(20))
        .await
        .unwrap();
    let address = host.url().replace("http://", "");
    let mut xend = Client {
        host,
        address,
        session: String::new(),
    };
    let answer = xend.raw("session.login_with_password", &["", ""]).await;
    xend.session = value(&answer).to_owned();
    xend
}

/// The text of the value in an answer that is a success with one text.
fn value(answer: &str) -> &str {
    assert!(answer.contains("<string>Success</string>"), "{answer}");
    let (_, after) = answer
        .split_once("<name>Value</name>\n<value><string>")
        .unwrap();
    after.split_once('<').unwrap().0
}

/// The texts of a failure.
fn failure(answer: &str) -> Vec<&str> {
    assert!(answer.contains("<string>Failure</string>"), "{answer}");
    texts(answer)
}

fn texts(answer: &str) -> Vec<&str> {
    let (_, list) = answer.split_once("<array><data>\n").unwrap();
    let (list, _) = list.split_once("</data>").unwrap();
    let items = list.split("<string>").skip(1);
    items.map(|item| item.split_once('<').unwrap().0).collect()
}

impl Client {
    /// Posts a body as programs did, over a connection that ends with the answer.
    async fn post(&self, path: &str, body: &str) -> String {
        let request = format!(
            "POST {path} HTTP/1.0\r\nHost: {}\r\nUser-Agent: xmlrpclib.py/1.0.1 (by www.pythonware.com)\r\n\
             Content-Type: text/xml\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        exchange(&self.address, &request).await
    }

    async fn raw(&self, method: &str, params: &[&str]) -> String {
        let params = params.iter().map(|text| {
            let value = match text.strip_prefix("boolean:") {
                Some(flag) => format!("<boolean>{flag}</boolean>"),
                None if *text == "[]" => "<array><data>\n</data></array>".to_owned(),
                None => format!("<string>{text}</string>"),
            };
            format!("<param>\n<value>{value}</value>\n</param>\n")
        });
        let body = format!(
            "<?xml version='1.0'?>\n<methodCall>\n<methodName>{method}</methodName>\n<params>\n{}</params>\n</methodCall>\n",
            params.collect::<String>()
        );
        self.post("/RPC2", &body).await
    }

    async fn call(&self, method: &str, params: &[&str]) -> String {
        let all: Vec<&str> = std::iter::once(&*self.session)
            .chain(params.iter().copied())
            .collect();
        self.raw(method, &all).await
    }

    async fn vm(&self, name: &str) -> String {
        texts(&self.call("VM.get_by_name_label", &[name]).await)[0].to_owned()
    }
}

#[tokio::test]
async fn the_head_is_that_of_a_python_server() {
    let xend = xend().await;
    let answer = xend.call("VM.get_all", &[]).await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(
        head.starts_with("HTTP/1.1 200 OK\r\nServer: BaseHTTP/0.3 Python/2.5.2\r\nDate: "),
        "{head}"
    );
    assert!(head.contains("\r\nContent-Type: text/xml\r\n"), "{head}");
    assert!(
        head.ends_with(&format!("Content-Length: {}", body.len())),
        "{head}"
    );
    assert!(body.starts_with("<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n"));
    assert!(texts(body).contains(&"00000000-0000-0000-0000-000000000000"));
}

#[tokio::test]
async fn what_is_no_xml_is_not_answered_at_all() {
    let xend = xend().await;
    let call =
        r#"{"jsonrpc":"2.0","method":"session.login_with_password","params":["",""],"id":1}"#;
    for path in ["/jsonrpc", "/", "/RPC2"] {
        assert_eq!(xend.post(path, call).await, "");
    }
    let get = exchange(&xend.address, "GET / HTTP/1.0\r\n\r\n").await;
    assert!(get.starts_with("HTTP/1.1 501 "), "{get}");
}

#[tokio::test]
async fn errors_count_the_session_and_name_states_with_a_capital() {
    let xend = xend().await;
    let (running, halted) = (xend.vm("guest002").await, xend.vm("guest001").await);
    let refused = xend.call("VM.start", &[&running, "boolean:0"]).await;
    assert_eq!(
        failure(&refused),
        ["VM_BAD_POWER_STATE", &running, "Halted", "Running"]
    );
    let refused = xend.call("VM.unpause", &[&halted]).await;
    assert_eq!(
        failure(&refused),
        ["VM_BAD_POWER_STATE", &halted, "Paused", "Halted"]
    );
    let refused = xend.call("VM.start", &[&halted]).await;
    assert_eq!(
        failure(&refused),
        ["MESSAGE_PARAMETER_COUNT_MISMATCH", "VM.start", "3", "2"]
    );
    let refused = xend
        .raw("session.login_with_password", &["", "", "1.0", "me"])
        .await;
    assert_eq!(
        failure(&refused),
        [
            "MESSAGE_PARAMETER_COUNT_MISMATCH",
            "session.login_with_password",
            "2",
            "4"
        ]
    );
    let refused = xend.raw("VM.get_all", &["nobody"]).await;
    assert_eq!(failure(&refused), ["SESSION_INVALID", "nobody"]);
    let refused = xend.call("VBD.get_record", &["nothing"]).await;
    assert_eq!(failure(&refused), ["HANDLE_INVALID", "VBD", "nothing"]);
    let refused = xend.call("event.from", &["[]", "", "boolean:1"]).await;
    assert_eq!(failure(&refused), ["MESSAGE_METHOD_UNKNOWN", "event.from"]);
    let dom0 = "00000000-0000-0000-0000-000000000000";
    assert_eq!(
        failure(&xend.call("VM.pause", &[dom0]).await)[0],
        "INTERNAL_ERROR"
    );
    let unwritten = xend.call("VM.get_name_description", &[&halted]).await;
    assert!(unwritten.contains("<string>Error</string>"), "{unwritten}");
    assert_eq!(texts(&unwritten)[0], "ETODO");
}

#[tokio::test]
async fn a_name_is_changed_and_told_by_its_field_alone() {
    let xend = xend().await;
    let vm = xend.vm("svn").await;
    assert_eq!(value(&xend.call("event.register", &["[]"]).await), "");
    assert_eq!(
        value(&xend.call("VM.set_name_label", &[&vm, "svn (old)"]).await),
        ""
    );
    assert_eq!(
        value(&xend.call("VM.get_name_label", &[&vm]).await),
        "svn (old)"
    );
    let told = xend.call("event.next", &[]).await;
    for part in [
        "<name>field</name>\n<value><string>name_label</string></value>",
        "<name>operation</name>\n<value><string>mod</string></value>",
        "<name>class</name>\n<value><string>VM</string></value>",
        "<name>id</name>\n<value><string>1</string></value>",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
    assert!(told.contains(&format!(
        "<name>ref</name>\n<value><string>{vm}</string></value>"
    )));
    assert!(!told.contains("snapshot"));
}

/// A call of `event.next` that nobody waits for any more takes the next event with it.
#[tokio::test]
async fn an_abandoned_wait_swallows_events() {
    let xend = xend().await;
    let vm = xend.vm("guest002").await;
    xend.call("event.register", &["[]"]).await;
    let waiting = xend.call("event.next", &[]);
    assert!(within(Duration::from_secs(1), waiting).await.is_none());
    xend.call("VM.pause", &[&vm]).await;
    xend.call("VM.unpause", &[&vm]).await;
    let told = xend.call("event.next", &[]).await;
    assert_eq!(told.matches("<name>field</name>").count(), 1, "{told}");
}

/// Whoever makes an event waits for those who registered and do not listen.
#[tokio::test]
async fn a_full_queue_keeps_everybody_waiting() {
    let xend = xend().await;
    let vm = xend.vm("guest002").await;
    xend.call("event.register", &["[]"]).await;
    for number in 0..50 {
        xend.call("VM.set_name_label", &[&vm, &number.to_string()])
            .await;
    }
    let one_too_many = [&*vm, "one too many"];
    let blocked = xend.call("VM.set_name_label", &one_too_many);
    assert!(within(Duration::from_secs(1), blocked).await.is_none());
    let told = xend.call("event.next", &[]).await;
    assert!(told.matches("<name>field</name>").count() >= 50);
    assert_eq!(
        value(&xend.call("VM.set_name_label", &[&vm, "guest002"]).await),
        ""
    );
    assert_eq!(xend.host.power_state("guest002"), "Running");
}
