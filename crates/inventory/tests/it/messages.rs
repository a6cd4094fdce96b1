//! Messages: what they are worth, how they are summed up and dismissed; and what a pool is to tell of.

use inventory::{
    Job, JobRequest, ObjectKey, alerts,
    jobs::{self, check, form, plan},
    page,
    view::{AlertsSpec, Cell},
};
use serde_json::{Value, json};
use xapi::{Class, DateTime, Host, Message, Pbd, Sr, Vm};

use crate::{
    pool::{Connected, lab, put},
    vm_plans::says,
};

const DAY: i64 = 24 * 60 * 60;

fn message(name: &str, class: &str, uuid: &str, unix: i64) -> Message {
    Message {
        name: name.into(),
        cls: class.into(),
        obj_uuid: uuid.into(),
        priority: 3,
        timestamp: DateTime::from_unix(unix),
        ..Message::default()
    }
}

/// A pool of a server that numbers itself so, which has told some things.
fn pool(xapi: &str) -> Connected {
    let mut pool = Connected::with("a", lab());
    pool.now = 100 * DAY;
    let host = pool.look(|info| info.world.get::<Host>(&"h1".into()).cloned());
    let coordinator = Host {
        software_version: [("xapi".into(), xapi.into())].into(),
        ..host.unwrap_or_default()
    };
    pool.writer.apply([
        put("h1", coordinator),
        put(
            "m1",
            message("VM_STARTED", "VM", "uuid-of-web-01", 99 * DAY),
        ),
        put("m2", message("VM_STARTED", "VM", "uuid-of-db-02", 10 * DAY)),
        put(
            "m3",
            message("HA_STATEFILE_LOST", "Host", "uuid-of-host-1", 20 * DAY),
        ),
        put(
            "m4",
            message("MOON_ROSE_EARLY", "VM", "uuid-of-web-01", 98 * DAY),
        ),
    ]);
    pool
}

#[test]
fn they_are_summed_up_the_gravest_alerts_first() {
    let pool = pool("26.17");
    let sums = |object: Option<ObjectKey>| {
        let spec = AlertsSpec {
            connection: None,
            object,
        };
        let frame = pool.look(|info| alerts::frame(std::slice::from_ref(info), &spec));
        let groups = frame.groups.iter().map(|group| {
            let days = group.newest / DAY;
            format!("{} {} ×{} {days}", group.name, group.severity, group.count)
        });
        (frame.alerts, frame.total, groups.collect::<Vec<_>>())
    };
    let all = [
        "HA_STATEFILE_LOST 2 ×1 20",
        "MOON_ROSE_EARLY 3 ×1 98",
        "VM_STARTED 5 ×2 99",
    ];
    let listed = |rows: &[&str]| rows.iter().map(|row| (*row).to_owned()).collect::<Vec<_>>();
    assert_eq!(sums(None), (2, 4, listed(&all)));
    assert_eq!(sums(Some(pool.key(Class::Pool, "p"))), (2, 4, listed(&all)));
    let web = Some(pool.key(Class::Vm, "web"));
    assert_eq!(
        sums(web),
        (
            1,
            2,
            listed(&["MOON_ROSE_EARLY 3 ×1 98", "VM_STARTED 5 ×1 99"])
        )
    );
    assert_eq!(sums(Some(pool.key(Class::Host, "h2"))), (0, 0, vec![]));
}

#[test]
fn several_are_dismissed_by_one_call_where_the_server_can() {
    let keys = |pool: &Connected| {
        let keys = ["m1", "m4", "gone"];
        keys.map(|name| pool.key(Class::Message, name)).to_vec()
    };
    let new = pool("26.17");
    let one = new.key(Class::Message, "m1");
    let dismiss = Job::DismissMessages;
    says(
        &new,
        dismiss,
        json!({}),
        &one,
        "Lab.messages: 4 → 3
        message.destroy(m1)",
    );
    says(
        &new,
        dismiss,
        json!({ "messages": keys(&new) }),
        &one,
        "Lab.messages: 4 → 2
        message.destroy_many([\"m1\",\"m4\"])",
    );
    let gone = json!({ "messages": [new.key(Class::Message, "gone")] });
    says(&new, dismiss, gone, &one, "no: no_such_object");
    for old in ["1.20", "21.4", "22.18", ""] {
        let old = pool(old);
        says(
            &old,
            dismiss,
            json!({ "messages": keys(&old) }),
            &one,
            "Lab.messages: 4 → 2
            message.destroy(m1)
            message.destroy(m4)",
        );
    }
}

#[test]
fn each_pool_is_asked_once_whatever_was_selected() {
    let (a, mut b) = (pool("26.17"), pool("26.17"));
    b.id = "b".into();
    let objects: Vec<ObjectKey> = [
        a.key(Class::Message, "m1"),
        b.key(Class::Message, "m1"),
        a.key(Class::Message, "m2"),
    ]
    .to_vec();
    let request = JobRequest::new(Job::DismissMessages, json!({})).unwrap();
    let parts = a.look(|one| b.look(|other| jobs::parts(&[*one, *other], &request, &objects)));
    let asked: Vec<_> = parts
        .parts
        .iter()
        .map(|part| part.object.connection.clone())
        .collect();
    assert_eq!(asked, [a.id.clone(), b.id.clone()]);
    let JobRequest::DismissMessages(of_a) = &parts.parts[0].request else {
        panic!("another job");
    };
    assert_eq!(of_a.messages.as_ref().map(Vec::len), Some(2));
}

#[test]
fn what_is_old_goes_and_alerts_only_if_asked() {
    let pool = pool("26.17");
    let key = pool.key(Class::Pool, "p");
    let old = Job::DismissOldMessages;
    says(
        &pool,
        old,
        json!({ "days": 30 }),
        &key,
        "Lab.messages: 4 → 3
        message.destroy(m2)",
    );
    says(
        &pool,
        old,
        json!({ "days": 30, "alerts": true }),
        &key,
        "Lab.messages: 4 → 2
        message.destroy_many([\"m3\",\"m2\"])",
    );
    says(&pool, old, json!({ "days": 95 }), &key, "no: no_messages");
    let silent = Connected::with("a", lab());
    let refusal = silent.look(|info| check(info, old, &silent.key(Class::Pool, "p")));
    assert_eq!(refusal.unwrap_err().problem.code, "no_messages");
}

#[test]
fn what_helps_is_known_by_the_message() {
    let mut pool = pool("26.17");
    let mends = |pool: &Connected| {
        let spec = inventory::view::TableSpec {
            connection: Some(pool.id.clone()),
            ..crate::tables::spec(inventory::view::ListKind::Messages)
        };
        let frame = pool.look(|info| inventory::table::frame(std::slice::from_ref(info), &spec));
        let cells = frame
            .rows
            .iter()
            .filter_map(|row| match row.cells.iter().rev().nth(1) {
                Some(Cell::Mend { mend }) => Some((mend.job, mend.object.reference.clone())),
                _ => None,
            });
        cells.collect::<Vec<_>>()
    };
    assert_eq!(mends(&pool), []);
    let unplugged = Pbd {
        host: "h1".into(),
        sr: "nfs".into(),
        ..Pbd::default()
    };
    pool.writer.apply([
        put("off", unplugged),
        put(
            "m5",
            message(
                "PBD_PLUG_FAILED_ON_SERVER_START",
                "Host",
                "uuid-of-host-1",
                4,
            ),
        ),
        put(
            "m6",
            message("HA_PROTECTED_VM_RESTART_FAILED", "VM", "uuid-of-db-02", 3),
        ),
        put("m7", message("ALARM", "VM", "uuid-of-web-01", 2)),
        put("m8", message("ALARM", "VM", "nobody", 1)),
    ]);
    let expect = [
        (Job::PlugSr, "nfs".to_owned()),
        (Job::Start, "db".to_owned()),
        (Job::SetAlarms, "web".to_owned()),
    ];
    assert_eq!(mends(&pool), expect);
}

const SET: &str = "<config><variable><name value=\"cpu_usage\"/><alarm_trigger_level value=\"0.9\"/>\
    <alarm_trigger_period value=\"300\"/><alarm_auto_inhibit_period value=\"3600\"/>\
    <alarm_priority value=\"2\"/></variable><variable><name value=\"mine\"/></variable></config>";

/// A machine with these alarms.
fn vm_with(pool: &Connected, alarms: &str) -> Vm {
    let web = pool.look(|info| info.world.get::<Vm>(&"web".into()).cloned());
    Vm {
        other_config: [("perfmon".into(), alarms.into())].into(),
        ..web.unwrap()
    }
}

#[test]
fn alarms_are_set_and_what_others_watch_stays() {
    let mut pool = Connected::with("a", lab());
    pool.writer.apply([put("web", vm_with(&pool, SET))]);
    let key = pool.key(Class::Vm, "web");
    let asked = pool.look(|info| {
        form(
            std::slice::from_ref(info),
            Job::SetAlarms,
            std::slice::from_ref(&key),
        )
    });
    let now = json!([{ "what": "alarmCpu", "level": 90, "minutes": 5, "repeat": 60 }]);
    assert_eq!(
        serde_json::to_value(&asked.fields[0].initial).unwrap(),
        json!({ "is": "value", "value": now })
    );
    let alarm = |what: &str, level: i64| json!({ "what": what, "level": level, "minutes": 10, "repeat": 60 });
    let set = Job::SetAlarms;
    says(
        &pool,
        set,
        json!({ "alarms": now }),
        &key,
        "no: nothing_changes",
    );
    let request = JobRequest::new(set, json!({ "alarms": [alarm("alarmNetwork", 100)] })).unwrap();
    let planned = pool.look(|info| plan(info, &request, &key)).unwrap();
    let calls: Vec<_> = planned.calls().collect();
    let methods: Vec<&str> = calls.iter().map(|call| call.method.as_str()).collect();
    assert_eq!(
        methods,
        ["VM.remove_from_other_config", "VM.add_to_other_config"]
    );
    let text = calls[1].params[2].as_str().unwrap();
    assert!(
        text.contains("<name value=\"network_usage\"/><alarm_trigger_level value=\"102400\"/>"),
        "{text}"
    );
    assert!(
        text.contains("<name value=\"mine\"/>") && !text.contains("cpu_usage"),
        "{text}"
    );
    let twice = json!({ "alarms": [alarm("alarmCpu", 1), alarm("alarmCpu", 2)] });
    says(&pool, set, twice, &key, "no: alarm_twice");
    says(
        &pool,
        set,
        json!({ "alarms": [alarm("alarmCpu", 101)] }),
        &key,
        "no: alarm_beyond_all",
    );
    says(
        &pool,
        set,
        json!({ "alarms": [alarm("alarmUsed", 1)] }),
        &key,
        "no: bad_request",
    );
    // What nobody has changed keeps what it says, and what has no level of its own is nobody's to take away.
    let odd = "<config><variable><name value=\"cpu_usage\"/><alarm_trigger_level value=\"0.855\"/>\
        <alarm_trigger_period value=\"90\"/></variable><variable><name value=\"disk_usage\"/></variable></config>";
    pool.writer.apply([put("web", vm_with(&pool, odd))]);
    let as_shown = json!({ "what": "alarmCpu", "level": 86, "minutes": 1, "repeat": 60 });
    says(
        &pool,
        set,
        json!({ "alarms": [as_shown] }),
        &key,
        "no: nothing_changes",
    );
    let more = json!({ "alarms": [as_shown, alarm("alarmNetwork", 100)] });
    let request = JobRequest::new(set, more).unwrap();
    let planned = pool.look(|info| plan(info, &request, &key)).unwrap();
    let text = planned.calls().last().unwrap().params[2]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        text.contains("value=\"0.855\"/><alarm_trigger_period value=\"90\""),
        "{text}"
    );
    assert!(text.contains("disk_usage"), "{text}");
    pool.writer.apply([put("web", vm_with(&pool, SET))]);
    // On storage other things are watched.
    let storage = pool.key(Class::Sr, "nfs");
    assert!(pool.look(|info| info.world.get::<Sr>(&"nfs".into()).is_some()));
    let request = JobRequest::new(set, json!({ "alarms": [alarm("alarmUsed", 80)] })).unwrap();
    assert!(pool.look(|info| plan(info, &request, &storage)).is_ok());
    // They stand on the page.
    let shown = pool.look(|info| page::page(info, &key)).unwrap();
    let fields = shown.sections.iter().flat_map(|section| &section.fields);
    let alarms = fields.clone().find(|field| field.id == "alarms").unwrap();
    let Cell::List { items } = &alarms.value else {
        panic!("no list: {:?}", alarms.value);
    };
    assert_eq!(items.len(), 2);
}

#[test]
fn a_pool_writes_mails_where_it_is_told_to() {
    let pool = Connected::with("a", lab());
    let key = pool.key(Class::Pool, "p");
    let refusal = pool
        .look(|info| check(info, Job::TestMail, &key))
        .unwrap_err();
    assert_eq!(refusal.problem.code, "no_mail");
    assert_eq!(refusal.fix.map(|fix| fix.job), Some(Job::SetMail));
    let mail = |more: Value| {
        let mut inputs =
            json!({ "destination": "ops@example.org", "mailServer": "mail:25", "least": 3 });
        inputs
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        inputs
    };
    says(
        &pool,
        Job::SetMail,
        mail(json!({})),
        &key,
        "p mailDestination: – → ops@example.org
        p mailServer: – → mail:25
        pool.add_to_other_config(p, mail-destination, ops@example.org) ← pool.remove_from_other_config(p, mail-destination)
        pool.add_to_other_config(p, ssmtp-mailhub, mail:25) ← pool.remove_from_other_config(p, ssmtp-mailhub)",
    );
    says(
        &pool,
        Job::SetMail,
        mail(json!({ "mailServer": " " })),
        &key,
        "no: mail_server_missing",
    );
    for none in ["ops", "ops@", "@example.org", "a b@c", "a@b@c", "a@b,"] {
        says(
            &pool,
            Job::SetMail,
            mail(json!({ "destination": none })),
            &key,
            "no: no_address",
        );
    }
    says(&pool, Job::SetMail, json!({}), &key, "no: nothing_changes");
}
