//! From a call to its answer: find the method, check the session, the object and the number of parameters, do it.

use std::sync::Arc;

use super::host::Host;
use super::objects::{CLASSES, Class, Members, class};
use super::wire::Reply;
use super::{events, power, world};
use poolsim::clock;
use poolsim::failure::{Failure, Outcome};
use poolsim::value::{Ref, Value};
use poolsim::wire::Call;

/// Members whose accessors nobody ever wrote, though records have them.
const UNWRITTEN: &[(&str, &str)] = &[
    ("VM", "name_description"),
    ("VM", "user_version"),
    ("VM", "VCPUs_max"),
    ("VM", "VCPUs_at_startup"),
    ("VM", "crash_dumps"),
    ("host", "logging"),
];
const UNWRITTEN_SETTERS: &[(&str, &str)] = &[
    ("VM", "name_description"),
    ("VM", "user_version"),
    ("VM", "is_a_template"),
    ("host", "logging"),
];
/// Members that are maps and have `add_to_` and `remove_from_`.
const MAPS: &[(&str, &str)] = &[
    ("VM", "other_config"),
    ("VM", "platform"),
    ("VM", "HVM_boot_params"),
    ("VM", "VCPUs_params"),
    ("host", "other_config"),
    ("network", "other_config"),
];

/// A method: of which class, by which name, whether of one object, and how many parameters it takes, session included.
struct Method<'a> {
    class: &'a str,
    name: &'a str,
    of_object: bool,
    count: usize,
}

fn method(full: &str) -> Option<Method<'_>> {
    let (class_name, name) = full.split_once('.')?;
    let (of_object, count) = match (class_name, name) {
        ("session", "logout") | ("event", "next") | ("host", "list_methods") => (false, 1),
        ("session", "get_all") | ("SR", "get_supported_types") => (false, 1),
        ("host_cpu", "get_unassigned_cpus") => (false, 1),
        ("event", "register" | "unregister") | ("debug", "wait") => (false, 2),
        (
            "session",
            "get_uuid" | "get_record" | "get_this_host" | "get_this_user" | "get_last_active",
        ) => (false, 2),
        ("host", "enable" | "disable" | "reboot" | "shutdown" | "dmesg" | "get_log") => (true, 2),
        ("VM", "destroy" | "clone") | ("task", "cancel") => (true, 2),
        ("VM", "create") => (false, 2),
        (
            "VM",
            "set_memory_dynamic_max_live" | "set_memory_dynamic_min_live" | "set_VCPUs_number_live",
        ) => (true, 3),
        ("VM", name) if power::extra_parameters(name).is_some() => {
            (true, 2 + power::extra_parameters(name).unwrap_or(0))
        }
        _ => {
            let class = class(class_name)?;
            generic(class, name)?
        }
    };
    Some(Method {
        class: class_name,
        name,
        of_object,
        count,
    })
}

/// What every class has: lists, records, getters, setters.
fn generic(class: &Class, name: &str) -> Option<(bool, usize)> {
    match name {
        "get_all" | "get_all_records" => return Some((false, 1)),
        "get_by_uuid" => return Some((false, 2)),
        "get_by_name_label" if class.has("name_label") => return Some((false, 2)),
        "get_record" => return Some((true, 2)),
        _ => {}
    }
    let map = |member: &str| MAPS.contains(&(class.name, member));
    if let Some(member) = name.strip_prefix("get_") {
        return class.has(member).then_some((true, 2));
    }
    if let Some(member) = name.strip_prefix("set_") {
        return class.settable.contains(&member).then_some((true, 3));
    }
    if let Some(member) = name.strip_prefix("add_to_") {
        return map(member).then_some((true, 4));
    }
    let member = name.strip_prefix("remove_from_")?;
    map(member).then_some((true, 3))
}

/// Answers a call.
pub(super) async fn answer(host: &Arc<Host>, call: Call) -> Reply {
    match call.method.as_str() {
        "session.login_with_password" => return login(host, &call.params).into(),
        "system.listMethods" => return Reply::Plain(Value::texts(names())),
        _ => {}
    }
    let (name, detached) = match call.method.strip_prefix("Async.") {
        Some(name) => (name, true),
        None => (call.method.as_str(), false),
    };
    let unknown = || Failure::new("MESSAGE_METHOD_UNKNOWN", [call.method.as_str()]);
    let Some(method) = method(name) else {
        return Reply::Failure(unknown());
    };
    let accessor = method.name.starts_with("get_") || method.name.starts_with("set_");
    if detached && accessor {
        return Reply::Failure(unknown());
    }
    if let Err(failure) = check(host, &call.method, &method, &call.params, detached) {
        return Reply::Failure(failure);
    }
    if detached {
        return Reply::Success(spawn(host, name, call.params));
    }
    run(host, &method, &call.params).await
}

fn login(host: &Host, params: &[Value]) -> Outcome<Value> {
    let [user, _] = params else {
        return Err(miscounted("session.login_with_password", 2, params.len()));
    };
    let session: Ref = Arc::from(uuid::Uuid::new_v4().to_string());
    let user = user.as_str().to_owned();
    host.state().sessions.insert(session.clone(), user);
    Ok(session.into())
}

/// Counts are told with the session.
fn miscounted(method: &str, expected: usize, actual: usize) -> Failure {
    Failure::new(
        "MESSAGE_PARAMETER_COUNT_MISMATCH",
        [method.to_owned(), expected.to_string(), actual.to_string()],
    )
}

fn check(
    host: &Host,
    full: &str,
    method: &Method,
    params: &[Value],
    detached: bool,
) -> Outcome<()> {
    let miscount = || miscounted(full, method.count, params.len());
    let Some(session) = params.first().map(Value::as_str) else {
        return Err(miscount());
    };
    if detached && params.len() != method.count {
        return Err(miscount());
    }
    let state = host.state();
    if !state.sessions.contains_key(session) {
        return Err(Failure::new("SESSION_INVALID", [session]));
    }
    if method.of_object {
        let object = params.get(1).map(Value::as_str).ok_or_else(miscount)?;
        if !state.objects.has(method.class, object) {
            return Err(Failure::handle(method.class, object));
        }
    }
    if params.len() != method.count {
        return Err(miscount());
    }
    Ok(())
}

/// Runs a call as a task, and gives the task's reference at once.
fn spawn(host: &Arc<Host>, name: &str, params: Vec<Value>) -> Value {
    let task: Ref = Arc::from(uuid::Uuid::new_v4().to_string());
    let session = params.first().cloned().unwrap_or_else(Value::void);
    host.state().objects.add(
        "task",
        task.clone(),
        &[
            ("name_label", name.into()),
            ("name_description", name.into()),
            ("status", "pending".into()),
            ("progress", Value::Int(0)),
            ("type", "".into()),
            ("result", "".into()),
            ("error_info", Value::Set(vec![])),
            ("allowed_operations", Value::Map(vec![])),
            ("session", session),
        ],
    );
    let (host, name, reference) = (host.clone(), name.to_owned(), task.clone());
    tokio::spawn(async move {
        let reply = match method(&name) {
            Some(method) => run(&host, &method, &params).await,
            None => Reply::Todo,
        };
        let mut state = host.state();
        let mut set = |member, value: Value| state.objects.set("task", &reference, member, value);
        set("progress", Value::Int(100));
        match reply {
            Reply::Success(value) | Reply::Plain(value) => {
                set("result", value.to_text().into());
                set("status", "success".into());
            }
            Reply::Failure(failure) => {
                let code = std::iter::once(failure.code);
                set("error_info", Value::texts(code.chain(failure.params)));
                set("status", "failure".into());
            }
            Reply::Todo => set("status", "failure".into()),
        }
    });
    task.into()
}

/// Does what was checked.
async fn run(host: &Arc<Host>, method: &Method<'_>, params: &[Value]) -> Reply {
    let text = |at: usize| params.get(at).map_or("", Value::as_str);
    let argument = |at: usize| params.get(at).cloned().unwrap_or_else(Value::void);
    let done = || Reply::Success(Value::void());
    let unsupported = || {
        Reply::Failure(Failure::new(
            "EUNSUPPORTED",
            ["There is no such thing here"],
        ))
    };
    let object: Ref = Arc::from(text(1));
    match (method.class, method.name) {
        ("session", name) => session(host, name, text(0), text(1)).into(),
        ("event", "next") => events::next(host, text(0)).await.into(),
        ("event", "register") => {
            events::register(host, text(0), &argument(1));
            done()
        }
        ("event", _) => {
            events::unregister(host, text(0), &argument(1));
            done()
        }
        ("debug", _) => {
            let seconds = text(1).parse().unwrap_or_else(|_| argument(1).as_int());
            tokio::time::sleep(std::time::Duration::from_secs(
                seconds.clamp(0, 60).unsigned_abs(),
            ))
            .await;
            done()
        }
        ("host", "list_methods") => Reply::Success(Value::texts(names())),
        ("host", switch @ ("enable" | "disable")) => {
            let enabled = switch == "enable";
            host.state()
                .objects
                .set("host", &object, "enabled", enabled);
            done()
        }
        ("host", "reboot" | "shutdown") => {
            let enabled =
                host.state().objects.get("host", &object, "enabled") == Some(&Value::Bool(true));
            match enabled {
                true => unsupported(),
                false => Reply::Failure(Failure::new("EHOSTRUNNING", ["It is still running"])),
            }
        }
        ("host", "dmesg" | "get_log") => Reply::Success("(XEN) Xen version 4.1.2\n".into()),
        ("host_cpu", "get_unassigned_cpus") => Reply::Success(Value::Set(vec![])),
        ("SR", "get_supported_types") => Reply::Success(Value::texts(["local", "qcow_file"])),
        ("task", "cancel") => Reply::Failure(Failure::bare("OPERATION_NOT_ALLOWED")),
        ("VM", "clone") => unsupported(),
        ("VM", "create") => create(host, &argument(1)).await.into(),
        ("VM", "destroy") => destroy(host, &object).await.into(),
        ("VM", "set_memory_dynamic_max_live") => {
            live(host, &object, &["memory_dynamic_max"], &argument(2))
        }
        ("VM", "set_memory_dynamic_min_live") => {
            live(host, &object, &["memory_dynamic_min"], &argument(2))
        }
        ("VM", "set_VCPUs_number_live") => live(
            host,
            &object,
            &["VCPUs_max", "VCPUs_at_startup"],
            &argument(2),
        ),
        ("VM", name) if power::extra_parameters(name).is_some() => {
            let asked = (format!("VM.{name}"), object.clone());
            host.state().asked.push(asked);
            let paused = argument(2).as_bool();
            power::operate(host, &object, name, paused).await.into()
        }
        (class_name, name) => match class(class_name) {
            Some(class) => generically(host, class, name, &object, argument(2), argument(3)).await,
            None => Reply::Todo,
        },
    }
}

fn session(host: &Host, name: &str, session: &str, asked: &str) -> Outcome<Value> {
    let mut state = host.state();
    match name {
        "logout" => {
            state.sessions.remove(session);
            // A real server forgets to: its queue fills, and then whoever makes an event waits for ever.
            state.registrations.remove(session);
            return Ok(Value::void());
        }
        "get_all" => return Ok(Value::texts([session])),
        _ if asked != session => return Err(Failure::bare("PERMISSION_DENIED")),
        _ => {}
    }
    let user = state.sessions.get(session).cloned().unwrap_or_default();
    let members = [
        ("uuid", Value::text(session)),
        ("this_host", (&state.objects.host).into()),
        ("this_user", user.into()),
        ("last_active", Value::Date(clock::now())),
    ];
    let record = Value::fields(members);
    let member = name.strip_prefix("get_").unwrap_or(name);
    Ok(record.member(member).cloned().unwrap_or(record))
}

async fn create(host: &Arc<Host>, given: &Value) -> Outcome<Value> {
    let name = given.member("name_label").map_or("", Value::as_str);
    if name.is_empty() {
        return Err(Failure::internal("'name_label'"));
    }
    let number = |member: &str| {
        let value = given.member(member);
        value.map_or(0, |value| value.as_str().parse().unwrap_or(value.as_int()))
    };
    let vm: Ref = Arc::from(uuid::Uuid::new_v4().to_string());
    {
        let mut state = host.state();
        let host = state.objects.host.clone();
        let pool = state
            .objects
            .all("cpu_pool")
            .into_iter()
            .next()
            .unwrap_or_default();
        let members = world::machine(
            &vm,
            name,
            number("memory_static_max"),
            number("VCPUs_max").max(1),
            &host,
            &pool,
        );
        state.objects.add("VM", vm.clone(), &members);
        world::add_metrics(&mut state.objects, &vm, false);
    }
    events::announce(host, "add", "VM", &vm, "").await;
    Ok(vm.into())
}

async fn destroy(host: &Arc<Host>, vm: &Ref) -> Outcome<Value> {
    {
        let mut state = host.state();
        let power_state = state.objects.text("VM", vm, "power_state").to_owned();
        if power_state != "Halted" {
            return Err(Failure::new(
                "VM_BAD_POWER_STATE",
                [&**vm, "Halted", power_state.as_str()],
            ));
        }
        for (member, class) in [("VBDs", "VBD"), ("VIFs", "VIF"), ("consoles", "console")] {
            let devices = state.objects.get("VM", vm, member).cloned();
            for device in devices.unwrap_or_else(Value::void).as_set() {
                state.objects.remove(class, device.as_str());
            }
        }
        let metrics = state.objects.text("VM", vm, "metrics").to_owned();
        state.objects.remove("VM_metrics", &metrics);
        state.objects.remove("VM", vm);
    }
    events::announce(host, "del", "VM", vm, "").await;
    Ok(Value::void())
}

/// Sets what a running machine has; no event tells of it.
fn live(host: &Host, vm: &Ref, members: &[&'static str], value: &Value) -> Reply {
    let Some(number) = whole(value) else {
        return Reply::Failure(Failure::internal("invalid literal for int() with base 10"));
    };
    for member in members {
        host.state().objects.set("VM", vm, member, number);
    }
    Reply::Success(Value::void())
}

fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Int(n) => Some(*n),
        Value::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
}

async fn generically(
    host: &Arc<Host>,
    class: &'static Class,
    name: &str,
    object: &Ref,
    value: Value,
    second: Value,
) -> Reply {
    let struct_of = |members: Members| Value::fields(members);
    match name {
        "get_all" => return Reply::Success(Value::texts(host.state().objects.all(class.name))),
        "get_all_records" => {
            let state = host.state();
            let all = state.objects.all(class.name).into_iter();
            let records = all.filter_map(|object| {
                let record = state.objects.record(class.name, &object)?;
                Some((object, struct_of(record)))
            });
            return Reply::Success(Value::fields(records));
        }
        // Nobody looks whether there is such an object.
        "get_by_uuid" | "get_uuid" => return Reply::Success(object.into()),
        "get_by_name_label" => {
            let state = host.state();
            let all = state.objects.all(class.name).into_iter();
            let named = all
                .filter(|other| state.objects.text(class.name, other, "name_label") == &**object);
            return Reply::Success(Value::texts(named));
        }
        "get_record" => {
            let record = host.state().objects.record(class.name, object);
            return match record {
                Some(record) => Reply::Success(struct_of(record)),
                None => Reply::Failure(Failure::handle(class.name, object)),
            };
        }
        _ => {}
    }
    if let Some(member) = name.strip_prefix("get_") {
        if UNWRITTEN.contains(&(class.name, member)) {
            return Reply::Todo;
        }
        let record = host.state().objects.record(class.name, object);
        let value = record.and_then(|record| record.get(member).cloned());
        return Reply::Success(match value {
            None | Some(Value::Null) => Value::void(),
            Some(value) => value,
        });
    }
    if let Some(member) = name.strip_prefix("set_") {
        if UNWRITTEN_SETTERS.contains(&(class.name, member)) {
            return Reply::Todo;
        }
        return match set(host, class, object, member, value) {
            Ok(member) => {
                events::announce(host, "mod", class.name, object, member).await;
                Reply::Success(Value::void())
            }
            Err(failure) => Reply::Failure(failure),
        };
    }
    let change = name
        .strip_prefix("add_to_")
        .map(|member| (member, Some(second)))
        .or_else(|| {
            name.strip_prefix("remove_from_")
                .map(|member| (member, None))
        });
    let known = change.and_then(|(member, entry)| Some((settable(class, member)?, entry)));
    if let Some((member, entry)) = known {
        let mut state = host.state();
        let map = state.objects.get(class.name, object, member).cloned();
        let map = map.unwrap_or_else(Value::void);
        let key = value.to_text();
        let kept = map.as_map().iter().filter(|(k, _)| *k != key).cloned();
        let all = kept.chain(entry.map(|entry| (key.clone(), entry)));
        let map = Value::Map(all.collect());
        state.objects.set(class.name, object, member, map);
    }
    Reply::Success(Value::void())
}

fn settable(class: &'static Class, member: &str) -> Option<&'static str> {
    class
        .settable
        .iter()
        .copied()
        .find(|known| *known == member)
}

/// Sets a member, whose value keeps its type: whole numbers come as texts.
fn set(
    host: &Host,
    class: &'static Class,
    object: &Ref,
    member: &str,
    value: Value,
) -> Outcome<&'static str> {
    let Some(member) = settable(class, member) else {
        return Err(Failure::new("MESSAGE_METHOD_UNKNOWN", [member]));
    };
    let text = value.as_str();
    match member {
        "HVM_boot_policy" if !["", "BIOS order"].contains(&text) => {
            return Err(Failure::new(
                "VALUE_NOT_SUPPORTED",
                ["VM.HVM_boot_policy", text, "Only BIOS order is known here"],
            ));
        }
        "actions_after_shutdown" | "actions_after_reboot" | "actions_after_suspend"
            if !["destroy", "restart"].contains(&text) =>
        {
            return Err(Failure::new("VM_ON_NORMAL_EXIT_INVALID", [&**object]));
        }
        _ => {}
    }
    let mut state = host.state();
    let value = match (state.objects.get(class.name, object, member), &value) {
        (Some(Value::Int(_)), _) => Value::Int(
            whole(&value)
                .ok_or_else(|| Failure::internal("invalid literal for int() with base 10"))?,
        ),
        _ => value,
    };
    state.objects.set(class.name, object, member, value);
    Ok(member)
}

/// The names of all methods.
fn names() -> Vec<String> {
    let mut all: Vec<String> = CLASSES
        .iter()
        .flat_map(|class| {
            let getters = class.fixed.iter().chain(class.settable);
            let getters = getters.map(move |member| format!("{}.get_{member}", class.name));
            let setters = class.settable.iter();
            let setters = setters.map(move |member| format!("{}.set_{member}", class.name));
            let usual = [
                "get_all",
                "get_all_records",
                "get_by_uuid",
                "get_record",
                "get_uuid",
            ];
            let usual = usual.map(|name| format!("{}.{name}", class.name));
            getters.chain(setters).chain(usual)
        })
        .collect();
    let more = [
        "session.login_with_password",
        "session.logout",
        "event.register",
        "event.unregister",
        "event.next",
        "host.list_methods",
        "VM.start",
        "VM.pause",
        "VM.unpause",
        "VM.suspend",
        "VM.resume",
        "VM.clean_shutdown",
        "VM.clean_reboot",
        "VM.hard_shutdown",
        "VM.hard_reboot",
        "VM.create",
        "VM.destroy",
    ];
    all.extend(more.map(str::to_owned));
    all.sort();
    all
}
