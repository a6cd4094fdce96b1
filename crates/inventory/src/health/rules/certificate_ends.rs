//! A certificate ends soon, or has ended: of a host, or one that the pool trusts.

use xapi::{Certificate, CertificateType, Host, Pool, RecordOf};

use super::wakes;
use crate::{
    health::{
        Severity, Sign,
        rule::{DAY, Look, Rule, Wake},
    },
    index::IndexKey,
    problem::Problem,
    world::World,
};

const ID: &str = "certificate_ends";

pub(super) struct OfHost;
pub(super) struct OfPool;

/// The signs of what ends at a moment: a month, a week and a day before, and when it has ended.
pub(super) fn before_the_end(end: i64) -> [Sign; 3] {
    let before = |days: i64| end.saturating_sub(days * DAY);
    [
        Sign::new(Severity::Notice)
            .from(before(30))
            .until(before(7)),
        Sign::new(Severity::Degraded).from(before(7)).until(end),
        Sign::new(Severity::Broken).from(end),
    ]
}

/// A day as it is written everywhere: `2027-01-01`.
pub(super) fn day(unix: i64) -> String {
    let written = xapi::DateTime::from_unix(unix).to_string();
    let digits: String = written
        .chars()
        .filter(char::is_ascii_digit)
        .take(8)
        .collect();
    match (digits.get(..4), digits.get(4..6), digits.get(6..8)) {
        (Some(year), Some(month), Some(day)) => format!("{year}-{month}-{day}"),
        _ => written,
    }
}

fn is_of_host(certificate: &Certificate) -> bool {
    matches!(
        certificate.r#type,
        CertificateType::Host | CertificateType::HostInternal
    )
}

fn find<'a>(
    certificates: impl Iterator<Item = (&'a xapi::OpaqueRef, &'a Certificate)>,
    signs: &mut Vec<Sign>,
) {
    let ending = certificates.filter(|(_, certificate)| !certificate.not_after.is_never());
    for (reference, certificate) in ending {
        let found = before_the_end(certificate.not_after.unix());
        signs.extend(found.map(|sign| sign.about(reference)));
    }
}

fn say<T: RecordOf>(look: &Look<'_, T>, sign: &Sign, sentence: Problem) -> Problem {
    let Some(certificate) = look.about::<Certificate>(sign) else {
        return sentence;
    };
    let sentence = match certificate.name.is_empty() {
        true => sentence,
        false => sentence.with("name", &certificate.name),
    };
    sentence.with("date", day(certificate.not_after.unix()))
}

/// What the pool trusts is of no host; of whom it is hangs on its kind.
fn of_pool(world: &World) -> impl Iterator<Item = (&xapi::OpaqueRef, &Certificate)> {
    let all = world.shown::<Certificate>();
    all.filter(|(_, certificate)| !is_of_host(certificate))
}

impl Rule for OfHost {
    type Of = Host;
    const ID: &'static str = ID;
    const WOKEN_BY: &'static [Wake] = &[Wake {
        class: Certificate::CLASS,
        subjects: |change, slots| {
            let certificates = change.records::<Certificate>();
            slots.extend(certificates.filter_map(|(_, one)| change.world.slot_of(&one.host)));
        },
    }];

    fn find(look: &Look<'_, Host>, signs: &mut Vec<Sign>) {
        if look
            .world
            .len_of(&IndexKey::within::<Certificate>(look.reference))
            > 0
        {
            let own = look.world.within::<Certificate>(look.reference);
            find(own.filter(|(_, one)| is_of_host(one)), signs);
        }
    }

    fn say(look: &Look<'_, Host>, sign: &Sign, sentence: Problem) -> Problem {
        let name = sentence.params.get("name").cloned().unwrap_or_default();
        say(look, sign, sentence).with("name", name)
    }
}

impl Rule for OfPool {
    type Of = Pool;
    const ID: &'static str = ID;
    const WOKEN_BY: &'static [Wake] = &[Wake {
        class: Certificate::CLASS,
        subjects: wakes::pools,
    }];

    fn find(look: &Look<'_, Pool>, signs: &mut Vec<Sign>) {
        find(of_pool(look.world), signs);
    }

    fn say(look: &Look<'_, Pool>, sign: &Sign, sentence: Problem) -> Problem {
        say(look, sign, sentence)
    }
}
