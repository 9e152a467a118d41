using System;
using System.Linq;
using System.Threading;

namespace Edgegap.Sdk.Tests.Host
{
    /// <summary>
    /// Use of the library from threads and domains after the first one has ended. Thread-local data
    /// of the library must not depend on the thread that loaded it.
    /// </summary>
    internal sealed class Threads : MarshalByRefObject
    {
        /// <summary>Makes calls on threads that end, a pool thread and the main thread.</summary>
        internal static void OneAfterTheOther()
        {
            int calls = 0;
            OnAThread(() => calls += MakeCalls(5));
            OnAThread(() => calls += MakeCalls(5));
            OnAPoolThread(() => calls += MakeCalls(5));
            calls += MakeCalls(5);
            OnAThread(() => calls += MakeCalls(5));
            Console.WriteLine("calls: " + calls);
        }

        /// <summary>Makes calls on one thread, and after its end on many at once.</summary>
        internal static void ManyAtOnce(int threads)
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
        }

        /// <summary>Makes calls in domains that end, and then in the main domain.</summary>
        internal static void InDomains(int domains)
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
        }

        /// <summary>Called from another domain.</summary>
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
