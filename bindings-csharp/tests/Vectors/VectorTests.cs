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
    /// <summary>The executable contract: every vector, through the typed surface and through the
    /// generic call below it.</summary>
    [TestFixture]
    public sealed class VectorTests
    {
        private static readonly List<Vector> All = Vector.LoadAll();

        private readonly List<JObject> _results = new List<JObject>();
        private ScriptedServer _server;
        private int _skipped;

        [TestFixtureSetUp]
        public void Start()
        {
            _server = new ScriptedServer();
        }

        /// <summary>Writes the results for the table of operations, languages and
        /// vectors.</summary>
        [TestFixtureTearDown]
        public void End()
        {
            _server.Dispose();
            string file = Environment.GetEnvironmentVariable("SDK_TEST_PARITY");
            if (string.IsNullOrEmpty(file))
            {
                return;
            }
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file)));
            IEnumerable<JObject> sorted = _results
                .OrderBy(result => (string)result["operation"], StringComparer.Ordinal)
                .ThenBy(result => (string)result["vector"], StringComparer.Ordinal)
                .ThenBy(result => (string)result["surface"], StringComparer.Ordinal);
            var parity = new JObject { { "language", "csharp" }, { "results", new JArray(sorted.ToArray<object>()) } };
            File.WriteAllText(file, parity.ToString(Formatting.Indented) + "\n");
            Console.WriteLine("{0} results, {1} vectors that the types cannot express", _results.Count, _skipped);
        }

        public static IEnumerable<TestCaseData> Dispatch() => Cases("dispatch");

        public static IEnumerable<TestCaseData> Typed() => Cases("typed");

        [Test]
        public void ThereAreVectorsForEveryOperation()
        {
            string[] without = Operations.Ids.Where(id => All.All(vector => vector.Operation != id)).ToArray();
            Assert.AreEqual(new string[0], without);
        }

        [Test]
        public async Task AWrongOutcomeIsReported()
        {
            var json = (JObject)All.Single(vector => vector.Name == "applications-get-every-member").Json.DeepClone();
            json["expect"]["value"]["name"] = "other";
            foreach (bool isTyped in new[] { false, true })
            {
                string[] found = await Play.RunAsync(new Vector(json), isTyped, _server);
                Assert.AreEqual(new[] { "value.name: expected \"other\", got \"my-game\"" }, found);
            }
        }

        [TestCaseSource("Dispatch")]
        public async Task ThroughTheGenericCall(string name)
        {
            await RunAsync(name, false);
        }

        [TestCaseSource("Typed")]
        public async Task ThroughTheTypedSurface(string name)
        {
            await RunAsync(name, true);
        }

        /// <summary>All vectors of a surface, or those whose names contain
        /// SDK_TEST_VECTOR.</summary>
        private static IEnumerable<TestCaseData> Cases(string surface)
        {
            string part = Environment.GetEnvironmentVariable("SDK_TEST_VECTOR") ?? "";
            return All.Where(vector => vector.IsFor(surface) && vector.Name.Contains(part))
                .Select(vector => new TestCaseData(vector.Name).SetName(vector.Name + " (" + surface + ")"));
        }

        private async Task RunAsync(string name, bool isTyped)
        {
            Vector vector = All.Single(candidate => candidate.Name == name);
            string[] found;
            try
            {
                found = await Play.RunAsync(vector, isTyped, _server);
            }
            catch (InexpressibleException error)
            {
                // A call that a user cannot write is not checked at run time; the README names the
                // three codes for this.
                Assert.IsTrue(vector.MayBeImpossible, "no rule allows that the types cannot express it: " + error.Message);
                _skipped++;
                return;
            }
            _results.Add(new JObject
            {
                { "operation", vector.Operation },
                { "vector", name },
                { "surface", isTyped ? "typed" : "dispatch" },
                { "passed", found.Length == 0 },
            });
            Assert.IsEmpty(found, string.Join("\n", found));
        }
    }
}
