using System;
using System.Collections.Generic;

namespace Edgegap.Sdk
{
    /// <summary>A completed call, for logs.</summary>
    public sealed class CallEvent
    {
        internal CallEvent()
        {
        }

        /// <summary>The id of the operation, <c>versions.create</c>.</summary>
        public string Operation { get; internal set; }

        /// <summary><c>ok</c>, or the kind of the error.</summary>
        public string Outcome { get; internal set; }

        /// <summary>HTTP status of the last response; null if there was none.</summary>
        public int? Status { get; internal set; }

        /// <summary>Every HTTP exchange on the wire, in order.</summary>
        public IReadOnlyList<Attempt> Attempts { get; internal set; }

        /// <summary>Duration of the call, including retries and waits.</summary>
        public TimeSpan Elapsed { get; internal set; }

        /// <summary><c>edgegap versions.create: ok in 431 ms (503, 200 after 412 ms)</c>.</summary>
        public override string ToString() =>
            "edgegap " + Operation + ": " + Outcome + " in " + (long)Elapsed.TotalMilliseconds + " ms ("
                + string.Join(", ", Attempts) + ")";
    }
}
