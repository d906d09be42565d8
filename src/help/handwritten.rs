//! The pages that are written by hand, embedded in the binary.

macro_rules! pages {
    ($($name:literal),+ $(,)?) => {
        /// Each written page by its name.
        pub const WRITTEN: &[(&str, &str)] = &[$(($name, include_str!(concat!($name, ".md")))),+];
    };
}

pages![
    "assignments",
    "ci",
    "developing",
    "editor",
    "exit-codes",
    "exposure",
    "holds",
    "language",
    "lock-file",
    "ownership",
    "reports",
    "sandbox",
    "saved-plans",
    "sign-in",
    "templates",
    "tutorial",
];

/// What a page is about: the line below its title.
#[must_use]
pub fn topic_summary(text: &'static str) -> &'static str {
    text.lines().nth(2).unwrap_or_default()
}
