using System;
using System.Text;

namespace Edgegap.Sdk.Native
{
    /// <summary>Reads UniFFI's buffers: big-endian numbers, strings with length.</summary>
    internal struct RustReader
    {
        private readonly byte[] _bytes;
        private int _index;

        internal RustReader(byte[] bytes)
        {
            _bytes = bytes;
            _index = 0;
        }

        internal bool Boolean() => _bytes[_index++] != 0;

        internal int Int32()
        {
            int value = _bytes[_index] << 24 | _bytes[_index + 1] << 16 | _bytes[_index + 2] << 8 | _bytes[_index + 3];
            _index += 4;
            return value;
        }

        internal ulong UInt64()
        {
            ulong high = unchecked((uint)Int32());
            ulong low = unchecked((uint)Int32());
            return high << 32 | low;
        }

        internal string String()
        {
            ArraySegment<byte> bytes = Bytes();
            return Encoding.UTF8.GetString(bytes.Array, bytes.Offset, bytes.Count);
        }

        /// <summary>Reads the bytes of a string, not copied.</summary>
        internal ArraySegment<byte> Bytes()
        {
            int length = Int32();
            var bytes = new ArraySegment<byte>(_bytes, _index, length);
            _index += length;
            return bytes;
        }
    }
}
