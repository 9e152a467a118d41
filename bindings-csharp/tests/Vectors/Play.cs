using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Edgegap.Sdk.Json;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk.Tests
{
    /// <summary>Makes the call of a vector against the scripted server and says everything that is wrong with what came of it.</summary>
    internal static class Play
    {
        /// <summary>No vector has as many pages: a list that reaches this never ends.</summary>
        internal const int Endless = 50;

        /// <summary>How often a play may be void: a connection that has just served a call may not be at hand in time for the next.</summary>
        private const int Tries = 20;

        /// <summary>
        /// Every reply and error of the generic call, a line each. Nothing on Debian checks JSON Schemas for Mono, so that a program of tests/rust does it after the run.
        /// </summary>
        internal static readonly List<string> Crossed = new List<string>();

        /// <summary>Everything that is wrong with what came of a vector.</summary>
        internal static async Task<List<string>> RunAsync(Vector vector, bool isTyped, ScriptedServer server)
        {
            for (int play = 0; play < Tries; play++)
            {
                List<string> found = await RunOnceAsync(vector, isTyped, server);
                if (found != null)
                {
                    return found;
                }
            }
            return new List<string> { "no connection was used twice, in " + Tries + " plays" };
        }

        /// <summary>The same; null when the play was void.</summary>
        private static async Task<List<string>> RunOnceAsync(Vector vector, bool isTyped, ScriptedServer server)
        {
            ScriptedServer.Script script = server.Load(vector.Exchanges);
            var outcome = new Outcome();
            JObject report;
            try
            {
                using (EdgegapClient client = Made(vector.Client, script))
                {
                    foreach (Vector before in vector.Before)
                    {
                        await BeforeAsync(before, client);
                        await script.EndedAsync();
                    }
                    await (isTyped ? TypedCall.MakeAsync(vector, client, outcome) : DispatchAsync(vector, client, outcome));
                }
            }
            catch (EdgegapException error)
            {
                Failed(outcome, error);
            }
            finally
            {
                report = script.End();
            }
            if ((bool)report["void"])
            {
                return null;
            }
            List<string> found = Check.Differences(vector, isTyped, outcome);
            found.AddRange(report["mismatches"].Select(mismatch => (string)mismatch));
            if ((int)report["unused"] > 0)
            {
                found.Add(report["unused"] + " exchanges were not asked for");
            }
            return found;
        }

        /// <summary>A call that comes before that of a vector: what it comes to is seen in its requests.</summary>
        internal static async Task BeforeAsync(Vector call, EdgegapClient client)
        {
            try
            {
                await TypedCall.MakeAsync(call, client, new Outcome());
            }
            catch (EdgegapException)
            {
            }
        }

        /// <summary>Records an error, in the boundary's form.</summary>
        internal static void Failed(Outcome outcome, EdgegapException error)
        {
            outcome.Show(error);
            outcome.Show(error.Message);
            outcome.Show(error.Url);
            outcome.Show(error.Excerpt);
            outcome.Show(error.Extra);
            var json = new JObject
            {
                { "kind", error.Kind },
                { "message", error.Message },
                { "operation", error.Operation },
                { "status", error.Status },
                { "request_id", error.RequestId },
                { "retryable", error.Retryable },
                { "maybe_applied", error.MaybeApplied },
                { "attempts", Attempts(error.Attempts) },
                { "excerpt", error.Excerpt },
                { "method", error.Method },
                { "url", error.Url },
                { "extra", error.Extra },
            };
            if (error.RetryAfter != null)
            {
                json["retry_after_ms"] = error.RetryAfter.Value.TotalMilliseconds;
            }
            if (error.Violations.Count > 0)
            {
                json["violations"] = new JArray(error.Violations.Select(violation => new JObject
                {
                    { "path", violation.Path }, { "code", violation.Code }, { "message", violation.Message }, { "limit", violation.Limit },
                }).ToArray<object>());
            }
            outcome.Show(json);
            outcome.Error = json;
        }

        /// <summary>How a reply came about, in the boundary's form.</summary>
        internal static JObject Meta(ReplyMeta meta)
        {
            var headers = new JObject();
            foreach (KeyValuePair<string, string> header in meta.Headers)
            {
                headers[header.Key] = header.Value;
            }
            return new JObject
            {
                { "status", meta.Status }, { "request_id", meta.RequestId }, { "headers", headers }, { "attempts", Attempts(meta.Attempts) },
            };
        }

        private static JArray Attempts(IEnumerable<Attempt> attempts) =>
            new JArray(attempts.Select(attempt => new JObject
            {
                { "outcome", attempt.Outcome }, { "waited_ms", attempt.Waited.TotalMilliseconds },
            }).ToArray<object>());

        /// <summary>The usual client, made under the variables of its vector.</summary>
        private static EdgegapClient Made(JObject setup, ScriptedServer.Script script)
        {
            IEnumerable<JProperty> given = (setup["environment"] as JObject ?? new JObject()).Properties();
            using (new Variables(given.ToDictionary(variable => variable.Name, variable => script.Fill((string)variable.Value))))
            {
                return new EdgegapClient(Usual(setup, script));
            }
        }

        /// <summary>The usual client, with what the vector changes.</summary>
        private static ClientOptions Usual(JObject setup, ScriptedServer.Script script)
        {
            var options = new ClientOptions
            {
                // Null means that none is given.
                Token = script.Fill((string)(setup["token"] ?? Check.Token)),
                BaseUrl = script.Fill((string)(setup["base_url"] ?? "{{base}}")),
                AllowHttp = (bool?)setup["allow_http"],
                CaFile = script.Fill((string)setup["ca_file"]),
                Proxy = script.Fill((string)setup["proxy"]),
                BackoffInitial = TimeSpan.FromMilliseconds((double?)setup["backoff_ms"]?["initial"] ?? 1),
                BackoffMax = TimeSpan.FromMilliseconds((double?)setup["backoff_ms"]?["max"] ?? 2),
                MaxRetries = (int?)setup["max_retries"],
                MaxBodyBytes = (long?)setup["max_body_bytes"],
                Headers = TypedCall.Texts(setup["headers"]),
            };
            TypedCall.SetTimes(options, setup["timeout_ms"]);
            return options;
        }

        private static async Task DispatchAsync(Vector vector, EdgegapClient client, Outcome outcome)
        {
            JObject arguments = vector.Arguments;
            string options = vector.Options.ToString(Formatting.None);
            while (true)
            {
                JObject json = await client.Caller.DispatchAsync(vector.Operation, arguments.ToString(Formatting.None), options);
                bool isError = json["kind"] != null;
                var crossed = new JObject { { "vector", vector.Name }, { "schema", isError ? "error" : "reply" }, { "json", json } };
                Crossed.Add(crossed.ToString(Formatting.None));
                outcome.Show(json["meta"]);
                if (isError)
                {
                    outcome.Show(json);
                    outcome.Error = json;
                    return;
                }
                outcome.Meta = json["meta"];
                if (vector.Drain == null)
                {
                    outcome.Value = json["value"];
                    return;
                }
                JToken page = json["page"];
                JToken cursor = page["cursor"];
                outcome.Total = page["total"];
                outcome.NotePage((long)page["number"], (long?)page["total"], cursor != null);
                // A page that core dropped as a repeat is no page.
                if (json["value"].Any() || vector.Drain == "page")
                {
                    outcome.Pages.Add((JArray)json["value"]);
                }
                if (cursor == null || vector.Drain == "page")
                {
                    return;
                }
                if (outcome.Pages.Count > Endless)
                {
                    throw new InvalidOperationException("the list never ends");
                }
                arguments["cursor"] = cursor;
            }
        }
    }
}
