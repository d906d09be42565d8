//! Standard output and standard error: colour, and the live line of progress.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;

use super::args::{LogLevel, When};
use super::exit::{Exit, Reason};

/// The streams of a run. Results are written to standard output, everything else to standard error.
#[derive(Debug)]
pub(super) struct Ui {
    /// Whether results can be coloured.
    pub(super) colour: bool,
    /// Whether messages can be coloured.
    pub(super) colour_messages: bool,
    /// Whether a person can answer questions.
    pub(super) interactive: bool,
    level: LogLevel,
    live: bool,
    shown: Mutex<bool>,
}

impl Ui {
    /// Detects the properties of the terminal, once.
    #[must_use]
    pub(super) fn new(when: When, level: LogLevel) -> Self {
        let (out, err) = (std::io::stdout(), std::io::stderr());
        let choose = |auto: anstream::ColorChoice| match when {
            When::Always => true,
            When::Never => false,
            When::Auto => auto != anstream::ColorChoice::Never,
        };
        Self {
            colour: choose(anstream::AutoStream::choice(&out)),
            colour_messages: choose(anstream::AutoStream::choice(&err)),
            interactive: std::io::stdin().is_terminal() && err.is_terminal(),
            live: err.is_terminal(),
            level,
            shown: Mutex::new(false),
        }
    }

    /// Writes a result. A reader that has closed the pipe is not an error.
    pub(super) fn write_result(&self, text: &str) {
        self.clear_live_line();
        let mut out = std::io::stdout().lock();
        drop(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
    }

    /// Also writes a result to a file. A failure is only a warning, because it does not undo what the run has
    /// done.
    #[expect(clippy::disallowed_methods, reason = "results are written to the paths that the caller gives")]
    pub(super) fn write_result_file(&self, file: &std::path::Path, text: &str) {
        if let Err(error) = std::fs::write(file, text) {
            self.write_message(&format!("warning: {}: {error}", file.display()));
        }
    }

    /// Writes a message for people.
    pub(super) fn write_message(&self, text: &str) {
        self.clear_live_line();
        drop(writeln!(std::io::stderr().lock(), "{text}"));
    }

    /// Asks a yes-or-no question. Anything but yes means no.
    #[must_use]
    pub(super) fn ask_yes_no(&self, question: &str) -> bool {
        self.clear_live_line();
        let mut err = std::io::stderr().lock();
        drop(write!(err, "{question} [y/N] ").and_then(|()| err.flush()));
        let mut answer = String::new();
        let read = std::io::stdin().read_line(&mut answer);
        read.is_ok() && matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
    }

    /// Gets confirmation for what was shown: in advance by option, or now by an answer.
    ///
    /// # Errors How the run ends without confirmation.
    pub(super) fn require_consent(&self, beforehand: bool, question: &str) -> Result<(), Exit> {
        if beforehand {
            return Ok(());
        }
        if !self.interactive {
            self.write_message(
                "error: there is no terminal for the confirmation question; use --auto-approve to apply \
                without it",
            );
            return Err(Exit::for_reason(Reason::CouldNotRun));
        }
        if self.ask_yes_no(question) {
            return Ok(());
        }
        self.write_message("Nothing was written.");
        Err(Exit::success())
    }

    /// Writes a log line that stays on the screen.
    fn write_log(&self, level: LogLevel, text: &str) {
        if self.level >= level {
            self.write_message(&crate::render::escape_hidden(text));
        }
    }

    /// Removes the live line.
    pub(super) fn clear_live_line(&self) {
        let mut shown = self.shown.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if std::mem::take(&mut *shown) {
            drop(write!(std::io::stderr().lock(), "\r\u{1b}[2K"));
        }
    }
}

impl crate::graph::Progress for Ui {
    fn tell_user(&self, text: &str) {
        self.write_message(&crate::render::escape_hidden(text));
    }

    fn log_exchange(&self, text: &str) {
        self.write_log(LogLevel::Debug, text);
    }

    fn log_inner_exchange(&self, text: &str) {
        self.write_log(LogLevel::Trace, text);
    }

    fn show_note(&self, text: &str) {
        if self.level < LogLevel::Info {
            return;
        }
        let text = crate::render::escape_hidden(text);
        let mut err = std::io::stderr().lock();
        if self.live {
            *self.shown.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = true;
            drop(write!(err, "\r\u{1b}[2K{text}").and_then(|()| err.flush()));
        } else {
            drop(writeln!(err, "{text}"));
        }
    }
}
