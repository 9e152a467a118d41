using System;
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

        internal PendingCall(Pump pump, ulong ticket)
        {
            _pump = pump;
            _ticket = ticket;
        }

        /// <summary>For a cancellation token, to be registered without a closure.</summary>
        internal static Action<object> Cancel { get; } = call => ((PendingCall)call).CancelNow();

        /// <summary>Completes on a thread of the pool.</summary>
        internal Task<Completion> Task => _source.Task;

        internal void Complete(Completion completion) => _source.TrySetResult(completion);

        internal void Fail(Exception error) => _source.TrySetException(error);

        private void CancelNow() => _pump.Cancel(_ticket);
    }
}
