//! A plan for people.

use std::fmt::{self, Display, Formatter};

use serde_json::Value;

use super::action::{Action, FieldChange, FieldState, ItemChange, ItemState, PlannedAction, Values};
use super::text::{REDACTED, text};
use super::{Counts, Plan};
use crate::object::{ObjectKind, counted, plain};

/// Columns of the name of an object that has a note behind it.
const TITLE: usize = 28;
/// Indentation of fields, and of the items of a field.
const FIELD: usize = 6;
const ITEM: usize = 8;

/// The kinds of objects in the order of a manifest.
const ORDER: [ObjectKind; 4] = [ObjectKind::Application, ObjectKind::Version, ObjectKind::Storage, ObjectKind::Profile];

/// The header, the objects that change, and the number of changes. It ends without a line break.
impl Display for Plan {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n", self.origin)?;
        for kind in ORDER {
            for action in self.actions.iter().filter(|action| action.object == kind) {
                self.object(f, action)?;
            }
        }
        for action in self.actions.iter().filter(|action| action.action == Action::Unlink) {
            writeln!(f, "  - link {}", plain(&action.name))?;
        }
        for name in &self.left_out {
            let title = format!("version {}", plain(name));
            writeln!(f, "  . {title:TITLE$}left out: a variable in its name is not set")?;
        }
        self.unchanged(f)?;
        self.hidden(f)?;
        write!(f, "\n{}", self.counts())
    }
}

/// `1 to create, 1 to change, 0 to delete: 3 calls.`
impl Display for Counts {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Counts { create, change, delete, calls } = self;
        write!(f, "{create} to create, {change} to change, {delete} to delete: {}.", counted(*calls, "call"))
    }
}

impl Plan {
    /// An object that changes, or that has links.
    fn object(&self, f: &mut Formatter<'_>, action: &PlannedAction) -> fmt::Result {
        let links = self.links(action);
        let mark = match action.action {
            Action::Create => "+",
            Action::Recreate => "-/+",
            Action::Unchanged if links.is_empty() => return Ok(()),
            Action::Unchanged => "=",
            _ => "~",
        };
        let note = match action.action {
            Action::Recreate => "is deleted and created again".to_owned(),
            Action::Create if !links.is_empty() => format!("-> linked to {}", links.join(", ")),
            _ if !links.is_empty() => format!("-> linked to {}: cannot be compared, is sent again", links.join(", ")),
            _ => String::new(),
        };
        let title = action.title();
        let line = format!("  {mark} {title:TITLE$}{}{note}", if title.len() >= TITLE { "  " } else { "" });
        writeln!(f, "{}", line.trim_end())?;
        if matches!(action.action, Action::Update | Action::Recreate) { write_fields(f, action) } else { Ok(()) }
    }

    /// The versions that a profile is linked to.
    fn links(&self, action: &PlannedAction) -> Vec<String> {
        let links =
            self.actions.iter().filter(|link| link.action == Action::Link && action.object == ObjectKind::Profile);
        let versions = links.filter_map(|link| match link.path.as_slice() {
            [path @ .., version] if path == action.path => Some(plain(version)),
            _ => None,
        });
        versions.collect()
    }

    /// The number of other objects that do not change.
    fn unchanged(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let is_unchanged =
            |action: &&PlannedAction| action.action == Action::Unchanged && self.links(action).is_empty();
        let unchanged: Vec<_> = self.actions.iter().filter(is_unchanged).collect();
        let counts = ORDER.map(|kind| (unchanged.iter().filter(|action| action.object == kind).count(), kind.noun()));
        let counts = counts.into_iter().filter(|(count, _)| *count > 0);
        let counts: Vec<_> = counts.map(|(count, noun)| counted(count, noun)).collect();
        if counts.is_empty() {
            return Ok(());
        }
        writeln!(f, "  = {}", counts.join(", "))
    }

    /// The objects with values that the service does not show and that are not sent.
    fn hidden(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let hidden = self.actions.iter().filter(|action| action.has_hidden());
        let titles: Vec<_> = hidden.map(PlannedAction::title).collect();
        if titles.is_empty() { Ok(()) } else { writeln!(f, "  ? hidden, cannot be compared: {}", titles.join(", ")) }
    }
}

/// The fields of an object that differ or are sent, with all values in one column.
fn write_fields(f: &mut Formatter<'_>, action: &PlannedAction) -> fmt::Result {
    let fields: Vec<_> =
        action.fields.iter().filter(|field| field.sent || field.state == FieldState::Changed).collect();
    let widths = fields.iter().flat_map(|field| {
        let items = field.items.iter().map(|item| ITEM + plain(&item.key).chars().count());
        items.chain([FIELD + field.name.chars().count()])
    });
    let column = widths.max().unwrap_or_default() + 2;
    for field in fields {
        let width = column - FIELD;
        writeln!(f, "{:FIELD$}{:width$}{}", "", plain(&field.name), FieldText(field))?;
        for item in &field.items {
            let width = column - ITEM;
            writeln!(f, "{:ITEM$}{:width$}{}", "", plain(&item.key), ItemText(item, field.sent))?;
        }
    }
    Ok(())
}

struct FieldText<'a>(&'a FieldChange);

impl Display for FieldText<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let field = self.0;
        if !field.items.is_empty() || field.same > 0 {
            return write_counts(f, field);
        }
        match (&field.values, field.state) {
            (Some(values), _) => write_values(f, values, field.name == "docker_tag"),
            (None, FieldState::Hidden) => hidden(f, field.sent),
            // A list of objects that becomes empty or was empty has items; this is another one.
            (None, _) => f.write_str("is sent again"),
        }
    }
}

/// `1 changed, 3 same`
fn write_counts(f: &mut Formatter<'_>, field: &FieldChange) -> fmt::Result {
    let count = |state| field.items.iter().filter(|item| item.state == state).count();
    let counts = [
        (count(ItemState::Added), "added"),
        (count(ItemState::Changed), "changed"),
        (count(ItemState::Removed), "removed"),
        (field.same, "same"),
    ];
    let parts: Vec<_> = counts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    if parts.is_empty() {
        return write!(f, "{} hidden", field.items.len());
    }
    f.write_str(&parts.join(", "))
}

struct ItemText<'a>(&'a ItemChange, bool);

impl Display for ItemText<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let ItemText(item, is_sent) = self;
        match item.state {
            ItemState::Hidden => return hidden(f, *is_sent),
            ItemState::Removed => return f.write_str("removed"),
            ItemState::Added => f.write_str("added")?,
            ItemState::Changed => {}
        }
        for (index, field) in item.fields.iter().enumerate() {
            match (item.state, index) {
                (ItemState::Added, 0) => f.write_str(": ")?,
                (_, 0) => {}
                _ => f.write_str(", ")?,
            }
            // The value of a variable needs no name.
            if field.name != "value" {
                write!(f, "{} ", field.name)?;
            }
            match item.state {
                ItemState::Added => f.write_str(&text(&field.values.to))?,
                _ => write_values(f, &field.values, false)?,
            }
        }
        Ok(())
    }
}

fn hidden(f: &mut Formatter<'_>, is_sent: bool) -> fmt::Result {
    f.write_str(if is_sent { "hidden, cannot be compared; is sent again" } else { "hidden, cannot be compared" })
}

fn write_values(f: &mut Formatter<'_>, values: &Values, is_tag: bool) -> fmt::Result {
    if values.from == REDACTED && values.to == REDACTED {
        return f.write_str("hidden, differs");
    }
    match &values.from {
        // The service shows an empty tag while it takes one over.
        Value::String(from) if is_tag && from.is_empty() => f.write_str("(pending)")?,
        from => f.write_str(&text(from))?,
    }
    write!(f, " -> {}", text(&values.to))
}
