using System;

namespace Edgegap.Sdk
{
    /// <summary>The reason why a pump was closed, as the error of pending calls.</summary>
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
        /// Returns the error of a call. <paramref name="details"/> is the error that the native
        /// library reported; null if the completion is lost, so that the outcome is unknown.
        /// </summary>
        internal EdgegapException ToError(string operation, EdgegapException details)
        {
            EdgegapException error = ToError(Doubt(details == null || details.MaybeApplied));
            if (details != null)
            {
                return error.WithDetails(details);
            }
            error.Operation = operation;
            error.MaybeApplied = true;
            return error;
        }

        /// <summary>The end of a message about a call that may have been applied.</summary>
        internal static string Doubt(bool maybeApplied) =>
            maybeApplied ? "; the service may have applied it anyway" : "";

        private EdgegapException ToError(string doubt)
        {
            if (_fault == null)
            {
                return new ClosedException("the SDK was shut down while the call was in progress" + doubt);
            }
            string fault = _fault.GetType().Name + ": " + _fault.Message;
            return new InternalException(
                "the SDK's thread failed while the call was in progress (" + fault + ")" + doubt
                    + ". Later calls work again; please report it",
                _fault);
        }
    }
}
