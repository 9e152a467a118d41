using System;
using System.Collections.Generic;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;

namespace Edgegap.Sdk.Tests.Host
{
    /// <summary>Threads that end: the SDK's thread, and threads that wait for a call.</summary>
    internal static class Aborts
    {
        private const BindingFlags Hidden = BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

        /// <summary>Aborts the SDK's thread during calls: no reply is lost.</summary>
        internal static async Task AbortSdkThreadAsync()
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
                    // The thread is inside the native library; the abort takes effect when it
                    // returns.
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
            }
        }

        /// <summary>Makes the SDK's thread fail: pending calls fail, later ones work.</summary>
        internal static async Task FailSdkThreadAsync()
        {
            using (Emulator emulator = Emulator.Start())
            using (EdgegapClient client = emulator.Client())
            {
                for (int round = 0; round < 3; round++)
                {
                    await FailSdkThreadAsync(emulator, client);
                    Console.WriteLine("applications: " + (await client.Applications.List().ToListAsync()).Count);
                }
            }
        }

        /// <summary>Aborts threads that wait for a call: other calls still work.</summary>
        internal static void AbortWaiters()
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
            }
        }

        private static async Task FailSdkThreadAsync(Emulator emulator, EdgegapClient client)
        {
            await client.Applications.List().ToListAsync();
            object pump = Pump();
            var comparer = new FailingComparer();
            FieldInfo pending = pump.GetType().GetField("_pending", Hidden);
            pending.SetValue(pump, Activator.CreateInstance(pending.FieldType, comparer));
            emulator.Inject(Fault.Stall("applications.create").Times(1));
            emulator.ClearRequests();
            Task[] calls = { client.Applications.CreateAsync(Shared.Application()), null };
            InFlight.Await(emulator, 1);
            comparer.Thread = (Thread)Get(pump, "_thread");
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
        }

        /// <summary>Gets the SDK's pump, which is internal, by reflection.</summary>
        private static object Pump()
        {
            Type type = typeof(EdgegapClient).Assembly.GetType("Edgegap.Sdk.CurrentPump");
            return type.GetField("_pump", Hidden).GetValue(null);
        }

        private static object Get(object target, string name) =>
            target.GetType().GetField(name, Hidden).GetValue(target);

        /// <summary>Makes one thread fail once.</summary>
        private sealed class FailingComparer : IEqualityComparer<ulong>
        {
            internal Thread Thread { get; set; }

            public bool Equals(ulong left, ulong right) => left == right;

            public int GetHashCode(ulong ticket)
            {
                if (Thread.CurrentThread == Thread)
                {
                    Thread = null;
                    throw new InvalidOperationException("injected");
                }
                return (int)ticket;
            }
        }
    }
}
