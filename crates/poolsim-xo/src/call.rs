//! A call as its method sees it: parameters checked, the objects that they name found and the caller's rights on them
//! looked at.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::Hub;
use super::connection::Connection;
use super::error::{Answer, Error};
use super::link::Link;
use super::objects::Shown;
use super::signature::{Permission, Signature};
use super::users::User;
use poolsim::failure::{Failure, Outcome};
use poolsim::pool::World;
use poolsim::value::{Ref, Value};

/// A call.
#[derive(Debug)]
pub struct Call {
    /// The server.
    pub hub: Arc<Hub>,
    /// Where it came from.
    pub connection: Arc<Connection>,
    /// What its answer carries.
    pub id: Json,
    /// Its parameters.
    pub params: Map<String, Json>,
    user: Option<User>,
    objects: HashMap<&'static str, Found>,
}

/// An object that a parameter named.
#[derive(Clone, Debug)]
pub struct Found {
    /// XO's connection to its pool.
    pub link: Arc<Link>,
    /// The object as XO knows it.
    pub shown: Arc<Shown>,
    /// XO was told to change nothing in this pool.
    pub read_only: bool,
}

impl Call {
    /// Checks a call up to the point where its method can run.
    pub fn prepare(
        hub: &Arc<Hub>,
        connection: &Arc<Connection>,
        id: Json,
        method: &Signature,
        params: Json,
    ) -> Answer<Call> {
        let user = connection.user();
        let wanted = match method.permission {
            Permission::Admin => Some("admin"),
            _ => None,
        };
        let admitted = match (method.permission, &user) {
            (Permission::Nobody, _) | (Permission::User, Some(_)) => true,
            (Permission::Admin, Some(user)) => user.admin(),
            (_, None) => false,
        };
        if !admitted {
            return Err(Error::unauthorized(wanted, None));
        }
        let params = method.check(params)?;
        let mut objects = HashMap::new();
        for param in method.params().filter(|param| !param.objects.is_empty()) {
            let Some(named) = params.get(param.name).and_then(Json::as_str) else {
                continue;
            };
            let found = hub.find(named, &param.objects)?;
            if !user.as_ref().is_some_and(User::admin) {
                let id = found.shown.id.as_str();
                return Err(Error::unauthorized(Some(param.right), Some(id)));
            }
            objects.insert(param.name, found);
        }
        Ok(Call {
            hub: hub.clone(),
            connection: connection.clone(),
            id,
            params,
            user,
            objects,
        })
    }

    /// The caller. Methods that anybody may call have to reckon with none.
    pub fn user(&self) -> Answer<&User> {
        self.user
            .as_ref()
            .ok_or_else(|| Error::unauthorized(None, None))
    }

    /// The object that a parameter named.
    pub fn object(&self, param: &str) -> Answer<&Found> {
        self.objects
            .get(param)
            .ok_or_else(|| Error::no_such_object(self.text(param).unwrap_or(""), &[]))
    }

    /// The same, where the parameter may have been left out.
    pub fn optional(&self, param: &str) -> Option<&Found> {
        self.objects.get(param)
    }

    /// A parameter that is there and not null.
    pub fn param(&self, name: &str) -> Option<&Json> {
        self.params.get(name).filter(|value| !value.is_null())
    }

    /// A string.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.params.get(name)?.as_str()
    }

    /// A boolean; false if it was left out.
    pub fn flag(&self, name: &str) -> bool {
        self.params
            .get(name)
            .and_then(Json::as_bool)
            .unwrap_or(false)
    }

    /// A whole number, also one in a string. Sizes with a unit (`"4 GiB"`) are understood as well.
    pub fn int(&self, name: &str) -> Option<i64> {
        match self.params.get(name)? {
            Json::Number(number) => number.as_i64().or(number.as_f64().map(|n| n as i64)),
            Json::String(text) => size(text),
            _ => None,
        }
    }
}

fn size(text: &str) -> Option<i64> {
    let text = text.trim();
    let split = text
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(text.len());
    let number: i64 = text[..split].parse().ok()?;
    let unit = match text[split..].trim() {
        "" | "B" => 1,
        "KiB" | "k" => 1 << 10,
        "MiB" | "M" => 1 << 20,
        "GiB" | "G" => 1 << 30,
        "TiB" | "T" => 1 << 40,
        _ => return None,
    };
    number.checked_mul(unit)
}

impl Found {
    /// Its reference in the pool.
    pub fn reference(&self) -> &Ref {
        &self.shown.reference
    }

    /// A question to the pool's state.
    pub fn ask<T>(&self, question: impl FnOnce(&World, &Ref) -> T) -> T {
        question(&self.link.pool.lock(), self.reference())
    }

    /// Its power state.
    pub fn power(&self) -> String {
        self.ask(|world, vm| world.db.text(vm, "power_state").to_owned())
    }

    /// A call of the pool with this object first.
    pub async fn call(&self, method: &str, args: impl IntoIterator<Item = Value>) -> Answer<Value> {
        let args = std::iter::once(self.reference().into()).chain(args);
        self.raw(method, args.collect()).await
    }

    /// A call of the pool with exactly those parameters.
    pub async fn raw(&self, method: &str, args: Vec<Value>) -> Answer<Value> {
        self.writable(method)?;
        self.answered(method, self.link.call(method, args)).await
    }

    /// A call as a task, with this object first. Everything it did has been told when it answers.
    pub async fn task(&self, method: &str, args: impl IntoIterator<Item = Value>) -> Answer<Value> {
        self.writable(method)?;
        let args = std::iter::once(self.reference().into()).chain(args);
        let args = args.collect();
        self.answered(method, self.link.task(method, args)).await
    }

    /// What the pool answers, unless it is lost before that. What it was told to do it does all the same.
    async fn answered(
        &self,
        method: &str,
        call: impl Future<Output = Outcome<Value>>,
    ) -> Answer<Value> {
        tokio::select! {
            outcome = call => outcome.map_err(|failure| self.failed(&failure, method)),
            () = self.link.closed() => Err(Error::unforeseen("read ECONNRESET")),
        }
    }

    fn writable(&self, method: &str) -> Answer<()> {
        if self.read_only {
            return Err(Error::unforeseen(format!(
                "cannot call {method} in read only mode"
            )));
        }
        Ok(())
    }

    /// What the pool answered, in XO's words.
    pub fn failed(&self, failure: &Failure, method: &str) -> Error {
        Error::from_pool(failure, method, |reference| self.link.id(reference))
    }

    /// The uuid of an object of the same pool.
    pub fn uuid(&self, reference: &Value) -> Json {
        let uuid = self.ask(|world, _| world.db.text(reference.as_str(), "uuid").to_owned());
        uuid.into()
    }
}
