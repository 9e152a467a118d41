//! Enumerations of the API: known words as variants, any other value kept as it came.

/// Defines an enumeration that never fails to decode: a value from the future lands in `Other`.
macro_rules! string_enum {
    ($(#[doc = $doc:literal])* $name:ident $open:ident { $($(#[doc = $value_doc:literal])* $variant:ident = $value:literal $(| $alias:literal)?),* $(,)? }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[doc = $value_doc])* $variant,)*
            /// A value that this version of the SDK does not know, as it came.
            Other(String),
        }

        impl $name {
            pub(crate) const ENUM: $crate::schema::model::Enum = $crate::schema::model::Enum {
                name: stringify!($name),
                doc: concat!($($doc, "\n"),*),
                values: &[$(($value, concat!($($value_doc, "\n"),*))),*],
                aliases: &[$($(($alias, $value),)?)*],
                open: string_enum!(@open $open),
            };

            /// The API's own value.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Other(value) => value,
                }
            }
        }

        impl $crate::schema::model::Member for $name {
            const KIND: $crate::schema::model::Kind = {
                static ENUM: $crate::schema::model::Enum = $name::ENUM;
                $crate::schema::model::Kind::Enum(&ENUM)
            };
        }

        /// The empty value, which no call accepts: it has to be chosen.
        impl Default for $name {
            fn default() -> Self {
                Self::Other(String::new())
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    other => Self::Other(other.to_owned()),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer).map(|value| Self::from(&*value))
            }
        }
    };
    (@open open) => { true };
    (@open closed) => { false };
}
pub(crate) use string_enum;
