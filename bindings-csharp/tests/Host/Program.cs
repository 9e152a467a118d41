using System;

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
                case "client":
                    return Client();
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
                case "threads":
                    return Threads.OneAfterTheOther();
                case "threads-at-once":
                    return Threads.ManyAtOnce(int.Parse(arguments[1]));
                case "domains":
                    return Threads.InDomains(int.Parse(arguments[1]));
                case "dropped":
                    return Dropped.Run(int.Parse(arguments[1]), arguments[2], arguments[3]);
                case "dropped-emulators":
                    return Dropped.RunWithEmulators(int.Parse(arguments[1]));
                case "shutdown":
                    return ShutDowns.AgainAndAgainAsync().GetAwaiter().GetResult();
                case "shutdown-under-load":
                    return ShutDowns.UnderLoad(int.Parse(arguments[1]));
                case "shutdown-then-unload":
                    return ShutDowns.ThenUnload(int.Parse(arguments[1]));
                case "aborted":
                    return Aborts.OfTheSdkAsync().GetAwaiter().GetResult();
                case "waiter-aborted":
                    return Aborts.OfWaiters();
                case "fault":
                    return Aborts.FaultAsync().GetAwaiter().GetResult();
                default:
                    Console.Error.WriteLine("unknown: " + arguments[0]);
                    return 2;
            }
        }

        /// <summary>Makes one call, or says why that cannot be.</summary>
        private static int Call() => OrSaysWhy(() =>
        {
            using (Emulator emulator = Emulator.Start())
            using (EdgegapClient client = emulator.Client())
            {
                Shared.PrintApplications(client);
            }
        });

        /// <summary>
        /// Makes a client of what the environment says, or says why that cannot be.
        /// </summary>
        private static int Client() => OrSaysWhy(() =>
        {
            using (var client = new EdgegapClient())
            {
                Console.WriteLine("base URL: " + client.BaseUrl);
            }
        });

        private static int OrSaysWhy(Action work)
        {
            try
            {
                work();
                return 0;
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
                    AppDomain domain = Shared.NewDomain("round " + round);
                    var inside = Shared.NewIn<InFlight>(domain);
                    inside.BeginInside(emulator.Url, emulator.Token, calls);
                    InFlight.Await(emulator, calls);
                    var watch = System.Diagnostics.Stopwatch.StartNew();
                    AppDomain.Unload(domain);
                    Console.WriteLine("unloaded in " + watch.ElapsedMilliseconds + " ms with " + emulator.Requests.Count + " calls in flight");
                }
                emulator.ClearFaults();
                Shared.PrintApplications(client);
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
