using System;
using System.Collections.Generic;
using System.Threading;
using Edgegap.Sdk.Native;

namespace Edgegap.Sdk
{
    /// <summary>
    /// Submits calls, and hands each completion to the caller that awaits it. One thread waits for
    /// completions. Nothing in the native library calls managed code: Mono hangs at the end of a
    /// process or a domain once a foreign thread has entered it.
    /// </summary>
    /// <remarks>
    /// Each pump has its own queue, so that a new domain never sees a ticket of an old one. When
    /// the domain or the process ends, the queue is closed and the thread joined: it would
    /// otherwise be inside the native library, where it cannot be aborted.
    /// <see cref="CurrentPump"/> holds the one that is in use.
    /// </remarks>
    internal sealed class Pump
    {
        /// <summary>
        /// How long the closing thread waits for this one, which returns within microseconds.
        /// </summary>
        internal const int JoinMilliseconds = 2000;

        /// <summary>The longest wait for completions. No call depends on it.</summary>
        private const ulong NextTimeoutMilliseconds = 60000;

        /// <summary>How often to check whether a new thread ended before it ran.</summary>
        private const int StartCheckMilliseconds = 20;

        private const int MaxStarts = 3;

        private readonly NativeQueue _queue = NativeQueue.Create();
        private readonly Dictionary<ulong, PendingCall> _pending = new Dictionary<ulong, PendingCall>();

        /// <summary>Completions that arrived before their submitter stored the ticket.</summary>
        private readonly Dictionary<ulong, Completion> _early = new Dictionary<ulong, Completion>();

        /// <summary>What the thread has taken from the queue and not handed over yet.</summary>
        private readonly List<KeyValuePair<PendingCall, Completion>> _due =
            new List<KeyValuePair<PendingCall, Completion>>();

        private Thread _thread;

        /// <summary>Null while the pump is open.</summary>
        private volatile CloseReason _closed;

        internal Pump()
        {
            StartThread();
        }

        /// <summary>Begins a call.</summary>
        internal PendingCall Submit(NativeClient client, string operation, string arguments, string options)
        {
            ulong ticket = _queue.Submit(client, operation, arguments, options);
            var call = new PendingCall(this, ticket, operation);
            Completion completion;
            lock (_pending)
            {
                if (!_early.TryGetValue(ticket, out completion))
                {
                    // Nobody looks for its completion any more.
                    if (_closed != null)
                    {
                        throw _closed.ToError(operation, null);
                    }
                    _pending.Add(ticket, call);
                    return call;
                }
                _early.Remove(ticket);
            }
            call.Complete(completion);
            return call;
        }

        /// <summary>
        /// Cancels a call; its completion says so. Has no effect on a call that is over.
        /// </summary>
        internal void Cancel(ulong ticket)
        {
            try
            {
                _queue.Cancel(ticket);
            }
            catch (ClosedException)
            {
                // The call ended with its queue.
            }
        }

        /// <summary>The number of calls in progress.</summary>
        internal ulong InFlight() => _queue.InFlight();

        /// <summary>Ends all calls as closed, and the thread.</summary>
        internal void ShutDown()
        {
            CloseCalls(CloseReason.ShutDown);
            EndThread();
            FailRemaining(CloseReason.ShutDown);
        }

        /// <summary>
        /// Ends the thread, and all calls without completing them: continuations would only delay a
        /// domain that is ending.
        /// </summary>
        internal void CloseWithDomain()
        {
            lock (_pending)
            {
                _closed = CloseReason.ShutDown;
            }
            EndThread();
        }

        /// <summary>
        /// Starts the thread and waits until it runs: one that is aborted before that ends without
        /// executing anything.
        /// </summary>
        private void StartThread()
        {
            for (int start = 0; start < MaxStarts; start++)
            {
                // Not disposed: the thread may still be inside of `Set`. It holds no resource.
                var isRunning = new ManualResetEventSlim();
                var thread = new Thread(() => Run(isRunning)) { IsBackground = true, Name = "edgegap" };
                thread.Start();
                while (!isRunning.Wait(StartCheckMilliseconds) && thread.IsAlive)
                {
                }
                if (isRunning.IsSet)
                {
                    _thread = thread;
                    return;
                }
            }
            throw new InternalException("the thread that waits for replies cannot be started: it is aborted each time");
        }

        private void Run(ManualResetEventSlim isRunning)
        {
            Exception fault = null;
            try
            {
                isRunning.Set();
                while (_closed == null)
                {
                    try
                    {
                    }
                    finally
                    {
                        // An abort waits until the end of this block, so that no completion is
                        // lost.
                        Deliver(_queue.Next(NextTimeoutMilliseconds), _due);
                    }
                }
            }
            catch (ThreadAbortException)
            {
                Thread.ResetAbort();
            }
            catch (Exception error)
            {
                fault = error;
            }
            finally
            {
                OnThreadEnd(fault);
            }
        }

        private void OnThreadEnd(Exception fault)
        {
            CompleteAll(_due);
            try
            {
                lock (_pending)
                {
                    if (_closed != null)
                    {
                        return;
                    }
                    if (fault == null)
                    {
                        // Some program aborts every thread it finds. Another thread takes over.
                        StartThread();
                        return;
                    }
                }
            }
            catch (Exception error)
            {
                fault = error;
            }
            Fail(fault);
        }

        /// <summary>
        /// Fails all calls, which would wait for ever. The next call creates a new pump.
        /// </summary>
        private void Fail(Exception fault)
        {
            CurrentPump.Drop(this);
            CloseReason reason = CloseReason.Fault(fault);
            CloseCalls(reason);
            _queue.End();
            _queue.Dispose();
            FailRemaining(reason);
        }

        /// <summary>
        /// Cancels all calls, because their completions then say whether the service may have
        /// carried them out.
        /// </summary>
        private void CloseCalls(CloseReason reason)
        {
            var calls = new List<KeyValuePair<ulong, PendingCall>>();
            lock (_pending)
            {
                _closed = reason;
                calls.AddRange(_pending);
            }
            foreach (KeyValuePair<ulong, PendingCall> call in calls)
            {
                call.Value.CloseReason = reason;
                Cancel(call.Key);
            }
            try
            {
                // The ones that the thread has not taken.
                Deliver(_queue.Next(0), new List<KeyValuePair<PendingCall, Completion>>());
            }
            catch (ClosedException)
            {
                // The thread failed meanwhile, and closed the calls.
            }
        }

        private void EndThread()
        {
            try
            {
                _queue.End();
            }
            catch (ClosedException)
            {
                // The thread failed meanwhile.
            }
            _thread.Join(JoinMilliseconds);
            _queue.Dispose();
        }

        /// <summary>Fails the calls whose completions are lost.</summary>
        private void FailRemaining(CloseReason reason)
        {
            List<PendingCall> calls;
            lock (_pending)
            {
                calls = new List<PendingCall>(_pending.Values);
                _pending.Clear();
            }
            foreach (PendingCall call in calls)
            {
                call.Fail(reason.ToError(call.Operation, null));
            }
        }

        private void Deliver(List<Completion> done, List<KeyValuePair<PendingCall, Completion>> due)
        {
            lock (_pending)
            {
                foreach (Completion completion in done)
                {
                    PendingCall call;
                    if (_pending.TryGetValue(completion.Ticket, out call))
                    {
                        due.Add(new KeyValuePair<PendingCall, Completion>(call, completion));
                        _pending.Remove(completion.Ticket);
                    }
                    else
                    {
                        _early.Add(completion.Ticket, completion);
                    }
                }
            }
            CompleteAll(due);
        }

        /// <summary>Completes calls. Has no effect on a call that was completed before.</summary>
        private static void CompleteAll(List<KeyValuePair<PendingCall, Completion>> due)
        {
            foreach (KeyValuePair<PendingCall, Completion> one in due)
            {
                one.Key.Complete(one.Value);
            }
            due.Clear();
        }
    }
}
