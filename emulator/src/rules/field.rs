//! The types of the tables: models, fields and their rules.

/// An object in a request body.
#[derive(Debug)]
pub struct Model {
    /// Name of the model, `Version`.
    pub name: &'static str,
    /// Name of the model in a message, `a version`.
    pub noun: &'static str,
    /// Fields in the order of responses.
    pub fields: &'static [Field],
    /// Names of fields that older clients send. They are ignored with any value.
    pub ignored: &'static [&'static str],
    /// Rules that involve several fields.
    pub relations: &'static [Relation],
}

/// A field of a model.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Name.
    pub name: &'static str,
    /// Alternative name in requests.
    pub alias: Option<&'static str>,
    /// Type.
    pub kind: Kind,
    /// Presence in the body of a create.
    pub create: Presence,
    /// Presence in the body of an update. Nested objects are always sent whole, so their fields are
    /// [`Presence::Absent`] here.
    pub update: Presence,
    /// Bounds of the value, or of its length in characters or items.
    pub bounds: Bounds,
    /// Bounds in an update, if they differ.
    pub update_bounds: Option<Bounds>,
    /// Default as JSON, for a create without the field and for an update to null.
    pub default: Option<&'static str>,
    /// Visibility in responses.
    pub visibility: Visibility,
    /// True if an empty string removes the value.
    pub empty_clears: bool,
    /// Additional rule for the value.
    pub rule: Option<Rule>,
}

/// The type of a field.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// `true` or `false`.
    Boolean,
    /// An integer, written without a fraction.
    Integer,
    /// A number.
    Number,
    /// A string.
    String,
    /// A string in base64 without a `data:` prefix.
    Base64,
    /// One of these strings.
    Enum(&'static [&'static str]),
    /// A string; these values are the known ones.
    OpenEnum(&'static [&'static str]),
    /// A list of objects.
    Objects(&'static Model),
    /// A list of strings.
    Strings,
    /// A timestamp, which only the service sets.
    Timestamp,
}

/// The kind of a request body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// The body of a create, or an object nested in a body.
    Create,
    /// The body of an update.
    Update,
}

/// The presence of a field in a request body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Must not be present.
    Absent,
    /// Must be present.
    Required,
    /// May be missing.
    Optional,
    /// May be missing or null.
    Nullable,
}

/// The visibility of a field in responses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// The value is shown.
    Shown,
    /// [`MASK`](super::MASK) is shown instead of a value.
    Masked,
    /// [`MASK`](super::MASK) is shown if this boolean field of the same object is true.
    MaskedWhen(&'static str),
    /// The field is never in a response.
    Never,
}

/// A rule for one value in addition to its type and bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// A name without control characters, other than `.` and `..`, which no URL can contain.
    Name,
    /// A full `http://` or `https://` URL.
    WebUrl,
    /// Maximum number of bytes.
    Bytes(usize),
    /// The name of an existing endpoint storage.
    ExistingStorage,
}

/// A rule that involves several fields of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `req_memory` is at most twice `req_cpu`.
    MemoryPerCpu,
    /// Port 0 has a `name`.
    ZeroPortIsNamed,
    /// `tls_upgrade` is true for the protocols `HTTP` and `WS` only.
    TlsUpgradeNeedsPlainWeb,
}

/// Inclusive bounds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// Minimum.
    pub min: Option<i64>,
    /// Maximum.
    pub max: Option<i64>,
}

impl Model {
    /// The field with this name or alias.
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
            visibility: Visibility::Shown,
            empty_clears: false,
            rule: None,
        }
    }

    /// A timestamp that the service sets.
    pub(super) const fn timestamp(name: &'static str) -> Field {
        Field::new(name, Kind::Timestamp, Presence::Absent, Presence::Absent)
    }

    /// The presence in a kind of body.
    pub fn presence(&self, body_kind: BodyKind) -> Presence {
        match body_kind {
            BodyKind::Create => self.create,
            BodyKind::Update => self.update,
        }
    }

    /// The bounds in a kind of body.
    pub fn bounds(&self, body_kind: BodyKind) -> Bounds {
        match (body_kind, self.update_bounds) {
            (BodyKind::Update, Some(bounds)) => bounds,
            _ => self.bounds,
        }
    }

    pub(super) const fn alias(mut self, alias: &'static str) -> Field {
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

    pub(super) const fn visibility(mut self, visibility: Visibility) -> Field {
        self.visibility = visibility;
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
