//! Encodes and decodes keys and values. All tables have the same type, bytes to bytes: the
//! database's code is generic over keys and values, and would be compiled once for every pair of
//! types.
//!
//! Numbers are big-endian, so that keys sort like their numbers.

use redb::TableDefinition;

/// The type of the keys and values of all tables.
pub(super) type Bytes = &'static [u8];
/// The definition of a table.
pub(super) type Definition = TableDefinition<'static, Bytes, Bytes>;

const WIDTH: usize = size_of::<u64>();

/// Encodes a key, or the beginning of one, from numbers.
pub(super) fn encode(numbers: &[u64]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

/// Encodes a key that ends with a name.
pub(super) fn encode_named(numbers: &[u64], name: &str) -> Vec<u8> {
    let mut key = encode(numbers);
    key.extend_from_slice(name.as_bytes());
    key
}

/// Decodes the numbers in a key or value.
pub(super) fn decode(bytes: &[u8]) -> impl DoubleEndedIterator<Item = u64> + '_ {
    bytes.as_chunks::<WIDTH>().0.iter().map(|number| u64::from_be_bytes(*number))
}

/// The number of numbers in a key or value.
pub(super) fn len(bytes: &[u8]) -> usize {
    bytes.len() / WIDTH
}

/// The last number in a key or value; 0 if there is none.
pub(super) fn last(bytes: &[u8]) -> u64 {
    decode(bytes).next_back().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_like_their_numbers_and_can_be_decoded() {
        let mut keys = [encode(&[1, 256]), encode(&[1, 255]), encode_named(&[0, u64::MAX], "a"), encode(&[2])];
        keys.sort();
        assert_eq!(keys, [encode_named(&[0, u64::MAX], "a"), encode(&[1, 255]), encode(&[1, 256]), encode(&[2])]);
        assert_eq!(decode(&keys[2]).collect::<Vec<_>>(), [1, 256]);
        assert_eq!((last(&keys[2]), len(&keys[2]), last(b"short")), (256, 2, 0));
    }
}
