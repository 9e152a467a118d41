using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Edgegap.Sdk.Tests.Host
{
    /// <summary>
    /// The SDK is shut down while calls are under way: they hear of it, and later calls work.
    /// </summary>
    internal sealed class ShutDowns : MarshalByRefObject
    {
        /// <summary>
        /// As Unity does with each Play where domains stay: again and again, with the same client.
        /// </summary>
        internal static async Task<int> AgainAndAgainAsync()
        {
            using (Emulator emulator = Emulator.Start())
            using (EdgegapClient client = emulator.Client())
            {
                EdgegapClient.ShutDown();
                for (int play = 0; play < 5; play++)
                {
                    emulator.Inject(Fault.Stall("applications.get"));
                    emulator.Inject(Fault.Stall("applications.create"));
                    emulator.ClearRequests();
                    Task[] calls = Enumerable.Range(0, 20).Select(_ => (Task)client.Applications.GetAsync("my-game"))
                        .Concat(new Task[] { client.Applications.CreateAsync(Shared.Application()) }).ToArray();
                    InFlight.Await(emulator, 21);
                    // Two at once: both come back when it is done.
                    Action shutDown = EdgegapClient.ShutDown;
                    Task.WaitAll(Task.Run(shutDown), Task.Run(shutDown));
                    ClosedException[] closed = await Task.WhenAll(calls.Select(ClosedAsync));
                    int count = closed.Count(error => error != null && error.Message.Contains("shut down"));
                    Console.WriteLine("closed: " + count);
                    IEnumerable<ClosedException> inDoubt = closed.Where(error => error.MaybeApplied);
                    Console.WriteLine("in doubt: " + string.Join(" ", inDoubt.Select(error => error.Operation)));
                    emulator.ClearFaults();
                    Console.WriteLine("applications: " + (await client.Applications.List().ToListAsync()).Count);
                }
                return 0;
            }
        }

        /// <summary>
        /// Shut down over and over while others make calls, which end either well or as closed.
        /// </summary>
        internal static int UnderLoad(int rounds)
        {
            using (Emulator emulator = Emulator.Start())
            using (EdgegapClient client = emulator.Client())
            {
                bool isOver = false;
                int answered = 0;
                Task[] workers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
                {
                    while (!Volatile.Read(ref isOver))
                    {
                        if (await ClosedAsync(client.Applications.List().FirstPageAsync()) == null)
                        {
                            Interlocked.Increment(ref answered);
                        }
                    }
                })).ToArray();
                for (int round = 0; round < rounds; round++)
                {
                    int before = Volatile.Read(ref answered);
                    EdgegapClient.ShutDown();
                    // Somebody has made a call since.
                    SpinWait.SpinUntil(() => Volatile.Read(ref answered) > before + 8);
                }
                Volatile.Write(ref isOver, true);
                Task.WaitAll(workers);
                Console.WriteLine("rounds: " + rounds);
                return 0;
            }
        }

        /// <summary>
        /// Domains that are unloaded after a shutdown: idle, and with calls that began after it.
        /// </summary>
        internal static int ThenUnload(int rounds)
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
                return 0;
            }
        }

        /// <summary>From another domain.</summary>
        public void BeginInside(string url, string token, int calls) => InFlight.Begin(url, token, calls);

        /// <summary>From another domain.</summary>
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
