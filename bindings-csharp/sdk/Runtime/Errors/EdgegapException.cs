using System;
using System.Collections.Generic;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk
{
    /// <summary>
    /// What can go wrong, with the evidence. One class for each <see cref="Kind"/> derives from it; a cancelled call is an
    /// <see cref="OperationCanceledException"/> instead, whose inner exception is one of these.
    /// </summary>
    /// <remarks>No secret that went into a call comes out here: what the service echoes is blanked to <c>***</c>.</remarks>
    public class EdgegapException : Exception
    {
        private static readonly IReadOnlyList<Attempt> NoAttempts = new Attempt[0];
        private static readonly IReadOnlyList<Violation> NoViolations = new Violation[0];

        internal EdgegapException(string message, Exception inner = null)
            : base(message, inner)
        {
            Attempts = NoAttempts;
            Violations = NoViolations;
        }

        /// <summary>What the caller can do: <c>validation</c>, <c>conflict</c>, <c>rate_limited</c>, ... Each has a class of its own.</summary>
        public virtual string Kind => _kind ?? "internal";

        /// <summary>Status of the last answer; null when none came.</summary>
        public int? Status { get; internal set; }

        /// <summary>The service's id of the request, for its support; null when it sent none.</summary>
        public string RequestId { get; internal set; }

        /// <summary>The id of the operation, <c>versions.create</c>; null when there was none yet.</summary>
        public string Operation { get; internal set; }

        /// <summary>Whether the same call can succeed when tried again later.</summary>
        public bool Retryable { get; internal set; }

        /// <summary>Whether the service may have carried the call out all the same.</summary>
        public bool MaybeApplied { get; internal set; }

        /// <summary>Every HTTP exchange on the wire, in order.</summary>
        public IReadOnlyList<Attempt> Attempts { get; internal set; }

        /// <summary>How long the call took, waits included.</summary>
        public TimeSpan Elapsed { get; internal set; }

        /// <summary>How long the service asks to wait before the next try; null when it does not say.</summary>
        public TimeSpan? RetryAfter { get; internal set; }

        /// <summary>Everything that is wrong with the arguments; empty unless this is a <see cref="ValidationException"/>.</summary>
        public IReadOnlyList<Violation> Violations { get; internal set; }

        /// <summary>The members of the error's body beside its message; null when there are none.</summary>
        public JObject Extra { get; internal set; }

        /// <summary>The beginning, at most 1 KiB, of a body that could not be read as what it should be; else null.</summary>
        public string Excerpt { get; internal set; }

        /// <summary>HTTP method of the request; null when none was sent.</summary>
        public string Method { get; internal set; }

        /// <summary>URL of the request, without secrets; null when none was sent.</summary>
        public string Url { get; internal set; }

        /// <summary>For a kind without a class: that of a cancelled call, and those of a later version.</summary>
        internal string OtherKind
        {
            set { _kind = value; }
        }

        private string _kind;

        /// <summary>This one with the evidence of another error of the same call.</summary>
        internal EdgegapException With(EdgegapException evidence)
        {
            Status = evidence.Status;
            RequestId = evidence.RequestId;
            Operation = evidence.Operation;
            MaybeApplied = evidence.MaybeApplied;
            Attempts = evidence.Attempts;
            Elapsed = evidence.Elapsed;
            Method = evidence.Method;
            Url = evidence.Url;
            return this;
        }
    }
}
