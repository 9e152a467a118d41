//! Tables whose keys are the fields of an object.

use edgegap_sdk::model::{BodyKind, Model};

use super::check::Body;
use super::context::{Context, Given};
use super::place::Span;
use super::report::At;
use super::variables::Name;
use crate::desired::DesiredObject;

/// What to do instead of the key `name`.
pub(super) const KEY_IS_NAME: (&str, &str) = ("name", "the name is the key of the table, as in `[versions.dev]`");

/// A table whose keys are the fields of a create.
pub(super) struct TableOf<'a> {
    pub(super) model: &'static Model,
    /// Keys that are not fields.
    pub(super) more: &'a [&'static str],
    /// The field that cannot be a key, and what to do instead.
    pub(super) instead: (&'static str, &'static str),
}

/// The name of an object, which no earlier object in the same table has.
pub(super) fn object_name(context: &mut Context<'_>, object: &Given<'_>, names: &mut Vec<(String, Span)>) -> Name {
    let name = context.variables.name(object.key, &object.at, &mut context.report);
    if let Name::Known(name) = &name {
        match names.iter().find(|(known, _)| known == name) {
            Some((_, first)) => {
                let message = format!("has the name `{}`, as an earlier one", name.escape_debug());
                let draft = context.report.error("duplicate", &object.at, message);
                draft.and([*first]).advise("names are unique: rename or remove one of them");
            }
            None => names.push((name.clone(), object.at.span)),
        }
    }
    name
}

impl TableOf<'_> {
    /// Reports keys that are not known, and returns those that were probably meant.
    pub(super) fn check(&self, context: &mut Context<'_>, given: &[Given<'_>]) -> Vec<&str> {
        let fields = self.model.fields_of(BodyKind::Create).map(|field| field.name);
        let known = fields.filter(|name| *name != self.instead.0).chain(self.more.iter().copied()).chain(["$extra"]);
        let (own, rest): (Vec<_>, Vec<_>) = given.iter().cloned().partition(|given| given.key == self.instead.0);
        for given in own {
            context.report.error("unknown", &given.at, format!("is not a key: {}", self.instead.1));
        }
        // The validation says why a field of the service cannot be sent.
        let rest: Vec<_> = rest.into_iter().filter(|given| !self.is_field(given.key)).collect();
        context.check_keys(&rest, &known.collect::<Vec<_>>())
    }

    /// True for a key that goes into the body.
    pub(super) fn is_field(&self, key: &str) -> bool {
        key == "$extra" || key != self.instead.0 && self.model.field(key).is_some()
    }

    /// An object whose other keys are read by the caller.
    pub(super) fn read(
        &self,
        context: &mut Context<'_>,
        table: &Given<'_>,
        name: &Name,
        own: &[Given<'_>],
    ) -> DesiredObject {
        let mut body = Body::new(self.model, table.at.clone());
        body.set_name(name, &table.at);
        let misspelt = self.check(context, own);
        for field in own.iter().filter(|field| self.is_field(field.key)) {
            body.give(context, field);
        }
        body.not_missing(&misspelt);
        let body = body.validate(context);
        context.object(table, body)
    }
}

impl Context<'_> {
    /// `edgegap.toml:12`.
    fn place(&self, at: &At) -> String {
        let before = self.text.get(..at.span.start).unwrap_or_default();
        format!("{}:{}", self.path.display(), before.matches('\n').count() + 1)
    }

    /// The object of a body that was validated.
    pub(super) fn object(&self, table: &Given<'_>, body: Body) -> DesiredObject {
        let name = body.known("name").and_then(|(name, _)| name.as_str()).unwrap_or_default().to_owned();
        DesiredObject { name, place: self.place(&table.at), body: body.map }
    }
}

impl Body {
    /// Sets the name, which is the key of the table.
    pub(super) fn set_name(&mut self, name: &Name, at: &At) {
        match name {
            Name::Known(name) => self.set("name", name.as_str().into(), at.clone()),
            Name::Unset | Name::Wrong => self.set_blank("name", at.clone()),
        }
    }
}
