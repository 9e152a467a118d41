using System;
using System.Collections.Generic;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk.Json
{
    /// <summary>Converts errors of the boundary to exceptions.</summary>
    internal static class ErrorInput
    {
        internal static EdgegapException Read(string json) => Read(new JsonInput(json).JObject());

        internal static EdgegapException Read(ArraySegment<byte> json) => Read(new JsonInput(json).JObject());

        private static EdgegapException Read(JObject json)
        {
            var error = ErrorKinds.Create((string)json["kind"], (string)json["message"]);
            error.Status = (int?)json["status"];
            error.RequestId = (string)json["request_id"];
            error.Operation = (string)json["operation"];
            error.Retryable = (bool?)json["retryable"] ?? false;
            error.MaybeApplied = (bool?)json["maybe_applied"] ?? false;
            error.Elapsed = Milliseconds(json["elapsed_ms"]) ?? TimeSpan.Zero;
            error.RetryAfter = Milliseconds(json["retry_after_ms"]);
            error.Extra = json["extra"] as JObject;
            error.Excerpt = (string)json["excerpt"];
            error.Method = (string)json["method"];
            error.Url = (string)json["url"];
            error.Attempts = List(json["attempts"], Attempt);
            error.Violations = List(json["violations"], Violation);
            return error;
        }

        private static Attempt Attempt(JToken json) => new Attempt
        {
            Outcome = (string)json["outcome"], Waited = Milliseconds(json["waited_ms"]) ?? TimeSpan.Zero,
        };

        private static Violation Violation(JToken json) => new Violation
        {
            Path = (string)json["path"],
            Code = (string)json["code"],
            Message = (string)json["message"],
            Limit = (double?)json["limit"],
        };

        private static TimeSpan? Milliseconds(JToken json)
        {
            double? milliseconds = (double?)json;
            if (milliseconds == null)
            {
                return null;
            }
            // A Retry-After header can name a date in a thousand years.
            return milliseconds < TimeSpan.MaxValue.TotalMilliseconds
                ? TimeSpan.FromMilliseconds(milliseconds.Value)
                : TimeSpan.MaxValue;
        }

        private static IReadOnlyList<T> List<T>(JToken json, Func<JToken, T> read)
        {
            var items = new List<T>();
            foreach (JToken item in json as JArray ?? new JArray())
            {
                items.Add(read(item));
            }
            return items;
        }
    }
}
