//! High availability: what is said before it is switched on and off, and what would be called for it.

use inventory::{
    Job,
    jobs::{form, form::FieldKind},
};
use serde_json::{Value, json};
use xapi::{Class, HostMetrics, Pbd, Pool, Sr, Vdi, Vm, VmPowerState};

use crate::{
    pool::{Connected, lab, put, vm},
    vm_plans::says,
};

/// A pool of three hosts with storage that all of them see, and some that not all do.
fn three_hosts() -> Connected {
    let mut pool = Connected::with("a", lab());
    let sr = |name: &str, shared: bool| Sr {
        name_label: name.into(),
        content_type: "user".into(),
        shared,
        physical_size: 1 << 40,
        ..Sr::default()
    };
    let pbd = |host: &str, sr: &str, attached: bool| Pbd {
        host: host.into(),
        sr: sr.into(),
        currently_attached: attached,
        ..Pbd::default()
    };
    pool.writer.apply([
        put("beats", sr("beats", true)),
        put("unseen", sr("unseen", true)),
        put("local", sr("local", false)),
        put(
            "full",
            Sr {
                physical_utilisation: 1 << 40,
                ..sr("full", true)
            },
        ),
    ]);
    for host in ["h1", "h2", "h10"] {
        for sr in ["beats", "unseen", "full"] {
            let attached = (host, sr) != ("h2", "unseen");
            let name = format!("{host} {sr}");
            pool.writer.apply([put(&name, pbd(host, sr, attached))]);
        }
    }
    pool
}

/// The pool, with high availability on and a VM protected.
fn protected() -> Connected {
    let mut pool = three_hosts();
    pool.writer.apply([
        put(
            "p",
            Pool {
                name_label: "Lab".into(),
                master: "h1".into(),
                ha_enabled: true,
                ha_host_failures_to_tolerate: 1,
                ha_statefiles: vec!["beat".into()].into(),
                ..Pool::default()
            },
        ),
        put(
            "beat",
            Vdi {
                sr: "beats".into(),
                ..Vdi::default()
            },
        ),
        put(
            "web",
            Vm {
                ha_restart_priority: "restart".into(),
                ..vm("web-01", VmPowerState::Running, "h1")
            },
        ),
    ]);
    pool
}

fn enabling(pool: &Connected, sr: &str, failures: i64) -> Value {
    json!({ "sr": pool.key(Class::Sr, sr), "failures": failures })
}

#[test]
fn it_is_switched_on_over_storage_that_all_hosts_see() {
    let pool = three_hosts();
    let key = pool.key(Class::Pool, "p");
    says(
        &pool,
        Job::EnableHa,
        enabling(&pool, "beats", 2),
        &key,
        "odd: ha_protects_nothing
        p ha: no → yes
        p haTolerance: – → 2
        p haStorage: – → →beats (ok)
        p haProtected: – → 0
        pool.set_ha_host_failures_to_tolerate(p, 2) ← pool.set_ha_host_failures_to_tolerate(p, 0)
        pool.enable_ha([\"beats\"], {}) ← pool.disable_ha()",
    );
    for (sr, failures, why) in [
        ("unseen", 1, "no: ha_sr_unseen"),
        ("local", 1, "no: ha_sr_local"),
        ("full", 1, "no: sr_full"),
        ("beats", 3, "no: ha_too_many"),
        ("beats", -1, "no: ha_too_many"),
    ] {
        says(
            &pool,
            Job::EnableHa,
            enabling(&pool, sr, failures),
            &key,
            why,
        );
    }
    says(&pool, Job::EnableHa, json!({}), &key, "no: ha_sr_missing");
}

#[test]
fn the_form_says_which_storage_is_fit() {
    let pool = three_hosts();
    let key = pool.key(Class::Pool, "p");
    let form = pool.look(|info| form(std::slice::from_ref(info), Job::EnableHa, &[key]));
    let FieldKind::Choice { choices } = &form.fields[0].kind else {
        panic!("{form:?}");
    };
    let fit = |name: &str| {
        let choice = choices.iter().find(|choice| choice.name == name).unwrap();
        choice.refusal.as_ref().map(|refusal| refusal.code.as_str())
    };
    assert_eq!(fit("beats"), None);
    assert_eq!(fit("unseen"), Some("ha_sr_unseen"));
    assert_eq!(fit("local"), Some("ha_sr_local"));
    assert!(matches!(
        form.fields[1].kind,
        FieldKind::Count {
            min: 0,
            max: Some(2)
        }
    ));
}

#[test]
fn what_hinders_it_is_said() {
    let mut pool = three_hosts();
    let key = pool.key(Class::Pool, "p");
    says(&pool, Job::DisableHa, json!({}), &key, "no: ha_off");
    says(
        &pool,
        Job::SetHaTolerance,
        json!({ "failures": 1 }),
        &key,
        "no: ha_off",
    );
    pool.writer
        .apply([put("metrics of host-2", HostMetrics::default())]);
    says(
        &pool,
        Job::EnableHa,
        enabling(&pool, "beats", 1),
        &key,
        "no: ha_host_down",
    );
    let pool = protected();
    says(
        &pool,
        Job::EnableHa,
        enabling(&pool, "beats", 1),
        &key,
        "no: ha_on",
    );
}

#[test]
fn it_is_switched_off_and_on_again_over_the_same_storage() {
    let pool = protected();
    let key = pool.key(Class::Pool, "p");
    says(
        &pool,
        Job::DisableHa,
        json!({}),
        &key,
        "odd: ha_protection_ends
        p ha: yes → no
        p haTolerance: 1 → –
        pool.disable_ha() ← pool.enable_ha([\"beats\"], {})",
    );
    says(
        &pool,
        Job::SetHaTolerance,
        json!({ "failures": 0 }),
        &key,
        "odd: ha_tolerates_nothing
        p haTolerance: 1 → 0
        pool.set_ha_host_failures_to_tolerate(p, 0) ← pool.set_ha_host_failures_to_tolerate(p, 1)",
    );
    says(
        &pool,
        Job::SetHaTolerance,
        json!({ "failures": 1 }),
        &key,
        "no: nothing_changes",
    );
    says(
        &pool,
        Job::SetHaTolerance,
        json!({ "failures": 3 }),
        &key,
        "no: ha_too_many",
    );
}
