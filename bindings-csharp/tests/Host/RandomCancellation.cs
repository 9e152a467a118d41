using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Edgegap.Sdk.Tests.Host
{
    /// <summary>Many calls, a third of which is cancelled at a random time.</summary>
    internal static class RandomCancellation
    {
        private const int Workers = 32;
        private const int Batch = 2000;

        internal static async Task RunAsync(int calls)
        {
            using (Emulator emulator = Emulator.Start())
            using (EdgegapClient client = emulator.Client())
            {
                emulator.Inject(Fault.Latency("applications.list", TimeSpan.FromMilliseconds(2)));
                int completed = 0;
                int cancelled = 0;
                for (int done = 0; done < calls; done += Batch)
                {
                    IEnumerable<Task> workers = Enumerable.Range(0, Workers).Select(async worker =>
                    {
                        var random = new Random(done + worker);
                        for (int call = worker; call < Batch; call += Workers)
                        {
                            if (await CompletesAsync(client, random))
                            {
                                Interlocked.Increment(ref completed);
                            }
                            else
                            {
                                Interlocked.Increment(ref cancelled);
                            }
                        }
                    });
                    await Task.WhenAll(workers);
                    GC.Collect();
                    Console.WriteLine("resident after " + (done + Batch) + ": " + ResidentKilobytes());
                }
                Console.WriteLine("completed: " + completed);
                Console.WriteLine("cancelled: " + cancelled);
            }
        }

        private static async Task<bool> CompletesAsync(EdgegapClient client, Random random)
        {
            using (var source = new CancellationTokenSource())
            {
                Task call = client.Applications.List().FirstPageAsync(source.Token);
                if (random.Next(3) == 0)
                {
                    for (int turn = random.Next(4); turn > 0; turn--)
                    {
                        await Task.Yield();
                    }
                    source.Cancel();
                }
                try
                {
                    await call;
                    return true;
                }
                catch (OperationCanceledException error) when (error.CancellationToken == source.Token)
                {
                    return false;
                }
            }
        }

        private static long ResidentKilobytes()
        {
            string line = File.ReadLines("/proc/self/status")
                .First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
            return long.Parse(new string(line.Where(char.IsDigit).ToArray()));
        }
    }
}
