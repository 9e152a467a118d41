using System;
using System.Threading.Tasks;

namespace Edgegap.Sdk.Tests.Host
{
    /// <summary>The calls of <c>tests/log.json</c>.</summary>
    internal static class LogCalls
    {
        internal static async Task RunAsync()
        {
            TimeSpan backoff = TimeSpan.FromMilliseconds(20);
            var options = new ClientOptions { BackoffInitial = backoff, BackoffMax = backoff };
            using (Emulator emulator = Emulator.Start())
            using (EdgegapClient client = emulator.Client(options))
            {
                await client.Applications.CreateAsync(
                    new NewApplication { Name = "my-game", IsActive = true, Image = Image.None });
                emulator.Inject(Fault.Status("applications.get", 503).Times(1));
                await client.Applications.GetAsync("my-game");
                await FailAsync(client.Versions.GetAsync("my-game", "none"));
                await FailAsync(client.Applications.GetAsync(""));
                emulator.Inject(Fault.Status("applications.get", 403).Times(1));
                await FailAsync(client.Applications.GetAsync("my-game"));
            }
        }

        private static async Task FailAsync(Task call)
        {
            try
            {
                await call;
            }
            catch (EdgegapException)
            {
                return;
            }
            throw new InvalidOperationException("the call succeeded");
        }
    }
}
