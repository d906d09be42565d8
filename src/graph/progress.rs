//! What the client says while it works, for a live line on a terminal.
//!
//! Must not print: whoever passes a `Progress` in decides where notes go. Notes hold no token and no body.

/// Takes short notes about what is going on.
pub trait Progress: Send + Sync {
    /// One note, in words for a person ("reading access packages", "throttled, waiting 10 s").
    fn note(&self, text: &str);

    /// One exchange with the service: method, path, status, time and request id. No body, no header that was sent.
    fn exchange(&self, _text: &str) {}

    /// One request inside a batch: the same of it.
    fn inner(&self, _text: &str) {}

    /// Something a person must do for the run to go on. It is shown whoever asked for silence, and stays.
    fn tell(&self, text: &str) {
        self.note(text);
    }
}

/// Takes notes and drops them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn note(&self, _text: &str) {}
}
