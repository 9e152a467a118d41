using System;
using System.Runtime.InteropServices;

namespace Edgegap.Sdk.Native
{
    /// <summary>
    /// An object of the native library. It is freed once, after all calls on it have returned:
    /// after <see cref="SafeHandle.Dispose()"/>, by the finalizer, or at the end of the AppDomain.
    /// </summary>
    internal abstract class NativeObject : SafeHandle
    {
        private readonly bool _ownsSockets;

        /// <summary>
        /// UniFFI's handles of objects in Rust are addresses, so they fit into an IntPtr.
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

        /// <summary>An exported method without arguments.</summary>
        protected delegate T Export<T>(ulong handle, ref CallStatus status);

        /// <summary>An exported method without arguments and result.</summary>
        protected delegate void Export(ulong handle, ref CallStatus status);

        /// <inheritdoc/>
        public override bool IsInvalid => handle == IntPtr.Zero;

        /// <summary>The error message for a call after the object was disposed.</summary>
        protected abstract string DisposedMessage { get; }

        /// <summary>Returns another handle of the object; every call consumes one.</summary>
        protected abstract ulong Clone(ulong handle, ref CallStatus status);

        /// <summary>Frees a handle.</summary>
        protected abstract void Free(ulong handle, ref CallStatus status);

        protected T Call<T>(Export<T> export)
        {
            CallStatus status = default(CallStatus);
            T result = export(Lend(), ref status);
            status.Check();
            return result;
        }

        protected void Call(Export export)
        {
            CallStatus status = default(CallStatus);
            export(Lend(), ref status);
            status.Check();
        }

        /// <summary>Returns a handle for one call.</summary>
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
                    throw new ClosedException(DisposedMessage);
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

        /// <inheritdoc/>
        protected override bool ReleaseHandle()
        {
            Return(Address());
            if (_ownsSockets)
            {
                LiveObjects.Remove();
            }
            return true;
        }

        // On a 32-bit system the sign of an address above 2 GB must not be extended.
        private ulong Address() =>
            IntPtr.Size == 4 ? unchecked((uint)handle.ToInt32()) : unchecked((ulong)handle.ToInt64());
    }
}
