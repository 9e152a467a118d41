using System;
using System.Text;

namespace Edgegap.Sdk.Native
{
    /// <summary>Reads what UniFFI writes into buffers: numbers are big-endian, text is its length in bytes and UTF-8.</summary>
    internal struct RustReader
    {
        private readonly byte[] _bytes;
        private int _at;

        internal RustReader(byte[] bytes)
        {
            _bytes = bytes;
            _at = 0;
        }

        internal bool Boolean() => _bytes[_at++] != 0;

        internal int Int32()
        {
            int value = _bytes[_at] << 24 | _bytes[_at + 1] << 16 | _bytes[_at + 2] << 8 | _bytes[_at + 3];
            _at += 4;
            return value;
        }

        internal ulong UInt64()
        {
            ulong high = unchecked((uint)Int32());
            ulong low = unchecked((uint)Int32());
            return high << 32 | low;
        }

        internal string Text()
        {
            ArraySegment<byte> text = Bytes();
            return Encoding.UTF8.GetString(text.Array, text.Offset, text.Count);
        }

        /// <summary>Text as it is, not copied.</summary>
        internal ArraySegment<byte> Bytes()
        {
            int length = Int32();
            var bytes = new ArraySegment<byte>(_bytes, _at, length);
            _at += length;
            return bytes;
        }
    }
}
