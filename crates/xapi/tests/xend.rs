//! The client against a host of before XAPI, simulated by a program that shares nothing with it; and
//! against what older ones of that time do.

#![allow(clippy::unwrap_used)]

mod server;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use test_support::{eventually, finishes, within};
use tokio::io::AsyncReadExt;
use xapi::{
    Change, Class, Connector, Credentials, Dialect, Endpoint, Error, EventStream, Host,
    HostMetrics, OpaqueRef, Record, RecordOf, Session, Timeouts, TrustFingerprint, Vbd, Vm, VmKind,
    VmMetrics, VmPowerState, params,
};

use poolsim_xend::Xend;
use server::{Answer, Server, xml};

async fn host() -> Xend {
    let anywhere = ([127, 0, 0, 1], 0).into();
    Xend::start(anywhere, 1, Duration::from_millis(20))
        .await
        .unwrap()
}

async fn login_at(url: &str, look: Duration) -> Session {
    let connector = Connector::new(Endpoint::parse(url).unwrap()).timeouts(Timeouts {
        connect: Duration::from_secs(1),
        login: Duration::from_secs(2),
        call: Duration::from_secs(5),
        event: look,
        ..Timeouts::default()
    });
    connector.login(&Credentials::new("", "")).await.unwrap()
}

async fn login(sim: &Xend, look: Duration) -> Session {
    login_at(&sim.url(), look).await
}

/// A copy of the host, kept by what the stream tells.
#[derive(Default)]
struct Copy(HashMap<(Class, OpaqueRef), Record>);

impl Copy {
    /// Takes in one batch, which for the first one has to be a list in brackets.
    async fn take(&mut self, events: &mut EventStream) -> Vec<Change> {
        let changes = events.next().await.unwrap();
        for change in changes.iter().cloned() {
            match change {
                Change::InitApply(object) | Change::Apply(object) => {
                    let name = (object.class(), object.reference);
                    self.0.insert(name, object.record);
                }
                Change::Delete { class, reference } => {
                    assert!(self.0.remove(&(class, reference)).is_some());
                }
                Change::Init | Change::InitDone => {}
            }
        }
        changes
    }

    /// Goes on until that holds.
    async fn until(&mut self, events: &mut EventStream, holds: impl Fn(&Copy) -> bool) {
        while !holds(self) {
            finishes("the next changes", self.take(events)).await;
        }
    }

    fn all<T: RecordOf + 'static>(&self) -> impl Iterator<Item = (&OpaqueRef, &T)> {
        let named = self.0.iter();
        named.filter_map(|((_, reference), record)| Some((reference, T::from_record(record)?)))
    }

    fn vm(&self, name: &str) -> (&OpaqueRef, &Vm) {
        self.all::<Vm>()
            .find(|(_, vm)| vm.name_label == name)
            .unwrap()
    }

    fn is(&self, name: &str, state: VmPowerState) -> bool {
        self.vm(name).1.power_state == state
    }
}

#[tokio::test]
async fn a_host_is_listed_with_the_records_of_any_pool() {
    let sim = host().await;
    let session = login(&sim, Duration::from_secs(60)).await;
    assert_eq!(session.dialect(), Dialect::Xend);
    let mut events = session.events(&["*"]);
    let mut copy = Copy::default();
    let list = copy.take(&mut events).await;
    assert_eq!(
        (list.first(), list.last()),
        (Some(&Change::Init), Some(&Change::InitDone))
    );

    let (host, record) = copy.all::<Host>().next().unwrap();
    assert_eq!(
        (record.name_label.as_str(), record.address.as_str()),
        ("xen-lab", "127.0.0.1")
    );
    assert!(record.enabled && record.cpu_info["modelname"].contains("Xeon"));
    let metrics = copy.all::<HostMetrics>().next().unwrap().1;
    assert!(metrics.live && metrics.memory_free > 0 && metrics.memory_free < metrics.memory_total);

    let (_, vm) = copy.vm("guest002");
    assert_eq!(
        (vm.memory_static_max, vm.vcpus_max, vm.kind()),
        (256 << 20, 1, VmKind::Machine)
    );
    assert_eq!(vm.resident_on.opaque(), host);
    assert_eq!(vm.power_state, VmPowerState::Running);
    let metrics = &copy.0[&(Class::VmMetrics, vm.metrics.opaque().clone())];
    let metrics = VmMetrics::from_record(metrics).unwrap();
    assert_eq!(metrics.memory_actual, 256 << 20);
    assert!((0.0..=1.0).contains(&metrics.vcpus_utilisation[&0]));
    let halted = copy.vm("guest001").1;
    assert!(halted.resident_on.is_null() && halted.affinity.opaque() == host);
    assert_eq!(copy.vm("Domain-0").1.kind(), VmKind::ControlDomain);
    assert!(
        copy.all::<Vm>()
            .all(|(_, vm)| vm.extra.values().all(|value| !value.is_null()))
    );

    let vbd = |of: &Vm| {
        let record = &copy.0[&(Class::Vbd, of.vbds[0].opaque().clone())];
        Vbd::from_record(record).unwrap().clone()
    };
    assert_eq!(
        (vbd(vm).userdevice.as_str(), vbd(vm).currently_attached),
        ("0", true)
    );
    assert!(!vbd(halted).currently_attached);
    assert!(
        copy.0
            .contains_key(&(Class::Vdi, vbd(vm).vdi.opaque().clone()))
    );
    for class in [
        Class::Pool,
        Class::VmGuestMetrics,
        Class::Message,
        Class::VbdMetrics,
    ] {
        assert!(!copy.0.keys().any(|(known, _)| *known == class), "{class}");
    }
    // What is not there is absent, whoever asks.
    assert_eq!(session.get_all_objects(&Class::Pool).await.unwrap(), []);
    assert_eq!(
        session
            .get_all_objects(&Class::VbdMetrics)
            .await
            .unwrap()
            .len(),
        8
    );
    session.logout().await.unwrap();
}

#[tokio::test]
async fn what_is_done_is_heard_of() {
    let sim = host().await;
    // It looks for itself but once in a test's life: what it knows it has heard.
    let session = login(&sim, Duration::from_secs(3600)).await;
    let mut events = session.events(&["*"]);
    let mut copy = Copy::default();
    copy.take(&mut events).await;
    let vm = copy.vm("guest002").0.clone();
    // The ear is open in a moment; until then it hears nothing.
    for number in 0.. {
        let name = format!("guest002 {number}");
        let params = params![vm, name];
        session
            .call::<()>("VM.set_name_label", params)
            .await
            .unwrap();
        let named = |copy: &Copy| copy.all::<Vm>().any(|(_, vm)| vm.name_label == name);
        let heard = within(Duration::from_secs(1), copy.until(&mut events, named)).await;
        if heard.is_some() {
            break;
        }
        assert!(number < 60, "nothing is heard");
    }
    session.logout().await.unwrap();
}

#[tokio::test]
async fn what_is_done_and_what_happens_is_found() {
    let sim = host().await;
    let session = login(&sim, Duration::from_secs(3)).await;
    let mut events = session.events(&["*"]);
    let mut copy = Copy::default();
    copy.take(&mut events).await;
    let vm = copy.vm("guest002").0.clone();
    session.call::<()>("VM.pause", params![vm]).await.unwrap();
    copy.until(&mut events, |copy| {
        copy.is("guest002", VmPowerState::Paused)
    })
    .await;

    // A machine that starts gets a screen, which no event tells of.
    let (vm, console) = {
        let (reference, vm) = copy.vm("guest001");
        (reference.clone(), vm.consoles[0].opaque().clone())
    };
    let start = session
        .dialect()
        .adapt("VM.start", params![vm, false, false])
        .unwrap();
    session.call::<()>("VM.start", start).await.unwrap();
    copy.until(&mut events, |copy| {
        copy.is("guest001", VmPowerState::Running)
    })
    .await;
    let location = match &copy.0[&(Class::Console, console)] {
        Record::Console(console) => console.location.clone(),
        other => panic!("{other:?}"),
    };
    let mut screen = session.open_console(&location).await.unwrap();
    let mut version = [0; 12];
    screen.read_exact(&mut version).await.unwrap();
    assert_eq!(&version, b"RFB 003.008\n");
    assert!(matches!(
        session.open_console("10.0.0.7:22").await.unwrap_err(),
        Error::Refused { status: 0, .. }
    ));

    // Of what a guest does by itself there are no events.
    assert!(sim.halt_behind_everybodys_back("intranet"));
    copy.until(&mut events, |copy| {
        copy.is("intranet", VmPowerState::Halted)
    })
    .await;

    let vm = copy.vm("guest001").0.clone();
    session
        .call::<()>("VM.hard_shutdown", params![vm])
        .await
        .unwrap();
    session.call::<()>("VM.destroy", params![vm]).await.unwrap();
    copy.until(&mut events, |copy| {
        !copy.0.contains_key(&(Class::Vm, vm.clone()))
    })
    .await;

    // Behind it, nothing stays on the server.
    drop(events);
    session.logout().await.unwrap();
    let gone = || sim.live_sessions() == 0;
    eventually("the end of all sessions", gone).await;
}

#[tokio::test]
async fn errors_of_that_time_are_known() {
    let sim = host().await;
    let session = login(&sim, Duration::from_secs(60)).await;
    let vms = session.get_all::<Vm>().await.unwrap();
    let (vm, _) = vms
        .iter()
        .find(|(_, vm)| vm.name_label == "guest002")
        .unwrap();
    let error = session
        .call::<()>("VM.start", params![vm, false])
        .await
        .unwrap_err();
    assert_eq!(
        error.api().unwrap().params(),
        [vm.as_str(), "Halted", "Running"]
    );
    assert!(!error.may_have_had_effect());
    let record = session.get_record(vm).await.unwrap();
    assert_eq!(record.name_label, "guest002");
    let gone = session
        .get_record::<Vm>(&"nobody".into())
        .await
        .unwrap_err();
    assert_eq!(gone.code(), Some("HANDLE_INVALID"));
    // A status that is neither success nor failure.
    let unwritten = session
        .call::<String>("VM.get_crash_dumps", params![vm])
        .await
        .unwrap_err();
    assert_eq!(unwritten.code(), Some("ETODO"));
}

#[tokio::test]
async fn a_restart_is_survived_and_the_clock_is_told() {
    let sim = host().await;
    let session = login(&sim, Duration::from_millis(200)).await;
    let heartbeat = session.heartbeat().await.unwrap();
    assert!(heartbeat.server_time.unix() > 1_700_000_000);
    let mut events = session.events(&["VM"]);
    let mut copy = Copy::default();
    copy.take(&mut events).await;
    assert!(copy.0.keys().all(|(class, _)| *class == Class::Vm));
    sim.end_sessions();
    assert!(sim.halt_behind_everybodys_back("guest002"));
    copy.until(&mut events, |copy| {
        copy.is("guest002", VmPowerState::Halted)
    })
    .await;
}

const VM: &str = "b28e4ee3-216f-fa85-9cae-615e954dbbe7";

/// Lets connections of another kind through to the simulated host.
async fn pass(stream: impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin, to: String) {
    let mut stream = stream;
    let mut host = tokio::net::TcpStream::connect(to).await.unwrap();
    drop(tokio::io::copy_bidirectional(&mut stream, &mut host).await);
}

#[cfg(unix)]
#[tokio::test]
async fn its_unix_socket_is_as_good() {
    let sim = host().await;
    let address = sim.url().replace("http://", "");
    let path = std::env::temp_dir().join(format!("xapi-xend-{}.sock", std::process::id()));
    let listener = tokio::net::UnixListener::bind(&path).unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(pass(stream, address.clone()));
        }
    });
    let session = login_at(&format!("unix:{}", path.display()), Duration::from_secs(60)).await;
    assert_eq!(session.dialect(), Dialect::Xend);
    assert_eq!(session.get_all::<Vm>().await.unwrap().len(), 9);
    session.logout().await.unwrap();
    std::fs::remove_file(path).unwrap();
}

#[tokio::test]
async fn over_tls_it_has_to_be_trusted_and_gives_no_screen() {
    let sim = host().await;
    let address = sim.url().replace("http://", "");
    let shown = poolsim::Certificate::generate().unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(shown.server_config().unwrap());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, address) = (acceptor.clone(), address.clone());
            tokio::spawn(async move {
                if let Ok(stream) = acceptor.accept(stream).await {
                    pass(stream, address).await;
                }
            });
        }
    });
    let connector = Connector::new(Endpoint::parse(&url).unwrap());
    let nobody = Credentials::new("", "");
    assert!(matches!(
        connector.login(&nobody).await,
        Err(Error::Untrusted(_))
    ));
    assert_eq!(sim.live_sessions(), 0);
    let pin = TrustFingerprint(shown.fingerprint().unwrap().parse().unwrap());
    let session = connector.trust(Arc::new(pin)).login(&nobody).await.unwrap();
    assert_eq!(session.dialect(), Dialect::Xend);
    assert_eq!(session.get_all::<Host>().await.unwrap().len(), 1);
    // Keys would go over the wire for everybody to read.
    assert!(matches!(
        session.open_console("127.0.0.1:5900").await.unwrap_err(),
        Error::Refused { status: 0, .. }
    ));
}

/// Early servers list references only, do not know every class, and answer a path that they do not
/// know with a page.
#[tokio::test]
async fn a_host_without_lists_of_records_is_asked_for_each() {
    let server = Server::start(|request| {
        let page = |status, body: &str| Answer::Page(status, "text/plain", body.to_owned());
        if request.line.contains("/jsonrpc") {
            return page(404, "No such page");
        }
        let has = |text: &str| request.body.contains(text);
        let string = |text: &str| xml(&format!("<string>{text}</string>"));
        let failure = |items: &[&str]| {
            let items = items.iter().map(|item| format!("<value><string>{item}</string></value>"));
            let body = format!(
                "<?xml version='1.0'?><methodResponse><params><param><value><struct><member><name>Status</name>\
                 <value><string>Failure</string></value></member><member><name>ErrorDescription</name>\
                 <value><array><data>{}</data></array></value></member></struct></value></param></params>\
                 </methodResponse>",
                items.collect::<String>()
            );
            Answer::Page(200, "text/xml", body)
        };
        let method = request.body.split("<methodName>").nth(1).unwrap();
        let method = method.split('<').next().unwrap();
        match method {
            "session.login_with_password" => match request.body.matches("<param>").count() {
                2 => string("68e3a009-0249-725b-246b-7fc43cf4f154"),
                n => failure(&["MESSAGE_PARAMETER_COUNT_MISMATCH", method, "2", &n.to_string()]),
            },
            "VM.get_all" => xml(&format!(
                "<array><data><value><string>{VM}</string></value><value><string>gone</string></value></data></array>"
            )),
            "VM.get_record" if has(VM) => xml(&format!(
                "<struct><member><name>uuid</name><value><string>{VM}</string></value></member>\
                 <member><name>name_label</name><value><string>guest002</string></value></member>\
                 <member><name>PV_kernel</name><value><nil/></value></member></struct>"
            )),
            "VM.get_record" => failure(&["HANDLE_INVALID", "VM", "gone"]),
            _ => failure(&["MESSAGE_METHOD_UNKNOWN", method]),
        }
    })
    .await;
    let session = login_at(&server.url(), Duration::from_secs(60)).await;
    assert_eq!(session.dialect(), Dialect::Xend);
    let vms = session.get_all::<Vm>().await.unwrap();
    assert_eq!(vms.len(), 1);
    assert_eq!(
        (vms[0].0.as_str(), vms[0].1.name_label.as_str()),
        (VM, "guest002")
    );
    let mut copy = Copy::default();
    copy.take(&mut session.events(&["*"])).await;
    assert_eq!(copy.0.len(), 1);
}
