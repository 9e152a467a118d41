//! A typed call that has not been made yet: await it, or set options for it first.

use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{Error, ErrorKind, Result};
use crate::execute::{self, Context, Outcome};
use crate::json::JsonValue;
use crate::options::Options;
use crate::reply::Reply;
use crate::request::{Arguments, Names};
use crate::schema::operation::Operation;
use crate::violation::{ViolationCode, Violations};

/// A call. Nothing is sent before it is awaited; dropping the future closes its connection.
///
/// ```no_run
/// # async fn f(client: edgegap_sdk::Client) -> edgegap_sdk::Result<()> {
/// use std::time::Duration;
/// let application = client.applications().get("my-game").await?;
/// let reply = client.applications().get("my-game").timeout(Duration::from_secs(5)).send().await?;
/// println!("{:?} {:?}", reply.value, reply.meta.request_id);
/// # Ok(()) }
/// ```
#[must_use = "nothing is sent before a call is awaited"]
pub struct Call<T> {
    context: Context,
    operation: &'static Operation,
    arguments: Arguments,
    body_error: Option<String>,
    options: Options,
    output: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Call<T> {
    pub(crate) fn new(
        context: Context,
        operation: &'static Operation,
        path: Names,
        body: Option<serde_json::Result<Value>>,
    ) -> Self {
        let (body, body_error) = match body {
            None => (None, None),
            Some(Ok(body)) => (Some(body), None),
            Some(Err(error)) => (None, Some(error.to_string())),
        };
        let arguments = Arguments { path, body, ..Arguments::default() };
        Self { context, operation, arguments, body_error, options: Options::default(), output: PhantomData }
    }

    /// Makes the call and gives its value with status, headers and attempts.
    ///
    /// # Errors
    /// All kinds; see [`ErrorKind`].
    pub async fn send(self) -> Result<Reply<T>> {
        let outcome = self.perform(true).await?;
        Reply::from(outcome).map(decode)
    }

    async fn perform(self, wants_meta: bool) -> Result<Outcome> {
        let mut violations = Violations::default();
        if let Some(error) = self.body_error {
            violations.add("", ViolationCode::NotAllowed, format!("cannot be written as JSON: {error}"));
            return Err(Error::validation(self.operation.id, violations.into_violations()));
        }
        execute::perform(&self.context, self.operation, self.arguments, &self.options, violations, wants_meta).await
    }
}

/// Decodes a canonical value. That it fits its type is this SDK's business, not the service's.
pub(crate) fn decode<T: DeserializeOwned>(value: JsonValue) -> Result<T> {
    T::deserialize(value)
        .map_err(|error| Error::new(ErrorKind::Internal, format!("a canonical reply does not fit its type: {error}")))
}

macro_rules! option_methods {
    () => {
        /// The longest that the call may take, retries and waits included.
        pub fn timeout(mut self, limit: Duration) -> Self {
            self.options.timeout = Some(limit);
            self
        }

        /// The longest that one exchange may take.
        pub fn attempt_timeout(mut self, limit: Duration) -> Self {
            self.options.attempt_timeout = Some(limit);
            self
        }

        /// How often the call is tried again, 0 to 100.
        pub fn max_retries(mut self, retries: u32) -> Self {
            self.options.max_retries = Some(retries);
            self
        }

        /// A header to add.
        pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
            self.options.headers.push((name.into(), value.into()));
            self
        }

        /// A query parameter to add that this SDK does not model.
        pub fn extra_query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
            self.options.extra_query.push((name.into(), value.into()));
            self
        }

        /// All options at once, on top of those set so far.
        pub fn options(mut self, options: Options) -> Self {
            self.options = options.over(&self.options);
            self
        }
    };
}
pub(crate) use option_methods;

impl<T> Call<T> {
    option_methods!();

    /// A member to add to the body that this SDK does not model.
    pub fn extra_body(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.options.extra_body.insert(name.into(), value.into());
        self
    }
}

impl<T: DeserializeOwned + Send + 'static> IntoFuture for Call<T> {
    type Output = Result<T>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<T>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { decode(self.perform(false).await?.value) })
    }
}

impl<T> std::fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call").field("operation", &self.operation.id).finish_non_exhaustive()
    }
}
