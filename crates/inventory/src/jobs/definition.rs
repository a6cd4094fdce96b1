//! What every job says of itself.

use xapi::{Class, Object, Record, RecordOf, Ref, Vm, VmKind, VmPowerState};

use super::{
    Form, Plan, Refusal,
    disk::file::FoundInFile,
    name::Job,
    parts::Parts,
    plan::Call,
    question::{Found, Reply},
    role, way,
};
use crate::{
    connection::ConnectionInfo, key::ObjectKey, look, objects::describe, problem::Problem,
};

/// A job, and what a person says with it: the fields of the implementing type.
pub(crate) trait Definition {
    /// The names of the API's methods that its steps may call. By them it is known before a click
    /// whether a way into a pool can do the job at all. A job that only changes this program's own
    /// state has none.
    const METHODS: &'static [&'static str];

    /// What it puts at risk at most; the plan's effects say what of it comes true.
    const RISK: Risk = Risk::None;

    /// Whether something has to be said with it: then it has a [`form`](Self::form).
    const ASKS: bool = false;

    /// Whether it is among what is offered for a selection. What is edited on a page is not.
    const IS_OFFERED: bool = true;

    /// Whether it is shown before it is done, where it is for several: what cannot be taken back.
    const CONFIRMS_SEVERAL: bool = false;

    /// How many of one request are under way at once; none: as many as of any.
    const AT_ONCE: Option<u32> = None;

    /// Whether it is for objects of this kind at all, so that it is offered for them.
    fn is_for(subject: &Subject<'_>) -> bool;

    /// Whether it may be done now, whatever is said with it.
    fn check(subject: &Subject<'_>) -> Result<(), Refusal>;

    /// Whether it is what somebody in front of this subject most probably wants.
    fn is_likely(_subject: &Subject<'_>) -> bool {
        false
    }

    /// What has to be said for these subjects, with what is most likely said.
    fn form(_subjects: &[Subject<'_>]) -> Form {
        Form::default()
    }

    /// The same once the object was chosen that the rest is about ([`FormField::is_subject`]): as if the job
    /// were asked for with that one, unless both count.
    ///
    /// [`FormField::is_subject`]: super::form::FormField::is_subject
    fn form_about(about: &Subject<'_>, _subjects: &[Subject<'_>]) -> Form {
        Self::form(std::slice::from_ref(about))
    }

    /// What the server is asked for what can be chosen in a field ([`FieldKind::Asked`]), with what was said in
    /// the others. It changes nothing.
    ///
    /// # Errors
    /// What is missing for that.
    ///
    /// [`FieldKind::Asked`]: super::form::FieldKind::Asked
    fn question(&self, _field: &str, _subject: &Subject<'_>) -> Result<Call, Refusal> {
        Err(Problem::new("bad_request").into())
    }

    /// What can be chosen, by the server's answer: some of its refusals are lists.
    ///
    /// # Errors
    /// Why nothing can.
    fn found(
        &self,
        _field: &str,
        _subject: &Subject<'_>,
        _reply: Reply,
    ) -> Result<Vec<Found>, Problem> {
        Err(Problem::new("bad_request"))
    }

    /// The file of this computer that has to be looked into before anything is planned, and where what was found
    /// there is told.
    fn looks_into(&mut self) -> Option<(&str, &mut Option<FoundInFile>)> {
        None
    }

    /// What is done to which objects for these subjects, all at once; none: the same to each of them.
    /// [`check`](Self::check) has passed for each.
    fn parts(&self, _subjects: &[Subject<'_>]) -> Option<Parts> {
        None
    }

    /// What would be done. [`check`](Self::check) has passed.
    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal>;
}

/// What a job puts at risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Risk {
    /// Nothing.
    None,
    /// Those who use the object are cut off, for a while or for good.
    Interruption,
    /// Data may be lost.
    Loss,
}

/// What a job is done to: an object, or a connection itself.
#[derive(Clone, Copy)]
pub(crate) struct Subject<'a> {
    /// The connection that it came by, and the world around it.
    pub(crate) connection: &'a ConnectionInfo<'a>,
    /// All connections that were looked at together: only some jobs look beyond their own pool.
    pub(crate) connections: &'a [ConnectionInfo<'a>],
    /// Its key.
    pub(crate) key: &'a ObjectKey,
    /// The object; none: the connection itself.
    pub(crate) object: Option<&'a Object>,
}

impl<'a> Subject<'a> {
    /// Finds what `key` names.
    pub(crate) fn find(connections: &'a [ConnectionInfo<'a>], key: &'a ObjectKey) -> Option<Self> {
        let connection = connections.iter().find(|info| *info.id == key.connection)?;
        let subject = Self::of(connection, key)?;
        Some(Self {
            connections,
            ..subject
        })
    }

    /// Finds what `key` names, which is of this connection, and looks at no other.
    pub(crate) fn of(connection: &'a ConnectionInfo<'a>, key: &'a ObjectKey) -> Option<Self> {
        let object = match key.is_connection() {
            true => None,
            false => Some(&**connection.world.object(&key.class(), &key.opaque())?),
        };
        Some(Self {
            connection,
            connections: std::slice::from_ref(connection),
            key,
            object,
        })
    }

    /// The object's record.
    pub(crate) fn record(&self) -> Option<&'a Record> {
        self.object.map(|object| &object.record)
    }

    /// The object's record, if it is of that class.
    pub(crate) fn record_of<T: RecordOf>(&self) -> Option<&'a T> {
        let is_of_class = self.object.is_some() && self.key.class() == T::CLASS;
        self.connection
            .world
            .record(&self.key.opaque())
            .filter(|_| is_of_class)
    }

    /// The key of another object of its world.
    pub(crate) fn key_of<T: RecordOf>(&self, reference: &Ref<T>) -> ObjectKey {
        ObjectKey::new(self.connection.id, &T::CLASS, reference.opaque())
    }

    /// The VM (machine, template or snapshot), if it is one.
    pub(crate) fn vm(&self) -> Option<&'a Vm> {
        match self.record() {
            Some(Record::Vm(vm)) => Some(vm),
            _ => None,
        }
    }

    /// Whether it is a VM of this kind.
    pub(crate) fn is_vm(&self, kind: VmKind) -> bool {
        self.vm().is_some_and(|vm| vm.kind() == kind)
    }

    /// Whether it is a VM proper.
    pub(crate) fn is_machine(&self) -> bool {
        self.is_vm(VmKind::Machine)
    }

    /// Whether it is a VM in this power state.
    pub(crate) fn has_power_state(&self, state: &VmPowerState) -> bool {
        self.vm().is_some_and(|vm| vm.power_state == *state)
    }

    /// Whether it stands for a connection: the connection itself, or its pool.
    pub(crate) fn is_connection(&self) -> bool {
        self.key.is_connection() || self.key.class() == Class::Pool
    }

    /// Its reference, typed by who knows its class.
    pub(crate) fn reference<T: RecordOf>(&self) -> Ref<T> {
        self.key.opaque().into()
    }

    /// Its name.
    pub(crate) fn name(&self) -> &'a str {
        let named = self.object.map(|object| {
            let called = describe(&object.record).called(self.connection.world);
            called.unwrap_or_else(|| look::name(object))
        });
        named.unwrap_or_else(|| self.connection.name())
    }

    /// Whether anything may be changed through its connection.
    ///
    /// # Errors
    /// `read_only` or `not_live`, each with the job that changes it.
    pub(crate) fn check_access(&self) -> Result<(), Refusal> {
        self.connection.access().check().map_err(|problem| {
            let key = ObjectKey::of_connection(self.connection.id);
            let connection = Subject {
                key: &key,
                object: None,
                ..*self
            };
            let fix = [Job::AllowChanges, Job::Connect, Job::TryNow]
                .into_iter()
                .find(|job| job.is_for(&connection));
            Refusal::from(problem).fixed_by(fix, &key)
        })
    }
}

/// Whether a job is for objects of this kind at all.
pub(crate) fn is_for(connection: &ConnectionInfo<'_>, job: Job, key: &ObjectKey) -> bool {
    Subject::of(connection, key).is_some_and(|subject| job.is_for(&subject))
}

/// Whether a job may be done to an object now, whatever is said with it.
///
/// # Errors
/// The reason why not, with the job that removes it where there is one.
pub fn check(connection: &ConnectionInfo<'_>, job: Job, key: &ObjectKey) -> Result<(), Refusal> {
    let subject = Subject::of(connection, key).ok_or_else(|| Problem::new("no_such_object"))?;
    checked(job, &subject)
}

/// The same for what was found already.
pub(super) fn checked(job: Job, subject: &Subject<'_>) -> Result<(), Refusal> {
    if !job.methods().is_empty() {
        if !job.is_for(subject) {
            return Err(unfit(subject).into());
        }
        subject.check_access()?;
        way::check(subject, job)?;
        let methods = way::methods_on(job, &subject.key.class);
        role::check_methods(subject.connection.permissions, methods)?;
    } else if !job.is_for(subject) {
        return Err(Problem::new("bad_request").into());
    }
    job.check_subject(subject)
}

/// Why a job is not for a subject.
fn unfit(subject: &Subject<'_>) -> Problem {
    Problem::new(match subject.vm().map(Vm::kind) {
        Some(VmKind::Template) => "is_template",
        Some(VmKind::Snapshot) => "is_snapshot",
        Some(VmKind::ControlDomain) => "is_control_domain",
        Some(VmKind::Machine) | None => "bad_request",
    })
}
