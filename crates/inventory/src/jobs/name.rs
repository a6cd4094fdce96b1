//! The names of jobs. Nothing here knows what a job is.

use super::list::all_jobs;

/// Makes of the list of jobs the enum of their names.
macro_rules! names {
    ($( $(#[doc = $doc:literal])* $name:ident = $inputs:path, )*) => {
        /// A job by its name; its words are `job.<name>` and what else begins with its name there.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord,
            serde::Serialize, serde::Deserialize, ts_rs::TS,
        )]
        #[serde(rename_all = "camelCase")]
        pub enum Job { $( $(#[doc = $doc])* $name, )* }

        impl Job {
            /// All jobs, in the order in which they are offered.
            pub const ALL: &[Job] = &[$( Job::$name, )*];
        }
    };
}

all_jobs!(names);
