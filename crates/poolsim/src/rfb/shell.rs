//! What a guest says when it is spoken to: boot messages, a login prompt, a tiny shell. It takes
//! characters and answers with text for a terminal; the graphical and the text console share it.

use super::{Guest, Os};

/// No line grows longer; what is typed beyond is not heard.
const LONGEST_LINE: usize = 200;

enum Stage {
    Login,
    Password { user: String },
    Prompt { user: String },
}

/// One terminal's conversation.
pub(super) struct Shell {
    guest: Guest,
    stage: Stage,
    line: String,
}

impl Shell {
    pub(super) fn new(guest: Guest) -> Self {
        Self {
            guest,
            stage: Stage::Login,
            line: String::new(),
        }
    }

    /// What stands on the screen when the machine has booted.
    pub(super) fn boot(&self) -> String {
        let host = self.guest.hostname();
        let kernel = 100 + self.guest.seed % 37;
        match self.guest.os {
            Os::None => "Booting from Hard Disk...\r\nBoot failed: not a bootable disk\r\n\r\n\
                 Booting from DVD/CD...\r\nBoot failed: could not read the boot disk\r\n\r\n\
                 No bootable device.\r\n"
                .to_owned(),
            Os::FreeBsd => format!(
                "xn0: <Virtual Network Interface> at device/vif/0\r\nStarting devd.\r\n\
                 DHCPREQUEST on xn0\r\nbound to {}\r\nStarting sshd.\r\nStarting cron.\r\n\r\n\
                 FreeBSD/amd64 ({host}) (ttyv0)\r\n\r\nlogin: ",
                self.address()
            ),
            Os::Linux | Os::Windows => format!(
                "[    0.000000] Linux version 6.1.0-{kernel}-amd64\r\n\
                 [    0.000000] Hypervisor detected: Xen HVM\r\n\
                 [    0.412031] xen: --> pirq=16 -> irq=9\r\n\
                 [    0.873310] blkfront: xvda: flush diskcache: enabled\r\n\
                 [    1.204118] EXT4-fs (xvda1): mounted filesystem\r\n\
                 [  OK  ] Started Network Name Resolution.\r\n\
                 [  OK  ] Started OpenSSH server.\r\n\
                 [  OK  ] Reached target Multi-User System.\r\n\r\n\
                 {host} tty1   {}\r\n\r\n{host} login: ",
                self.address()
            ),
        }
    }

    fn address(&self) -> &str {
        if self.guest.address.is_empty() {
            "(no address)"
        } else {
            &self.guest.address
        }
    }

    /// Takes one typed character; answers with what the terminal shows for it.
    pub(super) fn typed(&mut self, letter: char) -> String {
        if self.guest.os == Os::None {
            return String::new();
        }
        match letter {
            '\r' | '\n' => self.entered(),
            '\u{8}' | '\u{7f}' => {
                let hidden = matches!(self.stage, Stage::Password { .. });
                match self.line.pop() {
                    Some(_) if !hidden => "\u{8} \u{8}".to_owned(),
                    _ => String::new(),
                }
            }
            '\u{3}' => {
                self.line.clear();
                format!("^C\r\n{}", self.prompt())
            }
            letter if letter.is_control() || self.line.len() >= LONGEST_LINE => String::new(),
            letter => {
                self.line.push(letter);
                match self.stage {
                    Stage::Password { .. } => String::new(),
                    _ => letter.to_string(),
                }
            }
        }
    }

    fn prompt(&self) -> String {
        let host = self.guest.hostname();
        match &self.stage {
            Stage::Login if self.guest.os == Os::FreeBsd => "login: ".to_owned(),
            Stage::Login => format!("{host} login: "),
            Stage::Password { .. } => "Password: ".to_owned(),
            Stage::Prompt { user } => format!("{user}@{host}:~$ "),
        }
    }

    fn entered(&mut self) -> String {
        let line = std::mem::take(&mut self.line);
        let word = line.trim();
        let mut said = String::from("\r\n");
        let stage = std::mem::replace(&mut self.stage, Stage::Login);
        self.stage = match stage {
            Stage::Login if word.is_empty() => Stage::Login,
            Stage::Login => Stage::Password {
                user: word.to_owned(),
            },
            Stage::Password { user } => {
                said.push_str(&format!("Welcome to {}.\r\n", self.guest.name));
                Stage::Prompt { user }
            }
            Stage::Prompt { .. } if matches!(word, "exit" | "logout") => Stage::Login,
            Stage::Prompt { user } => {
                said.push_str(&self.command(word));
                Stage::Prompt { user }
            }
        };
        said.push_str(&self.prompt());
        said
    }

    fn command(&self, line: &str) -> String {
        let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
        match name {
            "" => String::new(),
            "clear" => "\u{1b}[2J\u{1b}[H".to_owned(),
            "echo" => format!("{rest}\r\n"),
            "hostname" => format!("{}\r\n", self.guest.hostname()),
            "uname" => "Linux\r\n".to_owned(),
            "help" => "clear echo exit help hostname ip uname\r\n".to_owned(),
            "ip" => format!("eth0  {}\r\n", self.address()),
            other => format!("{other}: command not found\r\n"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell() -> Shell {
        Shell::new(Guest {
            name: "web 01".into(),
            os: Os::Linux,
            address: "10.0.0.7".into(),
            seed: 1,
        })
    }

    fn typing(shell: &mut Shell, text: &str) -> String {
        text.chars().map(|letter| shell.typed(letter)).collect()
    }

    #[test]
    fn a_person_logs_in_and_is_answered() {
        let mut shell = shell();
        assert!(shell.boot().ends_with("web-01 login: "));
        assert_eq!(typing(&mut shell, "root\r"), "root\r\nPassword: ");
        let welcome = typing(&mut shell, "made-up\r");
        assert!(
            !welcome.contains("made-up"),
            "a password is not echoed: {welcome}"
        );
        assert!(welcome.ends_with("root@web-01:~$ "));
        assert!(typing(&mut shell, "echo hello\r").contains("\r\nhello\r\n"));
    }

    #[test]
    fn backspace_takes_back_what_was_typed() {
        let mut shell = shell();
        assert_eq!(typing(&mut shell, "ab\u{8}"), "ab\u{8} \u{8}");
        assert_eq!(typing(&mut shell, "\u{8}\u{8}"), "\u{8} \u{8}");
    }
}
