//! Logging in and out.

use std::sync::Arc;

use crate::db::new_ref;
use crate::failure::{Failure, Outcome};
use crate::model::{self, Role};
use crate::pool::{LocalSession, Pool, Session, World};
use crate::value::{Ref, Value};

/// `session.login_with_password(user, password, version?, originator?)`.
pub async fn login(
    pool: &Arc<Pool>,
    user: &str,
    password: &str,
    originator: &str,
) -> Outcome<Value> {
    let account = pool
        .settings
        .accounts
        .iter()
        .find(|account| account.user == user && account.password == password);
    let Some(account) = account else {
        // A real server waits five seconds here; the delay is a setting.
        tokio::time::sleep(pool.settings.login_delay).await;
        return Err(Failure::new(
            "SESSION_AUTHENTICATION_FAILED",
            [user, "Authentication failure"],
        ));
    };
    let role = account.role;
    Ok(open(&mut pool.lock(), user, role, originator).into())
}

/// `session.slave_local_login_with_password(user, password)`: a session that only this host knows and only the calls for
/// emergencies take. It is for the machine's own administrator, and needs no coordinator.
pub async fn login_locally(
    pool: &Arc<Pool>,
    host: usize,
    user: &str,
    password: &str,
) -> Outcome<Value> {
    let known = pool.settings.accounts.iter().any(|account| {
        account.user == user && account.password == password && account.role == Role::PoolAdmin
    });
    if !known {
        tokio::time::sleep(pool.settings.login_delay).await;
        return Err(Failure::new(
            "SESSION_AUTHENTICATION_FAILED",
            [user, "Authentication failure"],
        ));
    }
    let mut world = pool.lock();
    let reference = new_ref();
    let local = LocalSession {
        host,
        user: user.to_owned(),
        created: world.db.now(),
    };
    world.local_sessions.insert(reference.clone(), local);
    Ok(reference.into())
}

/// Whether a host made that session for itself.
pub fn is_local(world: &World, host: usize, session: &str) -> bool {
    world
        .local_sessions
        .get(session)
        .is_some_and(|local| local.host == host)
}

/// Live sessions per originator, and for those that name none.
const LIMITS: (usize, usize) = (500, 400);

/// Makes a session. Beyond the limit the oldest of the same originator goes.
pub fn open(world: &mut World, user: &str, role: Role, originator: &str) -> Ref {
    make_room(world, originator);
    let now = Value::Date(world.db.now());
    let host = world.coordinator();
    let root = role == Role::PoolAdmin;
    let permissions = match root {
        true => Vec::new(),
        false => model::permissions(role),
    };
    let reference = world.db.create(
        "session",
        new_ref(),
        &[
            ("this_host", host.into()),
            ("last_active", now.clone()),
            ("validation_time", now),
            ("is_local_superuser", root.into()),
            ("auth_user_name", user.into()),
            ("originator", originator.into()),
            ("rbac_permissions", Value::texts(permissions)),
        ],
    );
    let track_id = format!("trackid={}", uuid::Uuid::new_v4().simple());
    world.sessions.insert(
        reference.clone(),
        Session {
            user: user.to_owned(),
            role,
            registered: None,
            track_id,
            told: false,
        },
    );
    reference
}

fn make_room(world: &mut World, originator: &str) {
    let limit = if originator.is_empty() {
        LIMITS.1
    } else {
        LIMITS.0
    };
    if world.sessions.len() < limit {
        return;
    }
    let mut same: Vec<(u64, Ref)> = world
        .db
        .rows("session")
        .filter(|(session, _)| world.db.text(session, "originator") == originator)
        .map(|(session, row)| (row.created, session.clone()))
        .collect();
    same.sort_unstable();
    let excess = (same.len() + 1).saturating_sub(limit);
    for (_, session) in same.into_iter().take(excess) {
        logout(world, &session);
    }
}

/// `session.logout()`: whoever waits with this session is woken and told that it is no more.
pub fn logout(world: &mut World, session: &str) {
    if let Some(gone) = world.sessions.remove(session) {
        if gone.registered.is_some() {
            world.db.legacy_listeners -= 1;
        }
        world.db.delete(session);
    }
}

/// The session of a call, or SESSION_INVALID.
pub fn find(world: &World, session: &str) -> Outcome<Session> {
    world
        .sessions
        .get(session)
        .cloned()
        .ok_or_else(|| Failure::new("SESSION_INVALID", [session]))
}

/// The session that a request comes with.
pub fn admit(pool: &Pool, request: &crate::http::Request) -> Option<Ref> {
    let named = request.session()?;
    let world = pool.lock();
    find(&world, &named).ok().map(|_| Arc::from(named))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_session_of_a_greedy_client_goes() {
        let mut world = World::default();
        let other = open(&mut world, "root", Role::PoolAdmin, "other");
        let first = open(&mut world, "root", Role::PoolAdmin, "greedy");
        for _ in 0..LIMITS.0 {
            open(&mut world, "root", Role::PoolAdmin, "greedy");
        }
        assert_eq!(world.sessions.len(), LIMITS.0 + 1);
        assert_eq!(find(&world, &first).unwrap_err().code, "SESSION_INVALID");
        assert!(find(&world, &other).is_ok());
    }
}
