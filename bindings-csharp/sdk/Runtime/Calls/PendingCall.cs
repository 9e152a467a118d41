using System;
using System.Threading;
using System.Threading.Tasks;
using Edgegap.Sdk.Native;

namespace Edgegap.Sdk
{
    /// <summary>A call whose completion has not come yet.</summary>
    internal sealed class PendingCall
    {
        // Continuations run on the thread pool: on the pump's thread, one that blocks would stop
        // all calls.
        private readonly TaskCompletionSource<Completion> _source =
            new TaskCompletionSource<Completion>(TaskCreationOptions.RunContinuationsAsynchronously);

        private readonly Pump _pump;
        private readonly ulong _ticket;

        internal PendingCall(Pump pump, ulong ticket, string operation)
        {
            _pump = pump;
            _ticket = ticket;
            Operation = operation;
        }

        /// <summary>The id of the operation.</summary>
        internal string Operation { get; }

        /// <summary>Why it was cancelled if no token did it; set before it is cancelled.</summary>
        internal CloseReason CloseReason { get; set; }

        /// <summary>Completes on a thread of the pool.</summary>
        internal Task<Completion> Task => _source.Task;

        /// <summary>A callback for cancellation tokens, without a closure per call.</summary>
        private static Action<object> CancelAction { get; } = call => ((PendingCall)call).CancelNow();

        /// <summary>
        /// Cancels it when the token is cancelled. A token whose source is disposed never is, and
        /// some runtimes throw when one registers with it.
        /// </summary>
        internal CancellationTokenRegistration CancelWith(CancellationToken cancellation)
        {
            try
            {
                return cancellation.Register(CancelAction, this);
            }
            catch (ObjectDisposedException)
            {
                return default(CancellationTokenRegistration);
            }
        }

        internal void Complete(Completion completion) => _source.TrySetResult(completion);

        internal void Fail(Exception error) => _source.TrySetException(error);

        private void CancelNow() => _pump.Cancel(_ticket);
    }
}
