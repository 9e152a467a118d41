//! Enums: structs around a text, for the service may answer words that nobody knows yet.

use super::super::api::Enum;
use super::name;
use super::text::Source;

pub(super) fn structure(words: &Enum) -> String {
    let name = &words.name;
    let mut source = Source::new(&["System", "Edgegap.Sdk.Json"], "Edgegap.Sdk");
    let rest = if words.open {
        "Other words can be sent, with the constructor, and may be answered."
    } else {
        "Other words may be answered; one that is sent is refused."
    };
    source.summary(1, &format!("{} {rest}", words.doc));
    source.line(1, format!("public readonly struct {name} : IEquatable<{name}>"));
    source.open(1);
    source.line(2, "private readonly string _word;");
    source.gap();
    source.summary(2, "Any word, as the API writes it.");
    source.line(2, format!("public {name}(string word)"));
    source.open(2);
    source.line(3, "_word = word;");
    source.close(2);
    for word in &words.words {
        source.gap();
        source.summary(2, &format!("{} `{}`", word.doc, word.word));
        source.line(2, format!("public static {name} {} => new {name}(\"{}\");", name::word(&word.word), word.word));
    }
    source.gap();
    source.summary(2, "Whether this SDK knows the word.");
    source.line(2, "public bool IsKnown");
    source.open(2);
    source.line(3, "get");
    source.open(3);
    source.line(4, "switch (ToString())");
    source.open(4);
    for word in &words.words {
        source.line(5, format!("case \"{}\":", word.word));
    }
    source.line(6, "return true;");
    source.line(5, "default:");
    source.line(6, "return false;");
    source.close(4);
    source.close(3);
    source.close(2);
    source.gap();
    source.summary(2, "Whether both are the same word.");
    source.line(2, format!("public static bool operator ==({name} left, {name} right) => left.Equals(right);"));
    source.gap();
    source.summary(2, "Whether they are different words.");
    source.line(2, format!("public static bool operator !=({name} left, {name} right) => !left.Equals(right);"));
    source.gap();
    source.summary(2, "Whether both are the same word.");
    source.line(2, format!("public bool Equals({name} other) => ToString() == other.ToString();"));
    source.gap();
    source.summary(2, "Whether it is the same word.");
    source.line(2, format!("public override bool Equals(object other) => other is {name} && Equals(({name})other);"));
    source.gap();
    source.summary(2, "That of the word.");
    source.line(2, "public override int GetHashCode() => ToString().GetHashCode();");
    source.gap();
    source.summary(2, "The word.");
    source.line(2, "public override string ToString() => _word ?? \"\";");
    source.gap();
    source.line(2, format!("internal static {name}? Read(JsonInput json)"));
    source.open(2);
    source.line(3, "string word = json.String();");
    source.line(3, format!("return word == null ? ({name}?)null : new {name}(word);"));
    source.close(2);
    source.close(1);
    source.finish()
}
