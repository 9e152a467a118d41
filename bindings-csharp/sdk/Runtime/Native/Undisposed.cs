using System;
using System.Threading;

namespace Edgegap.Sdk.Native
{
    /// <summary>
    /// Counts the objects that hold sockets, and collects garbage when they become many: those that nobody disposed end with their finalizers. The
    /// collector sees a few bytes of each and would come too late; <c>GC.AddMemoryPressure</c> does nothing in Mono, which Unity's runtime is a fork of.
    /// </summary>
    internal static class Undisposed
    {
        /// <summary>So many are left alone. The smallest limit of descriptors that systems have is 256, and each takes two or more.</summary>
        internal const int Few = 32;

        /// <summary>Finalizers run on a thread of their own. They are waited for a little, never for long: one of them may wait for this thread.</summary>
        private const int WaitMilliseconds = 20;

        private static int _count;
        private static int _limit = Few;

        /// <summary>One more. A collection comes when there are twice as many as were in use after the last one.</summary>
        internal static void Add()
        {
            int count = Interlocked.Increment(ref _count);
            int limit = Volatile.Read(ref _limit);
            // Only one of those that come at the same time collects.
            if (count <= limit || Interlocked.CompareExchange(ref _limit, 2 * count, limit) != limit)
            {
                return;
            }
            GC.Collect();
            SpinWait.SpinUntil(() => Volatile.Read(ref _count) <= count / 2, WaitMilliseconds);
        }

        /// <summary>One less, disposed or finalized.</summary>
        internal static void Remove()
        {
            int least = Math.Max(Few, 2 * Interlocked.Decrement(ref _count));
            int limit = Volatile.Read(ref _limit);
            if (least < limit)
            {
                // Should another thread have changed it meanwhile, the next one sets it right.
                Interlocked.CompareExchange(ref _limit, least, limit);
            }
        }
    }
}
