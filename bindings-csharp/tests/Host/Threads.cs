using System;
using System.Linq;
using System.Threading;

namespace Edgegap.Sdk.Tests.Host
{
    /// <summary>
    /// Which thread uses the library first, and whether it still runs when others use it. What the
    /// library keeps for each thread must not depend on the one that loaded it.
    /// </summary>
    internal sealed class Threads : MarshalByRefObject
    {
        /// <summary>
        /// The first one ends, the next one ends, then the main thread has its turn, and a last
        /// one.
        /// </summary>
        internal static int OneAfterTheOther()
        {
            int calls = 0;
            OnAThread(() => calls += MakeCalls(5));
            OnAThread(() => calls += MakeCalls(5));
            OnAPoolThread(() => calls += MakeCalls(5));
            calls += MakeCalls(5);
            OnAThread(() => calls += MakeCalls(5));
            Console.WriteLine("calls: " + calls);
            return 0;
        }

        /// <summary>The first one ends, then many threads come and go at the same time.</summary>
        internal static int ManyAtOnce(int threads)
        {
            int calls = 0;
            OnAThread(() => calls += MakeCalls(1));
            for (int round = 0; round < 3; round++)
            {
                using (var start = new ManualResetEventSlim())
                {
                    Thread[] all = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
                    {
                        start.Wait();
                        Interlocked.Add(ref calls, MakeCalls(3));
                    })).ToArray();
                    foreach (Thread thread in all)
                    {
                        thread.Start();
                    }
                    start.Set();
                    foreach (Thread thread in all)
                    {
                        thread.Join();
                    }
                }
            }
            Console.WriteLine("calls: " + calls);
            return 0;
        }

        /// <summary>
        /// The library is used in domains that end, each time on a thread that ends before, and in
        /// the main one last.
        /// </summary>
        internal static int InDomains(int domains)
        {
            int calls = 0;
            for (int number = 0; number < domains; number++)
            {
                AppDomain domain = Shared.NewDomain("domain " + number);
                var inside = Shared.NewIn<Threads>(domain);
                calls += inside.MakeCallsOnAThread();
                AppDomain.Unload(domain);
            }
            calls += MakeCalls(5);
            Console.WriteLine("calls: " + calls);
            return 0;
        }

        /// <summary>From another domain.</summary>
        public int MakeCallsOnAThread()
        {
            int calls = 0;
            OnAThread(() => calls += MakeCalls(5));
            OnAThread(() => calls += MakeCalls(5));
            return calls;
        }

        internal static int MakeCalls(int calls)
        {
            using (Emulator emulator = Emulator.Start())
            using (EdgegapClient client = emulator.Client())
            {
                for (int call = 0; call < calls; call++)
                {
                    client.Applications.List().ToListAsync().GetAwaiter().GetResult();
                }
                return emulator.Requests.Count;
            }
        }

        private static void OnAThread(Action work)
        {
            var thread = new Thread(() => work());
            thread.Start();
            thread.Join();
        }

        private static void OnAPoolThread(Action work)
        {
            using (var done = new ManualResetEventSlim())
            {
                ThreadPool.QueueUserWorkItem(_ =>
                {
                    work();
                    done.Set();
                });
                done.Wait();
            }
        }
    }
}
