//! A paginated list that is read page by page, with one page in memory at a time.

use std::collections::VecDeque;
use std::time::Duration;

use futures_util::Stream;
use futures_util::stream::unfold;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::call::decode;
use crate::error::Result;
use crate::execute::{self, Context, Mode};
use crate::models::EndpointStorage;
use crate::options::{Options, option_setters};
use crate::reply::Reply;
use crate::request::{Arguments, Names, PAGE_SIZE};
use crate::schema::operation::Operation;
use crate::violation::Violations;

/// The items of a list operation. Pages are read on demand.
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
/// Deleting while listing moves later items to earlier pages, so some would be skipped. Collect the
/// list first:
/// ```no_run
/// # async fn f(client: edgegap_sdk::Client) -> edgegap_sdk::Result<()> {
/// for version in client.versions().list("my-game").collect().await? {
///     client.versions().delete("my-game", version.name).await?;
/// }
/// # Ok(()) }
/// ```
///
/// The service promises no order, in the whole list and within a page. The newest version is not
/// the first one:
/// ```no_run
/// # async fn f(client: edgegap_sdk::Client) -> edgegap_sdk::Result<()> {
/// let versions = client.versions().list("my-game").collect().await?;
/// let newest = versions.into_iter().max_by_key(|version| version.create_time);
/// # Ok(()) }
/// ```
#[must_use = "no request is sent before the first item or page is read"]
pub struct List<T> {
    context: Context,
    operation: &'static Operation,
    path: Names,
    query: Vec<(&'static str, Value)>,
    options: Options,
    items: VecDeque<T>,
    /// A page that was read for its total and not returned yet.
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

    option_setters!("the client's", "the client's", "the client's");

    /// Number of the first page, 1 or more. Default 1.
    pub fn page(mut self, number: u64) -> Self {
        self.query.push(("page", number.into()));
        self
    }

    /// Items per page, 1 or more. Default 100. The service may return fewer.
    pub fn limit(mut self, items: u64) -> Self {
        self.query.push(("limit", items.into()));
        self
    }
}

impl List<EndpointStorage> {
    /// Fields to return, such as `endpoints{name,bucket}`, sent as the header `X-Fields`. Items are
    /// then plain JSON.
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
    /// The next item, or `None` after the last one. After an error, calling it again continues at
    /// the same place.
    ///
    /// # Errors
    /// The errors of the operation, if a page has to be read.
    pub async fn next(&mut self) -> Result<Option<T>> {
        while self.items.is_empty() {
            match self.read(false).await? {
                Some(page) => self.items = page.value.into(),
                None => return Ok(None),
            }
        }
        Ok(self.items.pop_front())
    }

    /// The next whole page with its metadata, or `None` after the last one. Items that
    /// [`next`](Self::next) has not returned yet are skipped, so use one or the other.
    ///
    /// # Errors
    /// The errors of the operation.
    pub async fn next_page(&mut self) -> Result<Option<Reply<Vec<T>>>> {
        self.items.clear();
        self.read(true).await
    }

    /// Number of items on all pages, if the service returns it. Reads the first page if none was
    /// read yet; its items are still returned later.
    ///
    /// # Errors
    /// The errors of the operation.
    pub async fn total(&mut self) -> Result<Option<u64>> {
        if self.cursor.is_none() && !self.is_done {
            self.unseen = self.read(true).await?;
        }
        Ok(self.total)
    }

    /// All remaining items.
    ///
    /// # Errors
    /// The errors of the operation.
    pub async fn collect(mut self) -> Result<Vec<T>> {
        let mut all = Vec::new();
        while let Some(item) = self.next().await? {
            all.push(item);
        }
        Ok(all)
    }

    /// The first item, or `None` if the list is empty. Reads a page of one item, unless a page or a
    /// limit is set or items were read already.
    ///
    /// # Errors
    /// The errors of the operation.
    pub async fn first(self) -> Result<Option<T>> {
        Ok(self.collect_up_to(1).await?.pop())
    }

    /// The remaining items, at most `limit`. Pages are read only as needed; 0 reads none.
    ///
    /// # Errors
    /// The errors of the operation.
    pub async fn collect_up_to(mut self, limit: usize) -> Result<Vec<T>> {
        let is_new = self.cursor.is_none() && !self.is_done && self.query.iter().all(|(name, _)| *name == "fields");
        if is_new && (limit as u64) < PAGE_SIZE {
            self = self.limit(limit as u64);
        }
        let mut all = Vec::new();
        while all.len() < limit
            && let Some(item) = self.next().await?
        {
            all.push(item);
        }
        Ok(all)
    }

    /// The items as a `Stream`, which ends after the first error.
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
            Mode { meta: wants_meta, dry_run: false },
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
