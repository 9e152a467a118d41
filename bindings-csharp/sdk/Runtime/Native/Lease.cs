using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;

namespace Edgegap.Sdk.Native
{
    /// <summary>
    /// Bytes that came from Rust, until everybody who shares them has read them. Large arrays are used again: Mono and Unity collect large objects late, and a
    /// long list would leave one behind for every page.
    /// </summary>
    /// <remarks>An array whose lease nobody ends is garbage like any other.</remarks>
    internal sealed class Lease
    {
        /// <summary>From here on bytes are large.</summary>
        internal const int LargeBytes = 16 * 1024;
        private const int KeptBytes = 4 * 1024 * 1024;
        private const int KeptArrays = 4;

        private static readonly Stack<byte[]> Idle = new Stack<byte[]>(KeptArrays);
        private int _users = 1;

        /// <summary>A copy of the bytes there.</summary>
        internal Lease(IntPtr from, int length)
        {
            Bytes = length < LargeBytes ? new byte[length] : Rent(length);
            if (length > 0)
            {
                Marshal.Copy(from, Bytes, 0, length);
            }
        }

        /// <summary>They, and maybe more behind them.</summary>
        internal byte[] Bytes { get; }

        /// <summary>Says how many read them.</summary>
        internal void Share(int users) => _users = users;

        /// <summary>One of them has read what it needs.</summary>
        internal void End()
        {
            if (Interlocked.Decrement(ref _users) != 0 || Bytes.Length < LargeBytes || Bytes.Length > KeptBytes)
            {
                return;
            }
            lock (Idle)
            {
                if (Idle.Count < KeptArrays)
                {
                    Idle.Push(Bytes);
                }
            }
        }

        private static byte[] Rent(int length)
        {
            lock (Idle)
            {
                if (Idle.Count > 0 && Idle.Peek().Length >= length)
                {
                    return Idle.Pop();
                }
                if (Idle.Count == KeptArrays)
                {
                    // All are smaller than what comes now; let larger ones take their place.
                    Idle.Clear();
                }
            }
            // Some more, so that pages of about the same length need one array. The largest ones have no more to give.
            return new byte[length > KeptBytes ? length : length + length / 2];
        }
    }
}
