using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace Edgegap.Sdk.Bench
{
    /// <summary>Measures one figure and prints it as JSON: <c>Program.exe what url token</c>.</summary>
    internal static class Program
    {
        private const int InFlight = 64;
        private const int Rounds = 7;

        private static int Main(string[] arguments)
        {
            string url = arguments[1];
            string token = arguments[2];
            switch (arguments[0])
            {
                case "sequential":
                    BesideAsync("sequential", url, token, 1, 2000).GetAwaiter().GetResult();
                    return 0;
                case "concurrent":
                    BesideAsync("64 in flight", url, token, InFlight, 10000).GetAwaiter().GetResult();
                    return 0;
                case "memory":
                    MemoryAsync(url, token).GetAwaiter().GetResult();
                    return 0;
                case "unload":
                    Unload(url, token);
                    return 0;
                default:
                    Console.Error.WriteLine("unknown: " + arguments[0]);
                    return 2;
            }
        }

        /// <summary>The SDK and its peers in turns, so that what else the machine does hits all; the middle of the rounds counts.</summary>
        private static async Task BesideAsync(string figure, string url, string token, int atOnce, int calls)
        {
            using (var client = new EdgegapClient(new ClientOptions { BaseUrl = url, Token = token }))
            using (var peer = new Peer(url, token, atOnce))
            {
                var sides = new[]
                {
                    new Side("sdk", Peer.Name, async () => (await client.Applications.GetAsync(Peer.Name).ConfigureAwait(false)).Name),
                    new Side("httpclient", Peer.Name, async () => (await peer.WithHttpClientAsync().ConfigureAwait(false)).Name),
                    new Side("webrequest", Peer.Name, async () => (await peer.WithWebRequestAsync().ConfigureAwait(false)).Name),
                };
                for (int round = 0; round <= Rounds; round++)
                {
                    foreach (Side side in sides)
                    {
                        await side.RunAsync(atOnce, calls, round > 0);
                    }
                }
                foreach (Side side in sides)
                {
                    Print(figure, side.Name + "_us", side.Wall, side.Name + "_cpu_us", side.Cpu, "ratio", side.Wall / sides[0].Wall);
                }
            }
        }

        private static async Task MemoryAsync(string url, string token)
        {
            using (var client = new EdgegapClient(new ClientOptions { BaseUrl = url, Token = token }))
            {
                var side = new Side("sdk", Peer.Name, async () => (await client.Applications.GetAsync(Peer.Name).ConfigureAwait(false)).Name);
                await side.RunAsync(InFlight, 10000, false);
                double before = ResidentMegabytes();
                await side.RunAsync(InFlight, 90000, false);
                double after = ResidentMegabytes();
                Print("resident memory", "after_10000_mb", before, "after_100000_mb", after, "ratio", after / before);
            }
        }

        private static void Unload(string url, string token)
        {
            var times = new List<double>();
            for (int round = 0; round < 5; round++)
            {
                AppDomain domain = AppDomain.CreateDomain("round " + round, null, AppDomain.CurrentDomain.SetupInformation);
                var stalled = (Stalled)domain.CreateInstanceAndUnwrap(typeof(Stalled).Assembly.FullName, typeof(Stalled).FullName);
                stalled.Begin(20);
                var watch = Stopwatch.StartNew();
                AppDomain.Unload(domain);
                times.Add(watch.Elapsed.TotalMilliseconds);
            }
            Print("unload with 20 calls in flight", "middle_ms", Side.Middle(times), "longest_ms", times.Max(), "rounds", times.Count);
        }

        private static double ResidentMegabytes()
        {
            GC.Collect();
            string line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
            return double.Parse(new string(line.Where(char.IsDigit).ToArray()), CultureInfo.InvariantCulture) / 1024;
        }

        private static void Print(string figure, string first, double one, string second, double two, string third, double three)
        {
            Console.WriteLine(string.Format(
                CultureInfo.InvariantCulture,
                "{{\"figure\": \"C#, {0}\", \"{1}\": {2:0.0}, \"{3}\": {4:0.0}, \"{5}\": {6:0.00}}}",
                figure, first, one, second, two, third, three));
        }
    }
}
