using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using Edgegap.Sdk.Json;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk
{
    /// <summary>
    /// Options of a single call, or with <see cref="ClientOptions"/> of every call of a client. An
    /// option that is null is inherited. Headers and extra fields are added to inherited ones.
    /// Times are rounded up to whole milliseconds.
    /// <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>, and any time longer than a year,
    /// means no limit. A timeout below 1 ms is refused: <c>new TimeSpan(30)</c> counts ticks of
    /// 100 ns, <c>TimeSpan.FromSeconds(30)</c> seconds.
    /// </summary>
    public class CallOptions
    {
        /// <summary>Maximum time to open a connection. Default 10 s.</summary>
        public TimeSpan? ConnectTimeout { get; set; }

        /// <summary>Maximum time for one HTTP exchange, body included. Default 60 s.</summary>
        public TimeSpan? AttemptTimeout { get; set; }

        /// <summary>Maximum time for the call, retries and waits included. Default 300 s.</summary>
        public TimeSpan? Timeout { get; set; }

        /// <summary>Maximum number of retries, where they are safe, 0 to 100. Default 2.</summary>
        public int? MaxRetries { get; set; }

        /// <summary>
        /// Wait before the first retry. It doubles with each retry, and half of it is random.
        /// Default 500 ms.
        /// </summary>
        public TimeSpan? BackoffInitial { get; set; }

        /// <summary>Maximum wait, unless the service asks for a longer one. Default 8 s.</summary>
        public TimeSpan? BackoffMax { get; set; }

        /// <summary>
        /// Headers to add to each request. Headers that the SDK sets itself are refused:
        /// <c>Authorization</c>, <c>Content-Type</c> and others.
        /// </summary>
        [MaybeNull]
        public IDictionary<string, string> Headers { get; set; }

        /// <summary>Query parameters to add to each request.</summary>
        [MaybeNull]
        public IDictionary<string, string> ExtraQuery { get; set; }

        /// <summary>Fields to add to the body that this SDK does not model.</summary>
        [MaybeNull]
        public JObject ExtraBody { get; set; }

        /// <summary>
        /// Called with the status, request id, headers and attempts of each successful reply, also
        /// for operations that return nothing. It runs on a thread pool thread before the task of
        /// the call completes. Exceptions from it are ignored, so that a create that succeeded does
        /// not look as if it had failed.
        /// </summary>
        [MaybeNull]
        public Action<ReplyMeta> OnReply { get; set; }

        /// <summary>The options as JSON; an empty string if none is set.</summary>
        internal string ToJson()
        {
            string json = JsonOutput.Object(WriteFields);
            return json == "{}" ? "" : json;
        }

        /// <summary>Writes the fields, without the braces.</summary>
        internal void WriteFields(JsonOutput json)
        {
            if (ConnectTimeout != null || AttemptTimeout != null || Timeout != null)
            {
                json.Begin("timeout_ms");
                json.WriteIfSet("connect", DurationOption.LimitToMilliseconds(ConnectTimeout));
                json.WriteIfSet("attempt", DurationOption.LimitToMilliseconds(AttemptTimeout));
                json.WriteIfSet("total", DurationOption.LimitToMilliseconds(Timeout));
                json.End();
            }
            if (BackoffInitial != null || BackoffMax != null)
            {
                json.Begin("backoff_ms");
                json.WriteIfSet("initial", DurationOption.ToMilliseconds(BackoffInitial));
                json.WriteIfSet("max", DurationOption.WaitToMilliseconds(BackoffMax));
                json.End();
            }
            json.WriteIfSet("max_retries", MaxRetries);
            if (Headers != null)
            {
                json.WriteStrings("headers", Headers);
            }
            if (ExtraQuery != null)
            {
                json.WriteStrings("extra_query", ExtraQuery);
            }
            if (ExtraBody != null)
            {
                json.Write("extra_body", ExtraBody);
            }
        }
    }
}
