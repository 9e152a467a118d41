using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Edgegap.Sdk.Tests.Host
{
    /// <summary>Shutdowns of the SDK: pending calls fail, and later calls work.</summary>
    internal sealed class ShutDowns : MarshalByRefObject
    {
        /// <summary>Shuts down repeatedly, like Unity in Play mode without domain reload.</summary>
        internal static async Task RepeatedlyAsync()
        {
            using (Emulator emulator = Emulator.Start())
            using (EdgegapClient client = emulator.Client())
            {
                EdgegapClient.ShutDown();
                for (int round = 0; round < 5; round++)
                {
                    emulator.Inject(Fault.Stall("applications.get"));
                    emulator.Inject(Fault.Stall("applications.create"));
                    emulator.ClearRequests();
                    Task[] calls = Enumerable.Range(0, 20).Select(_ => (Task)client.Applications.GetAsync("my-game"))
                        .Concat(new Task[] { client.Applications.CreateAsync(Shared.Application()) }).ToArray();
                    InFlight.Await(emulator, 21);
                    // Two at once: both return when the shutdown is complete.
                    Action shutDown = EdgegapClient.ShutDown;
                    Task.WaitAll(Task.Run(shutDown), Task.Run(shutDown));
                    ClosedException[] closed = await Task.WhenAll(calls.Select(ClosedAsync));
                    int count = closed.Count(error => error != null && error.Message.Contains("shut down"));
                    Console.WriteLine("closed: " + count);
                    IEnumerable<string> maybeApplied =
                        closed.Where(error => error.MaybeApplied).Select(error => error.Operation);
                    Console.WriteLine("may be applied: " + string.Join(" ", maybeApplied));
                    emulator.ClearFaults();
                    Console.WriteLine("applications: " + (await client.Applications.List().ToListAsync()).Count);
                }
            }
        }

        /// <summary>Shuts down during calls, which either succeed or are closed.</summary>
        internal static void UnderLoad(int rounds)
        {
            using (Emulator emulator = Emulator.Start())
            using (EdgegapClient client = emulator.Client())
            {
                bool isOver = false;
                int completed = 0;
                Task[] workers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
                {
                    while (!Volatile.Read(ref isOver))
                    {
                        if (await ClosedAsync(client.Applications.List().FirstPageAsync()) == null)
                        {
                            Interlocked.Increment(ref completed);
                        }
                    }
                })).ToArray();
                for (int round = 0; round < rounds; round++)
                {
                    int before = Volatile.Read(ref completed);
                    EdgegapClient.ShutDown();
                    // Other threads have made calls since.
                    SpinWait.SpinUntil(() => Volatile.Read(ref completed) > before + 8);
                }
                Volatile.Write(ref isOver, true);
                Task.WaitAll(workers);
                Console.WriteLine("rounds: " + rounds);
            }
        }

        /// <summary>Unloads domains after a shutdown, with and without later calls.</summary>
        internal static void ThenUnload(int rounds)
        {
            using (Emulator emulator = Emulator.Start())
            {
                emulator.Inject(Fault.Stall("applications.get"));
                for (int round = 0; round < rounds; round++)
                {
                    emulator.ClearRequests();
                    AppDomain domain = Shared.NewDomain("round " + round);
                    var inside = Shared.NewIn<ShutDowns>(domain);
                    inside.BeginInside(emulator.Url, emulator.Token, 2);
                    InFlight.Await(emulator, 2);
                    inside.ShutDownInside();
                    if (round % 2 == 1)
                    {
                        inside.BeginInside(emulator.Url, emulator.Token, 2);
                        InFlight.Await(emulator, 4);
                    }
                    AppDomain.Unload(domain);
                    Console.WriteLine("unloaded");
                }
            }
        }

        /// <summary>Called from another domain.</summary>
        public void BeginInside(string url, string token, int calls) => InFlight.Begin(url, token, calls);

        /// <summary>Called from another domain.</summary>
        public void ShutDownInside() => EdgegapClient.ShutDown();

        private static async Task<ClosedException> ClosedAsync(Task call)
        {
            try
            {
                await call;
                return null;
            }
            catch (ClosedException error)
            {
                return error;
            }
        }
    }
}
