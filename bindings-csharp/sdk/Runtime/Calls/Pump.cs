using System;
using System.Collections.Generic;
using System.Threading;
using Edgegap.Sdk.Native;

namespace Edgegap.Sdk
{
    /// <summary>
    /// The one thread of this AppDomain that waits for completions, and hands each to whoever awaits it. Nothing in the native library ever calls into
    /// managed code: Mono hangs at the end of a process or a domain once a foreign thread has entered it.
    /// </summary>
    /// <remarks>
    /// Each has a queue of its own, so that a new domain never meets a ticket of an old one. When the domain or the process ends, the queue is closed and the
    /// thread joined: it would otherwise be inside the native library, where it cannot be aborted. See <see cref="Pumps"/> for which one is in use.
    /// </remarks>
    internal sealed class Pump
    {
        /// <summary>No deadline of a call: how often the thread looks around when nothing happens.</summary>
        private const ulong LookAroundMilliseconds = 60000;

        /// <summary>The thread returns within microseconds. Whoever ends the domain must not hang should it not.</summary>
        internal const int JoinMilliseconds = 2000;

        /// <summary>How often it is looked whether a thread that was started has ended before it began.</summary>
        private const int LookAtStartMilliseconds = 20;

        private const int MostStarts = 3;

        private readonly NativeQueue _queue = NativeQueue.Create();
        private readonly Dictionary<ulong, PendingCall> _pending = new Dictionary<ulong, PendingCall>();

        /// <summary>Completions that came before their submitter has noted the ticket.</summary>
        private readonly Dictionary<ulong, Completion> _early = new Dictionary<ulong, Completion>();

        /// <summary>What the thread is about to hand over.</summary>
        private readonly List<KeyValuePair<PendingCall, Completion>> _due = new List<KeyValuePair<PendingCall, Completion>>();

        private Thread _thread;

        /// <summary>Why it ends; null as long as it does not.</summary>
        private volatile Ending _ending;

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
                    // After the end nobody would look for it any more.
                    if (_ending != null)
                    {
                        throw _ending.Error(operation, null);
                    }
                    _pending.Add(ticket, call);
                    return call;
                }
                _early.Remove(ticket);
            }
            call.Complete(completion);
            return call;
        }

        /// <summary>Cancels a call; its completion says so. One that is over stays as it is.</summary>
        internal void Cancel(ulong ticket)
        {
            try
            {
                _queue.Cancel(ticket);
            }
            catch (ClosedException)
            {
                // The call has ended with its queue.
            }
        }

        /// <summary>Calls under way.</summary>
        internal ulong InFlight() => _queue.InFlight();

        /// <summary>Ends all calls as closed, and the thread.</summary>
        internal void ShutDown()
        {
            EndCalls(Ending.ShutDown);
            EndThread();
            FailRest(Ending.ShutDown);
        }

        /// <summary>Ends the thread, and all calls without a word: nobody runs continuations in a domain that ends, they would only hold it up.</summary>
        internal void EndWithDomain()
        {
            lock (_pending)
            {
                _ending = Ending.ShutDown;
            }
            EndThread();
        }

        /// <summary>Starts the thread, and makes sure that it has begun: one that is aborted before that ends without a word.</summary>
        private void StartThread()
        {
            for (int start = 0; start < MostStarts; start++)
            {
                // Not disposed, for the thread may still be about to leave `Set`; it holds nothing.
                var begun = new ManualResetEventSlim();
                var thread = new Thread(() => Run(begun)) { IsBackground = true, Name = "edgegap" };
                thread.Start();
                bool hasBegun;
                do
                {
                    hasBegun = begun.Wait(LookAtStartMilliseconds);
                }
                while (!hasBegun && thread.IsAlive);
                if (hasBegun)
                {
                    _thread = thread;
                    return;
                }
            }
            throw new InternalException("the thread that waits for replies cannot be started: something ends it each time");
        }

        private void Run(ManualResetEventSlim begun)
        {
            Exception fault = null;
            try
            {
                begun.Set();
                while (_ending == null)
                {
                    try
                    {
                    }
                    finally
                    {
                        // Here nobody can abort the thread, so that what was taken is handed over.
                        Deliver(_queue.Next(LookAroundMilliseconds), _due);
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
                Leave(fault);
            }
        }

        /// <summary>What the thread does last.</summary>
        private void Leave(Exception fault)
        {
            CompleteDue(_due);
            try
            {
                lock (_pending)
                {
                    if (_ending != null)
                    {
                        return;
                    }
                    if (fault == null)
                    {
                        // Somebody ends all threads that he finds. Another one goes on, and nobody has to notice.
                        StartThread();
                        return;
                    }
                }
            }
            catch (Exception error)
            {
                fault = error;
            }
            Failed(fault);
        }

        /// <summary>Without this thread nobody would ever hear of anything: better an error everywhere than a wait for ever. The next call has a new one.</summary>
        private void Failed(Exception fault)
        {
            Pumps.Forget(this);
            Ending ending = Ending.With(fault);
            CompleteDue(_due);
            EndCalls(ending);
            _queue.End();
            _queue.Dispose();
            FailRest(ending);
        }

        /// <summary>Cancels all calls: their completions say whether the service may have carried them out.</summary>
        private void EndCalls(Ending ending)
        {
            var calls = new List<KeyValuePair<ulong, PendingCall>>();
            lock (_pending)
            {
                _ending = ending;
                calls.AddRange(_pending);
            }
            foreach (KeyValuePair<ulong, PendingCall> call in calls)
            {
                call.Value.Ending = ending;
                Cancel(call.Key);
            }
            try
            {
                // Those that the thread has not taken already.
                Deliver(_queue.Next(0), new List<KeyValuePair<PendingCall, Completion>>());
            }
            catch (ClosedException)
            {
                // The thread has failed meanwhile, and done this itself.
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
                // The thread has failed meanwhile.
            }
            _thread.Join(JoinMilliseconds);
            _queue.Dispose();
        }

        /// <summary>Those whose completions are lost.</summary>
        private void FailRest(Ending ending)
        {
            List<PendingCall> calls;
            lock (_pending)
            {
                calls = new List<PendingCall>(_pending.Values);
                _pending.Clear();
            }
            foreach (PendingCall call in calls)
            {
                call.Fail(ending.Error(call.Operation, null));
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
            CompleteDue(due);
        }

        /// <summary>Hands them over. One that was handed over before stays as it is.</summary>
        private static void CompleteDue(List<KeyValuePair<PendingCall, Completion>> due)
        {
            foreach (KeyValuePair<PendingCall, Completion> one in due)
            {
                one.Key.Complete(one.Value);
            }
            due.Clear();
        }
    }
}
