using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Edgegap.Sdk.Json;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk.Tests
{
    /// <summary>Makes the call of a vector against the scripted server, which compares the
    /// outcome.</summary>
    internal static class Play
    {
        /// <summary>No vector has as many pages: a list that reaches this never ends.</summary>
        internal const int Endless = 50;

        /// <summary> Maximum number of plays until one is not void: a connection that has just
        /// served a call may not be ready in time for the next.
        /// </summary>
        private const int Tries = 20;

        /// <summary>Every difference from the expectation of a vector.</summary>
        internal static async Task<string[]> RunAsync(Vector vector, bool isTyped, ScriptedServer server)
        {
            for (int play = 0; play < Tries; play++)
            {
                ScriptedServer.Script script = server.Load(vector.Json);
                Outcome outcome = await OutcomeAsync(vector, isTyped, script);
                JObject verdict = await script.JudgeAsync(outcome.Report(isTyped));
                if (!(bool)verdict["void"])
                {
                    return verdict["differences"].Select(difference => (string)difference).ToArray();
                }
            }
            return new[] { "no connection was used twice, in " + Tries + " plays" };
        }

        /// <summary>Makes the calls of a vector and gives the outcome of the last.</summary>
        private static async Task<Outcome> OutcomeAsync(Vector vector, bool isTyped, ScriptedServer.Script script)
        {
            var outcome = new Outcome();
            try
            {
                using (EdgegapClient client = Made(vector.Client, script))
                {
                    outcome.Show(client);
                    outcome.Warnings = client.Caller.Native.Warnings();
                    foreach (Vector before in vector.Before)
                    {
                        await BeforeAsync(before, client);
                        await script.EndedAsync();
                    }
                    await (isTyped
                        ? TypedCall.MakeAsync(vector, client, outcome)
                        : DispatchAsync(vector, client, outcome));
                }
            }
            catch (EdgegapException error)
            {
                outcome.Fail(error);
            }
            return outcome;
        }

        /// <summary>A call that comes before that of a vector: its requests are compared, its
        /// outcome is not.</summary>
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

        /// <summary>The usual client, made under the variables of its vector.</summary>
        private static EdgegapClient Made(JObject setup, ScriptedServer.Script script)
        {
            IEnumerable<JProperty> given = (setup["environment"] as JObject ?? new JObject()).Properties();
            var variables = given.ToDictionary(one => one.Name, one => script.Fill((string)one.Value));
            using (new Variables(variables))
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
                Token = script.Fill((string)(setup["token"] ?? "test-token")),
                BaseUrl = script.Fill((string)(setup["base_url"] ?? "{{base}}")),
                AllowHttp = (bool?)setup["allow_http"],
                CaFile = script.Fill((string)setup["ca_file"]),
                Proxy = script.Fill((string)setup["proxy"]),
                BackoffInitial = TimeSpan.FromMilliseconds((double?)setup["backoff_ms"]?["initial"] ?? 1),
                BackoffMax = TimeSpan.FromMilliseconds((double?)setup["backoff_ms"]?["max"] ?? 2),
                MaxRetries = (int?)setup["max_retries"],
                MaxBodyBytes = (long?)setup["max_body_bytes"],
                Headers = TypedCall.Strings(setup["headers"]),
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
                string given = arguments.ToString(Formatting.None);
                JObject json = await client.Caller.DispatchAsync(vector.Operation, given, options);
                outcome.Show(json["meta"]);
                if (json["kind"] != null)
                {
                    outcome.Error = json;
                    return;
                }
                outcome.Replies.Add(json);
                JToken cursor = json["page"]?["cursor"];
                if (cursor == null || vector.Drain == "page" || outcome.Replies.Count > Endless)
                {
                    return;
                }
                arguments["cursor"] = cursor;
            }
        }
    }
}
