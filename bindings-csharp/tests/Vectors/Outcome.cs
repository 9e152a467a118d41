using System.Collections.Generic;
using System.Linq;
using Edgegap.Sdk.Json;
using System.Text;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk.Tests
{
    /// <summary> The outcome of a call, in the form that the scripted server judges: see
    /// tests/vectors/README.md.
    /// </summary>
    internal sealed class Outcome
    {
        /// <summary>The replies in order: one, or the pages of a list, or all items of a list as
        /// one.</summary>
        internal readonly JArray Replies = new JArray();

        /// <summary>Total number of items, as a list that was read item by item reports
        /// it.</summary>
        internal long? Total;

        /// <summary>The error, in the form of the boundary.</summary>
        internal JObject Error;

        /// <summary>Warnings of the client.</summary>
        internal IEnumerable<string> Warnings = new string[0];

        private readonly StringBuilder _shown = new StringBuilder();

        /// <summary>Adds everything that a value can be printed as.</summary>
        internal void Show(object what) => _shown.Append(what).Append('\n');

        /// <summary>Adds a reply, or a page of a list.</summary>
        internal void Add(JToken value, ReplyMeta meta, JObject page = null)
        {
            Show(meta);
            JObject json = Json(meta);
            Show(json);
            Replies.Add(new JObject { { "value", value }, { "meta", json }, { "page", page } });
        }

        /// <summary>Takes an error: its attributes in the form of the boundary.</summary>
        internal void Fail(EdgegapException error)
        {
            Show(error);
            IEnumerable<JObject> violations = error.Violations.Select(violation => WithoutNulls(new JObject
            {
                { "path", violation.Path },
                { "code", violation.Code },
                { "message", violation.Message },
                { "limit", violation.Limit },
            }));
            Error = WithoutNulls(new JObject
            {
                { "kind", error.Kind },
                { "message", error.Message },
                { "operation", error.Operation },
                { "status", error.Status },
                { "request_id", error.RequestId },
                { "retryable", error.Retryable },
                { "maybe_applied", error.MaybeApplied },
                { "attempts", Json(error.Attempts) },
                { "elapsed_ms", error.Elapsed.TotalMilliseconds },
                { "retry_after_ms", error.RetryAfter?.TotalMilliseconds },
                { "violations", error.Violations.Count > 0 ? new JArray(violations.ToArray<object>()) : null },
                { "extra", error.Extra },
                { "excerpt", error.Excerpt },
                { "method", error.Method },
                { "url", error.Url },
            });
        }

        /// <summary>The report for the scripted server.</summary>
        internal JObject Report(bool dropsNulls) => new JObject
        {
            { "drops_nulls", dropsNulls },
            { "replies", Replies },
            { "total", Total },
            { "error", Error },
            { "warnings", new JArray(Warnings.ToArray<object>()) },
            { "shown", _shown.ToString() },
        };

        /// <summary>Without attributes that are null: they are absent from the form of the
        /// boundary.</summary>
        private static JObject WithoutNulls(JObject json) =>
            new JObject(json.Properties()
                .Where(field => !(field.Value is JValue) || ((JValue)field.Value).Value != null).ToArray<object>());

        private static JObject Json(ReplyMeta meta)
        {
            var headers = new JObject();
            foreach (KeyValuePair<string, string> header in meta.Headers)
            {
                headers[header.Key] = header.Value;
            }
            return new JObject
            {
                { "status", meta.Status },
                { "request_id", meta.RequestId },
                { "headers", headers },
                { "attempts", Json(meta.Attempts) },
                { "change", Json(meta.Change) },
            };
        }

        private static JObject Json(Change change) => change == null ? null : new JObject
        {
            { "action", change.Action },
            { "fields", new JArray(change.Fields) },
            { "not_compared", new JArray(change.NotCompared) },
        };

        private static JArray Json(IEnumerable<Attempt> attempts) => new JArray(attempts.Select(attempt => new JObject
        {
            { "outcome", attempt.Outcome }, { "waited_ms", attempt.Waited.TotalMilliseconds },
        }).ToArray<object>());
    }
}
