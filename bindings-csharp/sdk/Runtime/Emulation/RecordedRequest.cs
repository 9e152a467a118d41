using System.Collections.Generic;
using Edgegap.Sdk.Json;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk
{
    /// <summary>One request to the API, as the emulator saw it. Secrets in headers and body are shown as <c>***</c>.</summary>
    public sealed class RecordedRequest
    {
        private RecordedRequest(JObject json)
        {
            Id = (long)json["id"];
            Time = (string)json["time"];
            Method = (string)json["method"];
            Path = (string)json["path"];
            Query = (string)json["query"];
            Operation = (string)json["operation"];
            Status = (int?)json["status"];
            Fault = (string)json["fault"];
            Microseconds = (long)json["microseconds"];
            Body = json["body"];
            var headers = new Dictionary<string, string>();
            foreach (JProperty header in ((JObject)json["headers"]).Properties())
            {
                headers[header.Name] = (string)header.Value;
            }
            Headers = headers;
        }

        /// <summary>Counts up from 1; the answer carried it as its request id.</summary>
        public long Id { get; }

        /// <summary>When it came, UTC.</summary>
        public string Time { get; }

        /// <summary>Its HTTP method.</summary>
        public string Method { get; }

        /// <summary>Its path, as it was written.</summary>
        public string Path { get; }

        /// <summary>Its query, as it was written; null without one.</summary>
        public string Query { get; }

        /// <summary>The id of the operation that it called; null when it called none.</summary>
        public string Operation { get; }

        /// <summary>The status that was answered, or would have been if no fault had spoilt the answer.</summary>
        public int? Status { get; }

        /// <summary>The kind of the fault that hit it; null without one.</summary>
        public string Fault { get; }

        /// <summary>How long the answer took, in microseconds.</summary>
        public long Microseconds { get; }

        /// <summary>Its headers: names in lower case, repeated ones joined with <c>, </c>.</summary>
        public IReadOnlyDictionary<string, string> Headers { get; }

        /// <summary>Its body: JSON, or a text that says how many bytes it had; null without one.</summary>
        public JToken Body { get; }

        /// <summary>Method, path and status.</summary>
        public override string ToString() => Method + " " + Path + (Query == null ? "" : "?" + Query) + " " + Status;

        internal static IReadOnlyList<RecordedRequest> ReadAll(string json)
        {
            var requests = new List<RecordedRequest>();
            foreach (JToken request in (JArray)new JsonInput(json).Tree()["requests"])
            {
                requests.Add(new RecordedRequest((JObject)request));
            }
            return requests;
        }
    }
}
