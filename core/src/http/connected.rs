//! Whether an exchange made a connection of its own. An exchange that dies on a connection that was used before says little:
//! most servers close connections that were idle for a while.

use std::cell::Cell;
use std::task::{Context, Poll};

use tower_layer::Layer;
use tower_service::Service;

tokio::task_local! {
    /// Whether a connection was made for the exchange that this task makes.
    static MADE: Cell<bool>;
}

/// Runs an exchange; gives what it came to, and whether a connection was made for it.
pub(crate) async fn watched<T>(exchange: impl Future<Output = T>) -> (T, bool) {
    let watching = MADE.scope(Cell::new(false), async {
        let came_to = exchange.await;
        (came_to, MADE.with(Cell::get))
    });
    watching.await
}

/// Notes every connection that is made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Noting;

impl<S> Layer<S> for Noting {
    type Service = Noted<S>;

    fn layer(&self, inner: S) -> Noted<S> {
        Noted(inner)
    }
}

/// A connector whose connections are noted.
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
            // Polled by the task that makes the exchange, unless another connection was at hand first.
            let _ = MADE.try_with(|made| made.set(true));
            connection
        })
    }
}
