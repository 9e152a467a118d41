//! Finds out if an exchange made a new connection. A failure on a reused connection means little,
//! because servers close idle connections.

use std::cell::Cell;
use std::task::{Context, Poll};

use tower_layer::Layer;
use tower_service::Service;

tokio::task_local! {
    /// True if a connection was made for the exchange of this task.
    static MADE: Cell<bool>;
}

/// Runs an exchange. Returns its result, and true if a connection was made for it.
pub(crate) async fn watched<T>(exchange: impl Future<Output = T>) -> (T, bool) {
    let watching = MADE.scope(Cell::new(false), async {
        let result = exchange.await;
        (result, MADE.with(Cell::get))
    });
    watching.await
}

/// A layer that records every new connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Noting;

impl<S> Layer<S> for Noting {
    type Service = Noted<S>;

    fn layer(&self, inner: S) -> Noted<S> {
        Noted(inner)
    }
}

/// A connector that records every new connection.
#[derive(Clone, Debug)]
pub(crate) struct Noted<S>(S);

impl<R, S: Service<R>> Service<R> for Noted<S>
where
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, target: R) -> Self::Future {
        let connecting = self.0.call(target);
        Box::pin(async move {
            let connection = connecting.await;
            // This runs in the task of the exchange, unless another connection was ready first.
            let _ = MADE.try_with(|made| made.set(true));
            connection
        })
    }
}
