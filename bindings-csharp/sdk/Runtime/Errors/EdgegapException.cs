using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Runtime.Serialization;
using Edgegap.Sdk.Json;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk
{
    /// <summary>
    /// The base class of all errors. One class for each <see cref="Kind"/> derives from it. A
    /// cancelled call throws <see cref="OperationCanceledException"/> instead, whose inner
    /// exception is an EdgegapException.
    /// </summary>
    /// <remarks>
    /// Secrets of a call are redacted to <c>***</c>, also where the service echoes them.
    /// </remarks>
    [Serializable]
    public class EdgegapException : Exception
    {
        private string _kind;

        internal EdgegapException(string message, Exception inner = null)
            : base(message, inner)
        {
        }

        /// <summary>For exceptions that cross AppDomains, as those of test runners do.</summary>
        internal EdgegapException(SerializationInfo info, StreamingContext context)
            : base(info, context)
        {
            _kind = info.GetString("Kind");
            Status = (int?)info.GetValue("Status", typeof(int?));
            RequestId = info.GetString("RequestId");
            Operation = info.GetString("Operation");
            Retryable = info.GetBoolean("Retryable");
            MaybeApplied = info.GetBoolean("MaybeApplied");
            Attempts = (Attempt[])info.GetValue("Attempts", typeof(Attempt[]));
            Elapsed = (TimeSpan)info.GetValue("Elapsed", typeof(TimeSpan));
            RetryAfter = (TimeSpan?)info.GetValue("RetryAfter", typeof(TimeSpan?));
            Violations = (Violation[])info.GetValue("Violations", typeof(Violation[]));
            string extra = info.GetString("Extra");
            Extra = extra == null ? null : new JsonInput(extra).JObject();
            Excerpt = info.GetString("Excerpt");
            Method = info.GetString("Method");
            Url = info.GetString("Url");
        }

        /// <summary>
        /// The kind of the error, by what the caller can do: <c>validation</c>, <c>conflict</c>,
        /// <c>rate_limited</c>, ... Each kind has its own class.
        /// </summary>
        public virtual string Kind => _kind ?? "internal";

        /// <summary>HTTP status of the last response; null if there was none.</summary>
        public int? Status { get; internal set; }

        /// <summary>The service's request id, for its support; null if it sent none.</summary>
        [MaybeNull]
        public string RequestId { get; internal set; }

        /// <summary>The id of the operation, <c>versions.create</c>; null without a call.</summary>
        [MaybeNull]
        public string Operation { get; internal set; }

        /// <summary>True if the same call may succeed later.</summary>
        public bool Retryable { get; internal set; }

        /// <summary>True if the service may have applied the call despite the error.</summary>
        public bool MaybeApplied { get; internal set; }

        /// <summary>Every HTTP exchange on the wire, in order.</summary>
        public IReadOnlyList<Attempt> Attempts { get; internal set; } = new Attempt[0];

        /// <summary>Duration of the call, including retries and waits.</summary>
        public TimeSpan Elapsed { get; internal set; }

        /// <summary>The wait that the service requested; null if it requested none.</summary>
        public TimeSpan? RetryAfter { get; internal set; }

        /// <summary>All violations; empty without a <see cref="ValidationException"/>.</summary>
        public IReadOnlyList<Violation> Violations { get; internal set; } = new Violation[0];

        /// <summary>Fields of the error response other than its message, or null.</summary>
        [MaybeNull]
        public JObject Extra { get; internal set; }

        /// <summary>The start, at most 1 KiB, of an unparsable body; else null.</summary>
        [MaybeNull]
        public string Excerpt { get; internal set; }

        /// <summary>HTTP method of the request; null if none was sent.</summary>
        [MaybeNull]
        public string Method { get; internal set; }

        /// <summary>URL of the request, without secrets; null if none was sent.</summary>
        [MaybeNull]
        public string Url { get; internal set; }

        /// <summary>Sets a kind without a class: <c>cancelled</c>, or an unknown kind.</summary>
        internal string OtherKind
        {
            set { _kind = value; }
        }

        /// <inheritdoc/>
        public override void GetObjectData(SerializationInfo info, StreamingContext context)
        {
            base.GetObjectData(info, context);
            info.AddValue("Kind", Kind);
            info.AddValue("Status", Status, typeof(int?));
            info.AddValue("RequestId", RequestId);
            info.AddValue("Operation", Operation);
            info.AddValue("Retryable", Retryable);
            info.AddValue("MaybeApplied", MaybeApplied);
            info.AddValue("Attempts", Attempts.ToArray());
            info.AddValue("Elapsed", Elapsed);
            info.AddValue("RetryAfter", RetryAfter, typeof(TimeSpan?));
            info.AddValue("Violations", Violations.ToArray());
            info.AddValue("Extra", Extra?.ToString(Formatting.None));
            info.AddValue("Excerpt", Excerpt);
            info.AddValue("Method", Method);
            info.AddValue("Url", Url);
        }

        /// <summary>Copies the details of another error of the same call.</summary>
        internal EdgegapException WithDetails(EdgegapException other)
        {
            Status = other.Status;
            RequestId = other.RequestId;
            Operation = other.Operation;
            MaybeApplied = other.MaybeApplied;
            Attempts = other.Attempts;
            Elapsed = other.Elapsed;
            Method = other.Method;
            Url = other.Url;
            return this;
        }
    }
}
