using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk
{
    /// <summary>The requests that calls would send. Secrets are <c>***</c>.</summary>
    public sealed class DryRun
    {
        private readonly object _lock = new object();
        private readonly List<DryRunRequest> _requests = new List<DryRunRequest>();
        private readonly List<Change> _changes = new List<Change>();

        internal DryRun()
        {
        }

        /// <summary>The requests, in order. Empty if there is nothing to do.</summary>
        public IReadOnlyList<DryRunRequest> Requests => _requests;

        /// <summary>What each <c>EnsureAsync</c> would do, in order.</summary>
        public IReadOnlyList<Change> Changes => _changes;

        /// <summary>Adds the requests of a call.</summary>
        internal void Add(JObject value, Change change)
        {
            lock (_lock)
            {
                _requests.AddRange(((JArray)value["requests"]).Select(request => new DryRunRequest((JObject)request)));
                if (change != null)
                {
                    _changes.Add(change);
                }
            }
        }
    }

    /// <summary>A request as it would be sent. Secrets are <c>***</c>.</summary>
    public sealed class DryRunRequest
    {
        internal DryRunRequest(JObject request)
        {
            Method = (string)request["method"];
            Url = (string)request["url"];
            Headers = ((JObject)request["headers"]).Properties()
                .ToDictionary(header => header.Name, header => (string)header.Value);
            Body = request["body"] as JObject;
            Curl = (string)request["curl"];
        }

        /// <summary>HTTP method.</summary>
        public string Method { get; }

        /// <summary>URL with query.</summary>
        public string Url { get; }

        /// <summary>Headers, with names in lower case.</summary>
        public IReadOnlyDictionary<string, string> Headers { get; }

        /// <summary>The JSON body; null without one.</summary>
        [MaybeNull]
        public JObject Body { get; }

        /// <summary>
        /// The same request as a command line of curl for a POSIX shell, with the token from the
        /// variable <c>EDGEGAP_TOKEN</c>.
        /// </summary>
        public string Curl { get; }

        /// <summary>Method and URL.</summary>
        public override string ToString() => Method + " " + Url;
    }
}
