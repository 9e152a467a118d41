using System;
using System.Threading;

namespace Edgegap.Sdk.Bench
{
    /// <summary>Pending calls in a domain that will be unloaded.</summary>
    internal sealed class Stalled : MarshalByRefObject
    {
        private Emulator _emulator;
        private EdgegapClient _client;

        /// <summary>Returns when an emulator without responses has received all calls.</summary>
        public void Begin(int calls)
        {
            _emulator = Emulator.Start();
            _emulator.Inject(Fault.Stall("*"));
            _client = _emulator.Client();
            for (int call = 0; call < calls; call++)
            {
                _client.Applications.GetAsync(Side.App);
            }
            while (_emulator.Requests.Count < calls)
            {
                Thread.Yield();
            }
        }
    }
}
