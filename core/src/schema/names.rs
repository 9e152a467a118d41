//! Names of members. Those that models have come again and again, so they are numbers of one table.

use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::LazyLock;

use foldhash::fast::FixedState;

use crate::models::REPLIES;
use crate::schema::model::{Field, Kind, Model, ReplyPresence};

/// Name of a member of an object.
#[derive(Clone, PartialEq, Eq)]
pub struct Name(Repr);

#[derive(Clone, PartialEq, Eq)]
enum Repr {
    /// A place in the table. A name that is in the table is always this.
    Known(u8),
    Other(Box<str>),
}

/// As many as there are bits in the set that finds repeated names.
const MOST: usize = u128::BITS as usize;

static TABLE: LazyLock<Table> = LazyLock::new(Table::new);

struct Table {
    names: Vec<&'static str>,
    /// By the length of the name: few are as long, and most differ from the first letter on, so
    /// that looking through them beats hashing.
    numbers: Vec<Vec<(&'static str, u8)>>,
    /// By the address of the model, of which there is one each.
    models: HashMap<usize, ReplyFields, FixedState>,
}

impl Name {
    /// What is not in the model, `$extra`.
    pub(crate) const EXTRA: Name = Name(Repr::Known(0));

    /// All names of models. [`number`](Self::number) is a place in here.
    pub fn known() -> &'static [&'static str] {
        &TABLE.names
    }

    /// Its place among the known names, for those who keep something for each.
    pub fn number(&self) -> Option<usize> {
        match self.0 {
            Repr::Known(number) => Some(number.into()),
            Repr::Other(_) => None,
        }
    }

    /// The name.
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

/// The members that a model has in a reply, by the numbers of their names.
pub(crate) struct ReplyFields {
    fields: Vec<Option<&'static Field>>,
    /// Another name that a member may come under, and its own.
    pub(crate) aliases: Vec<(Name, Name)>,
    /// How many members are promised.
    pub(crate) promised: usize,
}

impl ReplyFields {
    /// Those of a model that some operation answers with.
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
        for field in models.iter().flat_map(|model| fields(model)) {
            [Some(field.name), field.alias].into_iter().flatten().for_each(|name| table.add(name));
        }
        table.models = models.iter().map(|model| (address(model), table.members(model))).collect();
        table
    }

    fn add(&mut self, name: &'static str) {
        if self.number(name).is_some() {
            return;
        }
        let number = self.names.len();
        assert!(number < MOST, "a set of names has no more bits");
        self.names.push(name);
        self.numbers.resize_with(self.numbers.len().max(name.len() + 1), Vec::new);
        self.numbers[name.len()].push((name, number as u8));
    }

    fn number(&self, name: &str) -> Option<u8> {
        let as_long = self.numbers.get(name.len())?;
        let first = name.as_bytes().first();
        as_long.iter().find(|(known, _)| known.as_bytes().first() == first && *known == name).map(|(_, number)| *number)
    }

    fn name(&self, name: &str) -> Name {
        Name(self.number(name).map_or_else(|| Repr::Other(name.into()), Repr::Known))
    }

    fn members(&self, model: &'static Model) -> ReplyFields {
        let mut members = ReplyFields { fields: vec![None; self.names.len()], aliases: Vec::new(), promised: 0 };
        for field in fields(model) {
            if let Some(number) = self.number(field.name) {
                members.fields[usize::from(number)] = Some(field);
            }
            members.aliases.extend(field.alias.map(|alias| (self.name(alias), self.name(field.name))));
            members.promised += usize::from(field.reply == ReplyPresence::Required);
        }
        members
    }
}

fn fields(model: &'static Model) -> impl Iterator<Item = &'static Field> {
    model.fields.iter().filter(|field| field.reply != ReplyPresence::Absent)
}

/// A model and those that it holds, each once.
fn gather(model: &'static Model, found: &mut Vec<&'static Model>) {
    if found.iter().any(|known| std::ptr::eq(*known, model)) {
        return;
    }
    found.push(model);
    for field in fields(model) {
        let mut kind = field.kind;
        while let Kind::List(item) = kind {
            kind = *item;
        }
        if let Kind::Object(model) = kind {
            gather(model, found);
        }
    }
}

/// Which names an object has had so far.
#[derive(Default)]
pub(crate) struct Seen {
    known: u128,
}

/// Up to here looking through the members is quick.
const FEW: usize = 64;

impl Seen {
    /// Whether a name may be among the members that came before; that it is not is certain, that it
    /// is only as long as they are few.
    pub(crate) fn may_repeat<T>(&mut self, name: &Name, members: &[(Name, T)]) -> bool {
        match name.0 {
            Repr::Known(number) => {
                let bit = 1_u128 << number;
                let seen = self.known & bit != 0;
                self.known |= bit;
                seen
            }
            Repr::Other(_) => members.len() > FEW || members.iter().any(|(before, _)| before == name),
        }
    }
}
