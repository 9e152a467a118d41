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
    /// One queue per AppDomain, so that a new domain never meets a ticket of an old one. When the domain or the process ends, the queue is closed and the
    /// thread joined: it would otherwise be inside the native library, where it cannot be aborted.
    /// </remarks>
    internal sealed class Pump
    {
        /// <summary>No deadline of a call: how often the thread looks around when nothing happens.</summary>
        private const ulong LookAroundMilliseconds = 60000;

        /// <summary>The thread returns within microseconds. Whoever ends the domain must not hang should it not.</summary>
        private const int JoinMilliseconds = 2000;

        private static readonly object Gate = new object();
        private static Pump _current;
        private static bool _isShutDown;

        private readonly NativeQueue _queue = NativeQueue.Create();
        private readonly Thread _thread;
        private readonly Dictionary<ulong, PendingCall> _pending = new Dictionary<ulong, PendingCall>();

        /// <summary>Completions that came before their submitter has noted the ticket.</summary>
        private readonly Dictionary<ulong, Completion> _early = new Dictionary<ulong, Completion>();
        private volatile bool _isEnding;

        private Pump()
        {
            _thread = new Thread(Run) { IsBackground = true, Name = "edgegap" };
            _thread.Start();
        }

        /// <summary>The pump of this AppDomain, made on first use.</summary>
        internal static Pump Current
        {
            get
            {
                lock (Gate)
                {
                    if (_isShutDown)
                    {
                        throw new ClosedException("the SDK was shut down: this AppDomain or program is ending");
                    }
                    if (_current == null)
                    {
                        NativeLibrary.Require();
                        _current = new Pump();
                        AppDomain.CurrentDomain.DomainUnload += OnEnd;
                        AppDomain.CurrentDomain.ProcessExit += OnEnd;
                    }
                    return _current;
                }
            }
        }

        /// <summary>Ends all calls of this AppDomain as closed, and the thread. No call can be made any more.</summary>
        internal static void ShutDown()
        {
            foreach (PendingCall call in End())
            {
                call.Fail(new ClosedException("the SDK was shut down while the call was under way"));
            }
        }

        /// <summary>Begins a call.</summary>
        internal PendingCall Submit(NativeClient client, string operation, string arguments, string options)
        {
            ulong ticket = _queue.Submit(client, operation, arguments, options);
            var call = new PendingCall(this, ticket);
            Completion completion;
            lock (_pending)
            {
                if (!_early.TryGetValue(ticket, out completion))
                {
                    // After the end nobody would look for it any more.
                    if (_isEnding)
                    {
                        throw new ClosedException("the SDK was shut down while the call was under way");
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

        // Nobody runs continuations in a domain that ends: they would only hold it up.
        private static void OnEnd(object sender, EventArgs arguments) => End();

        private static List<PendingCall> End()
        {
            Pump pump;
            lock (Gate)
            {
                _isShutDown = true;
                pump = _current;
                _current = null;
            }
            if (pump == null)
            {
                return new List<PendingCall>();
            }
            AppDomain.CurrentDomain.DomainUnload -= OnEnd;
            AppDomain.CurrentDomain.ProcessExit -= OnEnd;
            pump._isEnding = true;
            pump._queue.End();
            if (Thread.CurrentThread != pump._thread)
            {
                pump._thread.Join(JoinMilliseconds);
            }
            pump._queue.Dispose();
            lock (pump._pending)
            {
                var calls = new List<PendingCall>(pump._pending.Values);
                pump._pending.Clear();
                return calls;
            }
        }

        private void Run()
        {
            try
            {
                Work();
            }
            catch (ClosedException)
            {
                // The queue was disposed, which is the end too.
            }
            catch (Exception error) when (!(error is ThreadAbortException))
            {
                // Without this thread nobody would ever hear of anything: better an error everywhere than a wait for ever.
                foreach (PendingCall call in End())
                {
                    call.Fail(new InternalException("the thread that waits for replies has failed; please report it: " + error.Message, error));
                }
            }
        }

        private void Work()
        {
            var due = new List<KeyValuePair<PendingCall, Completion>>();
            while (!_isEnding)
            {
                List<Completion> done = _queue.Next(LookAroundMilliseconds);
                lock (_pending)
                {
                    foreach (Completion completion in done)
                    {
                        PendingCall call;
                        if (_pending.TryGetValue(completion.Ticket, out call))
                        {
                            _pending.Remove(completion.Ticket);
                            due.Add(new KeyValuePair<PendingCall, Completion>(call, completion));
                        }
                        else
                        {
                            _early.Add(completion.Ticket, completion);
                        }
                    }
                }
                foreach (KeyValuePair<PendingCall, Completion> one in due)
                {
                    one.Key.Complete(one.Value);
                }
                due.Clear();
            }
        }
    }
}
