//! The half of the crate that does I/O.

mod batch;
mod connector;
mod credentials;
mod discretion;
mod endpoint;
mod events;
mod fault;
mod local;
mod permissions;
mod session;
mod stream;
mod task;
mod tls;
mod transport;
mod trust;
mod typed;
mod upload;
mod waiting;
mod xe;
mod xend;

pub use connector::Connector;
pub use credentials::Credentials;
pub use endpoint::Endpoint;
pub use events::EventStream;
pub use local::LocalSession;
pub use session::{Heartbeat, Session};
pub use stream::{ConsoleStream, Download};
pub use task::TaskHandle;
pub use tls::{Refused, verifier};
pub use transport::Timeouts;
pub use trust::{Trust, TrustFingerprint, TrustPlatform};
pub use upload::Upload;
pub use waiting::Waiting;
pub use xe::XeCommand;
pub use xend::Dialect;
