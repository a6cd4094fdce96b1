//! Certificates over TLS: who is asked about, what the question shows, and that nothing is sent to
//! a host before it is answered.
#![allow(clippy::unwrap_used, clippy::expect_used)] // In what the tests share.

mod support;

use std::{env, fs, path::Path, process::Command};

use engine::api::{CertificateView, ConnectionState, TrustAnswer};
use inventory::{ConnectionId, ObjectKey, Problem};
use poolsim::{Certificate, Sim, faults::Fault};
use support::{Bench, PASSWORD, restart, sim, small_pool};

/// A question about a certificate: the host, what it shows, what was trusted before.
type Question = (String, CertificateView, Option<CertificateView>);

async fn question(bench: &Bench, id: &ConnectionId) -> Question {
    bench
        .standing("a certificate to look at", id, |view| match &view.state {
            ConnectionState::Certificate {
                host,
                presented,
                trusted,
            } => Some((host.clone(), presented.clone(), trusted.clone())),
            _ => None,
        })
        .await
}

async fn answer(bench: &Bench, id: &ConnectionId, fingerprint: &str, answer: TrustAnswer) {
    bench
        .engine
        .answer_certificate(id.clone(), fingerprint.to_owned(), answer)
        .await
        .unwrap();
}

/// The fingerprints that are kept, by host.
fn pins(bench: &Bench) -> serde_json::Value {
    let file = bench.folder.path().join("data/certificates.json");
    fs::read(file).map_or_else(
        |_| serde_json::json!({}),
        |text| serde_json::from_slice(&text).unwrap(),
    )
}

fn host_of(url: &str) -> String {
    url.trim_start_matches("https://").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_certificate_is_shown_beside_the_old_one_whatever_the_answer() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.add(&sim.https_url().unwrap(), "root", PASSWORD).await;
    let (host, first, trusted) = question(&bench, &id).await;
    assert_eq!(host, host_of(&sim.https_url().unwrap()));
    assert_eq!(trusted, None);
    assert!(first.not_before.is_some() && first.not_after > first.not_before);
    answer(&bench, &id, &first.fingerprint, TrustAnswer::Always).await;
    bench.live(&id).await;
    bench.engine.shutdown().await;

    let sim = restart(sim, |config| poolsim::Config {
        certificate: None,
        ..config
    })
    .await;
    let new = sim.fingerprint();
    assert_ne!(new, first.fingerprint);
    // The old one is known from the file, with its dates.
    let bench = Bench::at(bench.folder.clone(), bench.vault.clone()).await;
    let (asked, presented, trusted) = question(&bench, &id).await;
    assert_eq!(
        (asked.as_str(), &presented.fingerprint),
        (host.as_str(), &new)
    );
    assert_eq!(trusted.as_ref(), Some(&first));
    assert!(sim.calls().is_empty(), "nothing was said to it");

    // Leave.
    answer(&bench, &id, &new, TrustAnswer::Never).await;
    bench
        .state("a disconnected one", &id, |state| {
            matches!(state, ConnectionState::Disconnected { .. })
        })
        .await;
    assert!(sim.calls().is_empty());
    assert_eq!(pins(&bench)[&host]["fingerprint"], first.fingerprint);

    // Once.
    bench.engine.connect(id.clone()).await.unwrap();
    assert_eq!(question(&bench, &id).await.2.as_ref(), Some(&first));
    answer(&bench, &id, &new, TrustAnswer::Once).await;
    bench.live(&id).await;
    assert_eq!(pins(&bench)[&host]["fingerprint"], first.fingerprint);
    bench.engine.shutdown().await;

    // For good.
    let bench = Bench::at(bench.folder.clone(), bench.vault.clone()).await;
    assert_eq!(question(&bench, &id).await.2.as_ref(), Some(&first));
    answer(&bench, &id, &new, TrustAnswer::Always).await;
    bench.live(&id).await;
    let kept = &pins(&bench)[&host];
    assert_eq!(kept["fingerprint"], new);
    assert_eq!(kept["notBefore"], presented.not_before.unwrap());
    assert_eq!(kept["notAfter"], presented.not_after.unwrap());
    bench.engine.shutdown().await;
    let bench = Bench::at(bench.folder.clone(), bench.vault.clone()).await;
    bench.live(&id).await;
}

/// A running VM of the host with that number.
fn vm_on(sim: &Sim, id: &ConnectionId, host: usize) -> ObjectKey {
    let address = host_of(&sim.urls()[host]);
    let address = address.split(':').next().unwrap();
    let world = sim.world();
    let vm = world.db.all("VM").into_iter().find(|vm| {
        let on = world.db.text(vm, "resident_on").to_owned();
        !world.db.flag(vm, "is_control_domain")
            && world.db.text(vm, "power_state") == "Running"
            && world.db.text(&on, "address") == address
    });
    ObjectKey {
        connection: id.clone(),
        class: "VM".into(),
        reference: vm.expect("a VM on that host").to_string(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_host_of_a_console_is_held_to_the_same_rules() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let renewed = || Fault::NewCertificate { host: Some(1) };
    sim.order(renewed()).await.unwrap();
    let vm = vm_on(&sim, &id, 1);
    let open = async || -> Problem {
        let opened = bench.engine.open_console(vm.clone(), None).await;
        opened.unwrap_err()
    };
    let consoles = || {
        let calls = sim.calls().into_iter();
        calls.filter(|call| call.method.contains("console")).count()
    };

    let asked = open().await;
    assert_eq!(asked.code, "untrusted_certificate", "{asked:?}");
    assert_eq!(asked.params["host"], host_of(&sim.urls()[1]));
    let first = sim.fingerprint_of(1);
    assert_eq!(asked.params["fingerprint"], first);
    for date in ["notBefore", "notAfter"] {
        assert!(asked.params[date].parse::<i64>().unwrap() > 1_700_000_000);
    }
    answer(&bench, &id, &first, TrustAnswer::Never).await;
    assert_eq!(open().await.code, "untrusted_certificate");
    assert_eq!(consoles(), 0);
    answer(&bench, &id, &first, TrustAnswer::Always).await;
    bench.engine.open_console(vm.clone(), None).await.unwrap();
    bench.live(&id).await;

    // Another one than was trusted for it.
    sim.order(renewed()).await.unwrap();
    let asked = open().await;
    assert_eq!(asked.code, "certificate_changed", "{asked:?}");
    assert_eq!(asked.params["trusted"], first);
    assert_eq!(asked.params["fingerprint"], sim.fingerprint_of(1));
    answer(&bench, &id, &sim.fingerprint_of(1), TrustAnswer::Once).await;
    bench.engine.open_console(vm.clone(), None).await.unwrap();
    assert_eq!(pins(&bench)[host_of(&sim.urls()[1])]["fingerprint"], first);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_new_coordinator_is_asked_about_before_it_hears_anything() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    sim.order(Fault::NewCertificate { host: Some(1) })
        .await
        .unwrap();
    let before = sim.calls().len();
    sim.order(Fault::ElectCoordinator { host: 1 })
        .await
        .unwrap();
    let (host, presented, trusted) = question(&bench, &id).await;
    assert_eq!(host, host_of(&sim.urls()[1]));
    assert_eq!(
        (presented.fingerprint.as_str(), trusted),
        (sim.fingerprint_of(1).as_str(), None)
    );
    let said: Vec<_> = sim.calls().into_iter().skip(before).collect();
    assert!(said.iter().all(|call| call.host == 0), "{said:?}");
    answer(&bench, &id, &presented.fingerprint, TrustAnswer::Always).await;
    bench.live(&id).await;
    assert_eq!(pins(&bench)[&host]["fingerprint"], presented.fingerprint);
}

const INSIDE: &str = "POOLDECK_TEST_INSIDE_ROOTS";

/// Runs one of this file's tests again in a process whose only root is an authority of its own.
fn with_an_authority(test: &str) {
    let folder = tempfile::tempdir().unwrap();
    let mut params = rcgen::CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    params
        .distinguished_name
        .push(rcgen::DnType::CommonName, "made-up authority");
    let key = rcgen::KeyPair::generate().unwrap();
    let authority = params.self_signed(&key).unwrap();
    fs::write(folder.path().join("root.pem"), authority.pem()).unwrap();
    fs::write(folder.path().join("root.key"), key.serialize_pem()).unwrap();
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads", "1"])
        .env(INSIDE, folder.path())
        .env("SSL_CERT_FILE", folder.path().join("root.pem"))
        .env_remove("SSL_CERT_DIR")
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let told = text(&output.stdout) + &text(&output.stderr);
    assert!(
        output.status.success() && told.contains("1 passed"),
        "{told}"
    );
}

/// A certificate for the simulated pool, signed by the authority in `folder`.
fn signed(folder: &Path) -> Certificate {
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let key = rcgen::KeyPair::from_pem(&read("root.key")).unwrap();
    let authority = rcgen::Issuer::from_ca_cert_pem(&read("root.pem"), key).unwrap();
    let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    let mut params = rcgen::CertificateParams::new(names).unwrap();
    params
        .extended_key_usages
        .push(rcgen::ExtendedKeyUsagePurpose::ServerAuth);
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, &authority).unwrap();
    Certificate::from_pem(certificate.pem(), key.serialize_pem())
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn what_verifies_needs_no_question_unless_another_was_trusted() {
    let Some(folder) = env::var_os(INSIDE) else {
        return with_an_authority("what_verifies_needs_no_question_unless_another_was_trusted");
    };
    let folder = Path::new(&folder);
    let bench = Bench::new().await;
    // Vouched for by the platform: no question, and nothing to keep.
    let verifying = Sim::start(poolsim::Config {
        certificate: Some(signed(folder)),
        ..small_pool()
    })
    .await
    .unwrap();
    let url = verifying.https_url().unwrap();
    let id = bench.add(&url, "root", PASSWORD).await;
    bench.live(&id).await;
    assert_eq!(pins(&bench), serde_json::json!({}));
    // The next one that verifies needs none either: certificates are renewed all the time.
    let verifying = restart(verifying, |config| poolsim::Config {
        certificate: Some(signed(folder)),
        ..config
    })
    .await;
    let back = || verifying.world().live_sessions() > 0;
    test_support::eventually("a session at the new server", back).await;
    bench.live(&id).await;
    assert_eq!(pins(&bench), serde_json::json!({}));
    bench.engine.remove_connection(id).await.unwrap();
    drop(verifying);

    // Pinned by a person: then an authority's word is not enough.
    let own = sim().await;
    let id = bench.connected(&own).await;
    let pinned = own.fingerprint();
    let own = restart(own, |config| poolsim::Config {
        certificate: Some(signed(folder)),
        ..config
    })
    .await;
    let (_, presented, trusted) = question(&bench, &id).await;
    assert_eq!(presented.fingerprint, own.fingerprint());
    assert!(
        presented.issuer.contains("made-up authority"),
        "{presented:?}"
    );
    assert_eq!(trusted.unwrap().fingerprint, pinned);
    assert!(own.calls().is_empty(), "nothing was said to it");
}
