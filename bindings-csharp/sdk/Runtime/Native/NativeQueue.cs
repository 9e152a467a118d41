using System;
using System.Collections.Generic;

namespace Edgegap.Sdk.Native
{
    /// <summary>Mirrors <c>queue.rs</c>.</summary>
    internal sealed class NativeQueue : NativeObject
    {
        private NativeQueue(ulong handle)
            : base(handle, false)
        {
        }

        /// <inheritdoc/>
        protected override string Gone => "the SDK was shut down before the call was sent";

        internal static NativeQueue Create()
        {
            CallStatus status = default(CallStatus);
            ulong handle = NativeMethods.uniffi_edgegap_native_fn_constructor_queue_new(ref status);
            status.Check();
            return new NativeQueue(handle);
        }

        internal ulong Submit(NativeClient client, string operation, string arguments, string options)
        {
            ulong lentClient = client.Lend();
            ulong lentQueue;
            try
            {
                lentQueue = Lend();
            }
            catch (ClosedException)
            {
                client.Return(lentClient);
                throw;
            }
            CallStatus status = default(CallStatus);
            ulong ticket = NativeMethods.uniffi_edgegap_native_fn_method_queue_submit(
                lentQueue, lentClient, RustBuffer.Of(operation), RustBuffer.Of(arguments), RustBuffer.Of(options), ref status);
            status.Check();
            return ticket;
        }

        /// <summary>Waits for something to be done. None: the time is over, or the queue is closed.</summary>
        internal List<Completion> Next(ulong timeoutMilliseconds)
        {
            CallStatus status = default(CallStatus);
            RustBuffer buffer = NativeMethods.uniffi_edgegap_native_fn_method_queue_next(Lend(), timeoutMilliseconds, ref status);
            status.Check();
            Lease lease = buffer.TakeLease();
            var reader = new RustReader(lease.Bytes);
            int count = reader.Int32();
            lease.Share(count);
            var done = new List<Completion>(count);
            for (int index = 0; index < count; index++)
            {
                ulong ticket = reader.UInt64();
                bool isReply = reader.Boolean();
                done.Add(new Completion(ticket, isReply, reader.Bytes(), lease));
            }
            return done;
        }

        internal void Cancel(ulong ticket)
        {
            CallStatus status = default(CallStatus);
            NativeMethods.uniffi_edgegap_native_fn_method_queue_cancel(Lend(), ticket, ref status);
            status.Check();
        }

        /// <summary>Ends all calls. Whoever waits in <see cref="Next"/> returns.</summary>
        internal void End()
        {
            CallStatus status = default(CallStatus);
            NativeMethods.uniffi_edgegap_native_fn_method_queue_close(Lend(), ref status);
            status.Check();
        }

        internal ulong InFlight()
        {
            CallStatus status = default(CallStatus);
            ulong count = NativeMethods.uniffi_edgegap_native_fn_method_queue_in_flight(Lend(), ref status);
            status.Check();
            return count;
        }

        /// <inheritdoc/>
        protected override ulong Clone(ulong handle, ref CallStatus status) =>
            NativeMethods.uniffi_edgegap_native_fn_clone_queue(handle, ref status);

        /// <inheritdoc/>
        protected override void Free(ulong handle, ref CallStatus status) =>
            NativeMethods.uniffi_edgegap_native_fn_free_queue(handle, ref status);
    }

    /// <summary>A call that is over.</summary>
    internal readonly struct Completion
    {
        internal readonly ulong Ticket;

        /// <summary>Whether the text is a reply; it is an error otherwise.</summary>
        internal readonly bool IsReply;

        /// <summary>JSON text, to be read before the lease of its bytes ends.</summary>
        internal readonly ArraySegment<byte> Json;
        private readonly Lease _lease;

        internal Completion(ulong ticket, bool isReply, ArraySegment<byte> json, Lease lease)
        {
            _lease = lease;
            Ticket = ticket;
            IsReply = isReply;
            Json = json;
        }

        /// <summary>It was read.</summary>
        internal void End() => _lease.End();
    }
}
