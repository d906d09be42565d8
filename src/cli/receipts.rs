//! Receipts on disk: one file a tenant, below `.guestlist/receipts` or where the caller says.

use std::path::{Path, PathBuf};

use crate::apply::{RECEIPT_VERSION, Receipt};

/// Where receipts are kept, below the working directory.
const FOLDER: &str = ".guestlist/receipts";

/// The file of a tenant's receipt.
pub(super) fn file(chosen: Option<&Path>, tenant: &str) -> PathBuf {
    chosen.map_or_else(|| Path::new(FOLDER).join(format!("{tenant}.json")), Path::to_path_buf)
}

/// The receipt in a file; an empty one where there is none, and where it is another tenant's.
///
/// # Errors
/// Says why the file is no receipt that this program reads.
#[expect(clippy::disallowed_methods, reason = "a receipt is read from where the last run left it")]
pub(super) fn read(file: &Path, tenant: &str) -> Result<Receipt, String> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Receipt::default()),
        Err(error) => return Err(error.to_string()),
    };
    let receipt: Receipt =
        serde_json::from_str(&text).map_err(|error| format!("this is no receipt: {error}"))?;
    if receipt.format_version != RECEIPT_VERSION {
        let found = receipt.format_version;
        return Err(format!("this is a receipt of version {found}; this program reads {RECEIPT_VERSION}"));
    }
    Ok(if receipt.tenant == tenant { receipt } else { Receipt::default() })
}

/// Writes a receipt. It is whole or not there: whoever reads it while it is written sees the old one.
///
/// # Errors
/// What the system said.
#[expect(clippy::disallowed_methods, reason = "a receipt is written where the next run looks for it")]
pub(super) fn write(file: &Path, receipt: &Receipt) -> Result<(), String> {
    let text = serde_json::to_string_pretty(receipt).map_err(|error| error.to_string())? + "\n";
    let folder = file.parent().unwrap_or(Path::new("."));
    let partial = file.with_extension("partial");
    let write = || {
        std::fs::create_dir_all(folder)?;
        std::fs::write(&partial, text)?;
        std::fs::rename(&partial, file)
    };
    write().map_err(|error: std::io::Error| error.to_string())
}
