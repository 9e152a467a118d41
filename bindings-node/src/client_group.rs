//! A client and its views, which share its connections, and what V8 knows of them.
//!
//! V8 collects what nobody has any more when memory gets scarce, and sees its own alone: a few bytes of a client. So it is
//! told what is behind them.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use edgegap_bridge::Client;
use napi::Env;

/// What a client weighs, in bytes. Certificates and buffers are less; connections that are kept open are dear in another
/// coin. V8 collects about every 64 MiB, and a process may have as few as 256 descriptors: so it does after some thirty
/// clients.
const WEIGHT: i64 = 2 << 20;

/// What a view weighs beside its client.
const WEIGHT_OF_VIEW: i64 = 1 << 10;

/// Names a client or a view in its family.
pub(crate) type Member = u64;

/// A client and its views. Invariant: V8 knows of the weight of exactly what is in `members`.
#[derive(Default)]
pub(crate) struct Family {
    members: RefCell<Members>,
}

#[derive(Default)]
struct Members {
    last: Member,
    clients: HashMap<Member, Client>,
}

impl Members {
    fn add(&mut self, client: Client) -> Member {
        self.last += 1;
        self.clients.insert(self.last, client);
        self.last
    }

    fn weight(&self) -> i64 {
        match self.clients.len() as i64 {
            0 => 0,
            count => WEIGHT + (count - 1) * WEIGHT_OF_VIEW,
        }
    }
}

impl Family {
    /// One of this client.
    pub(crate) fn found(env: &Env, client: Client) -> napi::Result<(Rc<Self>, Member)> {
        let family = Rc::new(Self::default());
        let member = family.change(env, |members| members.add(client))?;
        Ok((family, member))
    }

    /// Adds a view; none: the client was closed.
    pub(crate) fn join(&self, env: &Env, view: Option<Client>) -> napi::Result<Member> {
        self.change(env, |members| view.map_or(0, |view| members.add(view)))
    }

    /// Removes a member.
    pub(crate) fn leave(&self, env: &Env, member: Member) -> napi::Result<()> {
        let left = self.change(env, |members| members.clients.remove(&member));
        left.map(drop)
    }

    /// Ends all calls and lets go of all connections.
    pub(crate) fn close(&self, env: &Env) -> napi::Result<()> {
        let closed = self.change(env, |members| std::mem::take(&mut members.clients))?;
        closed.values().for_each(Client::close);
        Ok(())
    }

    /// Does something with a member; nothing when it was closed.
    pub(crate) fn with<T>(&self, member: Member, act: impl FnOnce(&Client) -> T) -> Option<T> {
        self.members.borrow().clients.get(&member).map(act)
    }

    /// Changes who is in it, and tells V8 what became of the weight.
    fn change<T>(&self, env: &Env, change: impl FnOnce(&mut Members) -> T) -> napi::Result<T> {
        let (changed, difference) = {
            let mut members = self.members.borrow_mut();
            let before = members.weight();
            let changed = change(&mut members);
            (changed, members.weight() - before)
        };
        // It may collect garbage, for which nothing may be borrowed.
        if difference != 0 {
            env.adjust_external_memory(difference)?;
        }
        Ok(changed)
    }
}
