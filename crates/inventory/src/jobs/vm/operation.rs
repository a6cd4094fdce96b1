//! Whether an operation on a VM may begin now, and if not, why.
//!
//! The server has the last word: its `allowed_operations` is asked too. But it only says no; the
//! reasons are found here, in the order in which the server itself looks for them, save that what
//! can never be (a template does not start) is said before what may change (its power state).

use xapi::{DomainType, Host, HostMetrics, Vm, VmMetrics, VmOperation, VmPowerState};

use super::power;
use crate::{
    guest,
    jobs::{Refusal, Subject, passthrough::obstacle},
    problem::Problem,
    world::World,
};

/// The features of which a guest needs one to shut down.
pub(crate) const SHUTDOWN: &[&str] = &["feature-shutdown", "feature-poweroff"];
/// The features of which a guest needs one to reboot.
pub(crate) const REBOOT: &[&str] = &["feature-reboot", "feature-shutdown"];
/// The features of which a guest needs one to be suspended, or moved while it runs.
pub(crate) const SUSPEND: &[&str] = &["feature-suspend"];

/// An operation as the server counts it, in `allowed_operations` and `current_operations`, and what
/// it needs.
pub(crate) struct Operation {
    /// Its name.
    name: VmOperation,
    /// The power states of which it needs one; empty: it does not matter.
    power: &'static [VmPowerState],
    /// The features of which the guest needs one to do its part; empty: it has no part.
    guest: &'static [&'static str],
    /// Whether an operation that is under way leaves no room for it.
    excluded_by: fn(&VmOperation) -> bool,
    /// Whether it needs a host that takes VMs.
    needs_host: bool,
}

impl Operation {
    /// One that needs a power state, and that nothing else is under way.
    pub(crate) const fn new(name: VmOperation, power: &'static [VmPowerState]) -> Self {
        Self {
            name,
            power,
            guest: &[],
            excluded_by: |_| true,
            needs_host: false,
        }
    }

    /// The same for one in which the guest has to do its part, for which it needs one of these
    /// features.
    pub(crate) const fn with_guest(mut self, features: &'static [&'static str]) -> Self {
        self.guest = features;
        self
    }

    /// The same for one that only some operations leave no room for.
    pub(crate) const fn excluded_by(mut self, excludes: fn(&VmOperation) -> bool) -> Self {
        self.excluded_by = excludes;
        self
    }

    /// The same for one that needs a host that takes VMs.
    pub(crate) const fn with_host(mut self) -> Self {
        self.needs_host = true;
        self
    }

    /// Whether it may begin on this VM now.
    ///
    /// # Errors
    /// The reason why not.
    pub(crate) fn check(&self, subject: &Subject<'_>) -> Result<(), Refusal> {
        let Some(vm) = subject.vm() else {
            return Err(Problem::new("bad_request").into());
        };
        let world = subject.connection.world;
        if let Some(why) = vm.blocked_operations.get(&self.name) {
            return Err(Problem::new("blocked").with("why", why).into());
        }
        if !self.power.is_empty() && !self.power.contains(&vm.power_state) {
            return Err(power::wrong(subject, self.power));
        }
        if let Some(other) = vm
            .current_operations
            .values()
            .find(|other| (self.excluded_by)(other))
        {
            let problem = Problem::new("op_in_progress").with("operation", other.as_str());
            return Err(problem.into());
        }
        if lacks_feature(world, vm, self.guest) {
            return Err(Problem::new("needs_tools").into());
        }
        if self.needs_host && no_host_takes_vms(world) {
            return Err(Problem::new("host_disabled").into());
        }
        // A server that says nothing at all leaves it to the rules above (old Xen, Xen Orchestra).
        let silent = vm.allowed_operations.is_empty() && vm.current_operations.is_empty();
        if silent || vm.allowed_operations.contains(&self.name) {
            return Ok(());
        }
        let because = obstacle::to(subject, &self.name);
        Err(because.unwrap_or_else(|| Problem::new("not_allowed_now").into()))
    }
}

/// Whether the guest would have to do its part and cannot. The server lists the operation all the
/// same, and refuses the call.
pub(crate) fn lacks_feature(world: &World, vm: &Vm, features: &[&str]) -> bool {
    !features.is_empty()
        // Nobody asked guests for that then: they are told, and do it or do not.
        && !world.is_before_xapi()
        && is_fully_virtual(world, vm)
        && !guest::has_feature(guest::metrics(world, vm), features)
}

/// Paravirtual guests need no tools to shut down, reboot or suspend.
fn is_fully_virtual(world: &World, vm: &Vm) -> bool {
    let now = world
        .get::<VmMetrics>(&vm.metrics)
        .map(|metrics| &metrics.current_domain_type);
    let known = |domain: &&DomainType| {
        matches!(
            domain,
            DomainType::Hvm | DomainType::Pv | DomainType::PvInPvh | DomainType::Pvh
        )
    };
    match now.filter(known).or(Some(&vm.domain_type).filter(known)) {
        Some(domain) => matches!(domain, DomainType::Hvm | DomainType::Pvh),
        // Before 7.4 only the boot policy told.
        None => !vm.hvm_boot_policy.is_empty(),
    }
}

/// Whether every host is known to be down or out of service.
fn no_host_takes_vms(world: &World) -> bool {
    let out = |host: &Host| {
        !host.enabled
            || world
                .get::<HostMetrics>(&host.metrics)
                .is_some_and(|metrics| !metrics.live)
    };
    let mut hosts = world.hosts().peekable();
    hosts.peek().is_some() && hosts.all(|(_, host)| out(host))
}
