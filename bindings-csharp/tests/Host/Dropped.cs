using System;
using System.Runtime.CompilerServices;

namespace Edgegap.Sdk.Tests.Host
{
    /// <summary>More clients than descriptors, which make a call and are not disposed.</summary>
    internal static class Dropped
    {
        /// <summary>Clients of an emulator in another process.</summary>
        internal static void Run(int clients, string url, string token)
        {
            for (int client = 0; client < clients; client++)
            {
                Forget(new EdgegapClient(new ClientOptions { BaseUrl = url, Token = token, MaxRetries = 0 }));
            }
            Console.WriteLine("clients: " + clients);
        }

        /// <summary>Emulators, each with its own client.</summary>
        internal static void RunWithEmulators(int emulators)
        {
            for (int number = 0; number < emulators; number++)
            {
                Forget(Emulator.Start().Client(new ClientOptions { MaxRetries = 0 }));
            }
            Console.WriteLine("emulators: " + emulators);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Forget(EdgegapClient client) =>
            client.Applications.List().FirstPageAsync().GetAwaiter().GetResult();
    }
}
