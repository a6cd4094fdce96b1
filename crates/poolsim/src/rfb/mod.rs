//! Consoles of guests that are not there: an RFB 3.8 server (RFC 6143) that draws a believable
//! screen and takes keys and pointer, and a text console. No XAPI in here, only bytes.

mod encode;
mod grid;
mod message;
mod pixels;
mod screen;
mod serve;
mod shell;
pub mod text;

pub use screen::Screen;
pub use serve::serve;

/// What kind of screen a guest has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Os {
    /// Boot messages, a login prompt and a tiny shell.
    Linux,
    /// The same, in another voice.
    FreeBsd,
    /// A lock screen with a clock.
    Windows,
    /// No operating system: the firmware finds nothing to boot.
    None,
}

/// Whose console it is.
#[derive(Clone, Debug)]
pub struct Guest {
    /// The VM's name.
    pub name: String,
    /// What runs in it.
    pub os: Os,
    /// Its address, shown before the login prompt; may be empty.
    pub address: String,
    /// Makes small things differ between guests.
    pub seed: u64,
}

impl Guest {
    /// A host name made of the VM's name: lower-case letters, digits and dashes.
    fn hostname(&self) -> String {
        let name: String = self
            .name
            .chars()
            .map(|letter| {
                if letter.is_ascii_alphanumeric() {
                    letter.to_ascii_lowercase()
                } else {
                    '-'
                }
            })
            .collect();
        let name = name.trim_matches('-');
        if name.is_empty() {
            "guest".to_owned()
        } else {
            name.to_owned()
        }
    }
}
