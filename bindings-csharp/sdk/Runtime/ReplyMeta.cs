using System.Collections.Generic;

namespace Edgegap.Sdk
{
    /// <summary>Metadata of a reply.</summary>
    public sealed class ReplyMeta
    {
        internal ReplyMeta(
            int status, string requestId, IReadOnlyDictionary<string, string> headers, IReadOnlyList<Attempt> attempts)
        {
            Status = status;
            RequestId = requestId;
            Headers = headers;
            Attempts = attempts;
        }

        /// <summary>HTTP status of the last response.</summary>
        public int Status { get; }

        /// <summary>
        /// The request id that the service sent, for support requests; null if it sent none.
        /// </summary>
        public string RequestId { get; }

        /// <summary>
        /// Headers of the last response: names in lower case, repeated ones joined with <c>, </c>.
        /// </summary>
        public IReadOnlyDictionary<string, string> Headers { get; }

        /// <summary>Every HTTP exchange on the wire, in order.</summary>
        public IReadOnlyList<Attempt> Attempts { get; }

        /// <summary>Status and attempts.</summary>
        public override string ToString() => Status + " (" + string.Join(", ", Attempts) + ")";
    }
}
