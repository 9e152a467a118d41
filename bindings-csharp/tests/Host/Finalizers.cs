using System;
using System.Runtime.CompilerServices;

namespace Edgegap.Sdk.Tests.Host
{
    /// <summary>Clients, views, emulators and a call that are left to finalizers.</summary>
    internal static class Finalizers
    {
        internal static void Run(int rounds)
        {
            for (int round = 0; round < rounds; round++)
            {
                Forget();
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
            // The queue still works.
            using (Emulator emulator = Emulator.Start())
            using (EdgegapClient client = emulator.Client())
            {
                Shared.PrintApplications(client);
            }
            Forget();
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Forget()
        {
            Emulator emulator = Emulator.Start();
            EdgegapClient client = emulator.Client();
            EdgegapClient view = client.WithOptions(new CallOptions { MaxRetries = 0 });
            view.Applications.List().ToListAsync().GetAwaiter().GetResult();
            emulator.Inject(Fault.Stall("*"));
            view.Applications.GetAsync("my-game");
        }
    }
}
