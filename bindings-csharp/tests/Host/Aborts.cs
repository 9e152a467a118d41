using System;
using System.Collections.Generic;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;

namespace Edgegap.Sdk.Tests.Host
{
    /// <summary>
    /// Threads that end before they should: the one of the SDK, and those that wait for a call.
    /// </summary>
    internal static class Aborts
    {
        private const BindingFlags Hidden = BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

        /// <summary>
        /// The thread that waits for replies is aborted while calls are under way: no reply is
        /// lost, another thread goes on.
        /// </summary>
        internal static async Task<int> OfTheSdkAsync()
        {
            using (Emulator emulator = Emulator.Start())
            using (EdgegapClient client = emulator.Client())
            using (var source = new CancellationTokenSource())
            {
                emulator.Inject(Fault.Stall("applications.get"));
                Task stalled = client.Applications.GetAsync("my-game", source.Token);
                InFlight.Await(emulator, 1);
                for (int round = 0; round < 3; round++)
                {
                    var thread = (Thread)Get(Pump(), "_thread");
                    // It is inside of the native library, so that the abort comes when something is
                    // done.
                    var abort = new Thread(() => thread.Abort());
                    abort.Start();
                    const ThreadState Ending = ThreadState.AbortRequested | ThreadState.Aborted;
                    SpinWait.SpinUntil(() => (thread.ThreadState & Ending) != 0);
                    Console.WriteLine("applications: " + (await client.Applications.List().ToListAsync()).Count);
                    abort.Join();
                    thread.Join();
                    Console.WriteLine("another thread: " + (thread != Get(Pump(), "_thread")));
                }
                source.Cancel();
                try
                {
                    await stalled;
                }
                catch (OperationCanceledException)
                {
                    Console.WriteLine("cancelled");
                }
                return 0;
            }
        }

        /// <summary>
        /// Something is wrong inside of the SDK: the calls under way fail, and the next one works.
        /// </summary>
        internal static async Task<int> FaultAsync()
        {
            using (Emulator emulator = Emulator.Start())
            using (EdgegapClient client = emulator.Client())
            {
                await client.Applications.List().ToListAsync();
                object pump = Pump();
                var spoilt = new Spoilt();
                FieldInfo pending = pump.GetType().GetField("_pending", Hidden);
                pending.SetValue(pump, Activator.CreateInstance(pending.FieldType, spoilt));
                emulator.Inject(Fault.Stall("applications.create").Times(1));
                emulator.ClearRequests();
                Task[] calls = { client.Applications.CreateAsync(Shared.Application()), null };
                InFlight.Await(emulator, 1);
                spoilt.Thread = (Thread)Get(pump, "_thread");
                calls[1] = client.Applications.List().FirstPageAsync();
                foreach (Task call in calls)
                {
                    try
                    {
                        await call;
                    }
                    catch (InternalException error)
                    {
                        Console.WriteLine("failed: {0} {1} {2}", error.Operation, error.MaybeApplied, error.Message);
                    }
                }
                Console.WriteLine("applications: " + (await client.Applications.List().ToListAsync()).Count);
                return 0;
            }
        }

        /// <summary>
        /// A thread that waits for a call is aborted, as Unity does with those of a plugin: nobody
        /// else notices.
        /// </summary>
        internal static int OfWaiters()
        {
            using (Emulator emulator = Emulator.Start())
            using (EdgegapClient client = emulator.Client())
            {
                Fault stall = Fault.Stall("applications.get").Times(1);
                for (int round = 0; round < 5; round++)
                {
                    emulator.ClearRequests();
                    emulator.Inject(stall);
                    var waiter = new Thread(() => client.Applications.GetAsync("my-game").Wait());
                    waiter.Start();
                    InFlight.Await(emulator, 1);
                    waiter.Abort();
                    waiter.Join();
                }
                Shared.PrintApplications(client);
                return 0;
            }
        }

        /// <summary>
        /// What waits for replies. Nobody outside of the SDK has it, so that it is taken by its
        /// name.
        /// </summary>
        private static object Pump()
        {
            Type type = typeof(EdgegapClient).Assembly.GetType("Edgegap.Sdk.CurrentPump");
            return type.GetField("_pump", Hidden).GetValue(null);
        }

        private static object Get(object of, string name) => of.GetType().GetField(name, Hidden).GetValue(of);

        /// <summary>Makes one thread fail, once.</summary>
        private sealed class Spoilt : IEqualityComparer<ulong>
        {
            internal Thread Thread { get; set; }

            public bool Equals(ulong one, ulong other) => one == other;

            public int GetHashCode(ulong ticket)
            {
                if (Thread.CurrentThread == Thread)
                {
                    Thread = null;
                    throw new InvalidOperationException("spoilt");
                }
                return (int)ticket;
            }
        }
    }
}
