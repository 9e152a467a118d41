//! The kinds of objects that are published, and their operations.

use edgegap_sdk::model::Model;
use edgegap_sdk::operation::Operation;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The kind of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ObjectKind {
    /// An application.
    Application,
    /// An endpoint storage.
    Storage,
    /// A pull profile.
    Profile,
    /// A version of the application.
    Version,
    /// The link between a pull profile and a version of the application.
    Link,
    /// A tag of an image in Edgegap's container registry.
    Tag,
}

impl ObjectKind {
    /// The noun for messages.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Storage => "storage",
            Self::Profile => "profile",
            Self::Version => "version",
            Self::Link => "link",
            Self::Tag => "tag",
        }
    }

    /// The resource with its operations.
    fn resource(self) -> &'static str {
        match self {
            Self::Application => "applications",
            Self::Storage => "endpoint_storages",
            Self::Profile | Self::Link => "pull_profiles",
            Self::Version => "versions",
            Self::Tag => "container_registry",
        }
    }

    /// The id of one of its operations, such as `versions.update`.
    pub(crate) fn operation(self, verb: &str) -> String {
        format!("{}.{verb}", self.resource())
    }

    /// The table of its fields; `None` for one without fields.
    pub(crate) fn model(self) -> Option<&'static Model> {
        match self {
            Self::Link | Self::Tag => None,
            _ => Operation::find(&self.operation("get"))?.output.model(),
        }
    }
}

/// An object, by the names in its path: those of an application are `[app]`, of a version
/// `[version]`, of a storage `[storage]`, of a profile `[storage, profile]`, of a link `[storage,
/// profile, version]` and of a tag `[image, tag]`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct ObjectId {
    pub(crate) kind: ObjectKind,
    pub(crate) path: Vec<String>,
}

impl ObjectId {
    pub(crate) fn new<N: Into<String>>(kind: ObjectKind, path: impl IntoIterator<Item = N>) -> Self {
        Self { kind, path: path.into_iter().map(Into::into).collect() }
    }

    /// The name for display: `dev`, `logs/balance`, `logs/balance:dev`.
    pub(crate) fn name(&self) -> String {
        match (self.kind, self.path.as_slice()) {
            (ObjectKind::Link, [storage, profile, version]) => format!("{storage}/{profile}:{version}"),
            (ObjectKind::Tag, [image, tag]) => format!("{image}:{tag}"),
            (_, path) => path.join("/"),
        }
    }

    /// The arguments of a call about the object, or of its create.
    pub(crate) fn arguments(&self, app: &str, is_create: bool) -> Value {
        let own: &[&str] = match self.kind {
            ObjectKind::Application => &["app"],
            ObjectKind::Storage => &["storage"],
            ObjectKind::Profile => &["storage", "profile"],
            ObjectKind::Version => &["version"],
            ObjectKind::Link => &["storage", "profile", "version"],
            ObjectKind::Tag => &["image", "tag"],
        };
        let count = own.len() - usize::from(is_create);
        let own =
            own.iter().zip(&self.path).take(count).map(|(name, value)| ((*name).to_owned(), value.clone().into()));
        let mut path: Map<String, Value> = own.collect();
        if matches!(self.kind, ObjectKind::Version | ObjectKind::Link) {
            path.insert("app".to_owned(), app.into());
        }
        Value::Object(path)
    }
}

/// The model of the body of an operation.
pub(crate) fn model_of_body(operation: &str) -> Option<&'static Model> {
    Some(Operation::find(operation)?.body?.model)
}

/// The host of Edgegap's container registry, which always needs a login.
pub(crate) const OWN_REGISTRY: &str = "registry.edgegap.com";

/// A body in the form that a call takes: fields that the SDK does not model are in `$extra`.
pub(crate) fn outgoing(body: Map<String, Value>, model: &Model) -> Map<String, Value> {
    let (mut known, mut extra) = (Map::new(), Map::new());
    for (name, value) in body {
        if model.field(&name).is_some() {
            known.insert(name, value)
        } else {
            extra.insert(name, value)
        };
    }
    if !extra.is_empty() {
        known.insert(EXTRA.to_owned(), extra.into());
    }
    known
}

/// A body in the form that is compared: the fields of `$extra` are beside the others.
pub(crate) fn flat(body: &Map<String, Value>) -> Map<String, Value> {
    let mut flat = body.clone();
    if let Some(Value::Object(extra)) = flat.shift_remove(EXTRA) {
        flat.extend(extra);
    }
    flat
}

/// The body of a create: an application that the manifest only names is active and has no icon.
pub(crate) fn complete(kind: ObjectKind, body: &Map<String, Value>) -> Map<String, Value> {
    let mut complete = body.clone();
    if kind == ObjectKind::Application {
        complete.entry("is_active").or_insert(true.into());
        complete.entry("image").or_insert("".into());
    }
    complete
}

/// The field with the fields that the SDK does not model.
const EXTRA: &str = "$extra";

/// A name or a value for people: control characters are escaped, so that none reaches a terminal.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\'' | '"' | '\\' => plain.push(c),
            _ => plain.extend(c.escape_debug()),
        }
    }
    plain
}

/// A count with its noun: `1 call`, `2 calls`.
pub(crate) fn counted(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_operation_exists() {
        for kind in [ObjectKind::Application, ObjectKind::Storage, ObjectKind::Profile, ObjectKind::Version] {
            for verb in ["create", "get", "update", "delete"] {
                assert!(Operation::find(&kind.operation(verb)).is_some(), "{kind:?} {verb}");
            }
            assert!(kind.model().is_some());
        }
        for (kind, verb) in [(ObjectKind::Link, "link"), (ObjectKind::Link, "unlink"), (ObjectKind::Tag, "delete_tag")]
        {
            assert!(Operation::find(&kind.operation(verb)).is_some(), "{kind:?} {verb}");
        }
    }

    #[test]
    fn arguments_have_the_names_of_the_path() {
        let link = ObjectId::new(ObjectKind::Link, ["s", "p", "v"]);
        assert_eq!(link.arguments("a", false), json!({"storage": "s", "profile": "p", "version": "v", "app": "a"}));
        let profile = ObjectId::new(ObjectKind::Profile, ["s", "p"]);
        assert_eq!(profile.arguments("a", true), json!({"storage": "s"}));
        assert_eq!(ObjectId::new(ObjectKind::Version, ["v"]).arguments("a", true), json!({"app": "a"}));
        assert_eq!(ObjectId::new(ObjectKind::Application, ["a"]).arguments("a", true), json!({}));
    }

    #[test]
    fn unknown_fields_are_sent_aside() {
        let model = ObjectKind::Version.model().unwrap();
        let body = json!({"name": "v", "$extra": {"probe": 1}});
        let flat = flat(body.as_object().unwrap());
        assert_eq!(json!(flat), json!({"name": "v", "probe": 1}));
        assert_eq!(json!(outgoing(flat, model)), body);
    }

    #[test]
    fn control_characters_are_escaped() {
        assert_eq!(plain("a\u{1b}[31m \"b\" é"), "a\\u{1b}[31m \"b\" é");
    }
}
