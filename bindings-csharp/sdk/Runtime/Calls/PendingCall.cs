using System;
using System.Threading;
using System.Threading.Tasks;
using Edgegap.Sdk.Native;

namespace Edgegap.Sdk
{
    /// <summary>A call whose completion has not arrived yet.</summary>
    internal sealed class PendingCall
    {
        // Continuations run on the thread pool: on the pump's thread, a blocking one would stop all
        // calls.
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

        /// <summary>Set before the SDK itself cancels the call; else null.</summary>
        internal CloseReason CloseReason { get; set; }

        /// <summary>Completes on a thread pool thread.</summary>
        internal Task<Completion> Task => _source.Task;

        /// <summary>The callback for cancellation tokens; it needs no closure per call.</summary>
        private static Action<object> CancelAction { get; } = call => ((PendingCall)call).CancelNow();

        /// <summary>
        /// Cancels the call when the token is cancelled. A token whose source is disposed is never
        /// cancelled, and on some runtimes registering with it throws.
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
