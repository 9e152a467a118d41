//! Names of fields. The names in models are numbers in one table, because they recur in every
//! response.

use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::LazyLock;

use foldhash::fast::FixedState;

use crate::models::REPLIES;
use crate::schema::model::{Field, Kind, Model, ReplyPresence};

/// Name of a field of a JSON object.
#[derive(Clone, PartialEq, Eq)]
pub struct Name(Repr);

#[derive(Clone, PartialEq, Eq)]
enum Repr {
    /// An index into the table. A name in the table always has this form.
    Known(u8),
    Other(Box<str>),
}

/// Maximum number of names: the bits of the set that finds repeated names.
const MAX_NAMES: usize = u128::BITS as usize;

static TABLE: LazyLock<Table> = LazyLock::new(Table::new);

struct Table {
    names: Vec<&'static str>,
    /// By the length of the name: few have the same length, and most differ in the first letter, so
    /// a search is faster than hashing.
    numbers: Vec<Vec<(&'static str, u8)>>,
    /// By the address of the model.
    models: HashMap<usize, ReplyFields, FixedState>,
}

impl Name {
    /// `$extra`, which has the fields that are not in the model.
    pub(crate) const EXTRA: Name = Name(Repr::Known(0));

    /// All names of models. [`number`](Self::number) is an index into this list.
    pub fn known() -> &'static [&'static str] {
        &TABLE.names
    }

    /// Index into the known names, for a table with one entry per name.
    pub fn number(&self) -> Option<usize> {
        match self.0 {
            Repr::Known(number) => Some(number.into()),
            Repr::Other(_) => None,
        }
    }

    /// The name as a string.
    #[expect(clippy::indexing_slicing, reason = "known numbers come from the table")]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Repr::Known(number) => TABLE.names[usize::from(*number)],
            Repr::Other(name) => name,
        }
    }
}

impl From<&str> for Name {
    fn from(name: &str) -> Self {
        TABLE.name(name)
    }
}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.0 {
            Repr::Known(number) => state.write_u8(*number),
            Repr::Other(name) => name.hash(state),
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// The fields of a model in a response, by the numbers of their names.
pub(crate) struct ReplyFields {
    fields: Vec<Option<&'static Field>>,
    /// Aliases with the names of their fields.
    pub(crate) aliases: Vec<(Name, Name)>,
    /// Number of required fields.
    pub(crate) required: usize,
}

impl ReplyFields {
    /// The fields of a model that an operation returns.
    #[expect(clippy::indexing_slicing, reason = "a test looks up every model that an operation returns")]
    pub(crate) fn for_model(model: &'static Model) -> &'static ReplyFields {
        &TABLE.models[&address(model)]
    }

    pub(crate) fn field(&self, name: &Name) -> Option<&'static Field> {
        self.fields.get(name.number()?).copied().flatten()
    }
}

fn address(model: &'static Model) -> usize {
    std::ptr::from_ref(model).addr()
}

impl Table {
    fn new() -> Self {
        let mut models = Vec::new();
        REPLIES.iter().for_each(|model| gather(model, &mut models));
        let mut table = Self { names: Vec::new(), numbers: Vec::new(), models: HashMap::default() };
        table.add("$extra");
        for field in models.iter().flat_map(|model| reply_fields(model)) {
            [Some(field.name), field.alias].into_iter().flatten().for_each(|name| table.add(name));
        }
        table.models = models.iter().map(|model| (address(model), table.fields(model))).collect();
        table
    }

    fn add(&mut self, name: &'static str) {
        if self.number(name).is_some() {
            return;
        }
        let number = self.names.len();
        assert!(number < MAX_NAMES, "more names than bits in the set");
        self.names.push(name);
        self.numbers.resize_with(self.numbers.len().max(name.len() + 1), Vec::new);
        if let Some(numbers) = self.numbers.get_mut(name.len()) {
            numbers.push((name, number as u8));
        }
    }

    fn number(&self, name: &str) -> Option<u8> {
        let as_long = self.numbers.get(name.len())?;
        let first = name.as_bytes().first();
        as_long.iter().find(|(known, _)| known.as_bytes().first() == first && *known == name).map(|(_, number)| *number)
    }

    fn name(&self, name: &str) -> Name {
        Name(self.number(name).map_or_else(|| Repr::Other(name.into()), Repr::Known))
    }

    fn fields(&self, model: &'static Model) -> ReplyFields {
        let mut fields = ReplyFields { fields: vec![None; self.names.len()], aliases: Vec::new(), required: 0 };
        for field in reply_fields(model) {
            let number = self.number(field.name).map(usize::from);
            if let Some(slot) = number.and_then(|number| fields.fields.get_mut(number)) {
                *slot = Some(field);
            }
            fields.aliases.extend(field.alias.map(|alias| (self.name(alias), self.name(field.name))));
            fields.required += usize::from(field.reply == ReplyPresence::Required);
        }
        fields
    }
}

fn reply_fields(model: &'static Model) -> impl Iterator<Item = &'static Field> {
    model.fields.iter().filter(|field| field.reply != ReplyPresence::Absent)
}

/// A model and the models in its fields, each once.
fn gather(model: &'static Model, found: &mut Vec<&'static Model>) {
    if found.iter().any(|known| std::ptr::eq(*known, model)) {
        return;
    }
    found.push(model);
    for field in reply_fields(model) {
        let mut kind = field.kind;
        while let Kind::List(item) = kind {
            kind = *item;
        }
        if let Kind::Object(model) = kind {
            gather(model, found);
        }
    }
}

/// The names of an object so far.
#[derive(Default)]
pub(crate) struct Seen {
    known: u128,
}

/// Up to this number a search is fast.
const FEW: usize = 64;

impl Seen {
    /// True if a name may be among the earlier fields. False is certain; true is certain only for
    /// few fields.
    pub(crate) fn may_repeat<T>(&mut self, name: &Name, fields: &[(Name, T)]) -> bool {
        match name.0 {
            Repr::Known(number) => {
                let bit = 1_u128 << number;
                let seen = self.known & bit != 0;
                self.known |= bit;
                seen
            }
            Repr::Other(_) => fields.len() > FEW || fields.iter().any(|(before, _)| before == name),
        }
    }
}
