using System;
using Edgegap.Sdk.Json;

namespace Edgegap.Sdk
{
    /// <summary>Trouble on request, so that a script or a plugin can be tested against it. Each method gives a new fault and leaves this one as it is.</summary>
    /// <example>
    /// <code>
    /// emulator.Inject(Fault.Reset("versions.create").After().Times(1));           // the create happens, its answer is lost
    /// emulator.Inject(Fault.Status("applications.list", 429).RetryAfter(2).Skip(2).Times(2));
    /// emulator.Inject(Fault.Latency("*", TimeSpan.FromMilliseconds(200)));        // everything is slow
    /// </code>
    /// </example>
    public sealed class Fault
    {
        private static readonly TimeSpan LongestLatency = TimeSpan.FromSeconds(600);

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
        /// The answer comes this much later, up to 600 s. Latency adds up, and goes together with
        /// another fault.
        /// </summary>
        /// <param name="operation">
        /// The id of an operation, <c>versions.create</c>, or <c>*</c> for any.
        /// </param>
        /// <param name="delay">How much later.</param>
        /// <exception cref="ArgumentOutOfRangeException">
        /// The delay is negative or longer than 600 s.
        /// </exception>
        public static Fault Latency(string operation, TimeSpan delay)
        {
            if (delay < TimeSpan.Zero || delay > LongestLatency)
            {
                throw new ArgumentOutOfRangeException(nameof(delay), delay, "must be between 0 and 600 s");
            }
            return new Fault(operation, "latency") { _milliseconds = (long)delay.TotalMilliseconds };
        }

        /// <summary>This status is answered, 200 to 599.</summary>
        /// <param name="operation">The id of an operation, or <c>*</c> for any.</param>
        /// <param name="code">The status.</param>
        public static Fault Status(string operation, int code) => new Fault(operation, "status") { _code = code };

        /// <summary>The connection is reset without an answer.</summary>
        /// <param name="operation">The id of an operation, or <c>*</c> for any.</param>
        public static Fault Reset(string operation) => new Fault(operation, "reset");

        /// <summary>The answer breaks off in its middle and the connection is closed.</summary>
        /// <param name="operation">The id of an operation, or <c>*</c> for any.</param>
        public static Fault Truncate(string operation) => new Fault(operation, "truncate");

        /// <summary>No answer comes and the connection stays open.</summary>
        /// <param name="operation">The id of an operation, or <c>*</c> for any.</param>
        public static Fault Stall(string operation) => new Fault(operation, "stall");

        /// <summary>Bytes that are not HTTP come instead of an answer.</summary>
        /// <param name="operation">The id of an operation, or <c>*</c> for any.</param>
        public static Fault Garbage(string operation) => new Fault(operation, "garbage");

        /// <summary>Carries the call out and spoils its answer; otherwise it is hit before anything happens.</summary>
        public Fault After() => With(fault => fault._when = "after");

        /// <summary>Lets this many matching calls go well first.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
        public Fault Skip(long calls)
        {
            if (calls < 0)
            {
                throw new ArgumentOutOfRangeException(nameof(calls), calls, "must be 0 or more");
            }
            return With(fault => fault._skip = calls);
        }

        /// <summary>Ends after this many hits, 1 or more; otherwise it goes on for ever.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
        public Fault Times(long hits)
        {
            if (hits < 1)
            {
                throw new ArgumentOutOfRangeException(nameof(hits), hits, "must be 1 or more");
            }
            return With(fault => fault._times = hits);
        }

        /// <summary>Adds a <c>Retry-After</c> to a status: seconds. Any number is sent.</summary>
        public Fault RetryAfter(int seconds) =>
            With(fault => fault._retryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture));

        /// <summary>Adds a <c>Retry-After</c> to a status: a date, or any text.</summary>
        public Fault RetryAfter(string value) => With(fault => fault._retryAfter = value);

        internal string ToJson()
        {
            var json = new JsonOutput();
            json.Begin();
            json.Write("operation", _operation);
            json.Write("kind", _kind);
            json.Write("when", _when);
            json.Write("skip", _skip);
            if (_milliseconds != null)
            {
                json.Write("ms", _milliseconds);
            }
            if (_code != null)
            {
                json.Write("code", _code);
            }
            if (_retryAfter != null)
            {
                json.Write("retry_after", _retryAfter);
            }
            if (_times != null)
            {
                json.Write("times", _times);
            }
            json.End();
            return json.ToString();
        }

        private Fault With(Action<Fault> change)
        {
            var fault = (Fault)MemberwiseClone();
            change(fault);
            return fault;
        }
    }
}
