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
        private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(600);

        private readonly string _operation;
        private readonly string _kind;
        private long? _milliseconds;
        private int? _code;
        private string _retryAfter;
        private string _when = "before";
        private long _skip;
        private long? _times;
        private long? _reads;
        private long? _calls;
        private double? _chance;
        private long? _timeToLive;
        private string _name;

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
            return new Fault(operation, "latency") { _milliseconds = ToMilliseconds(delay, nameof(delay)) };
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
        /// After an update of a version's <c>docker_tag</c>, shows an empty one for a while, as the
        /// service does until it has taken the tag over.
        /// </summary>
        /// <param name="operation">The id of an operation; <c>*</c> or null for any.</param>
        /// <param name="reads">The number of responses with an empty tag.</param>
        /// <param name="time">The minimum time of the empty tag, up to 600 s.</param>
        /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
        public static Fault Settle([AllowNull] string operation, long reads = 1, TimeSpan time = default(TimeSpan))
        {
            RequireCount(reads, nameof(reads));
            return new Fault(operation, "settle")
            {
                _reads = reads,
                _milliseconds = ToMilliseconds(time, nameof(time)),
            };
        }

        /// <summary>Responds to an update, and changes nothing.</summary>
        /// <param name="operation">The id of an operation; <c>*</c> or null for any.</param>
        public static Fault Ignored([AllowNull] string operation) => new Fault(operation, "ignored");

        /// <summary>Refuses calls beyond a rate with status 429.</summary>
        /// <param name="operation">The id of an operation; <c>*</c> or null for any.</param>
        /// <param name="calls">The number of calls in a window that are carried out.</param>
        /// <param name="window">
        /// The length of the window, which begins with its first call, up to 600 s.
        /// </param>
        /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
        public static Fault RateLimit([AllowNull] string operation, long calls, TimeSpan window)
        {
            RequireCount(calls, nameof(calls));
            return new Fault(operation, "rate_limit")
            {
                _calls = calls,
                _milliseconds = ToMilliseconds(window, nameof(window)),
            };
        }

        /// <summary>Hides new objects in lists.</summary>
        /// <param name="operation">The id of an operation; <c>*</c> or null for any.</param>
        /// <param name="delay">The time until an object is in a list, 0 to 600 s.</param>
        /// <exception cref="ArgumentOutOfRangeException">The delay is out of range.</exception>
        public static Fault EventualList([AllowNull] string operation, TimeSpan delay) =>
            new Fault(operation, "eventual_list") { _milliseconds = ToMilliseconds(delay, nameof(delay)) };

        /// <summary>Lets the service carry the call out first; by default it does not.</summary>
        public Fault After() => With(fault => fault._when = "after");

        /// <summary>Does not affect the first matching calls.</summary>
        /// <param name="calls">The number of calls to skip, 0 or more.</param>
        /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
        public Fault Skip(long calls)
        {
            RequireCount(calls, nameof(calls));
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

        /// <summary>Affects a matching call with this probability; by default with 1.</summary>
        /// <param name="probability">The probability, more than 0 and at most 1.</param>
        /// <exception cref="ArgumentOutOfRangeException">It is out of range.</exception>
        public Fault Chance(double probability)
        {
            if (!(probability > 0 && probability <= 1))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(probability), probability, "must be more than 0 and at most 1");
            }
            return With(fault => fault._chance = probability);
        }

        /// <summary>Ends a time after its injection; by default the fault never ends.</summary>
        /// <param name="time">The time, 1 ms to a day.</param>
        /// <exception cref="ArgumentOutOfRangeException">The time is out of range.</exception>
        public Fault TimeToLive(TimeSpan time)
        {
            if (time < TimeSpan.FromMilliseconds(1) || time > TimeSpan.FromDays(1))
            {
                throw new ArgumentOutOfRangeException(nameof(time), time, "must be between 1 ms and a day");
            }
            return With(fault => fault._timeToLive = (long)time.TotalMilliseconds);
        }

        /// <summary>
        /// Affects only calls with this name of an object in their path, or as the <c>name</c> in
        /// their body; by default any.
        /// </summary>
        public Fault Name([DisallowNull] string name) => With(fault => fault._name = name);

        /// <summary>
        /// Adds the header <c>Retry-After</c> to a status or a rate limit. Any number is sent.
        /// </summary>
        public Fault RetryAfter(int seconds) =>
            With(fault => fault._retryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture));

        /// <summary>
        /// Adds the header <c>Retry-After</c> to a status or a rate limit: any string.
        /// </summary>
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
            json.WriteIfSet("reads", _reads);
            json.WriteIfSet("calls", _calls);
            json.WriteIfSet("chance", _chance);
            json.WriteIfSet("ttl_ms", _timeToLive);
            json.WriteIfSet("name", _name);
        });

        private static long ToMilliseconds(TimeSpan time, string name)
        {
            if (time < TimeSpan.Zero || time > MaxTime)
            {
                throw new ArgumentOutOfRangeException(name, time, "must be between 0 and 600 s");
            }
            return (long)time.TotalMilliseconds;
        }

        private static void RequireCount(long value, string name)
        {
            if (value < 0)
            {
                throw new ArgumentOutOfRangeException(name, value, "must be 0 or more");
            }
        }

        private Fault With(Action<Fault> change)
        {
            var fault = (Fault)MemberwiseClone();
            change(fault);
            return fault;
        }
    }
}
