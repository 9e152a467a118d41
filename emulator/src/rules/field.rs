//! The vocabulary of the tables: models, fields and what may be said about them.

/// An object that a body holds.
#[derive(Debug)]
pub struct Model {
    /// Name of the type, `Version`.
    pub name: &'static str,
    /// What a sentence calls it, `a version`.
    pub noun: &'static str,
    /// Its members, in the order in which answers show them.
    pub fields: &'static [Field],
    /// Members of older clients, accepted with any value and ignored.
    pub ignored: &'static [&'static str],
    /// What must hold between members.
    pub relations: &'static [Relation],
}

/// One member of a model.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Another name that requests may use for it.
    pub alias: Option<&'static str>,
    /// Its type.
    pub kind: Kind,
    /// In the body of a create.
    pub create: Presence,
    /// In the body of an update. Objects inside a body are sent whole, as in a create, and so have none.
    pub update: Presence,
    /// Of the value, or of its length in characters or items.
    pub bounds: Bounds,
    /// The same on update, where that differs.
    pub update_bounds: Option<Bounds>,
    /// What a create that leaves it out gets, and an update that sets it to null; as JSON.
    pub default: Option<&'static str>,
    /// How answers show it.
    pub reply: Reply,
    /// Whether empty text unsets it.
    pub empty_clears: bool,
    /// A rule about the value.
    pub rule: Option<Rule>,
}

/// The type of a field.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// `true` or `false`.
    Boolean,
    /// A whole number, written without a fraction.
    Integer,
    /// Any number.
    Number,
    /// Text.
    Text,
    /// Base64 text without a `data:` prefix.
    Base64,
    /// One of these words.
    Word(&'static [&'static str]),
    /// Any text; these words are the known ones.
    OpenWord(&'static [&'static str]),
    /// A list of objects.
    Objects(&'static Model),
    /// A list of texts.
    Texts,
    /// A time stamp, only ever set by the service.
    Stamp,
}

/// Which body: that of a create or that of an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// The body of a create, and any object inside a body.
    Create,
    /// The body of an update.
    Update,
}

/// How a field may stand in a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Refused.
    Absent,
    /// Must be given.
    Required,
    /// May be left out.
    Optional,
    /// May be left out, or null.
    Nullable,
}

/// How a field comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// As it was sent.
    Shown,
    /// As [`MASK`](super::MASK) once it is set.
    Masked,
    /// As [`MASK`](super::MASK) where this boolean member of the same object is true.
    MaskedWhen(&'static str),
    /// Never.
    Never,
}

/// A rule about one value, beyond its type and bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// A name: no control characters, and neither `.` nor `..`, which no path could reach.
    Name,
    /// A full `http://` or `https://` URL.
    WebUrl,
    /// At most so many bytes.
    Bytes(usize),
    /// The name of an endpoint storage that exists.
    ExistingStorage,
}

/// A rule between the members of one object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `req_memory` is at most twice `req_cpu`.
    MemoryPerCpu,
    /// Port 0 has a `name`.
    ZeroPortIsNamed,
    /// `tls_upgrade` is true only for the protocols `HTTP` and `WS`.
    TlsUpgradeNeedsPlainWeb,
}

/// Inclusive bounds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// The least.
    pub min: Option<i64>,
    /// The most.
    pub max: Option<i64>,
}

impl Model {
    /// The field that a body gives under this name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name || field.alias == Some(name))
    }
}

impl Field {
    pub(super) const fn new(name: &'static str, kind: Kind, create: Presence, update: Presence) -> Field {
        Field {
            name,
            alias: None,
            kind,
            create,
            update,
            bounds: Bounds { min: None, max: None },
            update_bounds: None,
            default: None,
            reply: Reply::Shown,
            empty_clears: false,
            rule: None,
        }
    }

    /// A stamp that the service sets.
    pub(super) const fn stamp(name: &'static str) -> Field {
        Field::new(name, Kind::Stamp, Presence::Absent, Presence::Absent)
    }

    /// How this field may stand in a body.
    pub fn presence(&self, slot: Slot) -> Presence {
        match slot {
            Slot::Create => self.create,
            Slot::Update => self.update,
        }
    }

    /// The bounds that hold in a body.
    pub fn bounds(&self, slot: Slot) -> Bounds {
        match (slot, self.update_bounds) {
            (Slot::Update, Some(bounds)) => bounds,
            _ => self.bounds,
        }
    }

    pub(super) const fn also(mut self, alias: &'static str) -> Field {
        self.alias = Some(alias);
        self
    }

    pub(super) const fn at_least(mut self, min: i64) -> Field {
        self.bounds.min = Some(min);
        self
    }

    pub(super) const fn within(mut self, min: i64, max: i64) -> Field {
        self.bounds = Bounds { min: Some(min), max: Some(max) };
        self
    }

    pub(super) const fn within_on_update(mut self, min: i64, max: i64) -> Field {
        self.update_bounds = Some(Bounds { min: Some(min), max: Some(max) });
        self
    }

    pub(super) const fn default(mut self, json: &'static str) -> Field {
        self.default = Some(json);
        self
    }

    pub(super) const fn reply(mut self, reply: Reply) -> Field {
        self.reply = reply;
        self
    }

    pub(super) const fn empty_clears(mut self) -> Field {
        self.empty_clears = true;
        self
    }

    pub(super) const fn rule(mut self, rule: Rule) -> Field {
        self.rule = Some(rule);
        self
    }
}
