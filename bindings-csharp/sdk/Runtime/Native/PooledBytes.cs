using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;

namespace Edgegap.Sdk.Native
{
    /// <summary>
    /// A copy of bytes from Rust, shared by several readers. Large arrays are reused: Mono and
    /// Unity collect large objects late, and a long list would leave one behind for every page.
    /// </summary>
    /// <remarks>
    /// Not <c>ArrayPool</c>, which .NET Standard 2.0 lacks, so that Unity projects would need the
    /// package System.Buffers. An array that is never released is collected as garbage.
    /// </remarks>
    internal sealed class PooledBytes
    {
        /// <summary>Arrays of this size and larger are pooled.</summary>
        internal const int LargeBytes = 16 * 1024;
        private const int MaxPooledBytes = 4 * 1024 * 1024;
        private const int MaxPooledArrays = 4;

        private static readonly Stack<byte[]> Pool = new Stack<byte[]>(MaxPooledArrays);
        private int _readers = 1;

        internal PooledBytes(IntPtr source, int length)
        {
            Array = length < LargeBytes ? new byte[length] : Rent(length);
            if (length > 0)
            {
                Marshal.Copy(source, Array, 0, length);
            }
        }

        /// <summary>The bytes; the array may be longer.</summary>
        internal byte[] Array { get; }

        /// <summary>Sets the number of readers. Each calls <see cref="Release"/>.</summary>
        internal void Share(int readers) => _readers = readers;

        /// <summary>Ends the use by one reader.</summary>
        internal void Release()
        {
            if (Interlocked.Decrement(ref _readers) != 0 || Array.Length < LargeBytes || Array.Length > MaxPooledBytes)
            {
                return;
            }
            lock (Pool)
            {
                if (Pool.Count < MaxPooledArrays)
                {
                    Pool.Push(Array);
                }
            }
        }

        private static byte[] Rent(int length)
        {
            lock (Pool)
            {
                if (Pool.Count > 0 && Pool.Peek().Length >= length)
                {
                    return Pool.Pop();
                }
                if (Pool.Count == MaxPooledArrays)
                {
                    // All are too small; larger ones take their place.
                    Pool.Clear();
                }
            }
            // Half as much again, so that pages of similar length can share an array.
            return new byte[length > MaxPooledBytes ? length : length + length / 2];
        }
    }
}
