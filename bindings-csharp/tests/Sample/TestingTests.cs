using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Edgegap.Sdk.Models;
using Edgegap.Sdk.Testing;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>The base class of the sample, as NUnit runs it.</summary>
    [TestFixture]
    public sealed class TestingTests : EmulatorFixture
    {
        private static readonly List<string> Urls = new List<string>();

        /// <summary>A method of the test class runs after that of the base class.</summary>
        [SetUp]
        public void Remember() => Urls.Add(Emulator.Url);

        [TearDown]
        public void StillThere() => Assert.AreEqual(Urls.Last(), Emulator.Url);

        [TestCase(1)]
        [TestCase(2)]
        public void EachTestHasAnEmulatorInItsInitialState(int round)
        {
            Assert.IsEmpty(Emulator.Requests);
            Assert.IsEmpty(Emulator.Faults);
            Assert.IsNull(Run(() => Client.Applications.List().FirstAsync()));
            var body = new NewApplication { Name = "my-game", IsActive = true, Image = Image.None };
            Assert.AreEqual("my-game", Run(() => Client.Applications.CreateAsync(body)).Name);
            Run(() => Task.Delay(1));
            Emulator.Inject(Fault.Status("*", 503));
            Emulator.SetTokens("another");
            Assert.AreEqual(1, Urls.Distinct().Count(), "it is not started again");
        }

        [Test]
        public async Task TestsMayBeAsynchronous()
        {
            Assert.IsNull(await Client.Applications.List().FirstAsync());
            Assert.Throws<NotFoundException>(() => Run(() => Client.Applications.GetAsync("nope")));
        }
    }

    /// <summary>The base class of the sample, run by these tests.</summary>
    [TestFixture]
    public sealed class EmulatorFixtureTests
    {
        private const string Document =
            "{\"format\":\"edgegap.emulator/1\"," +
            "\"applications\":[{\"name\":\"my-game\",\"is_active\":true,\"image\":\"\"}]}";

        private static readonly string[] Names =
        {
            "EDGEGAP_BASE_URL", "EDGEGAP_TOKEN", "EDGEGAP_API_URL", "EDGEGAP_API_TOKEN", "EDGEGAP_READ_ONLY",
            "EDGEGAP_APP_ALLOWLIST",
        };

        [Test]
        public void RunningTestsHaveEmulatorsOfTheirOwn()
        {
            var first = new Probe();
            var second = new Probe();
            first.StartEmulator();
            second.StartEmulator();
            string[] urls = { first.Running.Url, second.Running.Url };
            Assert.AreNotEqual(urls[0], urls[1]);
            Assert.Throws<InvalidOperationException>(first.StartEmulator);
            first.ResetEmulator();
            second.ResetEmulator();
            second.StartEmulator();
            Assert.Contains(second.Running.Url, urls, "it is used again");
            second.ResetEmulator();
        }

        [Test]
        public void AStoppedEmulatorIsReplaced()
        {
            var probe = new Probe();
            probe.StartEmulator();
            EdgegapClient client = probe.Calling;
            Assert.AreSame(client, probe.Calling);
            probe.Running.Dispose();
            probe.ResetEmulator();
            Assert.Throws<ClosedException>(() => client.Applications.GetAsync("any").GetAwaiter().GetResult());
            probe.StartEmulator();
            Assert.IsEmpty(probe.ReadNames());
            probe.ResetEmulator();
        }

        [Test]
        public void WithoutATestThereIsNoEmulator()
        {
            var probe = new Probe();
            var error = Assert.Throws<InvalidOperationException>(() => probe.Running.Reset());
            StringAssert.StartsWith("the emulator is there during a test", error.Message);
            Assert.Throws<InvalidOperationException>(() => probe.Calling.Dispose());
            probe.ResetEmulator();
        }

        [Test]
        public void AScene()
        {
            string path = Path.ChangeExtension(Path.GetTempFileName(), ".json");
            File.WriteAllText(path, Document);
            try
            {
                foreach (string scene in new[] { Document, path, null, " " })
                {
                    var probe = new Probe { SceneOfTest = scene };
                    probe.StartEmulator();
                    string[] names = string.IsNullOrWhiteSpace(scene) ? new string[0] : new[] { "my-game" };
                    CollectionAssert.AreEqual(names, probe.ReadNames());
                    probe.ResetEmulator();
                }
                File.WriteAllText(path, "not JSON");
                var text = new Probe { SceneOfTest = path };
                StringAssert.Contains(path, Assert.Throws<InvalidDataException>(text.StartEmulator).Message);
            }
            finally
            {
                File.Delete(path);
            }
            var missing = new Probe { SceneOfTest = "missing.json" };
            StringAssert.Contains("missing.json", Assert.Throws<FileNotFoundException>(missing.StartEmulator).Message);
            var wrong = new Probe { SceneOfTest = "{\"applications\":3}" };
            Assert.Throws<ValidationException>(wrong.StartEmulator);
            Assert.Throws<InvalidOperationException>(() => wrong.Running.Reset());
            wrong.SceneOfTest = null;
            wrong.StartEmulator();
            wrong.ResetEmulator();
        }

        [Test]
        public void TheEnvironmentIsThatOfTheEmulator()
        {
            Dictionary<string, string> before = Names.ToDictionary(name => name, Environment.GetEnvironmentVariable);
            try
            {
                foreach (string name in Names)
                {
                    Environment.SetEnvironmentVariable(name, name == "EDGEGAP_TOKEN" ? null : "live");
                }
                var probe = new Probe { WithEnvironment = true };
                probe.StartEmulator();
                var wanted = new[] { probe.Running.Url, probe.Running.Token, null, null, null, null };
                CollectionAssert.AreEqual(wanted, Names.Select(Environment.GetEnvironmentVariable));
                using (var client = new EdgegapClient())
                {
                    Task.Run(() => client.Applications.List().FirstAsync()).Wait();
                }
                Assert.AreEqual(1, probe.Running.Requests.Count);
                probe.ResetEmulator();
                foreach (string name in Names)
                {
                    string value = name == "EDGEGAP_TOKEN" ? null : "live";
                    Assert.AreEqual(value, Environment.GetEnvironmentVariable(name), name);
                }
            }
            finally
            {
                foreach (KeyValuePair<string, string> variable in before)
                {
                    Environment.SetEnvironmentVariable(variable.Key, variable.Value);
                }
            }
        }

        [Test]
        public void TheReadmeShowsTheExample()
        {
            string contract = Environment.GetEnvironmentVariable("SDK_TEST_CONTRACT");
            string sdk = Path.GetFullPath(Path.Combine(contract, "../../../bindings-csharp/sdk"));
            string example = File.ReadAllText(Path.Combine(sdk, "Samples~/Testing/ExampleTests.cs"));
            StringAssert.Contains("```csharp\n" + example + "```\n", File.ReadAllText(Path.Combine(sdk, "README.md")));
        }

        /// <summary>A test class whose methods are called by a test.</summary>
        private sealed class Probe : EmulatorFixture
        {
            internal string SceneOfTest { get; set; }

            internal bool WithEnvironment { get; set; }

            internal Emulator Running => Emulator;

            internal EdgegapClient Calling => Client;

            protected override string Scene => SceneOfTest;

            protected override bool SetsEnvironment => WithEnvironment;

            internal List<string> ReadNames()
            {
                List<Application> applications = Run(() => Client.Applications.List().ToListAsync());
                return applications.Select(application => application.Name).ToList();
            }
        }
    }
}
