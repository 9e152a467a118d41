using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Edgegap.Sdk.Bench
{
    /// <summary>Measures one figure and prints it as JSON: <c>Program.exe what url token</c>.</summary>
    internal static class Program
    {
        private const int InFlight = 64;

        private static int Main(string[] arguments)
        {
            string url = arguments[1];
            string token = arguments[2];
            switch (arguments[0])
            {
                case "sequential":
                    BesideAsync("sequential", url, token, 1, 4000).GetAwaiter().GetResult();
                    return 0;
                case "concurrent":
                    BesideAsync("64 in flight", url, token, InFlight, 20000).GetAwaiter().GetResult();
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

        /// <summary>The SDK and its peer in turns, so that what else the machine does hits both; the middle of five rounds counts.</summary>
        private static async Task BesideAsync(string figure, string url, string token, int workers, int calls)
        {
            using (var client = new EdgegapClient(new ClientOptions { BaseUrl = url, Token = token }))
            using (var peer = new Peer(url, token, workers))
            {
                Func<Task> sdk = async () => Expect((await client.Applications.GetAsync(Peer.Name)).Name);
                Func<Task> http = async () => Expect((await peer.GetAsync()).Name);
                await MicrosecondsAsync(sdk, workers, calls / 4);
                await MicrosecondsAsync(http, workers, calls / 4);
                var sdkTimes = new List<double>();
                var httpTimes = new List<double>();
                for (int round = 0; round < 5; round++)
                {
                    sdkTimes.Add(await MicrosecondsAsync(sdk, workers, calls));
                    httpTimes.Add(await MicrosecondsAsync(http, workers, calls));
                }
                double ours = Middle(sdkTimes);
                double theirs = Middle(httpTimes);
                Print(figure, "sdk_us", ours, "httpclient_us", theirs, "ratio", theirs / ours);
            }
        }

        private static async Task<double> MicrosecondsAsync(Func<Task> call, int workers, int calls)
        {
            int left = calls;
            var watch = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(async () =>
            {
                while (Interlocked.Decrement(ref left) >= 0)
                {
                    await call();
                }
            })));
            return watch.Elapsed.TotalMilliseconds * 1000 / calls;
        }

        private static async Task MemoryAsync(string url, string token)
        {
            using (var client = new EdgegapClient(new ClientOptions { BaseUrl = url, Token = token }))
            {
                Func<Task> call = () => client.Applications.GetAsync(Peer.Name);
                await MicrosecondsAsync(call, InFlight, 10000);
                double before = ResidentMegabytes();
                await MicrosecondsAsync(call, InFlight, 90000);
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
            Print("unload with 20 calls in flight", "middle_ms", Middle(times), "longest_ms", times.Max(), "rounds", times.Count);
        }

        private static double Middle(List<double> values)
        {
            values.Sort();
            return values[values.Count / 2];
        }

        private static double ResidentMegabytes()
        {
            GC.Collect();
            string line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
            return double.Parse(new string(line.Where(char.IsDigit).ToArray()), CultureInfo.InvariantCulture) / 1024;
        }

        private static void Expect(string name)
        {
            if (name != Peer.Name)
            {
                throw new InvalidOperationException("the wrong answer: " + name);
            }
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
