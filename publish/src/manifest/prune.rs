//! Reads the table `prune`.

use super::context::{Context, Given, find, given};
use super::tree::Tree;
use crate::desired::{Prune, PruneAction, PruneTags, PruneVersions};

/// Reads the table.
pub(super) fn read(context: &mut Context<'_>, table: &Given<'_>, left_out: &[String]) -> Prune {
    let Some(entries) = context.table(&table.at, table.node) else { return Prune::default() };
    let given = given(entries, &table.at.path);
    context.check_keys(&given, &["protect", "versions", "tags"]);
    let protect = find(&given, "protect").map(|protect| context.strings(protect, left_out)).unwrap_or_default();
    Prune {
        protect: protect.into_iter().map(|(pattern, _)| pattern).collect(),
        versions: find(&given, "versions").and_then(|table| versions(context, table)),
        tags: find(&given, "tags").and_then(|table| tags(context, table)),
    }
}

fn versions(context: &mut Context<'_>, table: &Given<'_>) -> Option<PruneVersions> {
    let given = given(context.table(&table.at, table.node)?, &table.at.path);
    context.check_keys(&given, &["keep", "match", "then"]);
    let keep = keep(context, table, &given);
    let matches = find(&given, "match").map(|pattern| context.string(&pattern.at, pattern.node));
    let then = find(&given, "then").map_or(Some(PruneAction::default()), |then| action(context, then));
    Some(PruneVersions { keep: keep?, matches: matches.flatten(), then: then? })
}

fn tags(context: &mut Context<'_>, table: &Given<'_>) -> Option<PruneTags> {
    let given = given(context.table(&table.at, table.node)?, &table.at.path);
    context.check_keys(&given, &["keep", "unused_only"]);
    let keep = keep(context, table, &given);
    let unused_only = find(&given, "unused_only").map_or(Some(true), |only| context.boolean(only));
    Some(PruneTags { keep: keep?, unused_only: unused_only? })
}

/// The number of those that stay. There is no default, because the others are gone.
fn keep(context: &mut Context<'_>, table: &Given<'_>, given: &[Given<'_>]) -> Option<usize> {
    let Some(keep) = find(given, "keep") else {
        let mut at = table.at.clone();
        at.path.push_str(".keep");
        context.report.error("missing", &at, "is required: the number of the newest ones that stay");
        return None;
    };
    match &keep.node.tree {
        Tree::Number(number) => {
            let count = number.as_u64().and_then(|count| usize::try_from(count).ok());
            if count.is_none() {
                let at = keep.at.on(keep.node.span);
                context.report.error("out_of_range", &at, format!("must be 0 or a larger integer, got {number}"));
            }
            count
        }
        _ => {
            context.wrong_type(&keep.at, keep.node, "an integer");
            None
        }
    }
}

fn action(context: &mut Context<'_>, then: &Given<'_>) -> Option<PruneAction> {
    match context.string(&then.at, then.node)?.as_str() {
        "disable" => Some(PruneAction::Disable),
        "delete" => Some(PruneAction::Delete),
        _ => {
            let at = then.at.on(then.node.span);
            context.report.error("not_allowed", &at, "must be one of `disable`, `delete`");
            None
        }
    }
}
