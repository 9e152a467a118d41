//! The order of creation below a parent: runs of ids, so that a page deep in a long list is found by counting runs and not
//! by walking over every object before it.

use redb::{ReadableTable, Table};

type Key = (u8, u64, u64);

/// Ids in one run at most: small enough to rewrite at every create, large enough that a list has few runs.
const RUN: usize = 256;
const WIDTH: usize = size_of::<u64>();

/// How many ids there are.
pub(super) fn count(order: &impl ReadableTable<Key, &'static [u8]>, kind: u8, parent: u64) -> Result<u64, redb::Error> {
    let mut count = 0;
    for run in order.range((kind, parent, 0)..=(kind, parent, u64::MAX))? {
        count += run?.1.value().len() / WIDTH;
    }
    Ok(count as u64)
}

/// Up to `limit` ids after the first `offset`.
pub(super) fn slice(
    order: &impl ReadableTable<Key, &'static [u8]>,
    kind: u8,
    parent: u64,
    offset: u64,
    limit: usize,
) -> Result<Vec<u64>, redb::Error> {
    let mut skip = usize::try_from(offset).unwrap_or(usize::MAX);
    let mut found = Vec::new();
    for run in order.range((kind, parent, 0)..=(kind, parent, u64::MAX))? {
        let (_, bytes) = run?;
        let bytes = bytes.value();
        let length = bytes.len() / WIDTH;
        if skip >= length {
            skip -= length;
            continue;
        }
        found.extend(ids(bytes).skip(skip).take(limit - found.len()));
        skip = 0;
        if found.len() == limit {
            break;
        }
    }
    Ok(found)
}

/// Adds an id that is greater than all before it.
pub(super) fn push(
    order: &mut Table<'_, Key, &'static [u8]>,
    kind: u8,
    parent: u64,
    id: u64,
) -> Result<(), redb::Error> {
    let last = match order.range((kind, parent, 0)..=(kind, parent, u64::MAX))?.next_back() {
        Some(run) => {
            let (key, bytes) = run?;
            Some((key.value(), bytes.value().to_vec()))
        }
        None => None,
    };
    let (key, mut bytes) =
        last.filter(|(_, bytes)| bytes.len() < RUN * WIDTH).unwrap_or(((kind, parent, id), Vec::new()));
    bytes.extend(id.to_le_bytes());
    order.insert(key, bytes.as_slice())?;
    Ok(())
}

/// Takes an id out.
pub(super) fn remove(
    order: &mut Table<'_, Key, &'static [u8]>,
    kind: u8,
    parent: u64,
    id: u64,
) -> Result<(), redb::Error> {
    let run = match order.range((kind, parent, 0)..=(kind, parent, id))?.next_back() {
        Some(run) => {
            let (key, bytes) = run?;
            Some((key.value(), bytes.value().to_vec()))
        }
        None => None,
    };
    let Some((key, bytes)) = run else { return Ok(()) };
    let left: Vec<u8> = ids(&bytes).filter(|other| *other != id).flat_map(u64::to_le_bytes).collect();
    if left.is_empty() {
        order.remove(key)?;
    } else {
        order.insert(key, left.as_slice())?;
    }
    Ok(())
}

fn ids(bytes: &[u8]) -> impl Iterator<Item = u64> + '_ {
    bytes.as_chunks().0.iter().map(|id| u64::from_le_bytes(*id))
}

#[cfg(test)]
mod tests {
    use redb::backends::InMemoryBackend;
    use redb::{Database, TableDefinition};

    use super::*;

    #[test]
    fn pages_stay_right_over_many_runs_and_removals() {
        const TABLE: TableDefinition<Key, &[u8]> = TableDefinition::new("order");
        let database = Database::builder().create_with_backend(InMemoryBackend::new()).unwrap();
        let transaction = database.begin_write().unwrap();
        let mut order = transaction.open_table(TABLE).unwrap();
        let mut expected: Vec<u64> = (1..=1000).collect();
        for id in &expected {
            push(&mut order, 1, 7, *id).unwrap();
            push(&mut order, 1, 8, *id).unwrap();
        }
        for id in (1..=1000).filter(|id| id % 3 == 0 || (250..600).contains(id)) {
            remove(&mut order, 1, 7, id).unwrap();
            expected.retain(|other| *other != id);
        }
        push(&mut order, 1, 7, 1001).unwrap();
        expected.push(1001);
        assert_eq!(count(&order, 1, 7).unwrap(), expected.len() as u64);
        assert_eq!(count(&order, 1, 8).unwrap(), 1000);
        for offset in (0..expected.len() + 20).step_by(10) {
            let page: Vec<u64> = expected.iter().copied().skip(offset).take(10).collect();
            assert_eq!(slice(&order, 1, 7, offset as u64, 10).unwrap(), page);
        }
    }
}
