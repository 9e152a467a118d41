using System;
using System.Runtime.InteropServices;
using System.Text;

namespace Edgegap.Sdk.Native
{
    /// <summary>Bytes that Rust has allocated. Passed by value; whoever receives it last frees it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly struct RustBuffer
    {
        internal readonly ulong Capacity;
        internal readonly ulong Length;
        internal readonly IntPtr Data;

        private static readonly Encoding Utf8 = new UTF8Encoding(false);

        /// <summary>Text on its way to Rust, which frees it. Half a surrogate pair becomes U+FFFD.</summary>
        internal static RustBuffer Of(string text)
        {
            // No text is no buffer: Rust takes the null pointer for an empty one.
            if (string.IsNullOrEmpty(text))
            {
                return default(RustBuffer);
            }
            byte[] bytes = Utf8.GetBytes(text);
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

        /// <summary>The bytes, copied; the buffer is freed.</summary>
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

        /// <summary>The bytes, copied for somebody who says when they were read; the buffer is freed.</summary>
        internal Lease TakeLease()
        {
            try
            {
                return new Lease(Data, checked((int)Length));
            }
            finally
            {
                Free();
            }
        }

        /// <summary>The bytes as text; the buffer is freed.</summary>
        internal string TakeText() => Utf8.GetString(Take());

        private void Free()
        {
            if (Data != IntPtr.Zero)
            {
                CallStatus status = default(CallStatus);
                NativeMethods.ffi_edgegap_native_rustbuffer_free(this, ref status);
            }
        }
    }

    /// <summary>A view of bytes on this side, for as long as a call takes.</summary>
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
