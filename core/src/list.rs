//! A list that pages by itself, one page in memory at a time.

use std::collections::VecDeque;
use std::time::Duration;

use futures_util::Stream;
use futures_util::stream::unfold;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::call::{decode, option_methods};
use crate::error::Result;
use crate::execute::{self, Context};
use crate::models::EndpointStorage;
use crate::options::Options;
use crate::reply::Reply;
use crate::request::{Arguments, Names};
use crate::schema::operation::Operation;
use crate::violation::Violations;

/// The items of a list operation, read page by page as they are asked for.
///
/// ```no_run
/// # async fn f(client: edgegap_sdk::Client) -> edgegap_sdk::Result<()> {
/// let mut versions = client.versions().list("my-game");
/// while let Some(version) = versions.next().await? {
///     println!("{}", version.name);
/// }
/// # Ok(()) }
/// ```
///
/// Deleting while listing moves the items behind to earlier pages, so some are never seen. Right:
/// ```no_run
/// # async fn f(client: edgegap_sdk::Client) -> edgegap_sdk::Result<()> {
/// for version in client.versions().list("my-game").collect().await? {
///     client.versions().delete("my-game", version.name).await?;
/// }
/// # Ok(()) }
/// ```
#[must_use = "nothing is sent before an item or a page is asked for"]
pub struct List<T> {
    context: Context,
    operation: &'static Operation,
    path: Names,
    query: Vec<(&'static str, Value)>,
    options: Options,
    items: VecDeque<T>,
    /// A page that was read for its total and that nobody has seen.
    unseen: Option<Reply<Vec<T>>>,
    cursor: Option<String>,
    is_done: bool,
    total: Option<u64>,
}

impl<T> List<T> {
    pub(crate) fn new(
        context: Context,
        operation: &'static Operation,
        path: Names,
        _no_body: Option<serde_json::Result<Value>>,
    ) -> Self {
        Self {
            context,
            operation,
            path,
            query: Vec::new(),
            options: Options::default(),
            items: VecDeque::new(),
            unseen: None,
            cursor: None,
            is_done: false,
            total: None,
        }
    }

    option_methods!();

    /// The page to begin with, 1 or more. Default 1.
    pub fn page(mut self, number: u64) -> Self {
        self.query.push(("page", number.into()));
        self
    }

    /// Items per page, 1 or more; the service may give fewer. Default 100.
    pub fn limit(mut self, items: u64) -> Self {
        self.query.push(("limit", items.into()));
        self
    }
}

impl List<EndpointStorage> {
    /// Asks for some members alone, by a mask like `endpoints{name,bucket}` that is sent as the header `X-Fields`. Items are plain JSON then.
    pub fn fields(self, mask: impl Into<String>) -> List<Value> {
        let mut query = self.query;
        query.push(("fields", mask.into().into()));
        List {
            context: self.context,
            operation: self.operation,
            path: self.path,
            query,
            options: self.options,
            items: VecDeque::new(),
            unseen: None,
            cursor: None,
            is_done: false,
            total: None,
        }
    }
}

impl<T: DeserializeOwned> List<T> {
    /// The next item; `None` after the last one. After an error it can be called again and goes on where it was.
    ///
    /// # Errors
    /// Those of the operation, of whichever page has to be read.
    pub async fn next(&mut self) -> Result<Option<T>> {
        while self.items.is_empty() {
            match self.read(false).await? {
                Some(page) => self.items = page.value.into(),
                None => return Ok(None),
            }
        }
        Ok(self.items.pop_front())
    }

    /// The next whole page with its evidence; `None` after the last one. What is left of a page that [`next`](Self::next) began is skipped
    /// over, so use one or the other.
    ///
    /// # Errors
    /// Those of the operation.
    pub async fn next_page(&mut self) -> Result<Option<Reply<Vec<T>>>> {
        self.items.clear();
        self.read(true).await
    }

    /// How many items there are on all pages, where the service says so. Reads the first page if none was read, without losing it.
    ///
    /// # Errors
    /// Those of the operation.
    pub async fn total(&mut self) -> Result<Option<u64>> {
        if self.cursor.is_none() && !self.is_done {
            self.unseen = self.read(true).await?;
        }
        Ok(self.total)
    }

    /// All items that are left.
    ///
    /// # Errors
    /// Those of the operation.
    pub async fn collect(mut self) -> Result<Vec<T>> {
        let mut all = Vec::new();
        while let Some(item) = self.next().await? {
            all.push(item);
        }
        Ok(all)
    }

    /// The list as a `Stream`, which ends after the first error.
    pub fn into_stream(self) -> impl Stream<Item = Result<T>> {
        unfold(Some(self), |list| async {
            let mut list = list?;
            match list.next().await {
                Ok(Some(item)) => Some((Ok(item), Some(list))),
                Ok(None) => None,
                Err(error) => Some((Err(error), None)),
            }
        })
    }

    async fn read(&mut self, wants_meta: bool) -> Result<Option<Reply<Vec<T>>>> {
        if let Some(page) = self.unseen.take() {
            return Ok(Some(page));
        }
        if self.is_done {
            return Ok(None);
        }
        let arguments = Arguments {
            path: self.path.clone(),
            query: self.query.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
            body: None,
            cursor: self.cursor.clone(),
        };
        let outcome = execute::perform(
            &self.context,
            self.operation,
            arguments,
            &self.options,
            Violations::default(),
            wants_meta,
        )
        .await?;
        self.cursor = outcome.page.as_ref().and_then(|page| page.cursor.clone());
        self.is_done = self.cursor.is_none();
        self.total = outcome.page.as_ref().and_then(|page| page.total).or(self.total);
        Reply::from(outcome).map(decode).map(Some)
    }
}

impl<T> std::fmt::Debug for List<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("List").field("operation", &self.operation.id).finish_non_exhaustive()
    }
}
