//! What the tables hold. All are of one type, bytes by bytes: the database's code is generic over both, and would be there once for every pair.
//!
//! Numbers are written with the highest byte first, so that keys sort as their numbers do.

use redb::TableDefinition;

/// Keys and values of every table.
pub(super) type Bytes = &'static [u8];
/// Any table.
pub(super) type Definition = TableDefinition<'static, Bytes, Bytes>;

const WIDTH: usize = size_of::<u64>();

/// A key, or the beginning of one, made of numbers.
pub(super) fn of(numbers: &[u64]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

/// A key that ends in a name.
pub(super) fn named(numbers: &[u64], name: &str) -> Vec<u8> {
    let mut key = of(numbers);
    key.extend_from_slice(name.as_bytes());
    key
}

/// The numbers in a key or value.
pub(super) fn numbers(bytes: &[u8]) -> impl DoubleEndedIterator<Item = u64> + '_ {
    bytes.as_chunks::<WIDTH>().0.iter().map(|number| u64::from_be_bytes(*number))
}

/// How many numbers that are.
pub(super) fn length(bytes: &[u8]) -> usize {
    bytes.len() / WIDTH
}

/// The last number of a key or value; 0 where there is none.
pub(super) fn last(bytes: &[u8]) -> u64 {
    numbers(bytes).next_back().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_as_their_numbers_do_and_can_be_read_back() {
        let mut keys = [of(&[1, 256]), of(&[1, 255]), named(&[0, u64::MAX], "a"), of(&[2])];
        keys.sort();
        assert_eq!(keys, [named(&[0, u64::MAX], "a"), of(&[1, 255]), of(&[1, 256]), of(&[2])]);
        assert_eq!(numbers(&keys[2]).collect::<Vec<_>>(), [1, 256]);
        assert_eq!((last(&keys[2]), length(&keys[2]), last(b"short")), (256, 2, 0));
    }
}
