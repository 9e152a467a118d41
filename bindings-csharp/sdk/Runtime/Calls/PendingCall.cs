using System;
using System.Threading;
using System.Threading.Tasks;
using Edgegap.Sdk.Native;

namespace Edgegap.Sdk
{
    /// <summary>A call whose completion has not come yet.</summary>
    internal sealed class PendingCall
    {
        // Continuations run on threads of the pool: on the pump's own, one that waits would stop all others.
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

        /// <summary>For a cancellation token, to be registered without a closure.</summary>
        private static Action<object> CancelAction { get; } = call => ((PendingCall)call).CancelNow();

        /// <summary>The id of the operation.</summary>
        internal string Operation { get; }

        /// <summary>Why it was cancelled, if it was not by a token. Set before it is cancelled.</summary>
        internal Ending Ending { get; set; }

        /// <summary>Completes on a thread of the pool.</summary>
        internal Task<Completion> Task => _source.Task;

        /// <summary>Cancels it with a token. One whose source is disposed can never be cancelled, and some runtimes throw when it is asked.</summary>
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
