//! What the session's user may do.

use super::session::Session;
use crate::calls;
use crate::error::Result;
use crate::rbac::Permissions;
use crate::reference::OpaqueRef;

impl Session {
    /// What the server lets this session call; none: everything, or the server has no roles (xend, and
    /// XAPI before they came). Two calls.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn permissions(&self) -> Result<Option<Permissions>> {
        if self.is_xend() {
            return Ok(None);
        }
        let login = self.current()?;
        let session = OpaqueRef::from(login.reference.expose());
        if self
            .run(calls::session::get_is_local_superuser(&session))
            .await?
        {
            return Ok(None);
        }
        let names = self
            .run(calls::session::get_rbac_permissions(&session))
            .await?;
        let known = !names.is_empty();
        Ok(known.then(|| Permissions::of(names.iter())))
    }
}
