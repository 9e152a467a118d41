using System;
using System.Runtime.InteropServices;

namespace Edgegap.Sdk.Native
{
    /// <summary>
    /// An object of the native library. It is freed once, when nobody uses it any more: after <see cref="SafeHandle.Dispose()"/>, by the finalizer, or at the
    /// end of the AppDomain.
    /// </summary>
    internal abstract class NativeObject : SafeHandle
    {
        private readonly bool _ownsSockets;

        /// <summary>
        /// UniFFI's handles of objects in Rust are addresses, so they fit.
        /// <see cref="LiveObjects"/> counts the objects that own sockets.
        /// </summary>
        protected NativeObject(ulong handle, bool ownsSockets)
            : base(IntPtr.Zero, true)
        {
            SetHandle(unchecked((IntPtr)(long)handle));
            _ownsSockets = ownsSockets;
            if (ownsSockets)
            {
                LiveObjects.Add();
            }
        }

        /// <inheritdoc/>
        public override bool IsInvalid => handle == IntPtr.Zero;

        /// <summary>One more handle of the object; every call consumes one.</summary>
        protected abstract ulong Clone(ulong handle, ref CallStatus status);

        /// <summary>Gives a handle back.</summary>
        protected abstract void Free(ulong handle, ref CallStatus status);

        /// <summary>A handle for one call.</summary>
        internal ulong Lend()
        {
            bool isHeld = false;
            try
            {
                try
                {
                    DangerousAddRef(ref isHeld);
                }
                catch (ObjectDisposedException)
                {
                    throw new ClosedException(Gone);
                }
                CallStatus status = default(CallStatus);
                ulong clone = Clone(Address(), ref status);
                status.Check();
                return clone;
            }
            finally
            {
                if (isHeld)
                {
                    DangerousRelease();
                }
            }
        }

        /// <summary>Takes back a handle that no call has consumed.</summary>
        internal void Return(ulong lent)
        {
            CallStatus status = default(CallStatus);
            Free(lent, ref status);
        }

        /// <summary>What to say to whoever uses it after it was disposed.</summary>
        protected abstract string Gone { get; }

        /// <inheritdoc/>
        protected override bool ReleaseHandle()
        {
            CallStatus status = default(CallStatus);
            Free(Address(), ref status);
            if (_ownsSockets)
            {
                LiveObjects.Remove();
            }
            return true;
        }

        // On a 32-bit system an address above 2 GB would be extended with its sign.
        private ulong Address() => IntPtr.Size == 4 ? unchecked((uint)handle.ToInt32()) : unchecked((ulong)handle.ToInt64());
    }
}
