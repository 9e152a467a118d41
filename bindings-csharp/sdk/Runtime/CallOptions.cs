using System;
using System.Collections.Generic;
using Edgegap.Sdk.Json;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk
{
    /// <summary>
    /// Options of a single call, or with <see cref="ClientOptions"/> of every call of a client. An
    /// option that is null is inherited; headers and extra members add up. Times are rounded up to
    /// whole milliseconds. <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>, and any time
    /// longer than a year, means no limit.
    /// </summary>
    public class CallOptions
    {
        /// <summary>The longest that making a connection may take. Default 10 s.</summary>
        public TimeSpan? ConnectTimeout { get; set; }

        /// <summary>The longest that one HTTP exchange may take, to the last byte of the answer. Default 60 s.</summary>
        public TimeSpan? AttemptTimeout { get; set; }

        /// <summary>The longest that the call may take, retries and waits included. Default 300 s.</summary>
        public TimeSpan? Timeout { get; set; }

        /// <summary>How often a call is tried again where that is safe, 0 to 100. Default 2.</summary>
        public int? MaxRetries { get; set; }

        /// <summary>The wait before the first retry; it doubles from one to the next, and half of it is random. Default 500 ms.</summary>
        public TimeSpan? BackoffInitial { get; set; }

        /// <summary>The longest wait between two attempts, unless the service asks for more. Default 8 s.</summary>
        public TimeSpan? BackoffMax { get; set; }

        /// <summary>Headers to add to each request. Those that say what the request is (<c>Authorization</c>, <c>Content-Type</c>, ...) are refused.</summary>
        public IDictionary<string, string> Headers { get; set; }

        /// <summary>Query parameters to add to each request.</summary>
        public IDictionary<string, string> ExtraQuery { get; set; }

        /// <summary>Members to add to the body that this SDK does not model.</summary>
        public JObject ExtraBody { get; set; }

        /// <summary>
        /// Hears how each reply came about: status, request id, headers, attempts. It works with every operation, those that return nothing included, and runs
        /// on a thread of the pool before the call's task completes. What it throws is ignored: a create that worked must not look as if it had not.
        /// </summary>
        public Action<ReplyMeta> OnReply { get; set; }

        /// <summary>The options in the form of the boundary; empty text when nothing is set.</summary>
        internal string ToJson()
        {
            var json = new JsonOutput();
            json.Begin();
            WriteMembers(json);
            json.End();
            string text = json.ToString();
            return text == "{}" ? "" : text;
        }

        /// <summary>Writes the members, without the braces.</summary>
        internal void WriteMembers(JsonOutput json)
        {
            if (ConnectTimeout != null || AttemptTimeout != null || Timeout != null)
            {
                json.Begin("timeout_ms");
                WriteTime(json, "connect", ConnectTimeout, TimeOption.LimitToMilliseconds);
                WriteTime(json, "attempt", AttemptTimeout, TimeOption.LimitToMilliseconds);
                WriteTime(json, "total", Timeout, TimeOption.LimitToMilliseconds);
                json.End();
            }
            if (BackoffInitial != null || BackoffMax != null)
            {
                json.Begin("backoff_ms");
                WriteTime(json, "initial", BackoffInitial, TimeOption.ToMilliseconds);
                WriteTime(json, "max", BackoffMax, TimeOption.LimitToMilliseconds);
                json.End();
            }
            if (MaxRetries != null)
            {
                json.Write("max_retries", MaxRetries);
            }
            if (Headers != null)
            {
                json.WriteTexts("headers", Headers);
            }
            if (ExtraQuery != null)
            {
                json.WriteTexts("extra_query", ExtraQuery);
            }
            if (ExtraBody != null)
            {
                json.Write("extra_body", ExtraBody);
            }
        }

        private static void WriteTime(JsonOutput json, string name, TimeSpan? time, Func<TimeSpan, long> milliseconds)
        {
            if (time != null)
            {
                json.Write(name, milliseconds(time.Value));
            }
        }
    }
}
