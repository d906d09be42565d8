//! Progress messages of the client, for a live line on a terminal.
//!
//! Must not print: the caller provides a `Progress` that decides where messages are shown. Messages contain
//! no token and no body.

/// Receives progress messages.
pub trait Progress: Send + Sync {
    /// A short message for people ("reading access packages", "throttled by Microsoft Graph; continuing in 10
    /// s").
    fn show_note(&self, text: &str);

    /// An exchange with the service: method, path, status, time and request id. Without body and request
    /// headers.
    fn log_exchange(&self, _text: &str) {}

    /// The same for a request inside a batch.
    fn log_inner_exchange(&self, _text: &str) {}

    /// An instruction that a person must follow for the run to continue. It is shown even in quiet mode, and
    /// stays on the screen.
    fn tell_user(&self, text: &str) {
        self.show_note(text);
    }
}

/// Discards all messages.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn show_note(&self, _text: &str) {}
}
