using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace Edgegap.Sdk
{
    /// <summary>Metadata of a reply.</summary>
    public sealed class ReplyMeta
    {
        internal ReplyMeta()
        {
        }

        /// <summary>HTTP status of the last response.</summary>
        public int Status { get; internal set; }

        /// <summary>The service's request id, for its support; null if it sent none.</summary>
        [MaybeNull]
        public string RequestId { get; internal set; }

        /// <summary>Headers of the last response, with names in lower case.</summary>
        public IReadOnlyDictionary<string, string> Headers { get; internal set; } =
            new Dictionary<string, string>();

        /// <summary>Every HTTP exchange on the wire, in order.</summary>
        public IReadOnlyList<Attempt> Attempts { get; internal set; } = new Attempt[0];

        /// <summary>What an <c>EnsureAsync</c> did; null for other calls.</summary>
        [MaybeNull]
        public Change Change { get; internal set; }

        /// <summary>Status and attempts.</summary>
        public override string ToString() => Status + " (" + string.Join(", ", Attempts) + ")";
    }
}
