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
    /// <summary>Makes the calls of a client's resources.</summary>
    internal sealed class Caller
    {
        /// <summary>The level of the log; null if it is off.</summary>
        private readonly string _logLevel;

        private readonly Action<ReplyMeta> _onReply;
        private readonly Action<CallEvent> _onEvent;

        /// <summary>Keeps the emulator of this client running while the client is in use.</summary>
        private readonly Emulator _emulator;

        /// <summary>Collects requests instead of sending them; null outside of a dry run.</summary>
        private readonly DryRun _dryRun;

        internal Caller(NativeClient native, ClientOptions options, Emulator emulator)
            : this(native, options.OnReply, options.OnEvent, LogLevel(native), emulator, null)
        {
        }

        private Caller(
            NativeClient native,
            Action<ReplyMeta> onReply,
            Action<CallEvent> onEvent,
            string logLevel,
            Emulator emulator,
            DryRun dryRun)
        {
            Native = native;
            _onReply = onReply;
            _onEvent = onEvent;
            _logLevel = logLevel;
            _emulator = emulator;
            _dryRun = dryRun;
        }

        internal NativeClient Native { get; }

        internal Caller WithOptions(CallOptions options) =>
            new Caller(
                Native.WithOptions(options.ToJson()),
                options.OnReply ?? _onReply,
                _onEvent,
                _logLevel,
                _emulator,
                _dryRun);

        /// <summary>A caller that collects requests instead of sending them.</summary>
        internal Caller Collecting(DryRun dryRun) => new Caller(Native, null, null, null, _emulator, dryRun);

        /// <summary>Makes a call that returns nothing.</summary>
        internal Task SendAsync(Call call, CallOptions options, CancellationToken cancellation) =>
            SendAsync<object>(call, null, options, cancellation);

        /// <summary>Makes a call that returns one object.</summary>
        internal async Task<T> SendAsync<T>(
            Call call, Func<JsonInput, T> read, CallOptions options, CancellationToken cancellation)
        {
            Task<ReplyInput<T>> reply = ReplyAsync(call, null, read, false, options, cancellation);
            return (await reply.ConfigureAwait(false)).Value;
        }

        /// <summary>Reads one page of a list.</summary>
        internal async Task<ReplyInput<IReadOnlyList<T>>> PageAsync<T>(
            Call call, string cursor, Func<JsonInput, T> read, CallOptions options, CancellationToken cancellation)
        {
            Func<JsonInput, IReadOnlyList<T>> readAll = json => json.List(read) ?? new T[0];
            Task<ReplyInput<IReadOnlyList<T>>> reading =
                ReplyAsync(call, cursor, readAll, true, options, cancellation);
            ReplyInput<IReadOnlyList<T>> page = await reading.ConfigureAwait(false);
            // A dry run reads nothing.
            page.Value = page.Value ?? new T[0];
            return page;
        }

        /// <summary>For tests: makes the untyped call; returns reply or error as JSON.</summary>
        internal async Task<JObject> DispatchAsync(string operation, string arguments, string options)
        {
            PendingCall pending = CurrentPump.Get().Submit(Native, operation, arguments, options);
            Completion done = await pending.Task.ConfigureAwait(false);
            try
            {
                return new JsonInput(done.Json).JObject();
            }
            finally
            {
                done.Release();
            }
        }

        private Task<ReplyInput<T>> ReplyAsync<T>(
            Call call,
            string cursor,
            Func<JsonInput, T> read,
            bool wantsMeta,
            CallOptions options,
            CancellationToken cancellation) =>
            _dryRun == null
                ? SendAsync(call, cursor, read, wantsMeta, options, cancellation)
                : PreviewAsync<T>(call, cursor, options, cancellation);

        private async Task<ReplyInput<T>> SendAsync<T>(
            Call call,
            string cursor,
            Func<JsonInput, T> read,
            bool wantsMeta,
            CallOptions options,
            CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            // A dry run calls no listener: it sends nothing.
            Action<ReplyMeta> onReply = options == null || _dryRun != null ? _onReply : options.OnReply ?? _onReply;
            bool wantsEvent = _logLevel != null || _onEvent != null;
            ReplyInput<T> reply = default(ReplyInput<T>);
            EdgegapException failure = null;
            try
            {
                string json = options == null ? "" : options.ToJson();
                PendingCall pending = Submit(call, cursor, _dryRun == null ? json : DryRunOptions(options));
                Completion done;
                using (pending.CancelWith(cancellation))
                {
                    done = await pending.Task.ConfigureAwait(false);
                }
                try
                {
                    if (done.IsReply)
                    {
                        reply = ReplyInput<T>.Read(done.Json, read, wantsMeta || wantsEvent || onReply != null);
                    }
                    else
                    {
                        failure = ReadFailure(done.Json, call, pending, cancellation);
                    }
                }
                finally
                {
                    done.Release();
                }
            }
            catch (EdgegapException error)
            {
                failure = error;
            }
            if (wantsEvent || (onReply != null && failure == null))
            {
                double seconds = (Stopwatch.GetTimestamp() - start) / (double)Stopwatch.Frequency;
                TimeSpan elapsed = TimeSpan.FromSeconds(seconds);
                await NotifyAsync(call, reply.Meta, failure, elapsed, onReply).ConfigureAwait(false);
            }
            if (failure != null)
            {
                throw ToThrow(failure, cancellation);
            }
            return reply;
        }

        /// <summary>Collects the requests of a call. The reply has no value.</summary>
        private async Task<ReplyInput<T>> PreviewAsync<T>(
            Call call, string cursor, CallOptions options, CancellationToken cancellation)
        {
            Task<ReplyInput<JObject>> sending =
                SendAsync(call, cursor, json => json.JObject(), true, options, cancellation);
            ReplyInput<JObject> requests = await sending.ConfigureAwait(false);
            _dryRun.Add(requests.Value, requests.Meta.Change);
            return default(ReplyInput<T>);
        }

        private static string DryRunOptions(CallOptions options) =>
            JsonOutput.Object(output =>
            {
                (options ?? new CallOptions()).WriteFields(output);
                output.Write("dry_run", true);
            });

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

        private static EdgegapException ReadFailure(
            ArraySegment<byte> json, Call call, PendingCall pending, CancellationToken cancellation)
        {
            EdgegapException error = ErrorInput.Read(json);
            bool isCancelled = error.Kind == "cancelled" && !cancellation.IsCancellationRequested;
            return isCancelled && pending.CloseReason != null
                ? pending.CloseReason.ToError(call.Operation, error)
                : error;
        }

        private static Exception ToThrow(EdgegapException failure, CancellationToken cancellation)
        {
            if (failure.Kind != "cancelled")
            {
                return failure;
            }
            string message = failure.Message + CloseReason.Doubt(failure.MaybeApplied);
            return new OperationCanceledException(message, failure, cancellation);
        }

        /// <summary>
        /// Runs the callbacks on a thread pool thread. A call that completes immediately is still
        /// on the thread that made it, which may be the main thread of an editor.
        /// </summary>
        private Task NotifyAsync(
            Call call, ReplyMeta meta, EdgegapException failure, TimeSpan elapsed, Action<ReplyMeta> onReply)
        {
            var callEvent = new CallEvent
            {
                Operation = call.Operation,
                Error = failure,
                Status = failure == null ? meta.Status : failure.Status,
                RequestId = failure == null ? meta.RequestId : failure.RequestId,
                Attempts = failure == null ? meta.Attempts : failure.Attempts,
                Elapsed = elapsed,
            };
            Action notify = () =>
            {
                Notify(callEvent);
                if (onReply != null && failure == null)
                {
                    Run(onReply, meta);
                }
            };
            if (!Thread.CurrentThread.IsThreadPoolThread)
            {
                return Task.Run(notify);
            }
            notify();
            return Task.CompletedTask;
        }

        private void Notify(CallEvent callEvent)
        {
            if (_logLevel != null)
            {
                Run(Log, callEvent);
            }
            if (_onEvent != null)
            {
                Run(_onEvent, callEvent);
            }
        }

        private void Log(CallEvent callEvent)
        {
            string lines = callEvent.ToLines(_logLevel);
            if (lines.Length > 0)
            {
                StandardError.WriteLine(lines);
            }
        }

        private static string LogLevel(NativeClient native)
        {
            string level = native.LogLevel();
            return level == "off" ? null : level;
        }

        private static void Run<T>(Action<T> callback, T argument)
        {
            try
            {
                callback(argument);
            }
            catch (Exception error)
            {
                // The result of the call does not depend on a callback. An abort of a pool thread
                // would continue in the code that awaits the call.
                if (error is ThreadAbortException && Thread.CurrentThread.IsThreadPoolThread)
                {
                    Thread.ResetAbort();
                }
            }
        }
    }
}
