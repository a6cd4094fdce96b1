//! What is looked at once a plan is done, and told where it is not as it should be: a server may have done what it
//! was asked for, and not all that was meant.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use xapi::{Host, OpaqueRef, Pbd, Sr};

use super::answers::result_of;
use crate::{problem::Problem, world::World};

/// What is looked at once a plan is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToldAfter {
    /// Which hosts have not attached storage: it, or what stands for the answer of the step that has made it.
    HostsWithout(String),
}

impl ToldAfter {
    /// What there is to tell; none: all is as it should be.
    pub fn look(&self, results: &[Option<Value>], world: &World) -> Option<Problem> {
        let Self::HostsWithout(sr) = self;
        let sr = match result_of(sr) {
            Some(step) => results.get(step)?.as_ref()?.as_str()?,
            None => sr,
        };
        let sr = OpaqueRef::from(sr);
        let name = world.record::<Sr>(&sr)?.name_label.clone();
        let unplugged = world
            .within::<Pbd>(&sr)
            .filter(|(_, pbd)| !pbd.currently_attached);
        let hosts: Vec<&str> = unplugged
            .filter_map(|(_, pbd)| world.get(&pbd.host))
            .map(|host: &Host| host.name_label.as_str())
            .collect();
        match hosts.is_empty() {
            true => None,
            false => Some(
                Problem::new("sr_not_on_hosts")
                    .with("sr", name)
                    .with("hosts", hosts.join(", ")),
            ),
        }
    }
}
