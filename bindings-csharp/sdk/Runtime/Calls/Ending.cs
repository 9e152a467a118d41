using System;

namespace Edgegap.Sdk
{
    /// <summary>Why a pump ended while calls were under way, and what those who await them are told.</summary>
    internal sealed class Ending
    {
        /// <summary>Somebody asked for it.</summary>
        internal static readonly Ending ShutDown = new Ending(null);

        private readonly Exception _fault;

        private Ending(Exception fault)
        {
            _fault = fault;
        }

        /// <summary>The thread of the pump has ended.</summary>
        internal static Ending With(Exception fault) => new Ending(fault);

        /// <summary>The error of a call, with the evidence that the native library had; null when it had none, and nobody knows what became of the call.</summary>
        internal EdgegapException Error(string operation, EdgegapException evidence)
        {
            EdgegapException error = Error(evidence == null || evidence.MaybeApplied);
            if (evidence != null)
            {
                return error.With(evidence);
            }
            error.Operation = operation;
            error.MaybeApplied = true;
            return error;
        }

        private EdgegapException Error(bool isDoubtful)
        {
            string doubt = isDoubtful ? "; the service may have carried it out all the same" : "";
            if (_fault == null)
            {
                return new ClosedException("the SDK was shut down while the call was under way" + doubt);
            }
            string fault = _fault.GetType().Name + ": " + _fault.Message;
            return new InternalException(
                "the thread that waits for replies has ended while the call was under way (" + fault + ")" + doubt + ". A later call works again", _fault);
        }
    }
}
