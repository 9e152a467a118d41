//! Enumerations of the API: known words as variants, any other word kept as it came.

/// Defines an enumeration that never fails to decode: a word from the future lands in `Other`.
macro_rules! vocabulary {
    ($(#[doc = $doc:literal])* $name:ident $open:ident { $($(#[doc = $word_doc:literal])* $variant:ident = $word:literal $(| $alias:literal)?),* $(,)? }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[doc = $word_doc])* $variant,)*
            /// A word that this version of the SDK does not know, as it came.
            Other(String),
        }

        impl $name {
            pub(crate) const VOCABULARY: $crate::model::Vocabulary = $crate::model::Vocabulary {
                name: stringify!($name),
                doc: concat!($($doc, "\n"),*),
                words: &[$(($word, concat!($($word_doc, "\n"),*))),*],
                aliases: &[$($(($alias, $word),)?)*],
                open: vocabulary!(@open $open),
            };

            /// The API's own word.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)*
                    Self::Other(word) => word,
                }
            }
        }

        impl $crate::model::Member for $name {
            const KIND: $crate::model::Kind = {
                static VOCABULARY: $crate::model::Vocabulary = $name::VOCABULARY;
                $crate::model::Kind::Word(&VOCABULARY)
            };
        }

        /// The empty word, which no call accepts: it has to be chosen.
        impl Default for $name {
            fn default() -> Self {
                Self::Other(String::new())
            }
        }

        impl From<&str> for $name {
            fn from(word: &str) -> Self {
                match word {
                    $($word => Self::$variant,)*
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
                <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer).map(|word| Self::from(&*word))
            }
        }
    };
    (@open open) => { true };
    (@open closed) => { false };
}
pub(crate) use vocabulary;
