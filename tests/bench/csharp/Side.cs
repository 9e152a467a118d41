using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Edgegap.Sdk.Bench
{
    /// <summary>One way to make a call, with its times so far.</summary>
    internal sealed class Side
    {
        private readonly Func<Task<string>> _call;
        private readonly string _expected;
        private readonly List<double> _wall = new List<double>();
        private readonly List<double> _cpu = new List<double>();

        internal Side(string name, string expected, Func<Task<string>> call)
        {
            Name = name;
            _expected = expected;
            _call = call;
        }

        internal string Name { get; }

        /// <summary>Microseconds a call, the middle of all rounds.</summary>
        internal double Wall => Middle(_wall);

        /// <summary>Microseconds of processor time a call, all threads together, the middle of all rounds.</summary>
        internal double Cpu => Middle(_cpu);

        internal static double Middle(List<double> values) => values.OrderBy(value => value).ElementAt(values.Count / 2);

        /// <summary>Makes so many calls, some at once.</summary>
        internal async Task RunAsync(int atOnce, int calls, bool counts)
        {
            int left = calls;
            TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
            var watch = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(async () =>
            {
                while (Interlocked.Decrement(ref left) >= 0)
                {
                    string answer = await _call().ConfigureAwait(false);
                    if (answer != _expected)
                    {
                        throw new InvalidOperationException("the wrong answer: " + answer);
                    }
                }
            })));
            TimeSpan wall = watch.Elapsed;
            TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime - before;
            if (counts)
            {
                _wall.Add(wall.TotalMilliseconds * 1000 / calls);
                _cpu.Add(cpu.TotalMilliseconds * 1000 / calls);
            }
        }
    }
}
