using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using Edgegap.Sdk.Json;
using Edgegap.Sdk.Native;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk
{
    /// <summary>A completed call, for logs. Every page of a list is a call.</summary>
    public sealed class CallEvent
    {
        internal CallEvent()
        {
        }

        /// <summary>The id of the operation, <c>versions.create</c>.</summary>
        public string Operation { get; internal set; }

        /// <summary><c>ok</c>, or the kind of the error.</summary>
        public string Outcome => Error == null ? "ok" : Error.Kind;

        /// <summary>The error of a failed call; null if it succeeded.</summary>
        [MaybeNull]
        public EdgegapException Error { get; internal set; }

        /// <summary>HTTP status of the last response; null if there was none.</summary>
        public int? Status { get; internal set; }

        /// <summary>The service's request id, for its support; null if it sent none.</summary>
        [MaybeNull]
        public string RequestId { get; internal set; }

        /// <summary>Every HTTP exchange on the wire, in order.</summary>
        public IReadOnlyList<Attempt> Attempts { get; internal set; }

        /// <summary>Duration of the call, including retries and waits.</summary>
        public TimeSpan Elapsed { get; internal set; }

        /// <summary>
        /// The line of the log without its time and level:
        /// <c>edgegap versions.create POST 200 in 431 ms, 1 attempt, request 7f3a</c>.
        /// </summary>
        public override string ToString() => "edgegap " + NativeLog.Entries(ToJson(), "info").Last().Text;

        /// <summary>The lines of a log of this level; empty if it has none.</summary>
        internal string ToLines(string level) =>
            string.Join(Environment.NewLine, NativeLog.Entries(ToJson(), level).Select(entry => entry.Line));

        private string ToJson() =>
            JsonOutput.Object(json =>
            {
                json.Write("operation", Operation);
                json.Write("elapsed_ms", Elapsed.TotalMilliseconds);
                json.Write("status", (long?)Status);
                json.Write("request_id", RequestId);
                json.Write("attempts", new JArray(Attempts.Select(ToJson)));
                if (Error != null)
                {
                    json.Begin("error");
                    json.Write("kind", Error.Kind);
                    json.Write("message", Error.Message);
                    json.End();
                }
            });

        private static JObject ToJson(Attempt attempt) =>
            new JObject { { "outcome", attempt.Outcome }, { "waited_ms", (long)attempt.Waited.TotalMilliseconds } };
    }
}
