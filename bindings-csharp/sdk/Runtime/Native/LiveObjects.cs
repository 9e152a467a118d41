using System;
using System.Threading;

namespace Edgegap.Sdk.Native
{
    /// <summary>
    /// Counts the objects that own sockets and collects garbage when there are many, so that
    /// objects that were not disposed are finalized before the process runs out of file
    /// descriptors. To the garbage collector each is a few bytes, and <c>GC.AddMemoryPressure</c>
    /// does nothing in Mono, of which Unity's runtime is a fork.
    /// </summary>
    internal static class LiveObjects
    {
        /// <summary>
        /// Number of objects that never cause a collection. The lowest default limit of descriptors
        /// is 256 (macOS), and each object uses two or more.
        /// </summary>
        internal const int FreeCount = 32;

        /// <summary>
        /// Maximum wait for finalizers, which run on their own thread. It is short because one of
        /// them may be waiting for a lock that this thread holds.
        /// </summary>
        private const int FinalizerWaitMilliseconds = 20;

        private static int _count;
        private static int _limit = FreeCount;

        /// <summary>Counts a new object. Collects if the number has doubled.</summary>
        internal static void Add()
        {
            int count = Interlocked.Increment(ref _count);
            int limit = Volatile.Read(ref _limit);
            // Of several threads at once only one collects.
            if (count <= limit || Interlocked.CompareExchange(ref _limit, 2 * count, limit) != limit)
            {
                return;
            }
            GC.Collect();
            SpinWait.SpinUntil(() => Volatile.Read(ref _count) <= count / 2, FinalizerWaitMilliseconds);
        }

        /// <summary>Counts an object less that was disposed or finalized.</summary>
        internal static void Remove()
        {
            int lower = Math.Max(FreeCount, 2 * Interlocked.Decrement(ref _count));
            int limit = Volatile.Read(ref _limit);
            if (lower < limit)
            {
                // If another thread changed it meanwhile, the next call corrects it.
                Interlocked.CompareExchange(ref _limit, lower, limit);
            }
        }
    }
}
