//! The ways to make a call: with the SDK, with the queue of the bindings, or with reqwest and
//! serde.

use std::cell::Cell;
use std::rc::Rc;

use clap::ValueEnum;
use edgegap_bench::{ByHand, PAGE, client, version, version_by_hand};
use edgegap_sdk::Client;
use tokio::task::LocalSet;

use super::queue::Waiting;
use super::{Result, Workload};

/// The name of a way.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Name {
    Edgegap,
    Queue,
    Reqwest,
}

/// A way, ready to make calls.
pub(crate) enum Way {
    Edgegap(Client),
    Queue(Waiting),
    Reqwest(ByHand),
}

impl Way {
    pub(crate) fn new(name: Name, url: &str, token: &str) -> Result<Rc<Self>> {
        Ok(Rc::new(match name {
            Name::Edgegap => Self::Edgegap(client(url, token)?),
            Name::Queue => Self::Queue(Waiting::new(url, token)?),
            Name::Reqwest => Self::Reqwest(ByHand::new(url, token)?),
        }))
    }

    /// Makes this number of calls on this thread, some of them concurrently.
    pub(crate) async fn run(self: &Rc<Self>, workload: Workload, calls: usize, in_flight: usize) -> Result {
        if let Self::Queue(queue) = &**self {
            if matches!(workload, Workload::Create | Workload::List) {
                return Err("the queue is measured with reads of an application".into());
            }
            return queue.run(calls, in_flight);
        }
        if in_flight == 1 {
            for _ in 0..calls {
                self.call(workload).await?;
            }
            return Ok(());
        }
        let (local, left) = (LocalSet::new(), Rc::new(Cell::new(calls)));
        let tasks: Vec<_> = (0..in_flight)
            .map(|_| {
                let (way, left) = (self.clone(), left.clone());
                local.spawn_local(async move {
                    while let Some(less) = left.get().checked_sub(1) {
                        left.set(less);
                        way.call(workload).await?;
                    }
                    Result::Ok(())
                })
            })
            .collect();
        local.await;
        for task in tasks {
            task.await??;
        }
        Ok(())
    }

    async fn call(&self, workload: Workload) -> Result {
        let right = match (self, workload) {
            (Self::Edgegap(client), Workload::Create) => {
                client.versions().create("bench", version("v1")).await?.name == "v1"
            }
            (Self::Edgegap(client), Workload::List) => {
                let page = client.versions().list("bench").limit(PAGE as u64).next_page().await?;
                let versions = page.map(|page| page.value).unwrap_or_default();
                versions.iter().filter(|version| version.name.starts_with('v') && version.create_time.is_some()).count()
                    == PAGE
            }
            (Self::Edgegap(client), _) => client.applications().get("bench").await?.name == "bench",
            (Self::Reqwest(client), Workload::Create) => {
                client.create("bench", &version_by_hand("v1")).await?.name == "v1"
            }
            (Self::Reqwest(client), Workload::List) => {
                let versions = client.list("bench", 1, PAGE).await?;
                versions
                    .iter()
                    .filter(|version| version.name.starts_with('v') && !version.create_time.is_empty())
                    .count()
                    == PAGE
            }
            (Self::Reqwest(client), _) => client.get("bench").await?.name == "bench",
            (Self::Queue(_), _) => return Err("the queue runs by itself".into()),
        };
        if right { Ok(()) } else { Err("the wrong answer".into()) }
    }

    /// Reads all versions page by page. Returns their number and the maximum of the measurements.
    pub(crate) async fn page(&self, measure: impl Fn() -> Result<f64>) -> Result<(usize, f64)> {
        let Self::Edgegap(client) = self else { return Err("only the SDK pages by itself".into()) };
        let (mut seen, mut most) = (0, 0.0_f64);
        let mut list = client.versions().list("bench");
        while list.next().await?.is_some() {
            seen += 1;
            if seen % PAGE == 0 {
                most = most.max(measure()?);
            }
        }
        Ok((seen, most))
    }
}
