using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>
    /// A read, a create, an update and a deletion with each fault of tests/faults.
    /// </summary>
    [TestFixture]
    public sealed class FaultTests
    {
        /// <summary>Number of concurrent cells; most of them wait most of the time.</summary>
        private const int Concurrency = 32;

        /// <summary>Only cells that hang take so long.</summary>
        private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

        private static readonly List<KeyValuePair<string, string>> All = FaultServer.Cells();

        private readonly List<JObject> _results = new List<JObject>();
        private Dictionary<string, JObject> _verdicts;

        /// <summary>Runs all cells concurrently, before the test of each.</summary>
        [TestFixtureSetUp]
        public void Run()
        {
            // The pool would otherwise add threads slowly.
            ThreadPool.SetMinThreads(2 * Concurrency, 2 * Concurrency);
            using (var server = new FaultServer())
            {
                Task<Dictionary<string, JObject>> all = Task.Run(() => RunAllAsync(server));
                Assert.IsTrue(all.Wait(Timeout), "a cell hangs");
                _verdicts = all.Result;
            }
        }

        /// <summary>Writes the results for docs/reliability.md.</summary>
        [TestFixtureTearDown]
        public void Write()
        {
            string file = Environment.GetEnvironmentVariable("SDK_TEST_RELIABILITY");
            if (string.IsNullOrEmpty(file))
            {
                return;
            }
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file)));
            IEnumerable<JObject> sorted = _results
                .OrderBy(result => (string)result["operation"], StringComparer.Ordinal)
                .ThenBy(result => (string)result["fault"], StringComparer.Ordinal);
            var found = new JObject { { "language", "csharp" }, { "results", new JArray(sorted.ToArray<object>()) } };
            File.WriteAllText(file, found.ToString(Formatting.Indented) + "\n");
        }

        public static IEnumerable<TestCaseData> Cells() =>
            All.Select(cell => new TestCaseData(cell.Key, cell.Value).SetName(cell.Key + ", " + cell.Value));

        [TestCaseSource("Cells")]
        public void WithAFault(string fault, string operation)
        {
            JObject verdict = _verdicts[fault + operation];
            var entry = (JObject)verdict["entry"];
            entry["surface"] = "typed";
            _results.Add(entry);
            Assert.IsEmpty(verdict["differences"], "C#: " + string.Join("\nC#: ", verdict["differences"]));
        }

        private static async Task<Dictionary<string, JObject>> RunAllAsync(FaultServer server)
        {
            var turns = new SemaphoreSlim(Concurrency);
            var running = All.ToDictionary(cell => cell.Key + cell.Value, cell => RunAsync(server, turns, cell));
            await Task.WhenAll(running.Values);
            return running.ToDictionary(cell => cell.Key, cell => cell.Value.Result);
        }

        private static async Task<JObject> RunAsync(
            FaultServer server, SemaphoreSlim turns, KeyValuePair<string, string> cell)
        {
            await turns.WaitAsync();
            try
            {
                return await server.RunAsync(cell.Key, cell.Value);
            }
            finally
            {
                turns.Release();
            }
        }
    }
}
