//! The tenant's entitlement settings, a single object.
//!
//! It must not act on the settings: no user leaves the emulated directory.

use super::audit::Entry;
use crate::sandbox::call::Call;
use crate::sandbox::check::{self, Check};
use crate::sandbox::message::{Fault, Reply};
use crate::sandbox::odata::allowed;
use crate::sandbox::store::table;

const TYPE: &str = "entitlementManagementSettings";

pub(crate) fn route_settings(call: &mut Call<'_>, method: &str) -> Result<Reply, Fault> {
    let before = call.store.get(table::SETTINGS, TYPE).cloned().unwrap_or_default();
    match method {
        "GET" => call.reading().item_reply(&allowed::SETTINGS, &(TYPE.to_owned(), before)),
        "PATCH" => {
            let check = Check { stored: Some(&before), ..Check::default() };
            let mut sent = check::check_body(TYPE, &call.request.body_object()?, &check)?;
            sent.remove("id");
            let mut after = before.clone();
            after.extend(sent);
            call.store.put(table::SETTINGS, TYPE, after.clone());
            call.write_audit(
                &Entry::new("Update tenant setting", "TenantSettings").with_changed(&before, &after),
            );
            Ok(Reply::no_content())
        }
        _ => Err(Fault::method_not_allowed()),
    }
}
