using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Edgegap.Sdk.Json;
using Edgegap.Sdk.Native;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk
{
    /// <summary>What the resources of a client make their calls through.</summary>
    internal sealed class Connection
    {
        private static readonly IReadOnlyList<Attempt> NoAttempts = new Attempt[0];

        private readonly bool _isLogging;
        private readonly Action<ReplyMeta> _onReply;
        private readonly Action<CallEvent> _onEvent;

        /// <summary>Keeps the emulator of this client running while the client is in use.</summary>
        private readonly Emulator _emulator;

        /// <summary>The connection of a new client.</summary>
        internal Connection(NativeClient native, ClientOptions options, Emulator emulator)
            : this(native, options.OnReply, options.OnEvent, HostEnvironment.IsLogEnabled(), emulator)
        {
        }

        private Connection(
            NativeClient native, Action<ReplyMeta> onReply, Action<CallEvent> onEvent, bool isLogging, Emulator emulator)
        {
            Native = native;
            _onReply = onReply;
            _onEvent = onEvent;
            _isLogging = isLogging;
            _emulator = emulator;
        }

        internal NativeClient Native { get; }

        /// <summary>The same with other options.</summary>
        internal Connection With(CallOptions options) =>
            new Connection(
                Native.WithOptions(options.ToJson()), options.OnReply ?? _onReply, _onEvent, _isLogging, _emulator);

        /// <summary>Makes a call that returns nothing.</summary>
        internal Task SendAsync(Call call, CallOptions options, CancellationToken cancellation) =>
            SendAsync<object>(call, null, options, cancellation);

        /// <summary>Makes a call that returns one object.</summary>
        internal async Task<T> SendAsync<T>(Call call, Func<JsonInput, T> read, CallOptions options, CancellationToken cancellation)
        {
            ReplyInput<T> reply = await ReplyAsync(call, null, read, false, options, cancellation).ConfigureAwait(false);
            return reply.Value;
        }

        /// <summary>Reads one page of a list.</summary>
        internal async Task<ReplyInput<IReadOnlyList<T>>> PageAsync<T>(
            Call call, string cursor, Func<JsonInput, T> read, CallOptions options, CancellationToken cancellation)
        {
            Func<JsonInput, IReadOnlyList<T>> readAll = json => json.List(read) ?? new T[0];
            return await ReplyAsync(call, cursor, readAll, true, options, cancellation).ConfigureAwait(false);
        }

        /// <summary>The generic call of the boundary, reply and error as they come. For tests.</summary>
        internal async Task<JObject> DispatchAsync(string operation, string arguments, string options)
        {
            PendingCall pending = CurrentPump.Get().Submit(Native, operation, arguments, options);
            Completion done = await pending.Task.ConfigureAwait(false);
            try
            {
                return new JsonInput(done.Json).Tree();
            }
            finally
            {
                done.End();
            }
        }

        private async Task<ReplyInput<T>> ReplyAsync<T>(
            Call call, string cursor, Func<JsonInput, T> read, bool wantsMeta, CallOptions options, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            long began = Stopwatch.GetTimestamp();
            string optionsJson = options == null ? "" : options.ToJson();
            PendingCall pending = Submit(call, cursor, optionsJson);
            Completion done;
            using (pending.CancelWith(cancellation))
            {
                done = await pending.Task.ConfigureAwait(false);
            }
            Action<ReplyMeta> onReply = options == null ? _onReply : options.OnReply ?? _onReply;
            bool isHeard = _isLogging || _onEvent != null;
            ReplyInput<T> reply;
            try
            {
                if (!done.IsReply)
                {
                    throw Failed(done.Json, call, pending, cancellation);
                }
                reply = ReplyInput<T>.Read(done.Json, read, wantsMeta || isHeard || onReply != null);
            }
            finally
            {
                done.End();
            }
            if (isHeard)
            {
                double seconds = (Stopwatch.GetTimestamp() - began) / (double)Stopwatch.Frequency;
                Tell(new CallEvent(call.Operation, "ok", reply.Meta.Status, reply.Meta.Attempts, TimeSpan.FromSeconds(seconds)));
            }
            if (onReply != null)
            {
                Hear(onReply, reply.Meta);
            }
            return reply;
        }

        private PendingCall Submit(Call call, string cursor, string options)
        {
            try
            {
                return CurrentPump.Get().Submit(Native, call.Operation, call.ToJson(cursor), options);
            }
            catch (EdgegapException error) when (error.Operation == null)
            {
                error.Operation = call.Operation;
                throw;
            }
        }

        private Exception Failed(ArraySegment<byte> json, Call call, PendingCall pending, CancellationToken cancellation)
        {
            EdgegapException error = ErrorInput.Read(json);
            if (error.Kind == "cancelled" && pending.CloseReason != null && !cancellation.IsCancellationRequested)
            {
                error = pending.CloseReason.ToError(call.Operation, error);
            }
            if (_isLogging || _onEvent != null)
            {
                Tell(new CallEvent(error.Operation, error.Kind, error.Status, error.Attempts ?? NoAttempts, error.Elapsed));
            }
            if (error.Kind != "cancelled")
            {
                return error;
            }
            string message = error.MaybeApplied ? error.Message + "; the service may have carried it out all the same" : error.Message;
            return new OperationCanceledException(message, error, cancellation);
        }

        private void Tell(CallEvent what)
        {
            if (_isLogging)
            {
                StandardError.WriteLine(what.ToString());
            }
            if (_onEvent != null)
            {
                Hear(_onEvent, what);
            }
        }

        private static void Hear<T>(Action<T> hook, T what)
        {
            try
            {
                hook(what);
            }
            catch (Exception error)
            {
                // The result of the call does not depend on it. An abort of a pool thread would continue in
                // the code that awaits the call.
                if (error is ThreadAbortException && Thread.CurrentThread.IsThreadPoolThread)
                {
                    Thread.ResetAbort();
                }
            }
        }
    }
}
