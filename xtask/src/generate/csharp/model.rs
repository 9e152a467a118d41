//! What the API answers: a class per model, with its reader.

use super::super::api::{Field, Kind, Model, Promise};
use super::name;
use super::text::Source;

pub(super) fn class(model: &Model) -> String {
    let name = &model.name;
    let fields: Vec<_> = model.fields.iter().filter(|field| field.reply.is_some()).collect();
    let usings = ["System", "System.Collections.Generic", "Edgegap.Sdk.Json", "Newtonsoft.Json.Linq"];
    let is_needed = |using: &&&str| match **using {
        "System.Collections.Generic" => fields.iter().any(|field| matches!(field.kind, Kind::List(_))),
        _ => true,
    };
    let usings: Vec<_> = usings.iter().filter(is_needed).copied().collect();
    let mut source = Source::new(&usings, "Edgegap.Sdk.Models");
    source.summary(1, &model.doc);
    source.line(1, format!("public sealed class {name}"));
    source.open(1);
    source.line(2, format!("internal static readonly Func<JsonInput, {name}> Reader = Read;"));
    for field in &fields {
        source.gap();
        source.summary(2, &doc(field));
        let kind = name::reply_type(&field.kind, is_promised(field));
        source.line(2, format!("public {kind} {} {{ get; private set; }}", name::property(model, field)));
    }
    source.gap();
    source.summary(
        2,
        "Members that this SDK does not model, and raw values of those that could not be read; null when there are none.",
    );
    source.line(2, "public JObject Extra { get; private set; }");
    source.gap();
    shown(&mut source, model, name, &fields);
    source.gap();
    reader(&mut source, model, &fields);
    source.close(1);
    source.finish()
}

fn is_promised(field: &Field) -> bool {
    field.reply == Some(Promise::Promised)
}

fn doc(field: &Field) -> String {
    let may_be_null = matches!(field.kind, Kind::Stamp) || !is_promised(field);
    if may_be_null { format!("{} Null when the service does not say.", field.doc) } else { field.doc.clone() }
}

/// `ToString`, without secrets and without what is long.
pub(super) fn shown(source: &mut Source, model: &Model, class: &str, fields: &[&Field]) {
    source.summary(2, "The members that are set; no secrets.");
    source.line(2, "public override string ToString()");
    source.open(2);
    source.line(3, format!("var text = new ToStringBuilder(\"{class}\");"));
    for field in fields {
        let property = name::property(model, field);
        let is_secret = field.secret || field.secret_when.is_some();
        let call = match (is_secret, &field.kind) {
            (true, _) => format!("text.AddRedacted(\"{property}\", {property});"),
            (_, Kind::Image) => format!("text.AddLength(\"{property}\", {property}?.ToString());"),
            _ => format!("text.Add(\"{property}\", {property});"),
        };
        source.line(3, call);
    }
    source.line(3, "return text.ToString();");
    source.close(2);
}

fn reader(source: &mut Source, model: &Model, fields: &[&Field]) {
    let class = &model.name;
    source.line(2, format!("private static {class} Read(JsonInput json)"));
    source.open(2);
    source.line(3, "if (json.IsNull)");
    source.open(3);
    source.line(4, "return null;");
    source.close(3);
    source.line(3, format!("var read = new {class}();"));
    source.line(3, "json.ExpectObject();");
    source.line(3, "string name;");
    source.line(3, "while (json.NextField(out name))");
    source.open(3);
    source.line(4, "switch (name)");
    source.open(4);
    for field in fields {
        source.line(5, format!("case \"{}\":", field.name));
        let read = reading(&field.kind, is_promised(field));
        source.line(6, format!("read.{} = {read};", name::property(model, field)));
        source.line(6, "break;");
    }
    source.line(5, "case \"$extra\":");
    source.line(6, "read.Extra = json.JObject();");
    source.line(6, "break;");
    source.line(5, "default:");
    source.line(6, "json.Skip();");
    source.line(6, "break;");
    source.close(4);
    source.close(3);
    source.line(3, "return read;");
    source.close(2);
}

fn reading(kind: &Kind, is_promised: bool) -> String {
    let valued = |call: String| if is_promised { format!("{call}.GetValueOrDefault()") } else { call };
    match kind {
        Kind::Bool => valued("json.Boolean()".to_owned()),
        Kind::Int => valued("json.Int64()".to_owned()),
        Kind::Number => valued("json.Double()".to_owned()),
        Kind::Text | Kind::Image => "json.String()".to_owned(),
        Kind::Stamp => "json.Timestamp()".to_owned(),
        Kind::Enum(name) => valued(format!("Sdk.{name}.Read(json)")),
        Kind::Model(name) => format!("{name}.Reader(json)"),
        Kind::List(item) => match &**item {
            Kind::Model(name) => format!("json.List({name}.Reader)"),
            Kind::Text => "json.List(JsonInput.ReadString)".to_owned(),
            other => panic!("the C# template has no lists of {other:?} in replies yet"),
        },
    }
}
