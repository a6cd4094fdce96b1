//! The commands.

use super::{Done, Ended, Terminal, messages::Message, table};
use crate::db::Db;
use crate::session;
use crate::value::{Ref, Value};

/// A command: its name, what it must and may be given, and whether `help` lists it without `--all`.
struct Command {
    name: &'static str,
    required: &'static str,
    optional: &'static str,
    is_common: bool,
}

const fn command(name: &'static str, required: &'static str, optional: &'static str) -> Command {
    Command {
        name,
        required,
        optional,
        is_common: false,
    }
}

const fn common(name: &'static str, required: &'static str, optional: &'static str) -> Command {
    Command {
        is_common: true,
        ..command(name, required, optional)
    }
}

const COMMANDS: &[Command] = &[
    command("audit-log-get", "filename", "since"),
    command("host-list", "", "params"),
    common("network-list", "", "params"),
    command("pool-list", "", "params"),
    common("sr-list", "", "params"),
    command("template-list", "", "params"),
    command("vdi-list", "", "params"),
    common("vm-list", "", "params"),
    command("vm-param-get", "uuid, param-name", "param-key"),
    command("vm-param-set", "uuid", "<params>"),
    common("vm-shutdown", "", "force, progress, <vm-selectors>"),
    common("vm-start", "", "force, on, paused, <vm-selectors>"),
    common("vm-uninstall", "", "force, <vm-selectors>"),
];

/// Whether there is such a command.
fn is_known(name: &str) -> bool {
    COMMANDS.iter().any(|command| command.name == name)
}

/// The class that a list is of, and what it shows unless told otherwise.
fn listed(command: &str) -> Option<(&'static str, &'static [&'static str])> {
    Some(match command {
        "vm-list" => ("VM", &["uuid", "name-label", "power-state"]),
        "template-list" => ("VM", &["uuid", "name-label", "name-description"]),
        "host-list" => ("host", &["uuid", "name-label", "name-description"]),
        "network-list" => (
            "network",
            &["uuid", "name-label", "name-description", "bridge"],
        ),
        "pool-list" => (
            "pool",
            &["uuid", "name-label", "name-description", "master"],
        ),
        "sr-list" => ("SR", &["uuid", "name-label", "name-description", "type"]),
        "vdi-list" => ("VDI", &["uuid", "name-label", "SR", "virtual-size"]),
        _ => return None,
    })
}

/// Whether a list shows an object: machines and templates are of one class.
fn is_listed(db: &Db, command: &str, object: &Ref) -> bool {
    let is = |field| db.flag(object, field);
    match command {
        "vm-list" => !is("is_a_template") && !is("is_a_snapshot"),
        "template-list" => is("is_a_template") && !is("is_a_snapshot"),
        _ => true,
    }
}

/// Arguments that are no filters.
const NO_FILTERS: &[&str] = &[
    "", "username", "password", "minimal", "params", "multiple", "force", "progress", "on",
    "paused", "all",
];

impl Terminal<'_> {
    /// Looks the command up, logs in where no session is given, and out again.
    pub(super) async fn begin(&mut self, command: &str, has_session: bool) -> Done {
        if command == "help" {
            return self.help().await;
        }
        if !is_known(command) {
            return Err(Ended::Unknown(format!("Unknown command: {command}")));
        }
        if has_session {
            session::find(&self.pool.lock(), &self.session)?;
            return self.perform(command).await;
        }
        let (Some(user), Some(password)) = (
            self.arguments.get("username"),
            self.arguments.get("password"),
        ) else {
            let text = "Username/password must be specified";
            return Err(Ended::Unknown(text.to_owned()));
        };
        let login = session::login(self.pool, user, password, "cli").await;
        let Ok(session) = login else {
            return Err(Ended::Unknown("Authentication failed".to_owned()));
        };
        self.session = session.to_text();
        let done = self.perform(command).await;
        session::logout(&mut self.pool.lock(), &self.session);
        done
    }

    async fn perform(&mut self, command: &str) -> Done {
        match command {
            "audit-log-get" => self.audit_log_get().await,
            "vm-param-get" => self.param_get().await,
            "vm-param-set" => self.param_set().await,
            "vm-start" => self.each("VM.start", &[false, false]).await,
            "vm-shutdown" if self.arguments.is_set("force") => {
                self.each("VM.hard_shutdown", &[]).await
            }
            "vm-shutdown" => self.each("VM.clean_shutdown", &[]).await,
            "vm-uninstall" => self.uninstall().await,
            list => self.list(list).await,
        }
    }

    async fn help(&mut self) -> Done {
        let arguments = &self.arguments;
        let names = arguments.0.iter().map(|(name, _)| name.as_str());
        let asked: Vec<&Command> = names
            .filter_map(|name| COMMANDS.iter().find(|command| command.name == name))
            .collect();
        if !asked.is_empty() {
            let text: String = asked.into_iter().map(described).collect();
            return self.print(&text).await;
        }
        let all = arguments.is_set("all");
        let listed = COMMANDS.iter().filter(|command| all || command.is_common);
        let names: Vec<&str> = listed.map(|command| command.name).collect();
        let text = match arguments.is_set("minimal") {
            true => names.join(","),
            false => format!("Usage: xe <command> [params]\n\n{}\n", names.join(", ")),
        };
        self.print(&text).await
    }

    /// The objects that the filters among the arguments leave.
    fn chosen(&self, list: &str) -> Vec<Ref> {
        let Some((class, _)) = listed(list) else {
            return Vec::new();
        };
        let world = self.pool.lock();
        let db = &world.db;
        let fits = |object: &Ref| {
            let printed = table::record(db, class, object, None);
            let is = |name: &str, wanted: &str| {
                let mut fields = printed.iter();
                fields.any(|(field, _, value)| field == name && value == wanted)
            };
            let mut filters = self.arguments.0.iter();
            filters.all(|(name, wanted)| match name.as_str() {
                "vm" => is("uuid", wanted) || is("name-label", wanted),
                name => NO_FILTERS.contains(&name) || is(name, wanted),
            })
        };
        let all = db.all(class).into_iter();
        all.filter(|object| is_listed(db, list, object) && fits(object))
            .collect()
    }

    async fn list(&mut self, command: &str) -> Done {
        let Some((class, usual)) = listed(command) else {
            return Ok(());
        };
        let wanted = self.arguments.get("params");
        let wanted: Option<Vec<&str>> = wanted.map(|wanted| wanted.split(',').collect());
        let fields = match wanted.as_deref() {
            Some(["all"]) => None,
            Some(wanted) => Some(wanted),
            None => Some(usual),
        };
        let objects = self.chosen(command);
        let records: Vec<table::Printed> = {
            let world = self.pool.lock();
            let record = |object: &Ref| table::record(&world.db, class, object, fields);
            objects.iter().map(record).collect()
        };
        match self.arguments.is_set("minimal") {
            true => self.print(&table::short(&records)).await,
            false => self.print(&table::long(&records)).await,
        }
    }

    /// The machine that `uuid=` names.
    fn machine(&self) -> Result<Ref, Ended> {
        let uuid = self.arguments.required("uuid")?;
        let world = self.pool.lock();
        let mut all = world.db.all("VM").into_iter();
        let found = all.find(|vm| world.db.text(vm, "uuid") == uuid);
        let unknown = || crate::failure::Failure::new("UUID_INVALID", ["VM", uuid]);
        Ok(found.ok_or_else(unknown)?)
    }

    async fn param_get(&mut self) -> Done {
        let vm = self.machine()?;
        let name = self.arguments.required("param-name")?;
        let printed = table::record(&self.pool.lock().db, "VM", &vm, Some(&[name]));
        match printed.into_iter().next() {
            Some((_, _, value)) => self.print(&value).await,
            None => Err(Ended::Misused(format!("Unknown parameter: {name}"))),
        }
    }

    async fn param_set(&mut self) -> Done {
        let vm = Value::Text(self.machine()?);
        for (name, value) in self.arguments.0.clone() {
            let value = Value::text(value);
            match name.as_str() {
                "name-label" | "name-description" => {
                    let method = format!("VM.set_{}", name.replace('-', "_"));
                    self.call(&method, vec![vm.clone(), value]).await?;
                }
                key if key.starts_with("other-config:") => {
                    let key = Value::text(&key["other-config:".len()..]);
                    let params = vec![vm.clone(), key.clone()];
                    self.call("VM.remove_from_other_config", params).await?;
                    self.call("VM.add_to_other_config", vec![vm.clone(), key, value])
                        .await?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The machines that the selectors leave: several only where that is said.
    fn selected(&self) -> Result<Vec<Ref>, Ended> {
        let mut chosen = self.chosen("vm-list");
        let world = self.pool.lock();
        chosen.retain(|vm| !world.db.flag(vm, "is_control_domain"));
        match chosen.len() {
            0 => Err(Ended::Misused("No matching VMs found".to_owned())),
            1 => Ok(chosen),
            _ if self.arguments.is_set("multiple") => Ok(chosen),
            _ => Err(Ended::Misused(
                "Multiple matches VMs found. --multiple required to complete the operation"
                    .to_owned(),
            )),
        }
    }

    async fn each(&mut self, method: &str, more: &[bool]) -> Done {
        for vm in self.selected()? {
            let mut params = vec![Value::Text(vm)];
            params.extend(more.iter().map(|value| Value::Bool(*value)));
            self.call(method, params).await?;
        }
        Ok(())
    }

    async fn uninstall(&mut self) -> Done {
        let chosen = self.selected()?;
        if !self.arguments.is_set("force") {
            let mut text = "The following items are about to be destroyed\n".to_owned();
            for vm in &chosen {
                let world = self.pool.lock();
                let (uuid, name) = (world.db.text(vm, "uuid"), world.db.text(vm, "name_label"));
                text.push_str(&format!("VM : {uuid} ({name})\n"));
            }
            self.print(&text).await?;
            self.print("Type 'yes' to continue").await?;
            if self.prompt().await? != "yes" {
                return self.print("Aborted").await;
            }
        }
        for vm in chosen {
            self.call("VM.destroy", vec![Value::Text(vm)]).await?;
        }
        self.print("All objects destroyed").await
    }

    async fn audit_log_get(&mut self) -> Done {
        let file = self.arguments.required("filename")?.to_owned();
        let url = format!("/audit_log?session_id={}", self.session);
        let (file, url) = (&*file, &*url);
        self.send(&Message::Get { file, url }).await?;
        match self.moved().await? {
            true => Ok(()),
            false => Err(crate::failure::Failure::bare("CLIENT_ERROR").into()),
        }
    }
}

fn described(command: &Command) -> String {
    format!(
        "command name            : {}\n        reqd params     : {}\n        optional params : {}\n        \
         description     : This is a simulated command.\n\n",
        command.name, command.required, command.optional
    )
}
