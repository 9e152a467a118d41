using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using Edgegap.Sdk.Json;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk
{
    /// <summary>A fault of an emulator.</summary>
    public sealed class InjectedFault
    {
        private InjectedFault(JObject json)
        {
            Id = (long)json["id"];
            IsActive = (bool)json["is_active"];
            Operation = (string)json["operation"];
            Kind = (string)json["kind"];
            When = (string)json["when"];
            Skip = (long)json["skip"];
            Times = (long?)json["times"];
            Hits = (long)json["hits"];
            Code = (int?)json["code"];
            RetryAfter = (string)json["retry_after"];
            Time = ReadTime(json, "ms");
            Reads = (long?)json["reads"];
            Calls = (long?)json["calls"];
            Chance = (double?)json["chance"];
            TimeToLive = ReadTime(json, "ttl_ms");
            Name = (string)json["name"];
        }

        /// <summary>The number of the fault, for <see cref="Emulator.RemoveFault"/>.</summary>
        public long Id { get; }

        /// <summary>The id of the operation that it hits, or <c>*</c> for any.</summary>
        public string Operation { get; }

        /// <summary>
        /// The kind: latency, status, reset, truncate, stall, garbage, settle, ignored, rate_limit
        /// or eventual_list.
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

        /// <summary>
        /// True if it can still affect a call: its number of calls and its time are not over.
        /// </summary>
        public bool IsActive { get; }

        /// <summary>The HTTP status; null for other kinds than status.</summary>
        public int? Code { get; }

        /// <summary>The header <c>Retry-After</c>; null if there is none.</summary>
        [MaybeNull]
        public string RetryAfter { get; }

        /// <summary>
        /// The time of the kinds latency, settle, rate_limit and eventual_list; null for others.
        /// </summary>
        public TimeSpan? Time { get; }

        /// <summary>
        /// The number of responses with an empty tag; null for other kinds than settle.
        /// </summary>
        public long? Reads { get; }

        /// <summary>
        /// The number of calls in a window; null for other kinds than rate_limit.
        /// </summary>
        public long? Calls { get; }

        /// <summary>The probability that a matching call is affected; null means 1.</summary>
        public double? Chance { get; }

        /// <summary>
        /// The time from the injection to the end of the fault; null means no end.
        /// </summary>
        public TimeSpan? TimeToLive { get; }

        /// <summary>The name of an object that a call must have; null means any.</summary>
        [MaybeNull]
        public string Name { get; }

        /// <summary>Operation, kind and hits.</summary>
        public override string ToString() => Operation + " " + Kind + ", hits: " + Hits;

        private static TimeSpan? ReadTime(JObject json, string name)
        {
            var milliseconds = (long?)json[name];
            return milliseconds == null ? (TimeSpan?)null : TimeSpan.FromMilliseconds(milliseconds.Value);
        }

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
