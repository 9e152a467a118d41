//! A prune for people.

use std::fmt::{self, Display, Formatter};

use super::{PruneCounts, PrunePlan};
use crate::object::{ObjectKind, counted};
use crate::plan::Action;

/// Columns of the name of an object.
const TITLE: usize = 36;

/// The header, the objects that are disabled or deleted, and the number of changes. It ends without
/// a line break.
impl Display for PrunePlan {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n", self.origin)?;
        for action in &self.actions {
            let (mark, verb) = if action.action == Action::Disable { ("~", "disable") } else { ("-", "delete") };
            let title = action.title();
            let word = if action.object == ObjectKind::Tag { "pushed" } else { "created" };
            let time = action.created.as_deref().unwrap_or_default();
            // To the minute: `2026-04-22 20:30`.
            let time = time.get(..16).unwrap_or(time).replace('T', " ");
            writeln!(f, "  {mark} {title:TITLE$}  {verb}, {word} {time}")?;
        }
        let kept = [(self.kept_versions, "version"), (self.kept_tags, "tag")];
        let kept = kept.iter().filter(|(count, _)| *count > 0);
        let kept: Vec<_> = kept.map(|(count, noun)| counted(*count, noun)).collect();
        if !kept.is_empty() {
            writeln!(f, "  = {}", kept.join(", "))?;
        }
        write!(f, "\n{}", self.counts())
    }
}

/// `2 to disable, 1 to delete: 3 calls.`
impl Display for PruneCounts {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let PruneCounts { disable, delete, calls } = self;
        write!(f, "{disable} to disable, {delete} to delete: {}.", counted(*calls, "call"))
    }
}
