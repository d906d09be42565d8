//! Receipts on disk: one file per tenant, below `.guestlist/receipts` or where the caller says.

use std::path::{Path, PathBuf};

use crate::apply::{RECEIPT_VERSION, Receipt};

/// The folder of receipts, below the working directory.
const FOLDER: &str = ".guestlist/receipts";

pub(super) fn receipt_file(chosen: Option<&Path>, tenant: &str) -> PathBuf {
    chosen.map_or_else(|| Path::new(FOLDER).join(format!("{tenant}.json")), Path::to_path_buf)
}

/// The receipt in a file. Empty if the file is missing or belongs to another tenant.
///
/// # Errors Why the file is not a receipt that this program reads.
#[expect(clippy::disallowed_methods, reason = "a receipt is read from the place where the last run wrote it")]
pub(super) fn read_receipt(file: &Path, tenant: &str) -> Result<Receipt, String> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Receipt::default()),
        Err(error) => return Err(error.to_string()),
    };
    let receipt: Receipt =
        serde_json::from_str(&text).map_err(|error| format!("this file is not a receipt: {error}"))?;
    if receipt.format_version != RECEIPT_VERSION {
        let found = receipt.format_version;
        return Err(format!(
            "this receipt has version {found}, but this program reads version {RECEIPT_VERSION}"
        ));
    }
    Ok(if receipt.tenant == tenant { receipt } else { Receipt::default() })
}

/// Replaces a receipt in one step, so that concurrent readers never see half of it.
///
/// # Errors The error of the operating system.
#[expect(
    clippy::disallowed_methods,
    reason = "a receipt is written to the place where the next run reads it"
)]
pub(super) fn write_receipt(file: &Path, receipt: &Receipt) -> Result<(), String> {
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
