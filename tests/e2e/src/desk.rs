//! A desk to sit at: a display, a session bus with an unlocked keyring, a home folder, and a driver
//! for the app's window; each test has its own.

use std::{
    cell::RefCell,
    fs,
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use poolsim::Sim;
use serde_json::json;
use tempfile::TempDir;
use test_support::{PATIENCE, poll};
use thirtyfour::{Capabilities, WebDriver};
use tokio::net::TcpStream;

use crate::{
    leaks::Secrets,
    pool::PASSWORD,
    process::Process,
    window::{Window, until},
};

/// A bus that starts nothing by itself, so that nothing of this machine gets into a test.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// What `dbus-send` asks the bus.
const IS_KEYRING_THERE: [&str; 6] = [
    "--session",
    "--print-reply",
    "--dest=org.freedesktop.DBus",
    "/org/freedesktop/DBus",
    "org.freedesktop.DBus.NameHasOwner",
    "string:org.freedesktop.secrets",
];

/// What there is besides the app.
pub struct Desk {
    app: PathBuf,
    home: TempDir,
    display: String,
    bus: String,
    driver: String,
    log: &'static str,
    secrets: RefCell<Secrets>,
    // They end in this order: first what shows a window, then the display.
    _driver: Process,
    keyring: Option<Process>,
    _bus: Process,
    _display: Process,
}

impl Desk {
    /// A desk; without a keyring it is as on a server. As much is logged as can be had: the tests
    /// look for secrets in it.
    pub async fn new(app: &Path, tools: &Path, with_keyring: bool) -> Result<Self> {
        Self::with_log(app, tools, with_keyring, "trace").await
    }

    /// The same where the app logs only this, in the notation of its own setting.
    pub async fn with_log(
        app: &Path,
        tools: &Path,
        with_keyring: bool,
        log_level: &'static str,
    ) -> Result<Self> {
        // The app is started by a driver that is somewhere else.
        let app = &std::path::absolute(app)?;
        let home = tempfile::Builder::new().prefix("pooldeck-e2e-").tempdir()?;
        for folder in ["run", "programs"] {
            fs::create_dir(home.path().join(folder))?;
        }
        // The bus and the keyring refuse a folder that others may look into.
        fs::set_permissions(home.path().join("run"), fs::Permissions::from_mode(0o700))?;
        let log = |name: &str| home.path().join("programs").join(name);

        let mut xvfb = Command::new("Xvfb");
        xvfb.args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1400x900x24",
            "-nolisten",
            "tcp",
        ]);
        let (display_process, number) = Process::start_and_hear(&mut xvfb, &log("Xvfb"))?;
        ensure!(!number.is_empty(), "Xvfb did not start");
        let display = format!(":{number}");

        let configuration = home.path().join("run/bus.conf");
        fs::write(&configuration, BUS)?;
        let mut daemon = Command::new("dbus-daemon");
        daemon
            .args(["--nofork", "--print-address=1", "--config-file"])
            .arg(&configuration);
        let (bus_process, bus) = Process::start_and_hear(&mut daemon, &log("dbus-daemon"))?;
        ensure!(!bus.is_empty(), "dbus-daemon did not start");

        let mut keyring_process = None;
        if with_keyring {
            let mut keyring = Command::new("gnome-keyring-daemon");
            keyring.args(["--foreground", "--unlock", "--components=secrets"]);
            person(&mut keyring, home.path(), &display, &bus);
            let file = log("gnome-keyring-daemon");
            let process = Process::start_with(&mut keyring, &file, "the keyring's own password")?;
            until("the keyring on the bus", || async {
                let mut ask = Command::new("dbus-send");
                person(&mut ask, home.path(), &display, &bus);
                let answer = ask.args(IS_KEYRING_THERE).output()?;
                let answer = String::from_utf8_lossy(&answer.stdout);
                Ok(answer.contains("boolean true").then_some(()))
            })
            .await
            .with_context(|| fs::read_to_string(&file).unwrap_or_default())?;
            keyring_process = Some(process);
        }

        let (port, native) = (free_port()?, free_port()?);
        let mut tauri_driver = Command::new(tools.join("tauri-driver"));
        tauri_driver.args([
            "--port",
            &port.to_string(),
            "--native-port",
            &native.to_string(),
        ]);
        person(&mut tauri_driver, home.path(), &display, &bus);
        // The app is started by it.
        tauri_driver.env("POOLDECK_LOG", log_level);
        let driver_process = Process::start(&mut tauri_driver, &log("tauri-driver"))?;
        answers(port)
            .await
            .context("tauri-driver does not answer")?;
        answers(native)
            .await
            .context("WebKitWebDriver does not answer")?;

        let mut secrets = Secrets::default();
        secrets.know(PASSWORD);
        Ok(Self {
            app: app.to_owned(),
            home,
            display,
            bus,
            driver: format!("http://127.0.0.1:{port}"),
            log: log_level,
            secrets: RefCell::new(secrets),
            _driver: driver_process,
            keyring: keyring_process,
            _bus: bus_process,
            _display: display_process,
        })
    }

    /// The keyring answers nothing from now on, or does so again.
    pub fn hang_keyring(&self, hangs: bool) -> Result<()> {
        let keyring = self.keyring.as_ref().context("there is no keyring")?;
        keyring.hang(hangs)
    }

    /// Where everything is written.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// From now on this must not be found in any file.
    pub fn know_secret(&self, secret: &str) {
        self.secrets.borrow_mut().know(secret);
    }

    /// The same for the references of the pool's sessions.
    pub fn know_sessions(&self, sim: &Sim) {
        for session in sim.world().sessions.keys() {
            self.know_secret(session);
        }
    }

    /// Fails if a secret stands in any file that was written at this desk.
    pub fn nothing_leaked(&self) -> Result<()> {
        self.secrets.borrow().stand_nowhere_in(self.home())
    }

    /// The same in what is kept of a test that failed.
    pub fn nothing_leaked_into(&self, evidence: &Path) -> Result<()> {
        self.secrets.borrow().stand_nowhere_in(evidence)
    }

    /// Starts the app and waits for its window.
    pub async fn open(&self) -> Result<Window> {
        self.open_with(&[]).await
    }

    /// The same with more on its command line.
    pub async fn open_with(&self, arguments: &[&str]) -> Result<Window> {
        let folder = self.home().join("pooldeck");
        let mut capabilities = Capabilities::new();
        let mut all = vec![json!("--config-dir"), json!(folder)];
        all.extend(arguments.iter().map(|argument| json!(argument)));
        let options = json!({ "application": self.app, "args": all });
        capabilities.set("browserName", "wry")?;
        capabilities.set("tauri:options", options)?;
        let driver = WebDriver::new(&self.driver, capabilities).await?;
        Ok(Window::new(driver, folder))
    }

    /// The app as the person at this desk would start it, without a driver.
    pub fn app(&self) -> Command {
        let mut command = Command::new(&self.app);
        person(&mut command, self.home(), &self.display, &self.bus);
        command.env("POOLDECK_LOG", self.log);
        command
            .arg("--config-dir")
            .arg(self.home().join("pooldeck"));
        command
    }

    /// Runs a program as the person at this desk and gives what it writes.
    pub fn run(&self, program: &str, arguments: &[&str]) -> Result<String> {
        let mut command = Command::new(program);
        person(&mut command, self.home(), &self.display, &self.bus);
        let output = command.args(arguments).output()?;
        ensure!(
            output.status.success(),
            "{program} failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Runs the app from a terminal to its end; gives whether it succeeded, and what it wrote to
    /// standard output and standard error.
    pub fn run_app(&self, arguments: &[&str], display: bool) -> Result<(bool, String, String)> {
        let mut command = Command::new(&self.app);
        person(&mut command, self.home(), &self.display, &self.bus);
        command.env("POOLDECK_LOG", self.log);
        if !display {
            command.env_remove("DISPLAY");
        }
        let output = command.args(arguments).output()?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok((
            output.status.success(),
            text(&output.stdout),
            text(&output.stderr),
        ))
    }

    /// Keeps a picture of the display and the programs' logs, to see what went wrong.
    ///
    /// The picture is the display's, not the driver's: the driver's never comes where the web view
    /// draws in memory.
    pub fn keep_evidence(&self, folder: &Path) -> Result<()> {
        fs::create_dir_all(folder)?;
        let picture = folder.join("display.png");
        let picture = picture.to_str().context("the path is no text")?;
        self.run("import", &["-window", "root", picture])?;
        for logs in ["programs", "pooldeck/logs"] {
            for file in fs::read_dir(self.home().join(logs))
                .into_iter()
                .flatten()
                .flatten()
            {
                fs::copy(file.path(), folder.join(file.file_name()))?;
            }
        }
        Ok(())
    }
}

/// Gives a program this desk's surroundings, and nothing else of ours.
fn person(command: &mut Command, home: &Path, display: &str, bus: &str) {
    let path = std::env::var_os("PATH").unwrap_or_default();
    command
        .env_clear()
        .env("PATH", path)
        .env("HOME", home)
        .env("LANG", "C.UTF-8")
        .env("XDG_RUNTIME_DIR", home.join("run"))
        .env("DISPLAY", display)
        .env("DBUS_SESSION_BUS_ADDRESS", bus)
        // Nobody listens on this desk's bus for what a screen reader would want to know.
        .env("NO_AT_BRIDGE", "1")
        .env("RUST_BACKTRACE", "1");
}

/// A port that nobody listens on. Somebody else could take it before it is used; then the test
/// fails and says so.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

async fn answers(port: u16) -> Result<()> {
    let connect = async || TcpStream::connect(("127.0.0.1", port)).await.ok();
    let connected = poll(PATIENCE, connect).await;
    connected.with_context(|| format!("nobody listens on port {port}"))?;
    Ok(())
}
