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
    /// <summary>
    /// One side of a measurement in C#, in its own process:
    /// <c>Program.exe side workload url token calls in-flight</c>. It warms up, runs several
    /// rounds, and prints their results as one line of JSON.
    /// </summary>
    /// <remarks>
    /// <c>get</c>, <c>create</c>, <c>list</c>: wall time and processor time of a call, in
    /// microseconds. <c>closing</c>: as <c>get</c>, with 3 ms between calls, which do not count,
    /// and a server that closes the connection after each response. <c>first</c>: one round without
    /// warm-up, including the making of the client. <c>paging</c>: growth of the resident memory in
    /// MiB while all versions are read. <c>memory</c>: resident memory in MiB after this number of
    /// calls, and after ten times as many. <c>unload</c>: microseconds to unload a domain with this
    /// number of pending calls.
    /// </remarks>
    internal static class Program
    {
        private const int Rounds = 5;

        /// <summary>Milliseconds between calls to a server that closes connections.</summary>
        private const int Pause = 3;

        private static bool _pauses;
        private static long _paused;

        private static void Main(string[] arguments) => RunAsync(arguments).GetAwaiter().GetResult();

        private static async Task RunAsync(string[] arguments)
        {
            string workload = arguments[1];
            int calls = int.Parse(arguments[4], CultureInfo.InvariantCulture);
            int inFlight = int.Parse(arguments[5], CultureInfo.InvariantCulture);
            if (workload == "unload")
            {
                Print(Unloads(inFlight));
                return;
            }
            _pauses = workload == "closing";
            string url = _pauses ? arguments[2] + "/closing" : arguments[2];
            var whole = new Taken();
            using (Side side = Side.Open(arguments[0], url, arguments[3], inFlight))
            {
                Func<Task<bool>> call = side.Call(workload);
                switch (workload)
                {
                    case "first":
                        await RunAsync(call, calls, inFlight).ConfigureAwait(false);
                        Print(new[] { whole.Each(calls) });
                        break;
                    case "paging":
                        await RunAsync(call, calls, inFlight).ConfigureAwait(false);
                        Print(new[] { Mebibytes(await PagingAsync(side).ConfigureAwait(false)) });
                        break;
                    case "memory":
                        await RunAsync(call, calls, inFlight).ConfigureAwait(false);
                        double few = Resident();
                        await RunAsync(call, 9 * calls, inFlight).ConfigureAwait(false);
                        Print(new[] { Mebibytes(few), Mebibytes(Resident()) });
                        break;
                    default:
                        Print(await TimesAsync(call, calls, inFlight).ConfigureAwait(false));
                        break;
                }
            }
        }

        private static async Task<List<string>> TimesAsync(Func<Task<bool>> call, int calls, int inFlight)
        {
            await RunAsync(call, calls, inFlight).ConfigureAwait(false);
            var rounds = new List<string>();
            for (int round = 0; round < Rounds; round++)
            {
                _paused = 0;
                var taken = new Taken();
                await RunAsync(call, calls, inFlight).ConfigureAwait(false);
                rounds.Add(taken.Each(calls, TimeSpan.FromTicks(_paused / inFlight)));
            }
            return rounds;
        }

        /// <summary>Makes this number of calls, some of them concurrently.</summary>
        private static async Task RunAsync(Func<Task<bool>> call, int calls, int inFlight)
        {
            int left = calls;
            Func<Task> work = async () =>
            {
                while (Interlocked.Decrement(ref left) >= 0)
                {
                    if (!await call().ConfigureAwait(false))
                    {
                        throw new InvalidOperationException("the wrong answer");
                    }
                    if (_pauses)
                    {
                        var watch = Stopwatch.StartNew();
                        await Task.Delay(Pause).ConfigureAwait(false);
                        Interlocked.Add(ref _paused, watch.Elapsed.Ticks);
                    }
                }
            };
            if (inFlight == 1)
            {
                await work().ConfigureAwait(false);
            }
            else
            {
                await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => Task.Run(work))).ConfigureAwait(false);
            }
        }

        private static async Task<double> PagingAsync(Side side)
        {
            double before = Resident();
            double most = before;
            int seen = await side.PageAsync(() => most = Math.Max(most, ResidentNow())).ConfigureAwait(false);
            if (seen != Side.Versions)
            {
                throw new InvalidOperationException(seen + " versions of " + Side.Versions);
            }
            return most - before;
        }

        private static IEnumerable<string> Unloads(int inFlight)
        {
            var rounds = new List<string>();
            for (int round = 0; round < Rounds; round++)
            {
                AppDomainSetup setup = AppDomain.CurrentDomain.SetupInformation;
                AppDomain domain = AppDomain.CreateDomain("round " + round, null, setup);
                Type type = typeof(Stalled);
                var stalled = (Stalled)domain.CreateInstanceAndUnwrap(type.Assembly.FullName, type.FullName);
                stalled.Begin(inFlight);
                var taken = new Taken();
                AppDomain.Unload(domain);
                rounds.Add(taken.Each(1));
            }
            return rounds;
        }

        /// <summary>The resident memory in MiB after a garbage collection.</summary>
        private static double Resident()
        {
            GC.Collect();
            return ResidentNow();
        }

        private static double ResidentNow()
        {
            string line = File.ReadLines("/proc/self/status")
                .First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
            return double.Parse(new string(line.Where(char.IsDigit).ToArray()), CultureInfo.InvariantCulture) / 1024;
        }

        private static string Mebibytes(double value) =>
            string.Format(CultureInfo.InvariantCulture, "{{\"mib\":{0:0.000}}}", value);

        private static void Print(IEnumerable<string> rounds) =>
            Console.WriteLine("[" + string.Join(",", rounds) + "]");

        /// <summary>Wall time and processor time since it was made.</summary>
        private sealed class Taken
        {
            private readonly TimeSpan _used = Process.GetCurrentProcess().TotalProcessorTime;
            private readonly Stopwatch _watch = Stopwatch.StartNew();

            internal string Each(int calls, TimeSpan paused = default(TimeSpan))
            {
                double wall = (_watch.Elapsed - paused).TotalMilliseconds * 1000 / calls;
                double cpu = (Process.GetCurrentProcess().TotalProcessorTime - _used).TotalMilliseconds * 1000 / calls;
                const string Format = "{{\"wall_us\":{0:0.000},\"cpu_us\":{1:0.000}}}";
                return string.Format(CultureInfo.InvariantCulture, Format, wall, cpu);
            }
        }
    }
}
