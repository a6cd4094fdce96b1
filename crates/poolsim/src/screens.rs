//! Screens of guests, kept between connections and across migrations.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::rfb::{Guest, Screen};

/// Screens of guests, kept between connections and across migrations.
#[derive(Default)]
pub struct Screens(Mutex<HashMap<String, Arc<Screen>>>);

impl std::fmt::Debug for Screens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Screens")
    }
}

impl Screens {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Arc<Screen>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The screen with that key, or a new one.
    pub fn get(&self, key: &str, guest: Guest) -> Arc<Screen> {
        let mut screens = self.lock();
        // Screens that nobody looks at and whose guest has booted again since are of no use.
        let vm = key.split(' ').next().unwrap_or(key);
        screens.retain(|known, _| known == key || !known.starts_with(vm));
        screens
            .entry(key.to_owned())
            .or_insert_with(|| Screen::new(guest))
            .clone()
    }

    /// The screens of a VM, for tests.
    pub fn of_vm(&self, vm: &str) -> Option<Arc<Screen>> {
        let screens = self.lock();
        screens
            .iter()
            .find(|(key, _)| key.starts_with(vm))
            .map(|(_, screen)| screen.clone())
    }
}
