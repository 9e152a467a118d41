using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;

namespace Edgegap.Sdk.Tests
{
    /// <summary>A main thread as Unity or a window has one: what is posted runs on it, one after the other.</summary>
    internal sealed class SingleThread : SynchronizationContext
    {
        private readonly BlockingCollection<Action> _due = new BlockingCollection<Action>();

        /// <summary>Runs work on this thread, and all that it continues with, to its end.</summary>
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

        public override void Post(SendOrPostCallback callback, object state) => _due.Add(() => callback(state));
    }
}
