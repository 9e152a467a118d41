using System;
using System.Collections.Generic;
using System.Threading;
using Edgegap.Sdk.Native;

namespace Edgegap.Sdk
{
    /// <summary>
    /// Submits calls, and delivers each completion to its caller. One thread waits for completions.
    /// Nothing in the native library calls managed code: Mono hangs at the end of a process or a
    /// domain once a foreign thread has entered it.
    /// </summary>
    /// <remarks>
    /// Each pump has its own queue, so that a new domain never sees a ticket of an old one. When
    /// the domain or the process ends, the queue is closed and the thread joined: it would
    /// otherwise be inside the native library, where it cannot be aborted.
    /// <see cref="CurrentPump"/> holds the pump that is in use.
    /// </remarks>
    internal sealed class Pump
    {
        /// <summary>Maximum wait for the end of the thread; it takes microseconds.</summary>
        internal const int JoinMilliseconds = 2000;

        /// <summary>Maximum wait for completions. No call depends on it.</summary>
        private const ulong NextTimeoutMilliseconds = 60000;

        /// <summary>Interval to check whether a new thread ended before it ran.</summary>
        private const int StartCheckMilliseconds = 20;

        private const int MaxStarts = 3;

        private readonly NativeQueue _queue = NativeQueue.Create();
        private readonly Dictionary<ulong, PendingCall> _pending = new Dictionary<ulong, PendingCall>();

        /// <summary>Completions that arrived before their submitter stored the ticket.</summary>
        private readonly Dictionary<ulong, Completion> _early = new Dictionary<ulong, Completion>();

        /// <summary>Completions that were taken from the queue and not delivered yet.</summary>
        private readonly List<KeyValuePair<PendingCall, Completion>> _due =
            new List<KeyValuePair<PendingCall, Completion>>();

        private Thread _thread;

        /// <summary>Null while the pump is open.</summary>
        private volatile CloseReason _closed;

        internal Pump()
        {
            StartThread();
        }

        /// <summary>Starts a call.</summary>
        internal PendingCall Submit(NativeClient client, string operation, string arguments, string options)
        {
            ulong ticket = _queue.Submit(client, operation, arguments, options);
            var call = new PendingCall(this, ticket, operation);
            Completion completion;
            lock (_pending)
            {
                if (!_early.TryGetValue(ticket, out completion))
                {
                    // Its completion would never be delivered.
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

        /// <summary>Cancels a call. Has no effect on a completed call.</summary>
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

        /// <summary>The number of pending calls.</summary>
        internal ulong Pending() => _queue.Pending();

        /// <summary>Ends all calls as closed, and then the thread.</summary>
        internal void ShutDown()
        {
            CloseCalls(CloseReason.ShutDown);
            EndThread();
            FailRemaining(CloseReason.ShutDown);
        }

        /// <summary>Ends the thread. Calls do not complete: that would delay the end.</summary>
        internal void CloseWithDomain()
        {
            lock (_pending)
            {
                _closed = CloseReason.ShutDown;
            }
            EndThread();
        }

        /// <summary>
        /// Starts the thread and waits until it runs. A thread that is aborted before that ends
        /// without executing anything.
        /// </summary>
        private void StartThread()
        {
            for (int start = 0; start < MaxStarts; start++)
            {
                // Not disposed: the thread may still be inside `Set`. It holds no resource.
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
            throw new InternalException("the SDK's thread cannot be started: it was aborted each time");
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
                        // The host program aborted the thread. Another one takes over.
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

        /// <summary>Fails all calls. The next call creates a new pump.</summary>
        private void Fail(Exception fault)
        {
            CurrentPump.Drop(this);
            CloseReason reason = CloseReason.Fault(fault);
            CloseCalls(reason);
            _queue.End();
            _queue.Dispose();
            FailRemaining(reason);
        }

        /// <summary>Cancels all calls: their errors say if they may have been applied.</summary>
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
                // Completions that the thread has not taken.
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

        /// <summary>Completes calls; one that was completed before does not change.</summary>
        private static void CompleteAll(List<KeyValuePair<PendingCall, Completion>> due)
        {
            foreach (KeyValuePair<PendingCall, Completion> pair in due)
            {
                pair.Key.Complete(pair.Value);
            }
            due.Clear();
        }
    }
}
