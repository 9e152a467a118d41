using System;
using System.Runtime.InteropServices;
using System.Text;

namespace Edgegap.Sdk.Native
{
    /// <summary>Bytes allocated by Rust. Passed by value; the last receiver frees them.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly struct RustBuffer
    {
        internal readonly ulong Capacity;
        internal readonly ulong Length;
        internal readonly IntPtr Data;

        private static readonly Encoding Utf8 = new UTF8Encoding(false);

        /// <summary>Copies a string, for Rust to free. A lone surrogate becomes U+FFFD.</summary>
        internal static RustBuffer FromString(string value)
        {
            // Rust reads a null pointer as an empty string.
            if (string.IsNullOrEmpty(value))
            {
                return default(RustBuffer);
            }
            byte[] bytes = Utf8.GetBytes(value);
            GCHandle pin = GCHandle.Alloc(bytes, GCHandleType.Pinned);
            try
            {
                CallStatus status = default(CallStatus);
                var view = new ForeignBytes(bytes.Length, pin.AddrOfPinnedObject());
                RustBuffer buffer = NativeMethods.ffi_edgegap_native_rustbuffer_from_bytes(view, ref status);
                status.Check();
                return buffer;
            }
            finally
            {
                pin.Free();
            }
        }

        /// <summary>Copies the bytes and frees the buffer.</summary>
        internal byte[] Take()
        {
            try
            {
                var bytes = new byte[checked((int)Length)];
                if (bytes.Length > 0)
                {
                    Marshal.Copy(Data, bytes, 0, bytes.Length);
                }
                return bytes;
            }
            finally
            {
                Free();
            }
        }

        /// <summary>Copies the bytes into a pooled array and frees the buffer.</summary>
        internal PooledBytes TakePooled()
        {
            try
            {
                return new PooledBytes(Data, checked((int)Length));
            }
            finally
            {
                Free();
            }
        }

        /// <summary>Decodes the bytes and frees the buffer.</summary>
        internal string TakeString() => Utf8.GetString(Take());

        private void Free()
        {
            if (Data != IntPtr.Zero)
            {
                CallStatus status = default(CallStatus);
                NativeMethods.ffi_edgegap_native_rustbuffer_free(this, ref status);
            }
        }
    }

    /// <summary>A view of managed bytes, valid during one call.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly struct ForeignBytes
    {
        internal readonly int Length;
        internal readonly IntPtr Data;

        internal ForeignBytes(int length, IntPtr data)
        {
            Length = length;
            Data = data;
        }
    }
}
