using System;
using System.Threading;

namespace Edgegap.Sdk.Tests.Host
{
    /// <summary>Calls that never complete, in this domain or in another one.</summary>
    internal sealed class InFlight : MarshalByRefObject
    {
        /// <summary>Keeps the client from being finalized before the domain ends.</summary>
        private static EdgegapClient _client;

        /// <summary>Called from another domain.</summary>
        public void BeginInside(string url, string token, int calls) => Begin(url, token, calls);

        internal static void Begin(string url, string token, int calls)
        {
            _client = new EdgegapClient(new ClientOptions { BaseUrl = url, Token = token, MaxRetries = 0 });
            for (int call = 0; call < calls; call++)
            {
                _client.Applications.GetAsync("my-game");
            }
        }

        /// <summary>Waits until an emulator has received a number of requests.</summary>
        internal static void Await(Emulator emulator, int requests)
        {
            while (emulator.Requests.Count < requests)
            {
                Thread.Yield();
            }
        }
    }
}
