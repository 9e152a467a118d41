using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Edgegap.Sdk.Tests.Host
{
    /// <summary>What has to happen in a process of its own: it ends, unloads domains, runs out of clients to dispose. The tests watch it from outside.</summary>
    internal static class Program
    {
        private static int Main(string[] arguments)
        {
            switch (arguments[0])
            {
                case "call":
                    return Call();
                case "exit":
                    return ExitWithCallsInFlight(int.Parse(arguments[1]), arguments[2]);
                case "unload":
                    return UnloadWithCallsInFlight(int.Parse(arguments[1]), int.Parse(arguments[2]));
                case "finalizers":
                    return Finalizers.Run(int.Parse(arguments[1]));
                case "cancel":
                    return RandomCancellation.RunAsync(int.Parse(arguments[1])).GetAwaiter().GetResult();
                case "secrets":
                    return SecretProgram.RunAsync().GetAwaiter().GetResult();
                case "shutdown":
                    return ShutDownAsync().GetAwaiter().GetResult();
                default:
                    Console.Error.WriteLine("unknown: " + arguments[0]);
                    return 2;
            }
        }

        /// <summary>Makes one call, or says why that cannot be.</summary>
        private static int Call()
        {
            try
            {
                using (Emulator emulator = Emulator.Start())
                using (EdgegapClient client = emulator.Client())
                {
                    Console.WriteLine("applications: " + client.Applications.List().ToListAsync().GetAwaiter().GetResult().Count);
                    return 0;
                }
            }
            catch (ConfigurationException error)
            {
                Console.WriteLine(error.Message);
                return 3;
            }
        }

        /// <summary>Ends in the middle of calls: by coming back from Main, or by Environment.Exit.</summary>
        private static int ExitWithCallsInFlight(int calls, string how)
        {
            Emulator emulator = StalledEmulator();
            InFlight.Begin(emulator.Url, emulator.Token, calls);
            InFlight.Await(emulator, calls);
            Console.WriteLine("in flight: " + emulator.Requests.Count);
            if (how == "environment")
            {
                Environment.Exit(0);
            }
            return 0;
        }

        /// <summary>Unloads a domain in the middle of calls, several times, and goes on as if nothing had been.</summary>
        private static int UnloadWithCallsInFlight(int rounds, int calls)
        {
            using (Emulator emulator = StalledEmulator())
            using (EdgegapClient client = emulator.Client())
            {
                for (int round = 0; round < rounds; round++)
                {
                    emulator.ClearRequests();
                    AppDomain domain = AppDomain.CreateDomain("round " + round, null, AppDomain.CurrentDomain.SetupInformation);
                    var inside = (InFlight)domain.CreateInstanceAndUnwrap(typeof(InFlight).Assembly.FullName, typeof(InFlight).FullName);
                    inside.BeginInside(emulator.Url, emulator.Token, calls);
                    InFlight.Await(emulator, calls);
                    var watch = System.Diagnostics.Stopwatch.StartNew();
                    AppDomain.Unload(domain);
                    Console.WriteLine("unloaded in " + watch.ElapsedMilliseconds + " ms with " + emulator.Requests.Count + " calls in flight");
                }
                emulator.ClearFaults();
                Console.WriteLine("applications: " + client.Applications.List().ToListAsync().GetAwaiter().GetResult().Count);
                return 0;
            }
        }

        /// <summary>Shuts down as Unity's editor assembly does: calls under way end, later ones cannot begin.</summary>
        private static async Task<int> ShutDownAsync()
        {
            using (Emulator emulator = StalledEmulator())
            using (EdgegapClient client = emulator.Client())
            {
                Task[] calls = Enumerable.Range(0, 20).Select(_ => (Task)client.Applications.GetAsync("my-game")).ToArray();
                InFlight.Await(emulator, 20);
                EdgegapClient.ShutDown();
                int closed = 0;
                foreach (Task call in calls.Concat(new Task[] { client.Applications.GetAsync("my-game") }))
                {
                    try
                    {
                        await call;
                    }
                    catch (ClosedException)
                    {
                        closed++;
                    }
                }
                EdgegapClient.ShutDown();
                Console.WriteLine("closed: " + closed);
                return 0;
            }
        }

        private static Emulator StalledEmulator()
        {
            Emulator emulator = Emulator.Start();
            emulator.Inject(Fault.Stall("applications.get"));
            return emulator;
        }
    }
}
