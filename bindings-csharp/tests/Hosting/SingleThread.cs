using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;

namespace Edgegap.Sdk.Tests
{
    /// <summary>A main thread, like in Unity: posted work runs on it in order.</summary>
    internal sealed class SingleThread : SynchronizationContext
    {
        private readonly BlockingCollection<Action> _due = new BlockingCollection<Action>();
        private int _running;

        /// <summary>The number of <c>async void</c> methods that have not ended.</summary>
        internal int Running => Volatile.Read(ref _running);

        /// <summary>Runs work and all its continuations on this thread.</summary>
        internal static void Run(Func<SingleThread, Task> work)
        {
            SynchronizationContext before = Current;
            var context = new SingleThread();
            SetSynchronizationContext(context);
            try
            {
                Task task = work(context);
                task.ContinueWith(_ => context._due.CompleteAdding(), TaskScheduler.Default);
                foreach (Action action in context._due.GetConsumingEnumerable())
                {
                    action();
                }
                task.GetAwaiter().GetResult();
            }
            finally
            {
                SetSynchronizationContext(before);
            }
        }

        public override void OperationStarted() => Interlocked.Increment(ref _running);

        public override void OperationCompleted() => Interlocked.Decrement(ref _running);

        public override void Post(SendOrPostCallback callback, object state) => _due.Add(() => callback(state));
    }
}
