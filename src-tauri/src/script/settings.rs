//! The settings that a script works on: a copy, of which nothing comes back.

use std::{
    collections::HashMap,
    fs, io,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use engine::{
    Config,
    api::KeepPassword,
    secret::Secret,
    vault::{Memory, Vault},
};
use inventory::Problem;
use serde_json::Value;
use tempfile::TempDir;

use crate::places::Places;

/// The copy, and where an engine finds it.
pub struct SettingsCopy {
    pub config: Config,
    /// Where the passwords are, for this run.
    pub vault: Arc<dyn Vault>,
    /// What the pools were called when they were last seen, by connection.
    pub names: HashMap<String, String>,
    _folder: TempDir,
}

/// Copies the servers and the trusted certificates. No server is connected by itself. `given`: a
/// password will be put into the copy's vault, wherever it is kept otherwise.
pub fn copy(places: &Places, vault: Arc<dyn Vault>, given: bool) -> io::Result<SettingsCopy> {
    let folder = tempfile::Builder::new().prefix("pooldeck-").tempdir()?;
    let (config, data) = (folder.path().join("config"), folder.path().join("data"));
    fs::create_dir(&config)?;
    fs::create_dir(&data)?;
    let mut names = HashMap::new();
    if let Some(servers) = read(&places.config.join("servers.json"))? {
        let mut servers: Value = serde_json::from_slice(&servers)?;
        for server in servers.as_array_mut().into_iter().flatten() {
            server["wanted"] = Value::Bool(false);
            if given {
                server["keep"] = serde_json::to_value(KeepPassword::Keyring)?;
            }
            if let (Some(id), Some(name)) = (server["id"].as_str(), server["last_name"].as_str()) {
                names.insert(id.to_owned(), name.to_owned());
            }
        }
        fs::write(config.join("servers.json"), serde_json::to_vec(&servers)?)?;
    }
    for name in ["certificates.json", "installation.json"] {
        if let Some(bytes) = read(&places.data.join(name))? {
            fs::write(data.join(name), bytes)?;
        }
    }
    let vault: Arc<dyn Vault> = Arc::new(Unwritten::over(vault));
    let config = Config::new(&config, &data, env!("CARGO_PKG_VERSION"), vault.clone());
    Ok(SettingsCopy {
        config,
        vault,
        names,
        _folder: folder,
    })
}

/// None where there is none.
fn read(file: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(file) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// A vault over another one: what is kept or forgotten here is so for this run alone.
struct Unwritten {
    below: Arc<dyn Vault>,
    own: Memory,
    /// The keys that were written or forgotten here.
    touched: Mutex<Vec<String>>,
}

impl Unwritten {
    fn over(below: Arc<dyn Vault>) -> Self {
        Self {
            below,
            own: Memory::new(),
            touched: Mutex::new(Vec::new()),
        }
    }

    fn touch(&self, key: &str) {
        let mut touched = self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        touched.push(key.to_owned());
    }

    fn is_touched(&self, key: &str) -> bool {
        let touched = self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        touched.iter().any(|one| one == key)
    }
}

#[async_trait]
impl Vault for Unwritten {
    async fn get(&self, key: &str) -> Result<Option<Secret>, Problem> {
        match self.is_touched(key) {
            true => self.own.get(key).await,
            false => self.below.get(key).await,
        }
    }

    async fn set(&self, key: &str, secret: &Secret) -> Result<(), Problem> {
        self.touch(key);
        self.own.set(key, secret).await
    }

    async fn remove(&self, key: &str) -> Result<(), Problem> {
        self.touch(key);
        self.own.remove(key).await
    }

    async fn status(&self) -> Option<Problem> {
        self.below.status().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_kept_here_is_kept_nowhere_else() {
        let below = Memory::new();
        below.set("a", &Secret::new("made-up")).await.unwrap();
        let vault = Unwritten::over(Arc::new(below.clone()));
        let read = async |key: &str| {
            vault
                .get(key)
                .await
                .unwrap()
                .map(|one| one.reveal().to_owned())
        };
        assert_eq!(read("a").await.as_deref(), Some("made-up"));
        vault.set("a", &Secret::new("other")).await.unwrap();
        vault.set("b", &Secret::new("new")).await.unwrap();
        assert_eq!(read("a").await.as_deref(), Some("other"));
        vault.remove("a").await.unwrap();
        assert_eq!(read("a").await, None);
        assert_eq!(read("b").await.as_deref(), Some("new"));
        let kept = below.get("a").await.unwrap().unwrap();
        assert_eq!(kept.reveal(), "made-up");
        assert!(below.get("b").await.unwrap().is_none());
    }
}
