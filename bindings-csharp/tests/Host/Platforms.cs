using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Edgegap.Sdk.Models;

namespace Edgegap.Sdk.Tests.Host
{
    /// <summary>What depends on the platform: calls, errors, cancellation, a data file, and memory
    /// over many threads. It runs where the tests cannot: in other runtimes, and on emulated
    /// systems.</summary>
    internal static class Platforms
    {
        private const long Megabyte = 1 << 20;

        internal static async Task RunAsync(int threads)
        {
            using (Emulator emulator = Emulator.Start())
            using (EdgegapClient client = emulator.Client())
            {
                await CallsAsync(client);
                await CancellationAsync(emulator, client);
                Memory(client, threads);
            }
            await DataFileAsync();
            Console.WriteLine("platform: passed");
        }

        private static async Task CallsAsync(EdgegapClient client)
        {
            var application = new NewApplication { Name = "my-game", IsActive = true, Image = Image.None };
            await client.Applications.CreateAsync(application);
            await ThrowsAsync<ConflictException>(() => client.Applications.CreateAsync(application));
            var invalid = new NewApplication { Name = "", IsActive = true, Image = Image.None };
            await ThrowsAsync<ValidationException>(() => client.Applications.CreateAsync(invalid));
            await ThrowsAsync<NotFoundException>(() => client.Applications.GetAsync("nothing"));
            var calls = new Task<Application>[100];
            for (int number = 0; number < calls.Length; number++)
            {
                calls[number] = client.Applications.GetAsync("my-game");
            }
            foreach (Application read in await Task.WhenAll(calls))
            {
                Require(read.Name == "my-game", "a call gave " + read.Name);
            }
        }

        private static async Task CancellationAsync(Emulator emulator, EdgegapClient client)
        {
            emulator.Inject(Fault.Stall("applications.list"));
            using (var source = new CancellationTokenSource())
            {
                Task<long?> stalled = client.Applications.List().TotalAsync(source.Token);
                source.CancelAfter(50);
                await ThrowsAsync<OperationCanceledException>(() => stalled);
            }
            emulator.ClearFaults();
        }

        private static void Memory(EdgegapClient client, int threads)
        {
            // The heap of a runtime grows to its usual size first.
            RunThreads(client, threads / 3);
            long before = Resident();
            RunThreads(client, threads);
            long more = (Resident() - before) / Megabyte;
            Console.WriteLine("memory: " + more + " MB more after " + threads + " threads");
            Require(more < 10, more + " MB more after " + threads + " threads");
        }

        private static void RunThreads(EdgegapClient client, int count)
        {
            for (int number = 0; number < count; number++)
            {
                var thread = new Thread(() => client.Applications.GetAsync("my-game").GetAwaiter().GetResult());
                thread.Start();
                thread.Join();
            }
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        private static long Resident()
        {
            using (Process process = Process.GetCurrentProcess())
            {
                return process.WorkingSet64;
            }
        }

        private static async Task DataFileAsync()
        {
            string data = Path.Combine(Path.GetTempPath(), "edgegap " + Guid.NewGuid() + ".redb");
            try
            {
                for (int round = 0; round < 2; round++)
                {
                    using (Emulator emulator = Emulator.Start(new EmulatorOptions { Data = data }))
                    using (EdgegapClient client = emulator.Client())
                    {
                        if (round == 0)
                        {
                            await client.Applications.CreateAsync(
                                new NewApplication { Name = "kept", IsActive = true, Image = Image.None });
                        }
                        Application kept = await client.Applications.GetAsync("kept");
                        Require(kept.Name == "kept", "the data file has " + kept.Name);
                    }
                }
            }
            finally
            {
                File.Delete(data);
            }
        }

        private static async Task ThrowsAsync<TError>(Func<Task> call)
            where TError : Exception
        {
            try
            {
                await call();
            }
            catch (TError)
            {
                return;
            }
            throw new InvalidOperationException("no " + typeof(TError).Name);
        }

        private static void Require(bool isTrue, string message)
        {
            if (!isTrue)
            {
                throw new InvalidOperationException(message);
            }
        }
    }
}
