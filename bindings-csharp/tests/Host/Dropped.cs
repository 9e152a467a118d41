using System;
using System.Runtime.CompilerServices;

namespace Edgegap.Sdk.Tests.Host
{
    /// <summary>Clients that make a call and are forgotten, more than there are descriptors for.</summary>
    internal static class Dropped
    {
        internal static int Run(int clients)
        {
            using (Emulator emulator = Emulator.Start())
            {
                for (int client = 0; client < clients; client++)
                {
                    Forget(emulator);
                }
                Console.WriteLine("requests: " + emulator.Requests.Count);
                return 0;
            }
        }

        /// <summary>Emulators, each with a client of its own.</summary>
        internal static int RunWithEmulators(int emulators)
        {
            for (int number = 0; number < emulators; number++)
            {
                Forget(Emulator.Start());
            }
            Console.WriteLine("emulators: " + emulators);
            return 0;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Forget(Emulator emulator)
        {
            EdgegapClient client = emulator.Client(new ClientOptions { MaxRetries = 0 });
            client.Applications.List().FirstPageAsync().GetAwaiter().GetResult();
        }
    }
}
