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
        protected override string DisposedMessage => "the SDK was shut down before the call was sent";

        internal static NativeQueue Create() =>
            new NativeQueue(CallStatus.Call<ulong>(NativeMethods.uniffi_edgegap_native_fn_constructor_queue_new));

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
                lentQueue,
                lentClient,
                RustBuffer.FromString(operation),
                RustBuffer.FromString(arguments),
                RustBuffer.FromString(options),
                ref status);
            status.Check();
            return ticket;
        }

        /// <summary>Waits for completions; none if the queue is closed meanwhile.</summary>
        internal List<Completion> Next(ulong timeoutMilliseconds)
        {
            RustBuffer buffer = Call((ulong queue, ref CallStatus status) =>
                NativeMethods.uniffi_edgegap_native_fn_method_queue_next(queue, timeoutMilliseconds, ref status));
            PooledBytes bytes = buffer.TakePooled();
            var reader = new RustReader(bytes.Array);
            int count = reader.Int32();
            bytes.Share(count);
            var completions = new List<Completion>(count);
            for (int index = 0; index < count; index++)
            {
                ulong ticket = reader.UInt64();
                bool isReply = reader.Boolean();
                completions.Add(new Completion(ticket, isReply, reader.Bytes(), bytes));
            }
            return completions;
        }

        internal void Cancel(ulong ticket) => Call((ulong queue, ref CallStatus status) =>
            NativeMethods.uniffi_edgegap_native_fn_method_queue_cancel(queue, ticket, ref status));

        /// <summary>Ends all calls, and a thread's wait in <see cref="Next"/>.</summary>
        internal void End() => Call(NativeMethods.uniffi_edgegap_native_fn_method_queue_close);

        internal ulong Pending() => Call<ulong>(NativeMethods.uniffi_edgegap_native_fn_method_queue_in_flight);

        /// <inheritdoc/>
        protected override ulong Clone(ulong handle, ref CallStatus status) =>
            NativeMethods.uniffi_edgegap_native_fn_clone_queue(handle, ref status);

        /// <inheritdoc/>
        protected override void Free(ulong handle, ref CallStatus status) =>
            NativeMethods.uniffi_edgegap_native_fn_free_queue(handle, ref status);
    }

    /// <summary>A completed call.</summary>
    internal readonly struct Completion
    {
        internal readonly ulong Ticket;

        /// <summary>True for a reply, false for an error.</summary>
        internal readonly bool IsReply;

        /// <summary>The reply or error as JSON, valid until <see cref="Release"/>.</summary>
        internal readonly ArraySegment<byte> Json;
        private readonly PooledBytes _bytes;

        internal Completion(ulong ticket, bool isReply, ArraySegment<byte> json, PooledBytes bytes)
        {
            _bytes = bytes;
            Ticket = ticket;
            IsReply = isReply;
            Json = json;
        }

        /// <summary>Ends the use of <see cref="Json"/>.</summary>
        internal void Release() => _bytes.Release();
    }
}
