//! What a model is: a named list of fields, each with its type, bounds and role in a create, an
//! update and a reply.
//!
//! These tables are the only place that knows. The walker checks arguments against them, the
//! canonicaliser reads replies by them, and the description that the other languages are generated
//! from is a print of them.

use serde_json::{Map, Value};

use crate::violation::Violations;

/// A JSON object of the API.
#[derive(Debug)]
pub struct Model {
    /// Name of the type of a reply, `Version`.
    pub name: &'static str,
    /// Name of the type of a create's body, `NewVersion`.
    pub new: Option<&'static str>,
    /// Name of the type of an update's body, `VersionUpdate`.
    pub update: Option<&'static str>,
    /// What the object is.
    pub doc: &'static str,
    /// Its members, in the order in which violations are reported.
    pub fields: &'static [Field],
    /// What must hold between members.
    pub rules: &'static [&'static Rule],
}

impl Model {
    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The fields that a body of this kind may hold.
    pub fn fields_of(&self, body_kind: BodyKind) -> impl Iterator<Item = &'static Field> {
        self.fields.iter().filter(move |field| field.presence(body_kind) != Presence::Absent)
    }
}

/// Which body of a model: that of a create or that of an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// The body of a create; also any body that is sent whole.
    Create,
    /// The body of a PATCH.
    Update,
}

/// How a field may stand in a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Not a member of this body.
    Absent,
    /// Must be given.
    Required,
    /// May be left out.
    Optional,
    /// May be left out, or null.
    Nullable,
}

/// How a field may stand in a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyPresence {
    /// Never returned.
    Absent,
    /// May be missing or null.
    Optional,
    /// Documented as always present. A timestamp that cannot be read is tolerated.
    Required,
}

/// When the value of a field is a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrecy {
    /// Never.
    Open,
    /// Always.
    Secret,
    /// When the boolean member of this name, in the same object, is true.
    When(&'static str),
}

/// The type of a field.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int,
    /// Any finite number.
    Number,
    /// A string.
    String,
    /// A point in time.
    Timestamp,
    /// Base64 text, or a file to read.
    Image,
    /// One of a set of strings.
    Enum(&'static Enum),
    /// A nested object.
    Object(&'static Model),
    /// A list.
    List(&'static Kind),
}

/// The words that an enumeration takes.
#[derive(Debug)]
pub struct Enum {
    /// Name of the type, `Protocol`.
    pub name: &'static str,
    /// What the words are about.
    pub doc: &'static str,
    /// Each word with its meaning.
    pub values: &'static [(&'static str, &'static str)],
    /// Other texts by which the service knows a word, each with the word.
    pub aliases: &'static [(&'static str, &'static str)],
    /// Whether a word that is not listed may be sent. Replies are open always.
    pub open: bool,
}

impl Enum {
    /// The known word that a text means: in other letters, with white space around it, or by
    /// another text that the service uses.
    pub(crate) fn value(&self, text: &str) -> Option<&'static str> {
        let text = text.trim();
        let values = self.values.iter().map(|(value, _)| (*value, *value));
        values
            .chain(self.aliases.iter().copied())
            .find(|(known, _)| known.eq_ignore_ascii_case(text))
            .map(|(_, value)| value)
    }
}

/// Inclusive bounds of a number, or of the length of a text in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bounds {
    /// The least.
    pub min: Option<i64>,
    /// The most.
    pub max: Option<i64>,
}

/// A rule about the value of one field, with a name that documentation can use.
pub struct Check {
    /// Its name, `no_scheme`.
    pub name: &'static str,
    /// What it demands, as a sentence.
    pub doc: &'static str,
    /// Reports what it finds at the path given.
    pub run: fn(&Value, &str, &mut Violations),
}

/// A rule between the members of one object, with a name that documentation can use.
pub struct Rule {
    /// Its name, `memory_per_cpu`.
    pub name: &'static str,
    /// What it demands, as a sentence.
    pub doc: &'static str,
    /// The members that it looks at; a body that has none of them cannot break it.
    pub members: &'static [&'static str],
    /// Reports what it finds; the path given is that of the object, with a dot behind it unless
    /// empty.
    pub run: fn(&Map<String, Value>, &str, &mut Violations),
}

impl std::fmt::Debug for Check {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// One member of a model.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name, the API's own.
    pub name: &'static str,
    /// What it is, with units.
    pub doc: &'static str,
    /// Its type in a body that is sent; a reply has its own idea of `Image` only, which is text
    /// there.
    pub kind: Kind,
    /// In the body of a create.
    pub create: Presence,
    /// In the body of an update.
    pub update: Presence,
    /// In a reply.
    pub reply: ReplyPresence,
    /// What may be sent.
    pub bounds: Bounds,
    /// What may be sent on update, where that differs.
    pub update_bounds: Option<Bounds>,
    /// The service's default on create, as JSON.
    pub default: Option<&'static str>,
    /// Whether the value is a secret.
    pub secrecy: Secrecy,
    /// Whether the service answers with the value that it was sent.
    pub echoed: bool,
    /// Whether the service masks the value, so that its placeholder must not be sent back.
    pub masked: bool,
    /// Another name for the same member in replies.
    pub alias: Option<&'static str>,
    /// A rule about the value.
    pub check: Option<&'static Check>,
}

impl Field {
    /// A field without bounds that is echoed and no secret.
    pub const fn new(
        name: &'static str,
        doc: &'static str,
        kind: Kind,
        create: Presence,
        update: Presence,
        reply: ReplyPresence,
    ) -> Field {
        Field {
            name,
            doc,
            kind,
            create,
            update,
            reply,
            bounds: Bounds { min: None, max: None },
            update_bounds: None,
            default: None,
            secrecy: Secrecy::Open,
            echoed: true,
            masked: false,
            alias: None,
            check: None,
        }
    }

    /// How this field may stand in a body.
    pub fn presence(&self, body_kind: BodyKind) -> Presence {
        match body_kind {
            BodyKind::Create => self.create,
            BodyKind::Update => self.update,
        }
    }

    /// The bounds that hold in a body.
    pub fn bounds(&self, body_kind: BodyKind) -> Bounds {
        match (body_kind, self.update_bounds) {
            (BodyKind::Update, Some(bounds)) => bounds,
            _ => self.bounds,
        }
    }

    pub(crate) const fn at_least(mut self, min: i64) -> Field {
        self.bounds.min = Some(min);
        self
    }

    pub(crate) const fn within(mut self, min: i64, max: i64) -> Field {
        self.bounds = Bounds { min: Some(min), max: Some(max) };
        self
    }

    pub(crate) const fn length(self, min: i64, max: i64) -> Field {
        self.within(min, max)
    }

    pub(crate) const fn not_empty(self) -> Field {
        self.at_least(1)
    }

    pub(crate) const fn length_on_update(mut self, min: i64, max: i64) -> Field {
        self.update_bounds = Some(Bounds { min: Some(min), max: Some(max) });
        self
    }

    pub(crate) const fn default(mut self, json: &'static str) -> Field {
        self.default = Some(json);
        self
    }

    pub(crate) const fn secret(mut self) -> Field {
        self.secrecy = Secrecy::Secret;
        self.echoed = false;
        self
    }

    pub(crate) const fn secret_when(mut self, member: &'static str) -> Field {
        self.secrecy = Secrecy::When(member);
        self.masked = true;
        self
    }

    pub(crate) const fn masked(mut self) -> Field {
        self.masked = true;
        self.echoed = false;
        self
    }

    pub(crate) const fn not_echoed(mut self) -> Field {
        self.echoed = false;
        self
    }

    pub(crate) const fn also_read_as(mut self, alias: &'static str) -> Field {
        self.alias = Some(alias);
        self
    }

    pub(crate) const fn check(mut self, check: &'static Check) -> Field {
        self.check = Some(check);
        self
    }
}

/// A Rust type that can be a member of a model.
pub(crate) trait Member {
    const KIND: Kind;
}

macro_rules! member {
    ($($type:ty => $kind:expr),* $(,)?) => { $(impl Member for $type { const KIND: Kind = $kind; })* };
}

member! {
    bool => Kind::Bool,
    i64 => Kind::Int,
    f64 => Kind::Number,
    String => Kind::String,
    crate::timestamp::Timestamp => Kind::Timestamp,
}

impl<T: Member> Member for Vec<T> {
    const KIND: Kind = Kind::List(&T::KIND);
}

/// A Rust type whose model is known.
pub(crate) trait Described {
    const MODEL: &'static Model;
}
