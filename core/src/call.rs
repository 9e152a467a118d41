//! A lazy typed call: set options, then await it.

use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{Error, ErrorKind, Result};
use crate::execute::{self, Context, DryRun, Mode, Outcome};
use crate::json::JsonValue;
use crate::options::{Options, option_setters};
use crate::reply::Reply;
use crate::request::{Arguments, Names};
use crate::schema::operation::Operation;
use crate::violation::{ViolationCode, Violations};

/// A lazy call: no request is sent before it is awaited. Dropping the future closes its connection.
///
/// ```no_run
/// # async fn f(client: edgegap_sdk::Client) -> edgegap_sdk::Result<()> {
/// use std::time::Duration;
/// let application = client.applications().get("my-game").await?;
/// let reply = client.applications().get("my-game").timeout(Duration::from_secs(5)).send().await?;
/// println!("{:?} {:?}", reply.value, reply.meta.request_id);
/// # Ok(()) }
/// ```
#[must_use = "no request is sent before a call is awaited"]
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

    /// Makes the call and returns its value with status, headers and attempts.
    ///
    /// # Errors
    /// All kinds; see [`ErrorKind`].
    pub async fn send(mut self) -> Result<Reply<T>> {
        let outcome = self.perform(Mode::SEND).await?;
        Reply::from(outcome).map(decode)
    }

    /// Returns the requests that the call would send, without sending them. An `ensure` gets its
    /// object, which changes nothing, and says what it would do.
    ///
    /// # Errors
    /// `validation` if the arguments are invalid; those of the GET of an `ensure`.
    pub async fn dry_run(mut self) -> Result<DryRun> {
        let outcome = self.perform(Mode::DRY_RUN).await?;
        let dry_run = decode::<DryRun>(outcome.value)?;
        Ok(DryRun { change: outcome.meta.change, ..dry_run })
    }

    /// Takes the arguments out of the call, which is too large to be moved again.
    async fn perform(&mut self, mode: Mode) -> Result<Outcome> {
        let mut violations = Violations::default();
        if let Some(error) = &self.body_error {
            violations.add("", ViolationCode::NotAllowed, format!("cannot be serialized as JSON: {error}"));
            return Err(Error::validation(self.operation.id, violations.into_violations()));
        }
        let arguments = std::mem::take(&mut self.arguments);
        execute::perform(&self.context, self.operation, arguments, &self.options, violations, mode).await
    }
}

/// Converts a normalized value into its type. A value that does not fit is a bug in this SDK, not
/// in the service.
pub(crate) fn decode<T: DeserializeOwned>(value: JsonValue) -> Result<T> {
    T::deserialize(value)
        .map_err(|error| Error::new(ErrorKind::Internal, format!("a normalized reply does not fit its type: {error}")))
}

impl<T> Call<T> {
    option_setters!("the client's", "the client's", "the client's");

    /// Adds a field to the body that this SDK does not model.
    pub fn extra_body(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.options.extra_body.insert(name.into(), value.into());
        self
    }
}

impl<T: DeserializeOwned + Send + 'static> IntoFuture for Call<T> {
    type Output = Result<T>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<T>> + Send>>;

    fn into_future(mut self) -> Self::IntoFuture {
        Box::pin(async move { decode(self.perform(Mode::VALUE).await?.value) })
    }
}

impl<T> std::fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call").field("operation", &self.operation.id).finish_non_exhaustive()
    }
}
