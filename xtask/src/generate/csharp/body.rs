//! What is sent: a class per create, in which null is left out, and per update, in which only what was assigned is sent.

use super::super::api::{Api, Field, Kind, Model, Slot};
use super::text::Source;
use super::{model, name};

const EXTRA: &str = "Members that the API has and this SDK does not model; sent as given.";

pub(super) fn create(api: &Api, model: &Model, class: &str) -> String {
    let fields = fields(model, Slot::Create);
    let mut source = source(&fields);
    let rules: String = model.rules_of(Slot::Create).map(|rule| format!(" {}", rule.doc)).collect();
    source.summary(1, &format!("{} What is null is left out.{rules}", model.doc));
    source.line(1, format!("public sealed class {class} : IBody"));
    source.open(1);
    for field in &fields {
        source.summary(2, &name::notes(field, Slot::Create));
        let (kind, property) = (name::body_member_type(api, &field.kind), name::property(model, field));
        source.line(2, format!("public {kind} {property} {{ get; set; }}"));
        source.gap();
    }
    source.summary(2, EXTRA);
    source.line(2, "public JObject Extra { get; set; }");
    source.gap();
    model::shown(&mut source, model, class, &fields);
    source.gap();
    source.line(2, "void IBody.Write(JsonOutput json)");
    source.open(2);
    for field in &fields {
        let property = name::property(model, field);
        write(&mut source, &format!("{property} != null"), field, &property);
    }
    write_extra(&mut source);
    source.close(2);
    source.close(1);
    source.finish()
}

pub(super) fn update(api: &Api, model: &Model, class: &str) -> String {
    let fields = fields(model, Slot::Update);
    let mut source = source(&fields);
    source.summary(
        1,
        &format!(
            "Changes to {}. What is assigned is sent, null included; what is not touched stays as it is.",
            name::spoken(&model.name)
        ),
    );
    source.line(1, format!("public sealed class {class} : IBody"));
    source.open(1);
    source.line(2, "private ulong _assigned;");
    for field in &fields {
        let property = name::property(model, field);
        source.line(2, format!("private {} {};", name::body_member_type(api, &field.kind), name::private(&property)));
    }
    for (bit, field) in fields.iter().enumerate() {
        let (kind, property) = (name::body_member_type(api, &field.kind), name::property(model, field));
        let private = name::private(&property);
        source.gap();
        source.summary(2, &name::notes(field, Slot::Update));
        source.line(2, format!("public {kind} {property}"));
        source.open(2);
        source.line(3, format!("get {{ return {private}; }}"));
        source.line(3, "set");
        source.open(3);
        source.line(4, format!("{private} = value;"));
        source.line(4, format!("_assigned |= 1UL << {bit};"));
        source.close(3);
        source.close(2);
    }
    source.gap();
    source.summary(2, EXTRA);
    source.line(2, "public JObject Extra { get; set; }");
    source.gap();
    source.summary(2, "Whether there is anything to send; an update without changes is refused.");
    source.line(2, "public bool HasChanges => _assigned != 0 || (Extra != null && Extra.Count > 0);");
    source.gap();
    model::shown(&mut source, model, class, &fields);
    source.gap();
    source.line(2, "void IBody.Write(JsonOutput json)");
    source.open(2);
    for (bit, field) in fields.iter().enumerate() {
        let private = name::private(&name::property(model, field));
        write(&mut source, &format!("(_assigned & (1UL << {bit})) != 0"), field, &private);
    }
    write_extra(&mut source);
    source.close(2);
    source.close(1);
    source.finish()
}

fn fields(model: &Model, slot: Slot) -> Vec<&Field> {
    let fields: Vec<_> = model.fields.iter().filter(|field| field.presence(slot).is_some()).collect();
    assert!(fields.len() <= 64, "{} has more members than a ulong has bits", model.name);
    fields
}

fn source(fields: &[&Field]) -> Source {
    let has_list = fields.iter().any(|field| matches!(field.kind, Kind::List(_)));
    let mut usings = vec!["Edgegap.Sdk.Json", "Newtonsoft.Json.Linq"];
    if has_list {
        usings.insert(0, "System.Collections.Generic");
    }
    Source::new(&usings, "Edgegap.Sdk")
}

fn write(source: &mut Source, condition: &str, field: &Field, value: &str) {
    let value = match &field.kind {
        Kind::Enum(_) => format!("{value}?.ToString()"),
        Kind::Stamp => panic!("the C# template sends no time stamps yet"),
        Kind::List(item) if !matches!(**item, Kind::Model(_) | Kind::Text) => {
            panic!("the C# template has no lists of {item:?} in bodies yet")
        }
        _ => value.to_owned(),
    };
    source.line(3, format!("if ({condition})"));
    source.open(3);
    let is_list_of_bodies = matches!(&field.kind, Kind::List(item) if matches!(**item, Kind::Model(_)));
    let method = if is_list_of_bodies { "WriteList" } else { "Write" };
    source.line(4, format!("json.{method}(\"{}\", {value});", field.name));
    source.close(3);
}

fn write_extra(source: &mut Source) {
    source.line(3, "if (Extra != null)");
    source.open(3);
    source.line(4, "json.Write(\"$extra\", Extra);");
    source.close(3);
}
