//! A client with its views, which share its connections, and the memory that V8 attributes to them.
//!
//! V8 collects unreachable objects when memory gets scarce. Without help it would only count the
//! few bytes of the JavaScript object, so it is told how much external memory a client holds.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use edgegap_bridge::Client;
use napi::Env;

/// External memory of a client, in bytes. Certificates and buffers take less, but open connections
/// also take file descriptors. V8 collects about every 64 MiB, and a process may have as few as 256
/// descriptors, so this makes it collect after about thirty clients.
const CLIENT_BYTES: i64 = 2 << 20;

/// External memory of a view in addition to its client, in bytes.
const VIEW_BYTES: i64 = 1 << 10;

/// The id of a client or a view in its group.
pub(crate) type ClientId = u64;

/// A client with its views. Invariant: V8 counts the memory of exactly those in `entries`.
#[derive(Default)]
pub(crate) struct ClientGroup {
    entries: RefCell<Entries>,
}

#[derive(Default)]
struct Entries {
    last: ClientId,
    clients: HashMap<ClientId, Client>,
}

impl Entries {
    fn add(&mut self, client: Client) -> ClientId {
        self.last += 1;
        self.clients.insert(self.last, client);
        self.last
    }

    fn bytes(&self) -> i64 {
        match self.clients.len() as i64 {
            0 => 0,
            count => CLIENT_BYTES + (count - 1) * VIEW_BYTES,
        }
    }
}

impl ClientGroup {
    /// Creates the group of a client.
    pub(crate) fn new(env: &Env, client: Client) -> napi::Result<(Rc<Self>, ClientId)> {
        let group = Rc::new(Self::default());
        let id = group.update(env, |entries| entries.add(client))?;
        Ok((group, id))
    }

    /// Adds a view. `None` means that the client is closed; the id then belongs to no client.
    pub(crate) fn add(&self, env: &Env, view: Option<Client>) -> napi::Result<ClientId> {
        self.update(env, |entries| view.map_or(0, |view| entries.add(view)))
    }

    /// Removes a client or a view.
    pub(crate) fn remove(&self, env: &Env, id: ClientId) -> napi::Result<()> {
        self.update(env, |entries| entries.clients.remove(&id)).map(drop)
    }

    /// Closes and removes the client and all views.
    pub(crate) fn close(&self, env: &Env) -> napi::Result<()> {
        let closed = self.update(env, |entries| std::mem::take(&mut entries.clients))?;
        closed.values().for_each(Client::close);
        Ok(())
    }

    /// Runs `act` with a client or a view; `None` if it was closed.
    pub(crate) fn with<T>(&self, id: ClientId, act: impl FnOnce(&Client) -> T) -> Option<T> {
        self.entries.borrow().clients.get(&id).map(act)
    }

    /// Changes the entries, and reports the difference in memory to V8.
    fn update<T>(&self, env: &Env, change: impl FnOnce(&mut Entries) -> T) -> napi::Result<T> {
        let (result, difference) = {
            let mut entries = self.entries.borrow_mut();
            let before = entries.bytes();
            let result = change(&mut entries);
            (result, entries.bytes() - before)
        };
        // V8 may collect garbage now, which calls `remove`, so the entries must not be borrowed.
        if difference != 0 {
            env.adjust_external_memory(difference)?;
        }
        Ok(result)
    }
}
