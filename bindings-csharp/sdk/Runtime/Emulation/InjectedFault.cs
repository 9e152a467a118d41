using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using Edgegap.Sdk.Json;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk
{
    /// <summary>An active fault of an emulator.</summary>
    public sealed class InjectedFault
    {
        private InjectedFault(JObject json)
        {
            Operation = (string)json["operation"];
            Kind = (string)json["kind"];
            When = (string)json["when"];
            Skip = (long)json["skip"];
            Times = (long?)json["times"];
            Hits = (long)json["hits"];
            Code = (int?)json["code"];
            RetryAfter = (string)json["retry_after"];
            var milliseconds = (long?)json["ms"];
            Delay = milliseconds == null ? (TimeSpan?)null : TimeSpan.FromMilliseconds(milliseconds.Value);
        }

        /// <summary>The id of the operation that it hits, or <c>*</c> for any.</summary>
        public string Operation { get; }

        /// <summary>
        /// The kind: latency, status, reset, truncate, stall, garbage, pending_tag or kept_tag.
        /// </summary>
        public string Kind { get; }

        /// <summary>
        /// <c>before</c> or <c>after</c> the service carries the call out.
        /// </summary>
        public string When { get; }

        /// <summary>The number of matching calls that it does not affect first.</summary>
        public long Skip { get; }

        /// <summary>The number of calls to affect; null if it never ends.</summary>
        public long? Times { get; }

        /// <summary>The number of calls that it has affected.</summary>
        public long Hits { get; }

        /// <summary>The HTTP status; null for other kinds than status.</summary>
        public int? Code { get; }

        /// <summary>The header <c>Retry-After</c>; null if there is none.</summary>
        [MaybeNull]
        public string RetryAfter { get; }

        /// <summary>The delay; null for other kinds than latency.</summary>
        public TimeSpan? Delay { get; }

        /// <summary>Operation, kind and hits.</summary>
        public override string ToString() => Operation + " " + Kind + ", hits: " + Hits;

        internal static IReadOnlyList<InjectedFault> ReadAll(string json)
        {
            var faults = new List<InjectedFault>();
            foreach (JToken fault in (JArray)new JsonInput(json).JObject()["faults"])
            {
                faults.Add(new InjectedFault((JObject)fault));
            }
            return faults;
        }
    }
}
