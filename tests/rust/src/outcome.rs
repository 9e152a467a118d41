//! What came of a call, the same for every surface.

use serde_json::Value;

/// What came of a call.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// The value of a call that is no list.
    pub value: Option<Value>,
    /// The pages of a list that were read.
    pub pages: Vec<Vec<Value>>,
    /// Where the first page stands.
    pub page: Option<Page>,
    /// What the list said of its length.
    pub total: Option<u64>,
    /// Status, headers and attempts of the last reply, as JSON.
    pub meta: Option<Value>,
    /// The error as JSON.
    pub error: Option<Value>,
    /// The warnings of the client.
    pub warnings: Vec<String>,
    /// Everything the outcome can be turned into, for the search for secrets.
    pub shown: String,
}

/// Where a page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// From 1.
    pub number: u64,
    /// What the service said.
    pub total: Option<u64>,
    /// Whether there are more.
    pub more: bool,
}

impl Outcome {
    /// All items that were read, of all pages.
    pub fn items(&self) -> Vec<Value> {
        self.pages.concat()
    }

    /// Adds a text that the outcome can be turned into.
    pub fn show(&mut self, text: impl std::fmt::Display) {
        self.shown.push_str(&text.to_string());
        self.shown.push('\n');
    }
}
