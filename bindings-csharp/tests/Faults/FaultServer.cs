using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk.Tests
{
    /// <summary>
    /// The program of tests/fault-server, which injects faults into calls and judges their
    /// outcomes: see tests/faults/README.md.
    /// </summary>
    internal sealed class FaultServer : IDisposable
    {
        private readonly ServerProgram _program = new ServerProgram("SDK_TEST_FAULT_SERVER");

        /// <summary>Returns each fault with a read, a create, an update and a deletion.</summary>
        internal static List<KeyValuePair<string, string>> Cells()
        {
            string folder = Environment.GetEnvironmentVariable("SDK_TEST_FAULTS");
            JObject table = ScriptedServer.Parse(File.ReadAllText(Path.Combine(folder, "table.json")));
            IEnumerable<string> faults =
                table["groups"].SelectMany(group => group["faults"]).Select(fault => (string)fault["name"]);
            return table["samples"].SelectMany(operation =>
                faults.Select(fault => new KeyValuePair<string, string>(fault, (string)operation))).ToList();
        }

        /// <summary>
        /// Maximum number of runs of a cell that is void, because the connection of the previous
        /// call was not available in time.
        /// </summary>
        private const int MaxRuns = 20;

        /// <summary>Makes the call of a cell and returns the verdict.</summary>
        internal async Task<JObject> RunAsync(string fault, string operation)
        {
            for (int run = 1; ; run++)
            {
                JObject verdict = await RunOnceAsync(fault, operation);
                if (!(bool)verdict["void"])
                {
                    return verdict;
                }
                if (run == MaxRuns)
                {
                    verdict["differences"] = new JArray("no connection was reused in " + MaxRuns + " runs");
                    return verdict;
                }
            }
        }

        private async Task<JObject> RunOnceAsync(string fault, string operation)
        {
            var cell = new JObject { { "fault", fault }, { "operation", operation } };
            JObject setup = await _program.AskAsync("POST", "/_fault", cell);
            var outcome = new Outcome();
            try
            {
                using (var client = new EdgegapClient(Options(setup)))
                {
                    if (setup["before"] != null)
                    {
                        await Play.BeforeAsync(new Vector((JObject)setup["before"]), client);
                        await _program.AskAsync("GET", "/_fault/" + (string)setup["id"] + "/idle");
                    }
                    await TypedCall.MakeAsync(new Vector(setup), client, outcome);
                }
            }
            catch (EdgegapException error)
            {
                outcome.Fail(error);
            }
            return await _program.AskAsync("POST", "/_fault/" + (string)setup["id"], ToJson(outcome));
        }

        public void Dispose() => _program.Dispose();

        private static JObject ToJson(Outcome outcome)
        {
            if (outcome.Error != null)
            {
                return new JObject(new JProperty("error", outcome.Error));
            }
            JToken reply = outcome.Replies[0];
            return new JObject { { "value", reply["value"] }, { "attempts", reply["meta"]["attempts"] } };
        }

        /// <summary>Returns the options of a cell's client.</summary>
        private static ClientOptions Options(JObject setup)
        {
            var options = new ClientOptions
            {
                Token = (string)setup["token"],
                BaseUrl = (string)setup["base_url"],
                CaFile = (string)setup["ca_file"],
                Proxy = (string)setup["proxy"],
                BackoffInitial = TimeSpan.FromMilliseconds(1),
                BackoffMax = TimeSpan.FromMilliseconds(2),
            };
            TypedCall.SetTimes(options, setup["timeout_ms"]);
            return options;
        }
    }
}
