using System;

namespace Edgegap.Sdk
{
    /// <summary>
    /// Why a pump was closed while calls were pending, as the error of each of them.
    /// </summary>
    internal sealed class CloseReason
    {
        /// <summary>The SDK was shut down.</summary>
        internal static readonly CloseReason ShutDown = new CloseReason(null);

        private readonly Exception _fault;

        private CloseReason(Exception fault)
        {
            _fault = fault;
        }

        /// <summary>The pump's thread failed.</summary>
        internal static CloseReason Fault(Exception fault) => new CloseReason(fault);

        /// <summary>
        /// The error of a call. <paramref name="details"/> is the error that the native library
        /// reported; null when its completion is lost, so that nobody knows what became of it.
        /// </summary>
        internal EdgegapException ToError(string operation, EdgegapException details)
        {
            EdgegapException error = ToError(details == null || details.MaybeApplied);
            if (details != null)
            {
                return error.With(details);
            }
            error.Operation = operation;
            error.MaybeApplied = true;
            return error;
        }

        private EdgegapException ToError(bool maybeApplied)
        {
            string doubt = maybeApplied ? "; the service may have carried it out all the same" : "";
            if (_fault == null)
            {
                return new ClosedException("the SDK was shut down while the call was in progress" + doubt);
            }
            string fault = _fault.GetType().Name + ": " + _fault.Message;
            return new InternalException(
                "the thread that waits for replies failed while the call was in progress (" + fault + ")" + doubt
                    + ". Later calls work again; please report it",
                _fault);
        }
    }
}
