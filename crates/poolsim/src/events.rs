//! `event.from`, and the older `event.register` / `event.next`.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, sleep_until};

use crate::db::{Change, Db, Happened, Row};
use crate::failure::{Failure, Outcome};
use crate::listing::{Listing, Subject};
use crate::model::{ClassId, model};
use crate::pool::{Pool, Registration, World};
use crate::subscription::{Event, Subscription, Tokens};
use crate::value::{Ref, Value, Written};

/// How long changes are gathered before they are told.
const BATCH: Duration = Duration::from_millis(50);
/// The same for `event.next`.
const LEGACY_BATCH: Duration = Duration::from_millis(200);
/// What a timeout that makes no sense becomes.
const LONGEST: f64 = 86_400.0;

/// Classes in the order in which the server counts them.
const COUNTED: &str = "vdi_nbd_server_info user tunnel task subject sr_stat session secret role probe_result pool_update \
    pool_patch pool network_sriov network message host_patch host_metrics host_crashdump host_cpu host event data_source \
    crashdump console blob auth vusb vtpm vm_metrics vm_guest_metrics vm_group vm_appliance vmss vmpp vm vlan vif_metrics \
    vif vgpu_type vgpu vdi vbd_metrics vbd usb_group sr sm sdn_controller repository rate_limit pvs_site pvs_server \
    pvs_proxy pvs_cache_storage pusb pif_metrics pif pgpu pci pbd observer lvhd host_driver gpu_group feature \
    driver_variant diagnostics dr_task cluster_host cluster certificate caller bond";

/// Makes all tokens given out so far unknown, those of calls that wait included; `lost` chooses the error.
pub fn forget_tokens(world: &mut World, lost: bool) {
    // Whoever waits is woken.
    let generation = world.db.bump();
    world.tokens = Tokens {
        base: world.tokens.base + generation + 1,
        lost,
    };
}

/// `event.from(classes, token, timeout)`.
pub async fn from(
    pool: &Arc<Pool>,
    session: &Ref,
    classes: &Value,
    token: &str,
    timeout: f64,
) -> Outcome<Value> {
    let wanted = Subscription::parse(classes.as_set())?;
    let tokens = pool.lock().tokens;
    let since = tokens.read(token)?;
    let timeout = if timeout.is_finite() && (0.0..=LONGEST).contains(&timeout) {
        timeout
    } else {
        LONGEST
    };
    let deadline = Instant::now() + Duration::from_secs_f64(timeout);
    let mut changes = pool.changes();
    if !token.is_empty() && !wanted.tasks_only() {
        sleep(BATCH.min(Duration::from_secs_f64(timeout))).await;
    }
    loop {
        changes.borrow_and_update();
        {
            let mut world = pool.lock();
            if !world.sessions.contains_key(session) {
                return Err(Failure::new("SESSION_INVALID", [&**session]));
            }
            if world.tokens != tokens && !token.is_empty() {
                return Err(world.tokens.refusal(token));
            }
            let (listing, told) = if token.is_empty() && world.event_faults.is_plain() {
                first(&mut world, &wanted)
            } else {
                let found = look(&world, &wanted, since);
                let asked = |event: &Event| wanted.object(event.class, &event.reference);
                let events = world.event_faults.tell(session, found.events, asked);
                (Arc::new(Listing::events(events)), found.token)
            };
            if !listing.is_empty() || Instant::now() >= deadline {
                return Ok(Value::fields([
                    ("events", Value::Listing(listing)),
                    ("valid_ref_counts", counts(&world.db)),
                    ("token", world.tokens.write(told).into()),
                ]));
            }
        }
        tokio::select! {
            () = sleep_until(deadline) => {}
            woken = changes.changed() => {
                if woken.is_err() {
                    return Err(Failure::new("SESSION_INVALID", [&**session]));
                }
                sleep(BATCH).await;
            }
        }
    }
}

/// All that a subscription is told first, from what is kept if nothing of it has changed, and the token.
pub fn first(world: &mut World, wanted: &Subscription) -> (Arc<Listing>, (u64, u64)) {
    let mut kept = std::mem::take(&mut world.kept);
    let subject = Subject::Events(wanted.clone());
    let found = kept.get(subject, (&world.db, &world.messages), || {
        let found = look(world, wanted, (0, 0));
        (Listing::events(found.events), found.token)
    });
    world.kept = kept;
    found
}

/// Writes what whoever asks for everything is told first, in one codec or in both.
pub fn prepare(pool: &Pool, with_json: bool) {
    let wanted = Subscription {
        all: true,
        classes: Vec::new(),
        objects: Vec::new(),
    };
    let (listing, _) = first(&mut pool.lock(), &wanted);
    std::thread::scope(|scope| {
        if with_json {
            scope.spawn(|| listing.json());
        }
        listing.xml();
    });
}

struct Found {
    events: Vec<Event>,
    token: (u64, u64),
}

/// Everything that happened since a token, coalesced: messages, additions, changes, deletions.
///
/// The new token is the latest change told. What came and went in between is not told and does not move the token:
/// that is why a caller may hear of the deletion of a task it never saw.
fn look(world: &World, wanted: &Subscription, since: (u64, u64)) -> Found {
    let mut token = since;
    let mut adds = Vec::new();
    let mut mods = Vec::new();
    let mut visit = |modified: u64, class: ClassId, reference: &Ref, row: &Row| {
        if !model().classes[class].has_events() || !wanted.object(class, reference) {
            return;
        }
        token.0 = token.0.max(modified);
        let (list, what, id) = if row.created > since.0 {
            (&mut adds, Happened::Add, row.created)
        } else {
            (&mut mods, Happened::Mod, modified)
        };
        let (reference, data) = (reference.clone(), Some(row.data.clone()));
        list.push(Event {
            id,
            timestamp: Cow::Borrowed("0.0"),
            class,
            what,
            reference,
            data,
        });
    };
    if since.0 == 0 {
        // Everything: read in the order in which it is told.
        for class in (0..model().classes.len()).filter(|class| wanted.hears(*class)) {
            for (reference, row) in &world.db.table(class).rows {
                visit(row.modified, class, reference, row);
            }
        }
    } else {
        for (modified, class, reference, row) in world.db.changed_after(since.0) {
            visit(modified, class, reference, row);
        }
    }
    let mut dels = Vec::new();
    for (class, described) in model().classes.iter().enumerate() {
        if !described.has_events() || !wanted.class(class) {
            continue;
        }
        for gone in world
            .db
            .table(class)
            .deleted
            .iter()
            .take_while(|gone| gone.deleted > since.0)
        {
            if gone.created > since.0 || !wanted.object(class, &gone.reference) {
                continue;
            }
            token.0 = token.0.max(gone.deleted);
            let (id, reference) = (gone.deleted, gone.reference.clone());
            dels.push(Event {
                id,
                timestamp: Cow::Borrowed("0.0"),
                class,
                what: Happened::Del,
                reference,
                data: None,
            });
        }
    }
    let mut events = Vec::new();
    if let Some(class) = model()
        .class_id("message")
        .filter(|class| wanted.class(*class))
    {
        let event = |what, reference: &Ref, data| Event {
            id: 0,
            timestamp: Cow::Borrowed("0.0"),
            class,
            what,
            reference: reference.clone(),
            data,
        };
        let added = world
            .messages
            .after(since.1)
            .filter(|(reference, _)| wanted.object(class, reference));
        events.extend(
            added.map(|(reference, data)| event(Happened::Add, reference, Some(data.clone()))),
        );
        if since.1 > 0 {
            events.extend(
                world
                    .messages
                    .deleted_after(since.1)
                    .map(|reference| event(Happened::Del, reference, None)),
            );
        }
        token.1 = token.1.max(world.messages.latest);
    }
    for list in [&mut adds, &mut mods] {
        list.sort_by(|a, b| (a.class, &a.reference).cmp(&(b.class, &b.reference)));
    }
    events.append(&mut adds);
    events.append(&mut mods);
    events.append(&mut dels);
    Found { events, token }
}

fn counts(db: &Db) -> Value {
    Value::fields(COUNTED.split_whitespace().map(|name| {
        // Messages and roles are not rows of the database, so the server counts none.
        let class = model().class_named(name).filter(|_| name != "role");
        (
            name,
            Value::Count(class.map_or(0, |class| {
                i64::try_from(db.table(class).rows.len()).unwrap_or(0)
            })),
        )
    }))
}

/// `event.inject(class, ref)`: the token just before a change of the object that changes nothing.
pub fn inject(world: &mut World, class: &str, reference: &str) -> Outcome<Value> {
    let class = model()
        .class_named(class)
        .map_or(class, |id| model().classes[id].name);
    world.db.check(class, reference)?;
    let token = (world.db.generation(), world.messages.latest);
    world.db.touch(reference);
    Ok(world.tokens.write(token).into())
}

/// `event.register(classes)`.
pub fn register(world: &mut World, session: &Ref, classes: &Value) {
    let next = world.db.legacy_next;
    if let Some(live) = world.sessions.get_mut(session) {
        let wanted = classes.as_set().iter().map(|c| c.as_str().to_lowercase());
        match &mut live.registered {
            Some(registration) => registration.classes.extend(wanted),
            None => {
                live.registered = Some(Registration {
                    classes: wanted.collect(),
                    next,
                });
                world.db.legacy_listeners += 1;
            }
        }
    }
}

/// `event.unregister(classes)`.
pub fn unregister(world: &mut World, session: &Ref, classes: &Value) {
    if let Some(live) = world.sessions.get_mut(session)
        && let Some(registration) = &mut live.registered
    {
        let unwanted: Vec<_> = classes
            .as_set()
            .iter()
            .map(|c| c.as_str().to_lowercase())
            .collect();
        registration
            .classes
            .retain(|class| !unwanted.contains(class));
        if registration.classes.is_empty() {
            live.registered = None;
            world.db.legacy_listeners -= 1;
        }
    }
}

/// `event.next()`: waits until something happens to the classes registered.
pub async fn next(pool: &Arc<Pool>, session: &Ref) -> Outcome<Value> {
    let mut changes = pool.changes();
    let mut gathered = false;
    loop {
        changes.borrow_and_update();
        {
            let mut world = pool.lock();
            let world = &mut *world;
            let Some(live) = world.sessions.get_mut(session) else {
                return Err(Failure::new("SESSION_INVALID", [&**session]));
            };
            let Some(registration) = &mut live.registered else {
                return Err(Failure::new(
                    "SESSION_NOT_REGISTERED",
                    [live.track_id.as_str()],
                ));
            };
            let first = world
                .db
                .legacy
                .front()
                .map_or(world.db.legacy_next, |change| change.id);
            if registration.next < first {
                registration.next = world.db.legacy_next;
                return Err(Failure::bare("EVENTS_LOST"));
            }
            let start = usize::try_from(registration.next - first).unwrap_or(0);
            let wanted = |change: &&Change| {
                let lower = &model().classes[change.class].lower;
                registration
                    .classes
                    .iter()
                    .any(|class| class == "*" || class == lower)
            };
            let found: Vec<Change> = world
                .db
                .legacy
                .iter()
                .skip(start)
                .filter(wanted)
                .cloned()
                .collect();
            if !found.is_empty() && gathered {
                registration.next = world.db.legacy_next;
                return Ok(Value::Listing(Arc::new(Listing::events(coalesce(found)))));
            }
            gathered = !found.is_empty();
        }
        if gathered {
            sleep(LEGACY_BATCH).await;
        } else if changes.changed().await.is_err() {
            return Err(Failure::new("SESSION_INVALID", [&**session]));
        }
    }
}

/// Leaves only the last change of each object, unless it came or went.
fn coalesce(changes: Vec<Change>) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::with_capacity(changes.len());
    for change in changes {
        if change.what == Happened::Mod {
            events
                .retain(|event| event.what != Happened::Mod || event.reference != change.reference);
        }
        events.push(Event {
            id: change.id,
            timestamp: format!("{}.", change.at).into(),
            class: change.class,
            what: change.what,
            reference: change.reference,
            data: change.data,
        });
    }
    events
}
