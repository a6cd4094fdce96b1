//! A guest's screen: what it shows, what was typed into it, and who should look again.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use embedded_graphics::{
    mono_font::{MonoTextStyle, iso_8859_1::FONT_9X15, iso_8859_1::FONT_10X20},
    pixelcolor::{Rgb888, RgbColor},
    prelude::*,
    primitives::{Line, PrimitiveStyle, Rectangle},
    text::{Alignment, Text},
};
use tokio::sync::watch;

use super::{Guest, Os, grid::Grid, pixels::Picture, shell::Shell};

/// The text mode's size in pixels: 80 × 26 characters of 9 × 15.
const TEXT_MODE: (u16, u16) = (720, 400);
/// The size that a desktop switches to once somebody has typed or moved the pointer.
const DESKTOP: (u16, u16) = (1024, 768);
/// Keys that are remembered for tests; older ones are forgotten.
const MOST_KEYS: usize = 10_000;

/// X11 keysyms that mean something here.
mod keysym {
    pub(super) const BACKSPACE: u32 = 0xff08;
    pub(super) const RETURN: u32 = 0xff0d;
    pub(super) const KEYPAD_ENTER: u32 = 0xff8d;
    pub(super) const CONTROL_LEFT: u32 = 0xffe3;
    pub(super) const CONTROL_RIGHT: u32 = 0xffe4;
    pub(super) const UNICODE: u32 = 0x0100_0000;
}

struct State {
    guest: Guest,
    shell: Shell,
    grid: Grid,
    /// How many characters were typed at a lock screen.
    hidden: usize,
    awake: bool,
    control: bool,
    pointer: (u16, u16),
    buttons: u8,
    keys: Vec<u32>,
    seconds: u64,
}

/// A guest's screen, shared by everybody who looks at it. It outlives its connections.
pub struct Screen {
    state: Mutex<State>,
    /// Counts the changes; ends when the guest does.
    version: watch::Sender<u64>,
    power: watch::Sender<bool>,
}

impl Screen {
    /// The screen of a guest that has just booted.
    pub fn new(guest: Guest) -> Arc<Self> {
        let shell = Shell::new(guest.clone());
        let mut grid = Grid::new();
        grid.write(&shell.boot());
        Arc::new(Self {
            state: Mutex::new(State {
                guest,
                shell,
                grid,
                hidden: 0,
                awake: false,
                control: false,
                pointer: (0, 0),
                buttons: 0,
                keys: Vec::new(),
                seconds: 0,
            }),
            version: watch::Sender::new(0),
            power: watch::Sender::new(true),
        })
    }

    /// The keysyms that were pressed so far, in order.
    pub fn keys(&self) -> Vec<u32> {
        self.state().keys.clone()
    }

    /// Where the pointer is.
    pub fn pointer(&self) -> (u16, u16) {
        self.state().pointer
    }

    /// Ends every connection to this screen: the guest is gone.
    pub fn power_off(&self) {
        self.power.send_replace(false);
    }

    /// Lets the clock on the screen go on.
    pub(super) fn tick(&self, seconds: u64) {
        let mut state = self.state();
        if state.seconds == seconds {
            return;
        }
        state.seconds = seconds;
        drop(state);
        self.changed();
    }

    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }

    /// Comes back when the guest is gone.
    pub(super) async fn gone(&self) {
        let mut power = self.power.subscribe();
        // The sender lives as long as `self`, so waiting cannot fail while we wait.
        let _ = power.wait_for(|on| !on).await;
    }

    pub(super) fn key(&self, key: u32, down: bool) {
        let mut state = self.state();
        match key {
            keysym::CONTROL_LEFT | keysym::CONTROL_RIGHT => state.control = down,
            _ if !down => return,
            _ => {}
        }
        if !down {
            return;
        }
        if state.keys.len() == MOST_KEYS {
            state.keys.clear();
        }
        state.keys.push(key);
        state.awake = true;
        if let Some(letter) = letter(key, state.control) {
            match (state.guest.os, letter) {
                (Os::Windows, '\u{8}') => state.hidden = state.hidden.saturating_sub(1),
                (Os::Windows, '\r') => state.hidden = 0,
                (Os::Windows, _) => state.hidden += 1,
                _ => {
                    let said = state.shell.typed(letter);
                    state.grid.write(&said);
                }
            }
        }
        drop(state);
        self.changed();
    }

    pub(super) fn point(&self, x: u16, y: u16, buttons: u8) {
        let mut state = self.state();
        state.pointer = (x, y);
        state.buttons = buttons;
        state.awake |= buttons != 0;
        drop(state);
        self.changed();
    }

    /// What is to be seen now.
    pub(super) fn picture(&self) -> Picture {
        let state = self.state();
        let (width, height) = match state.guest.os {
            Os::Windows if state.awake => DESKTOP,
            _ => TEXT_MODE,
        };
        let mut picture = Picture::new(width, height);
        // Drawing into memory cannot fail: the error type has no value.
        let _ = match state.guest.os {
            Os::Windows => state.lock_screen(&mut picture),
            _ => state.terminal(&mut picture),
        };
        let _ = state.mark_pointer(&mut picture);
        picture
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing in here leaves the state half changed: a panic elsewhere does not spoil it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn changed(&self) {
        self.version.send_modify(|version| *version += 1);
    }
}

/// The character a key means: Latin-1 keysyms are themselves, Unicode ones carry their code.
fn letter(key: u32, control: bool) -> Option<char> {
    let letter = match key {
        keysym::BACKSPACE => '\u{8}',
        keysym::RETURN | keysym::KEYPAD_ENTER => '\r',
        0x20..=0x7e | 0xa0..=0xff => char::from_u32(key)?,
        key if key & 0xff00_0000 == keysym::UNICODE => char::from_u32(key & 0x00ff_ffff)?,
        _ => return None,
    };
    let control_c = control && letter.eq_ignore_ascii_case(&'c');
    Some(if control_c { '\u{3}' } else { letter })
}

impl State {
    fn clock(&self) -> String {
        let seconds = self.seconds % 86_400;
        format!(
            "{:02}:{:02}:{:02}",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        )
    }

    fn terminal(&self, picture: &mut Picture) -> Result<(), std::convert::Infallible> {
        picture.clear(Rgb888::BLACK)?;
        let style = MonoTextStyle::new(&FONT_9X15, Rgb888::new(0xc8, 0xc8, 0xc8));
        for (row, text) in self.grid.rows().enumerate() {
            // The font's base line is 11 pixels below its top.
            Text::new(text.trim_end(), Point::new(0, 15 * row as i32 + 11), style).draw(picture)?;
        }
        let (column, row) = self.grid.cursor();
        Rectangle::new(
            Point::new(9 * column as i32, 15 * row as i32 + 12),
            Size::new(9, 3),
        )
        .into_styled(PrimitiveStyle::with_fill(Rgb888::WHITE))
        .draw(picture)?;
        let clock = MonoTextStyle::new(&FONT_9X15, Rgb888::new(0x60, 0xa0, 0x60));
        let right = Point::new(i32::from(picture.width) - 4, 11);
        Text::with_alignment(&self.clock(), right, clock, Alignment::Right).draw(picture)?;
        Ok(())
    }

    fn lock_screen(&self, picture: &mut Picture) -> Result<(), std::convert::Infallible> {
        let shade = (self.guest.seed % 3) as u8 * 12;
        picture.clear(Rgb888::new(0x10 + shade, 0x4a, 0x7c))?;
        let middle = Point::new(i32::from(picture.width) / 2, i32::from(picture.height) / 2);
        let style = MonoTextStyle::new(&FONT_10X20, Rgb888::WHITE);
        let mut line = |text: &str, down: i32| {
            Text::with_alignment(text, middle + Point::new(0, down), style, Alignment::Center)
                .draw(picture)
                .map(drop)
        };
        line(&self.clock(), -60)?;
        line(&self.guest.hostname().to_uppercase(), -20)?;
        line("Press Ctrl+Alt+Delete to unlock.", 20)?;
        line(&"*".repeat(self.hidden.min(40)), 60)
    }

    fn mark_pointer(&self, picture: &mut Picture) -> Result<(), std::convert::Infallible> {
        let at = Point::new(self.pointer.0.into(), self.pointer.1.into());
        if at == Point::zero() {
            return Ok(());
        }
        let colour = if self.buttons == 0 {
            Rgb888::WHITE
        } else {
            Rgb888::new(0xff, 0x90, 0x20)
        };
        let style = PrimitiveStyle::with_stroke(colour, 1);
        for arm in [Point::new(6, 0), Point::new(0, 6)] {
            Line::new(at - arm, at + arm)
                .into_styled(style)
                .draw(picture)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn screen(os: Os) -> Arc<Screen> {
        Screen::new(Guest {
            name: "web-01".into(),
            os,
            address: "10.0.0.7".into(),
            seed: 4,
        })
    }

    #[test]
    fn a_key_changes_the_picture_and_is_remembered() {
        for os in [Os::Linux, Os::FreeBsd, Os::Windows] {
            let screen = screen(os);
            let before = screen.picture();
            screen.key(0x61, true);
            screen.key(0x61, false);
            assert!(screen.picture() != before, "{os:?}");
            assert_eq!(screen.keys(), [0x61], "{os:?}");
        }
    }

    #[test]
    fn a_picture_has_more_than_one_colour() {
        for os in [Os::Linux, Os::FreeBsd, Os::Windows, Os::None] {
            let picture = screen(os).picture();
            assert!(
                picture
                    .pixels
                    .iter()
                    .any(|pixel| *pixel != picture.pixels[0]),
                "{os:?}"
            );
        }
    }

    #[test]
    fn a_desktop_grows_when_it_wakes() {
        let screen = screen(Os::Windows);
        assert_eq!((screen.picture().width, screen.picture().height), TEXT_MODE);
        screen.key(keysym::RETURN, true);
        assert_eq!((screen.picture().width, screen.picture().height), DESKTOP);
    }
}
