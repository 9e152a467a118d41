using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>
    /// The vectors of <c>tests/plans</c>: each manifest is planned and applied on an emulator.
    /// </summary>
    [TestFixture]
    public sealed class PlanVectorTests
    {
        private static readonly string[] Secrets =
        {
            "REGISTRY_USER", "REGISTRY_TOKEN", "MATCH_KEY", "S3_KEY", "S3_KEY_2", "S3_SECRET",
        };

        private static readonly string Folder =
            Path.Combine(Environment.GetEnvironmentVariable("SDK_TEST_VECTORS"), "..", "plans");

        /// <summary>Paths in a manifest are relative to its folder.</summary>
        private static readonly string ManifestPath = Path.Combine(Folder, "edgegap.toml");

        [SetUp]
        public void SetVariables()
        {
            foreach (string name in Secrets)
            {
                Environment.SetEnvironmentVariable(name, "canary-" + name);
            }
        }

        [TearDown]
        public void RemoveVariables()
        {
            foreach (string name in Secrets)
            {
                Environment.SetEnvironmentVariable(name, null);
            }
        }

        [Test]
        public async Task EveryVectorGivesWhatItExpects()
        {
            int count = 0;
            foreach (string file in Directory.GetFiles(Folder, "*.json").OrderBy(name => name))
            {
                foreach (JToken vector in ScriptedServer.Parse(File.ReadAllText(file))["vectors"])
                {
                    count++;
                    using (Emulator emulator = Emulator.Start())
                    using (EdgegapClient client = emulator.Client())
                    {
                        await RunAsync((JObject)vector, emulator, client);
                    }
                }
            }
            Assert.GreaterOrEqual(count, 60);
        }

        private static async Task RunAsync(JObject vector, Emulator emulator, EdgegapClient client)
        {
            string name = (string)vector["name"];
            PlanOptions options = Options(vector);
            if (vector["before"] != null)
            {
                var given = new PlanOptions { Set = options.Set };
                Plan before = await client.Publish.PlanAsync(Manifest(vector["before"]), given);
                await client.Publish.Apply(before).ToListAsync();
            }
            foreach (JToken call in vector["seed"] ?? new JArray())
            {
                var arguments = new JObject { { "path", call["path"] ?? new JObject() } };
                if (call["body"] != null)
                {
                    arguments["body"] = call["body"];
                }
                await client.Caller.DispatchAsync(
                    (string)call["operation"], arguments.ToString(Formatting.None), "");
            }
            emulator.ClearRequests();
            if (vector["error"] != null)
            {
                Task<Plan> making = client.Publish.PlanAsync(Manifest(vector["manifest"]), options);
                EdgegapException error = await Fails.WithAsync<EdgegapException>(making);
                string message = error.Message.Replace(ManifestPath, "edgegap.toml");
                StringAssert.Contains((string)vector["error"]["message"], message, name);
                return;
            }
            Plan plan = await client.Publish.PlanAsync(Manifest(vector["manifest"]), options);
            Assert.IsEmpty(Writes(emulator), name);
            string[] lines = plan.ToString().TrimEnd('\n').Split('\n').Skip(2).ToArray();
            Assert.AreEqual(vector["plan"].Select(line => (string)line).ToArray(), lines, name);
            AssertSame(vector["actions"], new JArray(plan.Actions.Select(Action).ToArray<object>()), name);
            List<Step> steps = await client.Publish.Apply(plan).ToListAsync();
            string shown = plan + plan.ToJson() + string.Concat(steps);
            StringAssert.DoesNotContain("canary", shown, name);
            AssertSame(vector["requests"] ?? new JArray(), Writes(emulator), name);
            var again = new PlanOptions { Set = options.Set, Recreate = options.Recreate };
            Assert.IsTrue((await client.Publish.PlanAsync(Manifest(vector["manifest"]), again)).IsEmpty, name);
        }

        private static PlanOptions Options(JObject vector)
        {
            JToken options = vector["options"] ?? new JObject();
            return new PlanOptions
            {
                Set = (vector["set"] ?? new JObject()).ToObject<Dictionary<string, string>>(),
                ResendSecrets = (bool?)options["resend_secrets"] ?? false,
                Recreate = (bool?)options["recreate"] ?? false,
                Unlink = (options["unlink"] ?? new JArray()).Select(link => (string)link).ToArray(),
            };
        }

        private static Manifest Manifest(JToken lines) =>
            Sdk.Manifest.FromText(string.Join("\n", lines.Select(line => (string)line)), "toml", ManifestPath);

        private static JArray Action(PlannedAction action)
        {
            var entry = new JArray(action.Object, action.Name, action.Action);
            if (action.Action == "update")
            {
                entry.Add(new JArray(action.Fields.Where(field => field.Sent).Select(field => field.Name)));
            }
            return entry;
        }

        /// <summary>The requests that change something; secrets are ***.</summary>
        private static JArray Writes(Emulator emulator)
        {
            IEnumerable<RecordedRequest> changing = emulator.Requests.Where(request => request.Method != "GET");
            return new JArray(changing.Select(request =>
            {
                var entry = new JArray(request.Method, request.Path);
                if (request.Body != null && request.Body.Type != JTokenType.Null)
                {
                    entry.Add(request.Body);
                }
                return entry;
            }).ToArray<object>());
        }

        private static void AssertSame(JToken expected, JToken actual, string name) =>
            Assert.IsTrue(JToken.DeepEquals(expected, actual), name + ": " + actual);
    }
}
