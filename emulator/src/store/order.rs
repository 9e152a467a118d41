//! The order of creation below a parent, in runs of ids. A page deep in a long list is found by
//! counting runs instead of visiting every object before it.

use std::ops::RangeInclusive;

use redb::{ReadableTable, Table};

use super::key::{self, Bytes};
use super::table::Kind;

/// Maximum number of ids in a run: small enough to rewrite it at every create, large enough that a
/// list has few runs.
const MAX_RUN: usize = 256;

/// Calls a function with the range of the runs below a parent whose bounds are up to `last`.
fn with_runs<T>(kind: Kind, parent: u64, last: u64, act: impl FnOnce(RangeInclusive<&[u8]>) -> T) -> T {
    act(key::encode(&[kind as u64, parent, 0]).as_slice()..=key::encode(&[kind as u64, parent, last]).as_slice())
}

/// The number of ids.
pub(super) fn count(order: &impl ReadableTable<Bytes, Bytes>, kind: Kind, parent: u64) -> Result<u64, redb::Error> {
    let mut count = 0;
    for run in with_runs(kind, parent, u64::MAX, |runs| order.range(runs))? {
        count += key::len(run?.1.value()) as u64;
    }
    Ok(count)
}

/// At most `limit` ids after the first `offset`.
pub(super) fn slice(
    order: &impl ReadableTable<Bytes, Bytes>,
    kind: Kind,
    parent: u64,
    offset: u64,
    limit: usize,
) -> Result<Vec<u64>, redb::Error> {
    let mut skip = usize::try_from(offset).unwrap_or(usize::MAX);
    let mut found = Vec::new();
    for run in with_runs(kind, parent, u64::MAX, |runs| order.range(runs))? {
        let (_, bytes) = run?;
        let bytes = bytes.value();
        let length = key::len(bytes);
        if skip >= length {
            skip -= length;
            continue;
        }
        found.extend(key::decode(bytes).skip(skip).take(limit - found.len()));
        skip = 0;
        if found.len() == limit {
            break;
        }
    }
    Ok(found)
}

/// Adds an id that is greater than all existing ones.
pub(super) fn push(order: &mut Table<'_, Bytes, Bytes>, kind: Kind, parent: u64, id: u64) -> Result<(), redb::Error> {
    let last = last_run(order, kind, parent, u64::MAX)?;
    let (key, mut bytes) = last
        .filter(|(_, bytes)| key::len(bytes) < MAX_RUN)
        .unwrap_or((key::encode(&[kind as u64, parent, id]), Vec::new()));
    bytes.extend(key::encode(&[id]));
    order.insert(key.as_slice(), bytes.as_slice())?;
    Ok(())
}

/// Removes an id.
pub(super) fn remove(order: &mut Table<'_, Bytes, Bytes>, kind: Kind, parent: u64, id: u64) -> Result<(), redb::Error> {
    let Some((key, bytes)) = last_run(order, kind, parent, id)? else { return Ok(()) };
    let left: Vec<_> = key::decode(&bytes).filter(|other| *other != id).collect();
    if left.is_empty() {
        order.remove(key.as_slice())?;
    } else {
        order.insert(key.as_slice(), key::encode(&left).as_slice())?;
    }
    Ok(())
}

/// A run: its key, and its ids as bytes.
type Run = (Vec<u8>, Vec<u8>);

/// The last run whose bound is up to `last`.
fn last_run(
    order: &impl ReadableTable<Bytes, Bytes>,
    kind: Kind,
    parent: u64,
    last: u64,
) -> Result<Option<Run>, redb::Error> {
    let run = with_runs(kind, parent, last, |runs| order.range(runs))?.next_back().transpose()?;
    Ok(run.map(|(key, bytes)| (key.value().to_vec(), bytes.value().to_vec())))
}

#[cfg(test)]
mod tests {
    use redb::Database;
    use redb::backends::InMemoryBackend;

    use super::super::table::ORDER;
    use super::*;

    #[test]
    fn pages_are_correct_over_many_runs_and_removals() {
        const KIND: Kind = Kind::Version;
        let database = Database::builder().create_with_backend(InMemoryBackend::new()).unwrap();
        let transaction = database.begin_write().unwrap();
        let mut order = transaction.open_table(ORDER).unwrap();
        let mut expected: Vec<u64> = (1..=1000).collect();
        for id in &expected {
            push(&mut order, KIND, 7, *id).unwrap();
            push(&mut order, KIND, 8, *id).unwrap();
        }
        for id in (1..=1000).filter(|id| id % 3 == 0 || (250..600).contains(id)) {
            remove(&mut order, KIND, 7, id).unwrap();
            expected.retain(|other| *other != id);
        }
        push(&mut order, KIND, 7, 1001).unwrap();
        expected.push(1001);
        assert_eq!(count(&order, KIND, 7).unwrap(), expected.len() as u64);
        assert_eq!(count(&order, KIND, 8).unwrap(), 1000);
        for offset in (0..expected.len() + 20).step_by(10) {
            let page: Vec<u64> = expected.iter().copied().skip(offset).take(10).collect();
            assert_eq!(slice(&order, KIND, 7, offset as u64, 10).unwrap(), page);
        }
    }
}
