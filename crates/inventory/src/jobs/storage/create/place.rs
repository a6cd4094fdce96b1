//! Where new storage lies: what a driver is configured with, as far as it was said.

use xapi::{Map, Text};

use super::{inputs::CreateSr, kind::Kind};
use crate::{
    jobs::{
        Plan,
        form::{said, said_line},
    },
    problem::Problem,
};

/// The port of iSCSI where no other is said.
const USUAL_PORT: i64 = 3260;

/// What a driver is configured with; a password stands in it as it is sent, or by a mark.
pub(super) type Config = Map<Text, Text>;

/// Whether a password was said, and how it stands in a configuration.
pub(super) enum Password<'a> {
    /// As it is: the configuration is for a question, which is written down nowhere.
    Plain,
    /// By a mark, in this plan.
    Marked(&'a mut Plan),
}

impl CreateSr {
    /// All that is said of the place.
    ///
    /// # Errors
    /// What is missing.
    pub(super) fn place(&self, password: Password<'_>) -> Result<Config, Problem> {
        let mut config = self.portal(password)?;
        match self.kind {
            Kind::SrIscsi => {
                set(&mut config, "targetIQN", &said(&self.iqn, "iqn_missing")?);
                set(&mut config, "SCSIid", &said(&self.lun, "lun_missing")?);
            }
            Kind::SrHba => set(&mut config, "SCSIid", &said(&self.lun, "lun_missing")?),
            Kind::SrNfs => {
                set(&mut config, "serverpath", &self.path()?);
            }
            Kind::SrLvm | Kind::SrExt | Kind::SrNfsIso | Kind::SrSmbIso => {}
        }
        Ok(config)
    }

    /// What is said of it before anything of it was chosen.
    ///
    /// # Errors
    /// What is missing.
    pub(super) fn portal(&self, password: Password<'_>) -> Result<Config, Problem> {
        let mut config = Config::default();
        match self.kind {
            Kind::SrNfs => {
                set(&mut config, "server", &self.address()?);
                self.set_version(&mut config);
            }
            Kind::SrNfsIso => {
                let location = format!("{}:{}", self.address()?, self.path()?);
                set(&mut config, "location", &location);
                set(&mut config, "type", "nfs_iso");
                self.set_version(&mut config);
            }
            Kind::SrSmbIso => {
                set(&mut config, "location", &self.shared_folder()?);
                set(&mut config, "type", "cifs");
                self.set_password(&mut config, ["username", "cifspassword"], password)?;
            }
            Kind::SrIscsi => {
                set(&mut config, "target", &self.address()?);
                let port = self.port.unwrap_or(USUAL_PORT);
                if port != USUAL_PORT {
                    set(&mut config, "port", &port.to_string());
                }
                self.set_password(&mut config, ["chapuser", "chappassword"], password)?;
            }
            Kind::SrLvm | Kind::SrExt => {
                set(
                    &mut config,
                    "device",
                    &said(&self.device, "device_missing")?,
                );
            }
            Kind::SrHba => {}
        }
        Ok(config)
    }

    pub(super) fn address(&self) -> Result<String, Problem> {
        let server = said(&self.server, "server_missing")?;
        match server.contains(char::is_whitespace) {
            true => Err(Problem::new("no_address").with("text", server)),
            false => Ok(server),
        }
    }

    fn path(&self) -> Result<String, Problem> {
        let path = said(&self.export, "export_missing")?;
        match path.starts_with('/') {
            true => Ok(path),
            false => Err(Problem::new("export_odd").with("path", path)),
        }
    }

    /// `//server/share`, however its slashes lean.
    fn shared_folder(&self) -> Result<String, Problem> {
        let share = said(&self.share, "share_missing")?.replace('\\', "/");
        let (server, folder) = match share.trim_start_matches('/').split_once('/') {
            Some((server, folder)) => (server.trim(), folder.trim_matches('/')),
            None => ("", ""),
        };
        // A name and a password before the server would be shown to everybody.
        match server.is_empty() || folder.is_empty() || server.contains('@') {
            true => Err(Problem::new("share_odd").with("share", said_line(&self.share))),
            false => Ok(format!("//{server}/{folder}")),
        }
    }

    fn set_version(&self, config: &mut Config) {
        let version = match self.version.as_deref() {
            Some("nfs3") => "3",
            Some("nfs4") => "4",
            Some("nfs41") => "4.1",
            _ => return,
        };
        set(config, "nfsversion", version);
    }

    fn set_password(
        &self,
        config: &mut Config,
        [user_key, password_key]: [&str; 2],
        password: Password<'_>,
    ) -> Result<(), Problem> {
        let user = said_line(&self.user);
        if user.is_empty() {
            return match self.password.is_said() {
                true => Err(Problem::new("user_missing")),
                false => Ok(()),
            };
        }
        set(config, user_key, &user);
        let said = match password {
            Password::Plain => self.password.text()?.to_string(),
            Password::Marked(plan) => plan.secret(&self.password)?,
        };
        set(config, password_key, &said);
        Ok(())
    }
}

fn set(config: &mut Config, key: &str, value: &str) {
    config.insert(key.into(), value.into());
}
