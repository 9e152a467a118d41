using System;
using System.Diagnostics.CodeAnalysis;
using Edgegap.Sdk.Json;

namespace Edgegap.Sdk
{
    /// <summary>
    /// A fault that an emulator injects, to test how a script or a plugin handles it. Faults are
    /// immutable: each method returns a new one.
    /// </summary>
    /// <example>
    /// <code>
    /// // The version is created, but the response is lost.
    /// emulator.Inject(Fault.Reset("versions.create").After().Times(1));
    /// // The third and the fourth call are rate limited.
    /// emulator.Inject(Fault.Status("applications.list", 429).RetryAfter(2).Skip(2).Times(2));
    /// // Every response is delayed.
    /// emulator.Inject(Fault.Latency("*", TimeSpan.FromMilliseconds(200)));
    /// </code>
    /// </example>
    public sealed class Fault
    {
        private static readonly TimeSpan MaxLatency = TimeSpan.FromSeconds(600);

        private readonly string _operation;
        private readonly string _kind;
        private long? _milliseconds;
        private int? _code;
        private string _retryAfter;
        private string _when = "before";
        private long _skip;
        private long? _times;

        private Fault(string operation, string kind)
        {
            _operation = operation ?? "*";
            _kind = kind;
        }

        /// <summary>
        /// Delays the response. Latencies add up with each other and with other faults.
        /// </summary>
        /// <param name="operation">The id of an operation; <c>*</c> or null for any.</param>
        /// <param name="delay">The delay, 0 to 600 s.</param>
        /// <exception cref="ArgumentOutOfRangeException">The delay is out of range.</exception>
        public static Fault Latency([AllowNull] string operation, TimeSpan delay)
        {
            if (delay < TimeSpan.Zero || delay > MaxLatency)
            {
                throw new ArgumentOutOfRangeException(nameof(delay), delay, "must be between 0 and 600 s");
            }
            return new Fault(operation, "latency") { _milliseconds = (long)delay.TotalMilliseconds };
        }

        /// <summary>Responds with a status.</summary>
        /// <param name="operation">The id of an operation; <c>*</c> or null for any.</param>
        /// <param name="code">The HTTP status, 200 to 599.</param>
        public static Fault Status([AllowNull] string operation, int code) =>
            new Fault(operation, "status") { _code = code };

        /// <summary>Resets the connection without a response.</summary>
        /// <param name="operation">The id of an operation; <c>*</c> or null for any.</param>
        public static Fault Reset([AllowNull] string operation) => new Fault(operation, "reset");

        /// <summary>Closes the connection in the middle of the response.</summary>
        /// <param name="operation">The id of an operation; <c>*</c> or null for any.</param>
        public static Fault Truncate([AllowNull] string operation) => new Fault(operation, "truncate");

        /// <summary>Sends no response and keeps the connection open.</summary>
        /// <param name="operation">The id of an operation; <c>*</c> or null for any.</param>
        public static Fault Stall([AllowNull] string operation) => new Fault(operation, "stall");

        /// <summary>Sends bytes that are not HTTP instead of a response.</summary>
        /// <param name="operation">The id of an operation; <c>*</c> or null for any.</param>
        public static Fault Garbage([AllowNull] string operation) => new Fault(operation, "garbage");

        /// <summary>
        /// Shows an empty <c>docker_tag</c>, as while the service takes over a new one.
        /// </summary>
        /// <param name="operation">The id of an operation; <c>*</c> or null for any.</param>
        public static Fault PendingTag([AllowNull] string operation) => new Fault(operation, "pending_tag");

        /// <summary>Carries out an update of a version without its <c>docker_tag</c>.</summary>
        /// <param name="operation">The id of an operation; <c>*</c> or null for any.</param>
        public static Fault KeptTag([AllowNull] string operation) => new Fault(operation, "kept_tag");

        /// <summary>Lets the service carry the call out first; by default it does not.</summary>
        public Fault After() => With(fault => fault._when = "after");

        /// <summary>Does not affect the first matching calls.</summary>
        /// <param name="calls">The number of calls to skip, 0 or more.</param>
        /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
        public Fault Skip(long calls)
        {
            if (calls < 0)
            {
                throw new ArgumentOutOfRangeException(nameof(calls), calls, "must be 0 or more");
            }
            return With(fault => fault._skip = calls);
        }

        /// <summary>Ends after a number of calls; by default the fault never ends.</summary>
        /// <param name="hits">The number of calls to affect, 1 or more.</param>
        /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
        public Fault Times(long hits)
        {
            if (hits < 1)
            {
                throw new ArgumentOutOfRangeException(nameof(hits), hits, "must be 1 or more");
            }
            return With(fault => fault._times = hits);
        }

        /// <summary>Adds the header <c>Retry-After</c> to a status. Any number is sent.</summary>
        public Fault RetryAfter(int seconds) =>
            With(fault => fault._retryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture));

        /// <summary>Adds the header <c>Retry-After</c> to a status: any string.</summary>
        public Fault RetryAfter([DisallowNull] string value) => With(fault => fault._retryAfter = value);

        internal string ToJson() => JsonOutput.Object(json =>
        {
            json.Write("operation", _operation);
            json.Write("kind", _kind);
            json.Write("when", _when);
            json.Write("skip", _skip);
            json.WriteIfSet("ms", _milliseconds);
            json.WriteIfSet("code", _code);
            json.WriteIfSet("retry_after", _retryAfter);
            json.WriteIfSet("times", _times);
        });

        private Fault With(Action<Fault> change)
        {
            var fault = (Fault)MemberwiseClone();
            change(fault);
            return fault;
        }
    }
}
