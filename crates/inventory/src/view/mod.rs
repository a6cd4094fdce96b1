//! What crosses to the window: plain data, named once, in Rust; TypeScript is generated from it.

pub mod alerts;
pub mod cell;
pub mod health;
pub mod mend;
pub mod page;
pub mod query;
pub mod table;
pub mod tree;

pub use alerts::{AlertGroup, AlertsFrame, AlertsSpec};
pub use cell::{Cell, Status};
pub use health::{HealthCounts, HealthFrame, HealthRow, HealthSpec};
pub use mend::Mend;
pub use page::{ConsoleOffer, Field, Page, Section};
pub use query::{QueryCompletion, QueryFault, QueryReading, QueryType};
pub use table::{Column, ListKind, Sort, TableFrame, TableRow, TableSpec};
pub use tree::{Grouping, RowKind, SavedQuery, TreeFrame, TreeLevel, TreeRow, TreeSpec};
