using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading.Tasks;

namespace Edgegap.Sdk.Tests.Host
{
    /// <summary>Scenarios that need their own process, by the first argument.</summary>
    internal static class Program
    {
        private static readonly Dictionary<string, Action<string[]>> Scenarios =
            new Dictionary<string, Action<string[]>>
            {
                { "call", arguments => Call() },
                { "log", arguments => Wait(LogCalls.RunAsync()) },
                { "client", arguments => Client() },
                { "attach", arguments => Attach(arguments[1], arguments[2]) },
                { "exit", arguments => ExitWithCallsInFlight(int.Parse(arguments[1]), arguments[2]) },
                { "unload", arguments => UnloadWithCallsInFlight(int.Parse(arguments[1]), int.Parse(arguments[2])) },
                { "finalizers", arguments => Finalizers.Run(int.Parse(arguments[1])) },
                { "cancel", arguments => Wait(RandomCancellation.RunAsync(int.Parse(arguments[1]))) },
                { "secrets", arguments => Wait(SecretProgram.RunAsync()) },
                { "platform", arguments => Wait(Platforms.RunAsync(int.Parse(arguments[1]))) },
                { "threads", arguments => Threads.OneAfterTheOther() },
                { "threads-at-once", arguments => Threads.ManyAtOnce(int.Parse(arguments[1])) },
                { "domains", arguments => Threads.InDomains(int.Parse(arguments[1])) },
                { "dropped", arguments => Dropped.Run(int.Parse(arguments[1]), arguments[2], arguments[3]) },
                { "dropped-emulators", arguments => Dropped.RunWithEmulators(int.Parse(arguments[1])) },
                { "shutdown", arguments => Wait(ShutDowns.RepeatedlyAsync()) },
                { "shutdown-under-load", arguments => ShutDowns.UnderLoad(int.Parse(arguments[1])) },
                { "shutdown-then-unload", arguments => ShutDowns.ThenUnload(int.Parse(arguments[1])) },
                { "play-modes", arguments => PlayModes.Run(int.Parse(arguments[1])) },
                { "aborted", arguments => Wait(Aborts.AbortSdkThreadAsync()) },
                { "waiter-aborted", arguments => Aborts.AbortWaiters() },
                { "fault", arguments => Wait(Aborts.FailSdkThreadAsync()) },
            };

        private static int Main(string[] arguments)
        {
            try
            {
                Scenarios[arguments[0]](arguments);
                return 0;
            }
            catch (ConfigurationException error)
            {
                Console.WriteLine(error.Message);
                return 3;
            }
        }

        private static void Wait(Task task) => task.GetAwaiter().GetResult();

        /// <summary>Makes one call.</summary>
        private static void Call()
        {
            using (Emulator emulator = Emulator.Start())
            using (EdgegapClient client = emulator.Client())
            {
                Shared.PrintApplications(client);
            }
        }

        /// <summary>Creates a client from the environment.</summary>
        private static void Client()
        {
            using (var client = new EdgegapClient())
            {
                Console.WriteLine("base URL: " + client.BaseUrl);
            }
        }

        /// <summary>Uses an emulator of another process.</summary>
        private static void Attach(string url, string token)
        {
            using (Emulator emulator = Emulator.Attach(url, token))
            using (EdgegapClient client = emulator.Client())
            {
                emulator.Reset();
                var application = new NewApplication { Name = "my-game", IsActive = true, Image = Image.None };
                Wait(client.Applications.CreateAsync(application));
                Console.WriteLine(
                    "attached: " + client.Applications.List().ToListAsync().GetAwaiter().GetResult()[0].Name);
            }
        }

        /// <summary>Ends during calls, by returning from Main or with Environment.Exit.</summary>
        private static void ExitWithCallsInFlight(int calls, string how)
        {
            Emulator emulator = StartStalledEmulator();
            InFlight.Begin(emulator.Url, emulator.Token, calls);
            InFlight.Await(emulator, calls);
            Console.WriteLine("pending: " + emulator.Requests.Count);
            if (how == "environment")
            {
                Environment.Exit(0);
            }
        }

        /// <summary>Unloads a domain during calls, several times, and then makes a call.</summary>
        private static void UnloadWithCallsInFlight(int rounds, int calls)
        {
            using (Emulator emulator = StartStalledEmulator())
            using (EdgegapClient client = emulator.Client())
            {
                for (int round = 0; round < rounds; round++)
                {
                    emulator.ClearRequests();
                    AppDomain domain = Shared.NewDomain("round " + round);
                    var inside = Shared.NewIn<InFlight>(domain);
                    inside.BeginInside(emulator.Url, emulator.Token, calls);
                    InFlight.Await(emulator, calls);
                    var watch = Stopwatch.StartNew();
                    AppDomain.Unload(domain);
                    int pending = emulator.Requests.Count;
                    Console.WriteLine("unloaded in {0} ms with {1} pending calls", watch.ElapsedMilliseconds, pending);
                }
                emulator.ClearFaults();
                Shared.PrintApplications(client);
            }
        }

        private static Emulator StartStalledEmulator()
        {
            Emulator emulator = Emulator.Start();
            emulator.Inject(Fault.Stall("applications.get"));
            return emulator;
        }
    }
}
