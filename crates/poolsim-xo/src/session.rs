//! Signing in, what the server says of itself, its objects, and what can be done to objects of any type.

use serde_json::{Value as Json, json};

use super::call::Call;
use super::error::{Answer, Error};
use super::filter::Filter;
use super::json;
use super::method::{Method, method};
use super::transfer::Transfer;
use super::{Hub, lock, members};
use poolsim::value::Value;

const VERSION: &str = "5.207.2";

pub(super) const METHODS: &[Method] = &[
    method!("session.signIn", Nobody, "", sign_in),
    method!(
        "session.signInWithPassword",
        Nobody,
        "email:string password:string",
        sign_in
    ),
    method!("session.signInWithToken", Nobody, "token:string", sign_in),
    method!("session.signOut", User, "", sign_out),
    method!("session.getUser", Nobody, "", get_user),
    method!("system.getServerVersion", Nobody, "", server_version),
    method!("system.getVersion", Nobody, "", version),
    method!(
        "token.create",
        User,
        "description?:string expiresIn?:number/string client?:object",
        create_token
    ),
    method!(
        "token.delete",
        Admin,
        "tokens?:array pattern?:object",
        delete_tokens
    ),
    method!("token.deleteOwn", User, "tokens:array", delete_own_tokens),
    method!(
        "xo.getAllObjects",
        User,
        "filter?:object/string limit?:number ndjson?:boolean",
        all_objects
    ),
    method!(
        "tag.add",
        User,
        "id:string=*@administrate tag:string",
        add_tag
    ),
    method!(
        "tag.remove",
        User,
        "id:string=*@administrate tag:string",
        remove_tag
    ),
    method!(
        "task.cancel",
        User,
        "id:string=task@administrate",
        cancel_task
    ),
    method!(
        "task.destroy",
        User,
        "id:string=task@administrate",
        destroy_task
    ),
    method!(
        "message.delete",
        User,
        "id:string=message@administrate",
        delete_message
    ),
];

async fn sign_in(call: Call) -> Answer<Json> {
    let params = Json::Object(call.params.clone());
    let (user, expires) = lock(&call.hub.users).sign_in(&params)?;
    let token = expires.and(call.text("token")).map(str::to_owned);
    let shown = user.json();
    call.connection.sign_in(Some((user, token)));
    Ok(shown)
}

async fn sign_out(call: Call) -> Answer<Json> {
    call.connection.sign_in(None);
    Ok(Json::Null)
}

async fn get_user(call: Call) -> Answer<Json> {
    // Signed out it ought to be null; the real one stumbles there.
    let user = call
        .connection
        .user()
        .ok_or_else(|| Error::unforeseen("Cannot read properties of undefined"))?;
    Ok(user.json())
}

async fn server_version(_: Call) -> Answer<Json> {
    Ok(VERSION.into())
}

async fn version(_: Call) -> Answer<Json> {
    Ok("0.1".into())
}

async fn create_token(call: Call) -> Answer<Json> {
    let params = Json::Object(call.params.clone());
    let token = lock(&call.hub.users).token(call.user()?, &params)?;
    Ok(token.into())
}

fn is_named(call: &Call, token: &str) -> bool {
    let named = call.param("tokens").and_then(Json::as_array);
    named.is_some_and(|named| named.iter().any(|one| one == token))
}

/// Anybody's, by their ids or by what they look like.
async fn delete_tokens(call: Call) -> Answer<Json> {
    let pattern = call.param("pattern").map(Filter::parse).transpose()?;
    lock(&call.hub.users).delete_tokens(|token, shown| match &pattern {
        Some(pattern) => pattern.matches(shown),
        None => is_named(&call, token),
    });
    Ok(Json::Null)
}

async fn delete_own_tokens(call: Call) -> Answer<Json> {
    let user = call.user()?.id.clone();
    lock(&call.hub.users)
        .delete_tokens(|token, shown| shown["user_id"] == *user && is_named(&call, token));
    Ok(Json::Null)
}

/// Everything, or what a filter finds: to every user, whatever the rights.
///
/// The answer goes out while nothing else is told, so that no later change can overtake it; `null` says that it has.
async fn all_objects(call: Call) -> Answer<Json> {
    // It counts down past zero: with two and a half there are three, with less than one none.
    let limit = call.param("limit").and_then(Json::as_f64);
    let limit = limit.map(|limit| limit.ceil().max(0.0) as usize);
    let filter = call.param("filter").map(Filter::parse).transpose()?;
    if call.flag("ndjson") {
        let path = call.hub.offer(Transfer::Objects { filter, limit }, "");
        return Ok(json!({ "$getFrom": path }));
    }
    let _telling = lock(&call.hub.event_faults);
    let mut text = String::new();
    text.push_str(r#"{"jsonrpc":"2.0","id":"#);
    text.push_str(&call.id.to_string());
    text.push_str(r#","result":{"#);
    let found = call.hub.objects(filter.as_ref(), limit);
    members(
        found
            .iter()
            .map(|shown| (shown.id.as_str(), shown.text.as_str())),
        &mut text,
    );
    text.push_str("}}");
    call.connection.send(text);
    Ok(Json::Null)
}

impl Hub {
    /// The objects that a filter finds, no more than `limit`.
    pub(super) fn objects(
        &self,
        filter: Option<&Filter>,
        limit: Option<usize>,
    ) -> Vec<std::sync::Arc<super::objects::Shown>> {
        let kind = filter.and_then(Filter::kind);
        let mut found = Vec::new();
        for (link, _) in self.links() {
            let seen = link.seen();
            let fitting = seen.objects.values().filter(|shown| {
                kind.is_none_or(|kind| kind == shown.kind)
                    && filter.is_none_or(|filter| {
                        // It is our own text.
                        serde_json::from_str(&shown.text)
                            .is_ok_and(|object: Json| filter.matches(&object))
                    })
            });
            let room = limit.map_or(usize::MAX, |limit| limit - found.len());
            found.extend(fitting.take(room).cloned());
        }
        found
    }
}

/// The class of the pool that an object is of, for the names of its calls.
fn class(kind: &str) -> &str {
    match kind {
        kind if kind.starts_with("VM") => "VM",
        kind if kind.starts_with("VDI") => "VDI",
        kind => kind,
    }
}

async fn tag(call: Call, what: &str) -> Answer<Json> {
    let object = call.object("id")?;
    let tag = call.param("tag").map(json::value).unwrap_or(Value::void());
    let method = format!("{}.{what}_tags", class(&object.shown.kind));
    object.call(&method, [tag]).await?;
    Ok(Json::Null)
}

async fn add_tag(call: Call) -> Answer<Json> {
    tag(call, "add").await
}

async fn remove_tag(call: Call) -> Answer<Json> {
    tag(call, "remove").await
}

async fn cancel_task(call: Call) -> Answer<Json> {
    call.object("id")?.call("task.cancel", []).await?;
    Ok(Json::Null)
}

async fn destroy_task(call: Call) -> Answer<Json> {
    call.object("id")?.call("task.destroy", []).await?;
    Ok(Json::Null)
}

async fn delete_message(call: Call) -> Answer<Json> {
    call.object("id")?.call("message.destroy", []).await?;
    Ok(Json::Null)
}
