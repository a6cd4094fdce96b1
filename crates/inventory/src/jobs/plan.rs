//! What a job would do, as data: shown before it is done, run step by step, rendered as a script.

mod answers;
mod call;
mod effect;
mod file_transfer;
mod patience;
mod secrets;
mod told_after;
mod tolerance;
mod upload;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use xapi::{ApiCall, Ref, Vbd, VbdType, Vdi, Vm, calls};

use answers::{mentions, mentions_secret, renumber};
pub use answers::{result_of, secret_of};
pub use call::Call;
pub use effect::{Effect, Until};
pub use file_transfer::{
    Direction, DiskFile, DiskFormat, EXPORT, EXPORT_RAW_VDI, FileContent, FileTransfer, IMPORT,
    Packing, about_of, wire_of,
};
pub(crate) use file_transfer::{file_name, named_file};
pub use patience::Patience;
pub use told_after::ToldAfter;
pub use tolerance::Tolerance;
pub use upload::{Content, IMPORT_RAW_VDI, Upload};

use super::{Confidential, Subject};
use crate::{
    key::{ConnectionId, ObjectKey},
    problem::Problem,
    view::Cell,
    world::World,
};

/// What would be done to one subject.
///
/// Steps run in their order. The first that fails ends the plan, and what the ones before it have
/// done is undone, the latest first, as far as they say how.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// What will be different.
    pub effects: Vec<Effect>,
    /// What is done for that.
    pub steps: Vec<Step>,
    /// What the plan relies on: what no longer holds when it is to be run keeps it from running.
    pub expects: Vec<Expectation>,
    /// What was said in confidence, for the steps in which a mark stands for it.
    #[serde(default)]
    pub secrets: Vec<Confidential>,
    /// What is looked at once all is done, and told where it is not as it should be.
    #[serde(default)]
    pub told_after: Option<ToldAfter>,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// What.
    pub act: Act,
    /// What this step costs beside the plan's others: its share of the progress.
    pub weight: u32,
    /// The call that takes it back; none: it cannot be taken back.
    pub undo: Option<Undo>,
    /// How long it is waited for, where the step after it stands for doing the same another way; none:
    /// as long as it takes, and what comes after it comes in any case.
    #[serde(default)]
    pub patience: Option<Patience>,
    /// What its failing means for the rest of the plan.
    #[serde(default)]
    pub tolerance: Tolerance,
    /// The only answer that says it has worked, where there are others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted: Option<Value>,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Act {
    /// A call of the API.
    Call(Call),
    /// Bytes that are sent into a disk.
    Upload(Upload),
    /// A file of this computer, to a server or from one.
    File(FileTransfer),
    /// A change of this program's own state.
    Own(OwnAct),
}

impl Act {
    /// What is asked of a server, if anything is.
    pub fn call(&self) -> Option<&Call> {
        match self {
            Self::Call(call) => Some(call),
            Self::Upload(upload) => Some(&upload.call),
            Self::File(transfer) => Some(&transfer.call),
            Self::Own(_) => None,
        }
    }

    /// The same, to be changed.
    fn call_mut(&mut self) -> Option<&mut Call> {
        match self {
            Self::Call(call) => Some(call),
            Self::Upload(upload) => Some(&mut upload.call),
            Self::File(transfer) => Some(&mut transfer.call),
            Self::Own(_) => None,
        }
    }
}

/// How a step is taken back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Undo {
    /// The call that does it.
    pub call: Call,
    /// What must be so for it, or somebody else's change would be overwritten.
    pub expects: Vec<Expectation>,
    /// Whether the VM that the call destroys was made by the step with disks of its own, which go
    /// before it. Which they are is known only once they are there.
    #[serde(default)]
    pub with_disks: bool,
}

/// A change of this program's own state: of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OwnAct {
    /// Connect, or try again now.
    Connect,
    /// Log out.
    Disconnect,
    /// Let things be changed through it, or not.
    SetReadOnly(bool),
    /// Show it rather than other ways to the same pool.
    Prefer,
    /// Forget the server.
    Remove,
}

/// What a plan has seen of an object of the subject's pool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Expectation {
    /// The object.
    pub object: ObjectKey,
    /// The record's field by its wire name; of a map, one key of it: `other_config.folder`, which
    /// is null where it is not there.
    pub field: String,
    /// Its value, as the API writes it in JSON.
    pub value: Value,
}

impl Plan {
    /// Says that something will be different.
    pub(crate) fn effect(&mut self, effect: Effect) -> &mut Self {
        self.effects.push(effect);
        self
    }

    /// Says that a value of the subject changes: `field.<field>`.
    pub(crate) fn change(
        &mut self,
        field: &str,
        subject: &Subject<'_>,
        before: Cell,
        after: Cell,
    ) -> &mut Self {
        self.effect(Effect::Change {
            object: subject.key.clone(),
            field: field.to_owned(),
            before,
            after,
        })
    }

    /// Says that something about it is odd.
    pub(crate) fn odd(&mut self, problem: Problem) -> &mut Self {
        self.effect(Effect::Odd { problem })
    }

    /// Says that a VM of this name comes to be: a machine, a template or a snapshot.
    pub(crate) fn creates_vm(&mut self, name: &str) -> &mut Self {
        self.effect(Effect::Create {
            class: "VM".to_owned(),
            name: name.to_owned(),
        })
    }

    /// Adds a call as the next step.
    pub(crate) fn call<T>(&mut self, call: ApiCall<T>) -> &mut Step {
        self.step(Act::Call(call.into()))
    }

    /// Adds a call that makes an object of a record. Of that only these members are said, and the rest
    /// is the server's business.
    pub(crate) fn create<T>(&mut self, call: ApiCall<Ref<T>>, members: &[&str]) -> &mut Step {
        let mut call = Call::from(call);
        call.say_only(members);
        self.step(Act::Call(call))
    }

    /// What stands for the answer of the latest step.
    pub(crate) fn latest<T>(&self) -> Ref<T> {
        Step::result(self.steps.len().saturating_sub(1))
    }

    /// Adds a call whose parameter at `place` is what the step `index` has answered, whatever that is
    /// made of.
    pub(crate) fn call_with_answer<T>(
        &mut self,
        index: usize,
        call: ApiCall<T>,
        place: usize,
    ) -> &mut Step {
        let mut call = Call::from(call);
        if let Some(param) = call.params.get_mut(place) {
            *param = Value::from(answers::all_of(index));
        }
        self.step(Act::Call(call))
    }

    /// Adds bytes that are sent into a disk as the next step; a script calls the file with them so.
    pub(crate) fn upload(&mut self, disk: &Ref<Vdi>, file: &str, content: Content) -> &mut Step {
        self.step(Act::Upload(Upload::new(disk, file, content)))
    }

    /// Adds a file that goes to a server, or comes from one, as the next step.
    pub(crate) fn transfer(&mut self, transfer: FileTransfer) -> &mut Step {
        self.step(Act::File(transfer))
    }

    /// Adds a change of this program's own state as the next step.
    pub(crate) fn own(&mut self, act: OwnAct) -> &mut Step {
        self.step(Act::Own(act))
    }

    fn step(&mut self, act: Act) -> &mut Step {
        self.steps.push(Step::of(act));
        let last = self.steps.len() - 1;
        &mut self.steps[last]
    }

    /// Relies on a field of the subject being as it is now.
    pub(crate) fn expect(&mut self, subject: &Subject<'_>, field: &str) -> &mut Self {
        self.expects.extend(Expectation::of(subject, field));
        self
    }

    /// Adds another plan for the same subject after this one. What its steps use of each other's
    /// answers is numbered anew.
    pub(crate) fn append(&mut self, other: Self) {
        let (offset, secrets) = (self.steps.len(), self.secrets.len());
        self.secrets.extend(other.secrets);
        self.effects.extend(other.effects);
        for expected in other.expects {
            if !self.expects.contains(&expected) {
                self.expects.push(expected);
            }
        }
        self.steps.extend(other.steps.into_iter().map(|mut step| {
            let undo = step.undo.as_mut().map(|undo| &mut undo.call);
            for call in step.act.call_mut().into_iter().chain(undo) {
                call.params
                    .iter_mut()
                    .for_each(|param| renumber(param, offset, secrets));
            }
            step
        }));
    }

    /// The same for any object of the subject's world.
    pub(crate) fn expect_of(&mut self, world: &World, key: &ObjectKey, field: &str) -> &mut Self {
        if let Some(value) = value_of(world, key, field) {
            self.expects.push(Expectation {
                object: key.clone(),
                field: field.to_owned(),
                value,
            });
        }
        self
    }

    /// Whether the step `index` is only done where the one before it was not to be waited for.
    pub fn is_instead(&self, index: usize) -> bool {
        let before = index
            .checked_sub(1)
            .and_then(|before| self.steps.get(before));
        before.is_some_and(|before| before.patience.is_some())
    }

    /// The step that follows once the step `index` has succeeded: what would be done instead is left out.
    pub fn after(&self, index: usize) -> usize {
        index + 1 + usize::from(self.is_instead(index + 1))
    }

    /// Whether a person can take it back when it is done: every step says how.
    pub fn can_be_undone(&self) -> bool {
        !self.steps.is_empty() && self.steps.iter().all(|step| step.undo.is_some())
    }

    /// The plan that takes this one back once it is done; none where a step cannot be taken back.
    pub fn undone(&self) -> Option<Self> {
        if !self.can_be_undone() {
            return None;
        }
        let mut back = Self::default();
        for effect in self.effects.iter().rev() {
            match effect {
                Effect::Change {
                    object,
                    field,
                    before,
                    after,
                } => {
                    back.effect(Effect::Change {
                        object: object.clone(),
                        field: field.clone(),
                        before: after.clone(),
                        after: before.clone(),
                    });
                }
                Effect::AtNextStart { .. } => {
                    back.effect(effect.clone());
                }
                _ => {}
            }
        }
        for undo in self.steps.iter().rev().filter_map(|step| step.undo.clone()) {
            back.expects.extend(undo.expects);
            back.step(Act::Call(undo.call));
        }
        Some(back)
    }

    /// Whether all that the plan relies on is so.
    pub fn holds(&self, world: &World) -> bool {
        self.expects.iter().all(|expected| expected.holds(world))
    }

    /// Whether a step uses the answer of the step `index`.
    pub(crate) fn uses_result(&self, index: usize) -> bool {
        self.is_used_from(0, index)
    }

    /// Whether the step `next`, or one after it, uses the answer of the step `index`.
    pub fn is_used_from(&self, next: usize, index: usize) -> bool {
        let steps = self.steps.iter().skip(next);
        let mut params = steps
            .filter_map(|step| step.act.call())
            .flat_map(|call| &call.params);
        params.any(|param| mentions(param, index))
    }

    /// A step's call as it may be written down: if it is made with a secret that a person has said or an
    /// earlier step has answered, as it stands in the plan.
    pub fn without_secrets(&self, step: usize, call: &Call) -> Call {
        let planned = match self.steps.get(step).map(|step| &step.act) {
            Some(Act::Call(planned)) => planned,
            _ => return call.clone(),
        };
        let is_secret = |index: usize| match self.steps.get(index).map(|step| &step.act) {
            Some(Act::Call(earlier)) => earlier.answers_secret,
            _ => false,
        };
        let uses = |index: usize| planned.params.iter().any(|param| mentions(param, index));
        let is_made_with_one = mentions_secret(&planned.params);
        match is_made_with_one || (0..step).any(|index| is_secret(index) && uses(index)) {
            true => planned.clone(),
            false => call.clone(),
        }
    }

    /// The connections beside the subject's on which calls are made, in the order of the steps.
    pub fn other_connections(&self) -> Vec<&ConnectionId> {
        let mut others = Vec::new();
        for id in self.calls().filter_map(|call| call.connection.as_ref()) {
            if !others.contains(&id) {
                others.push(id);
            }
        }
        others
    }

    /// The calls among its steps.
    pub fn calls(&self) -> impl Iterator<Item = &Call> {
        self.steps.iter().filter_map(|step| step.act.call())
    }

    /// What is sent by its steps.
    pub fn contents(&self) -> impl Iterator<Item = &Content> {
        self.steps.iter().filter_map(|step| match &step.act {
            Act::Upload(upload) => Some(&upload.content),
            Act::Call(_) | Act::File(_) | Act::Own(_) => None,
        })
    }

    /// Forgets what its steps send, once nothing of it will be sent any more.
    pub fn forget_contents(&mut self) {
        for step in &mut self.steps {
            if let Act::Upload(upload) = &mut step.act {
                upload.content.forget();
            }
        }
        self.secrets.iter_mut().for_each(Confidential::forget);
    }
}

impl Step {
    /// A step that does this, and can neither be taken back nor fail without ending the plan.
    pub(crate) fn of(act: Act) -> Self {
        Self {
            act,
            weight: 1,
            undo: None,
            patience: None,
            tolerance: Tolerance::None,
            wanted: None,
        }
    }

    /// Says what its failing means for the rest of the plan.
    pub(crate) fn tolerated(&mut self, tolerance: Tolerance) -> &mut Self {
        self.tolerance = tolerance;
        self
    }

    /// Says which answer alone means that it has worked.
    pub(crate) fn wants(&mut self, answer: impl Into<Value>) -> &mut Self {
        self.wanted = Some(answer.into());
        self
    }

    /// What stands for the answer of the plan's step `index` in another step's parameters.
    pub fn result<T>(index: usize) -> Ref<T> {
        xapi::OpaqueRef::from(answers::all_of(index)).into()
    }

    /// What stands for the first of the list that the plan's step `index` answers with.
    pub fn first_of_result<T>(index: usize) -> Ref<T> {
        xapi::OpaqueRef::from(answers::first_of(index)).into()
    }

    /// Says how it is taken back.
    pub(crate) fn undo<T>(&mut self, call: ApiCall<T>) -> &mut Self {
        self.undo = Some(Undo {
            call: call.into(),
            expects: Vec::new(),
            with_disks: false,
        });
        self
    }

    /// Says how long it is waited for before the next step is done instead, and after which errors that
    /// is done at once.
    pub(crate) fn waited_for(&mut self, seconds: u32, futile: &[&str]) -> &mut Self {
        self.patience = Some(Patience {
            seconds,
            futile: futile.iter().map(|&code| code.to_owned()).collect(),
        });
        self
    }

    /// Says that it is made on another connection than the subject's.
    pub(crate) fn on(&mut self, connection: &ConnectionId) -> &mut Self {
        if let Act::Call(call) = &mut self.act {
            call.connection = Some(connection.clone());
        }
        self
    }

    /// Says that nobody else may see what it answers. It is not run as a task either: a task's answer
    /// is shown to all who see tasks.
    pub(crate) fn answers_secret(&mut self) -> &mut Self {
        if let Act::Call(call) = &mut self.act {
            call.has_task = false;
            call.answers_secret = true;
        }
        self
    }

    /// Says that it is taken back by destroying the VM that this step, the plan's `index`, has made,
    /// with its disks.
    pub(crate) fn undo_by_removing(&mut self, index: usize) -> &mut Self {
        self.undo_by_removing_vm(&Self::result(index))
    }

    /// The same for the first of several that it has made.
    pub(crate) fn undo_by_removing_first(&mut self, index: usize) -> &mut Self {
        self.undo_by_removing_vm(&Self::first_of_result(index))
    }

    fn undo_by_removing_vm(&mut self, vm: &Ref<Vm>) -> &mut Self {
        self.undo = Some(Undo {
            call: calls::vm::destroy(vm).into(),
            expects: Vec::new(),
            with_disks: true,
        });
        self
    }

    /// Says what must be so for taking it back: that a field has the value that the step has given.
    pub(crate) fn undo_expects(&mut self, object: &ObjectKey, field: &str, value: Value) {
        if let Some(undo) = &mut self.undo {
            undo.expects.push(Expectation {
                object: object.clone(),
                field: field.to_owned(),
                value,
            });
        }
    }
}

impl Undo {
    /// The calls that take the step back, with the answers of the plan's steps in the places that
    /// stand for them; none where one of them is missing.
    pub fn calls(&self, results: &[Option<Value>], world: &World) -> Vec<Call> {
        let Some(call) = self.call.clone().filled(results) else {
            return Vec::new();
        };
        let mut calls = Vec::new();
        if let (true, Some(vm)) = (self.with_disks, call.object()) {
            let drives = world.within::<Vbd>(&vm.into());
            let disks = drives.filter(|(_, vbd)| vbd.r#type == VbdType::Disk);
            let known = disks.filter(|(_, vbd)| world.get(&vbd.vdi).is_some());
            calls.extend(known.map(|(_, vbd)| calls::vdi::destroy(&vbd.vdi).into()));
        }
        calls.push(call);
        calls
    }
}

impl Expectation {
    /// That a field of the subject is as it is now; none where there is no such field.
    fn of(subject: &Subject<'_>, field: &str) -> Option<Self> {
        Some(Self {
            object: subject.key.clone(),
            field: field.to_owned(),
            value: value_of(subject.connection.world, subject.key, field)?,
        })
    }

    /// Whether it is so.
    pub fn holds(&self, world: &World) -> bool {
        value_of(world, &self.object, &self.field).as_ref() == Some(&self.value)
    }
}

/// A field of an object, or one key of a map, as the API writes it in JSON.
fn value_of(world: &World, key: &ObjectKey, field: &str) -> Option<Value> {
    let object = world.object(&key.class(), &key.opaque())?;
    let Value::Object(mut fields) = serde_json::to_value(&object.record).ok()? else {
        return None;
    };
    let Some((map, entry)) = field.split_once('.') else {
        return fields.remove(field);
    };
    match fields.remove(map)? {
        Value::Object(mut entries) => Some(entries.remove(entry).unwrap_or_default()),
        _ => None,
    }
}
