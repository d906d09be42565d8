//! Open enumerations: Graph's own words, with room for words that were published later.

/// What every open enumeration can do.
pub trait OpenWord: Clone + PartialEq + serde::Serialize + 'static {
    /// The documented members, in Graph's order.
    const WORDS: &'static [&'static str];

    /// The member a word names, whatever its case.
    fn from_word(word: &str) -> Self;

    /// Graph's word for this member.
    fn graph_word(&self) -> &str;
}

/// Declares an enumeration of Graph's words that keeps unknown words.
///
/// Graph's enums are open (evolvable): an unknown value is kept and reported, never refused or dropped.
macro_rules! open_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[doc = $doc:literal])* $member:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[doc = $doc])* $member,)+
            /// A word that this version does not know, unchanged.
            Other(String),
        }

        impl $name {
            /// The documented members, in Graph's order.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The meaning of each of `WORDS`, in the same order.
            pub const MEANINGS: &'static [&'static str] = &[$(concat!($($doc),*)),+];

            /// Graph's word for this member.
            #[must_use]
            pub fn graph_word(&self) -> &str {
                match self {
                    $(Self::$member => $word,)+
                    Self::Other(word) => word,
                }
            }

            /// The member for a word. Case is ignored, as the service ignores it in requests.
            #[must_use]
            pub fn from_word(word: &str) -> Self {
                $(if word.eq_ignore_ascii_case($word) { return Self::$member; })+
                Self::Other(word.to_owned())
            }

            /// Whether the service hid the true member (`unknownFutureValue`). Writing it would destroy that
            /// member.
            #[must_use]
            pub fn is_masked(&self) -> bool {
                self.graph_word() == "unknownFutureValue"
            }
        }

        impl $crate::model::OpenWord for $name {
            const WORDS: &'static [&'static str] = Self::WORDS;

            fn from_word(word: &str) -> Self {
                Self::from_word(word)
            }

            fn graph_word(&self) -> &str {
                self.graph_word()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.graph_word())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.graph_word())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Ok(Self::from_word(&String::deserialize(deserializer)?))
            }
        }
    };
}

pub(crate) use open_enum;
