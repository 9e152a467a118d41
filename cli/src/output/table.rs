//! Lists for people.

use comfy_table::{Table, presets};
use edgegap_sdk::model::{Kind, Model};
use serde_json::Value;

use super::{NAME, text};

/// The columns of known models, as paths of fields.
const COLUMNS: [(&str, &[&str]); 6] = [
    ("Application", &["name", "is_active", "create_time", "last_updated"]),
    ("Version", &["name", "is_active", "docker_image", "docker_tag", "req_cpu", "req_memory", "last_updated"]),
    ("Tag", &["tag", "last_push_at", "artifact.size_mb", "artifact.image_hash"]),
    ("EndpointStorage", &["name", "endpoint", "bucket", "output_format", "last_updated"]),
    ("PullProfile", &["name", "source", "source_type", "destination", "last_updated"]),
    ("DeletionResult", &["tag", "status", "message"]),
];
/// Number of columns of another model.
const MOST: usize = 6;

/// A table with a line for each item.
pub(crate) fn of_items(items: &[Value], model: &Model, has_color: bool) -> String {
    let columns = columns(model);
    let headers: Vec<_> = columns.iter().map(|path| header(path)).collect();
    let rows = items.iter().map(|item| columns.iter().map(|path| text::in_table(&find(item, path))).collect());
    of_rows(&headers, rows.collect(), has_color)
}

/// A table of texts.
pub(crate) fn of_rows(headers: &[String], rows: Vec<Vec<String>>, has_color: bool) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(headers.to_vec()).add_rows(rows);
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    let lines = table.lines().map(|line| line.trim_end().to_owned());
    let mut lines: Vec<_> = lines.collect();
    if let Some(first) = lines.first_mut().filter(|_| has_color) {
        *first = format!("{NAME}{first}{NAME:#}");
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn columns(model: &Model) -> Vec<&'static str> {
    if let Some((_, columns)) = COLUMNS.iter().find(|(name, _)| *name == model.name) {
        return columns.to_vec();
    }
    let is_short = |kind: &Kind| !matches!(kind, Kind::List(_) | Kind::Object(_) | Kind::Image);
    model.reply_fields().filter(|field| is_short(&field.kind)).map(|field| field.name).take(MOST).collect()
}

fn header(path: &str) -> String {
    path.rsplit('.').next().unwrap_or_default().to_ascii_uppercase()
}

fn find(item: &Value, path: &str) -> Value {
    path.split('.').try_fold(item, |value, name| value.get(name)).cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_a_field() {
        for (name, columns) in COLUMNS {
            let description = edgegap_sdk::Description::new();
            let model = description.models.iter().find(|model| model.name == name).unwrap();
            for path in columns {
                let mut fields = path.split('.');
                let field = model.field(fields.next().unwrap()).unwrap();
                assert!(fields.all(|inner| field.kind.model().unwrap().field(inner).is_some()), "{name} {path}");
            }
        }
    }
}
