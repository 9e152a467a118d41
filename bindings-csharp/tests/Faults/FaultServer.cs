using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk.Tests
{
    /// <summary>The program of tests/fault-server: it does harm to calls and judges what came of them, see tests/faults/README.md.</summary>
    internal sealed class FaultServer : IDisposable
    {
        private readonly ServerProgram _program = new ServerProgram("SDK_TEST_FAULT_SERVER");

        /// <summary>Every fault with a read, a create, an update and a deletion.</summary>
        internal static List<KeyValuePair<string, string>> Cells()
        {
            string folder = Environment.GetEnvironmentVariable("SDK_TEST_FAULTS");
            JObject table = ScriptedServer.Parse(File.ReadAllText(Path.Combine(folder, "table.json")));
            IEnumerable<string> faults = table["groups"].SelectMany(group => group["faults"]).Select(fault => (string)fault["name"]);
            return table["samples"].SelectMany(operation => faults.Select(fault => new KeyValuePair<string, string>(fault, (string)operation))).ToList();
        }

        /// <summary>How often a cell may be void: a connection that has just served a call may not be at hand in time for the next.</summary>
        private const int Tries = 20;

        /// <summary>Makes the call of a cell and gives the verdict.</summary>
        internal async Task<JObject> RunAsync(string fault, string operation)
        {
            for (int play = 1; ; play++)
            {
                JObject verdict = await RunOnceAsync(fault, operation);
                if (!(bool)verdict["void"])
                {
                    return verdict;
                }
                if (play == Tries)
                {
                    verdict["differences"] = new JArray("no connection was used twice, in " + Tries + " cells");
                    return verdict;
                }
            }
        }

        private async Task<JObject> RunOnceAsync(string fault, string operation)
        {
            JObject setup = await _program.AskAsync("POST", "/_fault", new JObject { { "fault", fault }, { "operation", operation } });
            var outcome = new Outcome();
            try
            {
                using (var client = new EdgegapClient(Usual(setup)))
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
            return await _program.AskAsync("POST", "/_fault/" + (string)setup["id"], Said(outcome));
        }

        public void Dispose() => _program.Dispose();

        private static JObject Said(Outcome outcome)
        {
            if (outcome.Error != null)
            {
                return new JObject(new JProperty("error", outcome.Error));
            }
            JToken reply = outcome.Replies[0];
            return new JObject { { "value", reply["value"] }, { "attempts", reply["meta"]["attempts"] } };
        }

        /// <summary>The client that a cell asks for.</summary>
        private static ClientOptions Usual(JObject setup)
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
