//! Types of the plan and of the model to those that are published and back, member by member.

/// Says of each member how it passes: as it is, `into` its own published type, as one that may be there (`maybe`), each
/// of a list, each of a map (`pairs`), or as a `value` of a property.
macro_rules! same {
    (@to $value:ident) => { $value };
    (@to $value:ident into) => { $value.into() };
    (@to $value:ident maybe) => { $value.map(Into::into) };
    (@to $value:ident each) => { $value.into_iter().map(Into::into).collect() };
    (@to $value:ident pairs) => { $value.into_iter().map(|(key, value)| (key.into(), value.into())).collect() };
    (@to $value:ident value) => { $crate::plan::value_v1::ValueV1($value) };
    (@back $value:ident value) => { $value.0 };
    (@back $value:ident $($how:ident)?) => { $crate::plan::convert::same!(@to $value $($how)?) };
    ($inner:ident and $published:ident: $($member:ident $(: $how:ident)?),+) => {
        impl From<$inner> for $published {
            fn from(inner: $inner) -> Self {
                let $inner { $($member),+ } = inner;
                Self { $($member: $crate::plan::convert::same!(@to $member $($how)?)),+ }
            }
        }

        impl From<$published> for $inner {
            fn from(published: $published) -> Self {
                let $published { $($member),+ } = published;
                Self { $($member: $crate::plan::convert::same!(@back $member $($how)?)),+ }
            }
        }
    };
}

/// Types that are written and read as their published ones.
macro_rules! written_as {
    ($($inner:ident as $published:ident),+) => {
        $(
            impl serde::Serialize for $inner {
                fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    $published::from(self.clone()).serialize(serializer)
                }
            }

            impl<'de> serde::Deserialize<'de> for $inner {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    $published::deserialize(deserializer).map(Self::from)
                }
            }
        )+
    };
}

pub(super) use {same, written_as};
