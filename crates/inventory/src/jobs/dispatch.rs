//! What each job answers, by its name: the dispatch that is made from the list of all jobs.

/// Makes of the list of jobs the enum [`JobRequest`](super::JobRequest) of their inputs, as it crosses
/// to the window, and the dispatch to each job's [`Definition`](super::Definition).
macro_rules! dispatch {
    ($( $(#[doc = $doc:literal])* $name:ident = $inputs:path, )*) => {
        /// A job with what a person has said with it.
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
        #[serde(tag = "job", content = "inputs", rename_all = "camelCase")]
        pub enum JobRequest { $( $(#[doc = $doc])* $name($inputs), )* }

        impl Job {
            /// The names of the API's methods that its steps may call; none: it is done by the
            /// program itself.
            pub fn methods(self) -> &'static [&'static str] {
                match self { $( Job::$name => <$inputs as super::jobs::Definition>::METHODS, )* }
            }

            /// What it puts at risk at most.
            pub(crate) fn risk(self) -> $crate::jobs::Risk {
                match self { $( Job::$name => <$inputs as super::jobs::Definition>::RISK, )* }
            }

            /// Whether something has to be said with it.
            pub(crate) fn asks(self) -> bool {
                match self { $( Job::$name => <$inputs as super::jobs::Definition>::ASKS, )* }
            }

            /// Whether it is shown before it is done to so many.
            pub(crate) fn confirms(self, count: u32) -> bool {
                let several = match self { $( Job::$name => <$inputs as super::jobs::Definition>::CONFIRMS_SEVERAL, )* };
                self.risk() > $crate::jobs::Risk::None || (several && count > 1)
            }

            /// Whether it is among what is offered for a selection.
            pub fn is_offered(self) -> bool {
                match self { $( Job::$name => <$inputs as super::jobs::Definition>::IS_OFFERED, )* }
            }

            /// How many of one request are under way at once; none: as many as of any.
            pub(crate) fn at_once(self) -> Option<usize> {
                let said = match self { $( Job::$name => <$inputs as super::jobs::Definition>::AT_ONCE, )* };
                said.and_then(|count| usize::try_from(count).ok())
            }

            pub(crate) fn is_for(self, subject: &$crate::jobs::Subject<'_>) -> bool {
                match self { $( Job::$name => <$inputs as super::jobs::Definition>::is_for(subject), )* }
            }

            pub(crate) fn is_likely(self, subject: &$crate::jobs::Subject<'_>) -> bool {
                match self { $( Job::$name => <$inputs as super::jobs::Definition>::is_likely(subject), )* }
            }

            pub(crate) fn check_subject(
                self,
                subject: &$crate::jobs::Subject<'_>,
            ) -> Result<(), $crate::jobs::Refusal> {
                match self { $( Job::$name => <$inputs as super::jobs::Definition>::check(subject), )* }
            }

            pub(crate) fn form_for(
                self,
                subjects: &[$crate::jobs::Subject<'_>],
            ) -> $crate::jobs::Form {
                match self { $( Job::$name => <$inputs as super::jobs::Definition>::form(subjects), )* }
            }

            pub(crate) fn form_about(
                self,
                about: &$crate::jobs::Subject<'_>,
                subjects: &[$crate::jobs::Subject<'_>],
            ) -> $crate::jobs::Form {
                match self { $( Job::$name => <$inputs as super::jobs::Definition>::form_about(about, subjects), )* }
            }
        }

        impl JobRequest {
            /// Which job it is.
            pub fn job(&self) -> Job {
                match self { $( JobRequest::$name(_) => Job::$name, )* }
            }

            /// The file of this computer that has to be looked into before it is planned, and where what was
            /// found there is told.
            pub fn looks_into(
                &mut self,
            ) -> Option<(&str, &mut Option<$crate::jobs::FoundInFile>)> {
                match self { $( JobRequest::$name(inputs) => super::jobs::Definition::looks_into(inputs), )* }
            }

            pub(crate) fn parts_for(
                &self,
                subjects: &[$crate::jobs::Subject<'_>],
            ) -> Option<$crate::jobs::Parts> {
                match self { $( JobRequest::$name(inputs) => super::jobs::Definition::parts(inputs, subjects), )* }
            }

            pub(crate) fn question_for(
                &self,
                field: &str,
                subject: &$crate::jobs::Subject<'_>,
            ) -> Result<$crate::jobs::plan::Call, $crate::jobs::Refusal> {
                match self { $( JobRequest::$name(inputs) => super::jobs::Definition::question(inputs, field, subject), )* }
            }

            pub(crate) fn found_for(
                &self,
                field: &str,
                subject: &$crate::jobs::Subject<'_>,
                reply: $crate::jobs::Reply,
            ) -> Result<Vec<$crate::jobs::Found>, $crate::problem::Problem> {
                match self { $( JobRequest::$name(inputs) => super::jobs::Definition::found(inputs, field, subject, reply), )* }
            }

            pub(crate) fn plan_for(
                &self,
                subject: &$crate::jobs::Subject<'_>,
            ) -> Result<$crate::jobs::Plan, $crate::jobs::Refusal> {
                match self { $( JobRequest::$name(inputs) => super::jobs::Definition::plan(inputs, subject), )* }
            }
        }
    };
}
pub(crate) use dispatch;
