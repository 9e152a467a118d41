using System;
using System.Runtime.CompilerServices;

namespace Edgegap.Sdk.Tests.Host
{
    /// <summary>
    /// Clients that make a call and are forgotten, more than there are descriptors for.
    /// </summary>
    internal static class Dropped
    {
        /// <summary>
        /// Clients of an emulator in another process, so that it is they that need descriptors.
        /// </summary>
        internal static int Run(int clients, string url, string token)
        {
            for (int client = 0; client < clients; client++)
            {
                Forget(new EdgegapClient(new ClientOptions { BaseUrl = url, Token = token, MaxRetries = 0 }));
            }
            Console.WriteLine("clients: " + clients);
            return 0;
        }

        /// <summary>Emulators, each with a client of its own.</summary>
        internal static int RunWithEmulators(int emulators)
        {
            for (int number = 0; number < emulators; number++)
            {
                Forget(Emulator.Start().Client(new ClientOptions { MaxRetries = 0 }));
            }
            Console.WriteLine("emulators: " + emulators);
            return 0;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Forget(EdgegapClient client) =>
            client.Applications.List().FirstPageAsync().GetAwaiter().GetResult();
    }
}
