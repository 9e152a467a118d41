using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using Edgegap.Sdk.Json;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk
{
    /// <summary>
    /// A request to the API as the emulator received it. Secrets in headers and body are redacted
    /// to <c>***</c>.
    /// </summary>
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
            Headers = ReadHeaders(json, "headers");
            Body = json["body"];
            ResponseHeaders = ReadHeaders(json, "response_headers");
            ResponseBody = json["response_body"];
        }

        /// <summary>Number of the request, from 1; the response had it as its request id.</summary>
        public long Id { get; }

        /// <summary>Time of arrival, UTC.</summary>
        public string Time { get; }

        /// <summary>HTTP method.</summary>
        public string Method { get; }

        /// <summary>Path, not decoded.</summary>
        public string Path { get; }

        /// <summary>Query, not decoded; null if there is none.</summary>
        [MaybeNull]
        public string Query { get; }

        /// <summary>The id of the operation; null if no operation matches.</summary>
        [MaybeNull]
        public string Operation { get; }

        /// <summary>HTTP status, also of a suppressed response; null without one.</summary>
        public int? Status { get; }

        /// <summary>Kind of the injected fault; null if there was none.</summary>
        [MaybeNull]
        public string Fault { get; }

        /// <summary>Time to respond, in microseconds.</summary>
        public long Microseconds { get; }

        /// <summary>Headers: names in lower case, repeated ones joined with <c>, </c>.</summary>
        public IReadOnlyDictionary<string, string> Headers { get; }

        /// <summary>
        /// Body: JSON, or a string with its size if it is not JSON or is larger than 64 KiB; null
        /// if there is none.
        /// </summary>
        [MaybeNull]
        public JToken Body { get; }

        /// <summary>Headers of the response, as <see cref="Headers"/>.</summary>
        public IReadOnlyDictionary<string, string> ResponseHeaders { get; }

        /// <summary>
        /// Body of the response, as <see cref="Body"/>; the one it would have had without the
        /// fault.
        /// </summary>
        [MaybeNull]
        public JToken ResponseBody { get; }

        /// <summary>Method, path and status.</summary>
        public override string ToString() => Method + " " + Path + (Query == null ? "" : "?" + Query) + " " + Status;

        private static IReadOnlyDictionary<string, string> ReadHeaders(JObject json, string name)
        {
            var headers = new Dictionary<string, string>();
            foreach (JProperty header in ((JObject)json[name]).Properties())
            {
                headers[header.Name] = (string)header.Value;
            }
            return headers;
        }

        internal static IReadOnlyList<RecordedRequest> ReadAll(string json)
        {
            var requests = new List<RecordedRequest>();
            foreach (JToken request in (JArray)new JsonInput(json).JObject()["requests"])
            {
                requests.Add(new RecordedRequest((JObject)request));
            }
            return requests;
        }
    }
}
