using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>The emulator that runs in this process.</summary>
    [TestFixture]
    public sealed class EmulatorTests
    {
        [Test]
        public async Task OptionsAreApplied()
        {
            string folder = Path.Combine(Path.GetTempPath(), "edgegap-emulator-" + Guid.NewGuid().ToString("N"));
            Directory.CreateDirectory(folder);
            try
            {
                var options = new EmulatorOptions
                {
                    Tokens = new[] { "first", "second" }, Data = Path.Combine(folder, "state.redb"),
                };
                using (Emulator emulator = await Emulator.StartAsync(options))
                using (EdgegapClient client = emulator.Client(new ClientOptions { Token = "second" }))
                {
                    Assert.AreEqual("first", emulator.Token);
                    StringAssert.StartsWith("http://127.0.0.1:", emulator.Url);
                    Assert.AreEqual(emulator.Url, client.BaseUrl);
                    await client.Applications.CreateAsync(Bodies.Application("my-game"));
                }
                // The file was closed, and contains the application.
                using (Emulator emulator = await Emulator.StartAsync(options))
                using (EdgegapClient client = emulator.Client())
                {
                    Assert.AreEqual("my-game", (await client.Applications.List().ToListAsync()).Single().Name);
                }
            }
            finally
            {
                Directory.Delete(folder, true);
            }
        }

        [Test]
        public async Task AFaultCanBeLimitedAndRemoved()
        {
            using (Emulator emulator = await Emulator.StartAsync())
            using (EdgegapClient client = emulator.Client(new ClientOptions { MaxRetries = 0 }))
            {
                TimeSpan time = TimeSpan.FromMinutes(10);
                Fault limit = Fault.RateLimit("*", 0, time).RetryAfter(1);
                long id = emulator.Inject(limit.Chance(1).TimeToLive(time).Name("game"));
                InjectedFault fault = emulator.Faults.Single();
                Assert.AreEqual(id, fault.Id);
                Assert.AreEqual((long?)0, fault.Calls);
                Assert.AreEqual((TimeSpan?)time, fault.Time);
                Assert.AreEqual((TimeSpan?)time, fault.TimeToLive);
                Assert.AreEqual((double?)1, fault.Chance);
                Assert.AreEqual("game", fault.Name);
                Assert.IsTrue(fault.IsActive);
                await Fails.WithAsync<RateLimitedException>(client.Applications.GetAsync("game"));
                await Fails.WithAsync<NotFoundException>(client.Applications.GetAsync("another"));
                emulator.RemoveFault(id);
                await Fails.WithAsync<NotFoundException>(client.Applications.GetAsync("game"));
                Assert.Throws<ValidationException>(() => emulator.RemoveFault(id));
                emulator.Inject(Fault.EventualList("*", time));
                await client.Applications.CreateAsync(Bodies.Application("my-game"));
                Assert.IsEmpty(await client.Applications.List().ToListAsync());
                RecordedRequest request = emulator.Requests.Last();
                Assert.AreEqual(0, (int)request.ResponseBody["total_count"]);
                Assert.AreEqual("application/json", request.ResponseHeaders["content-type"]);
            }
            Assert.Throws<ArgumentOutOfRangeException>(() => Fault.Reset("*").Chance(0));
            Assert.Throws<ArgumentOutOfRangeException>(() => Fault.Reset("*").TimeToLive(TimeSpan.Zero));
            Assert.Throws<ArgumentOutOfRangeException>(() => Fault.RateLimit("*", -1, TimeSpan.FromSeconds(1)));
            Assert.Throws<ArgumentOutOfRangeException>(() => Fault.Settle("*", 1, TimeSpan.FromHours(1)));
        }

        [Test]
        public async Task ASceneIsSavedAndLoaded()
        {
            using (Emulator emulator = await Emulator.StartAsync())
            using (EdgegapClient client = emulator.Client())
            {
                emulator.Load("demo");
                string scene = emulator.State;
                string[] names = (await client.Applications.List().ToListAsync()).Select(app => app.Name).ToArray();
                Assert.AreEqual(new[] { "space-arena", "tiny-kart" }, names);
                emulator.Reset();
                emulator.Load(scene);
                Assert.AreEqual(scene, emulator.State);
                var error = Assert.Throws<ValidationException>(() => emulator.Load("none"));
                StringAssert.Contains("no scene", error.Message);
                Assert.Throws<ValidationException>(() => emulator.Load("{\"applications\": [{}]}"));
                Assert.Throws<ArgumentNullException>(() => emulator.Load(null));
                Assert.AreEqual(scene, emulator.State);
            }
        }

        [Test]
        public async Task EmptyOptionsCountAsNotSet()
        {
            var options = new EmulatorOptions { Host = "", Data = " ", Registry = "\t", Tokens = new[] { "", " " } };
            using (Emulator emulator = await Emulator.StartAsync(options))
            using (EdgegapClient client = emulator.Client(new ClientOptions { Token = "", BaseUrl = " " }))
            {
                Assert.AreEqual("emulator-token", emulator.Token);
                Assert.IsEmpty(await client.Applications.List().ToListAsync());
            }
            options.Tokens = new[] { " ", "second" };
            using (Emulator emulator = await Emulator.StartAsync(options))
            {
                Assert.AreEqual("second", emulator.Token);
            }
        }

        [Test]
        public async Task InvalidOptionsAreReported()
        {
            var invalid = new EmulatorOptions { Port = 70000 };
            var error = await Fails.WithAsync<ConfigurationException>(Emulator.StartAsync(invalid));
            StringAssert.Contains("port", error.Message);
            using (Emulator first = Emulator.Start())
            {
                var same = new EmulatorOptions { Port = new Uri(first.Url).Port };
                error = Assert.Throws<ConfigurationException>(() => Emulator.Start(same));
                StringAssert.Contains("taken", error.Message);
            }
            var elsewhere = new EmulatorOptions { Host = "example.com" };
            error = await Fails.WithAsync<ConfigurationException>(Emulator.StartAsync(elsewhere));
            StringAssert.Contains("host", error.Message.ToLowerInvariant());
            using (Emulator local = await Emulator.StartAsync(new EmulatorOptions { Host = "localhost" }))
            {
                StringAssert.StartsWith("http://127.0.0.1:", local.Url);
            }
        }

        [Test]
        public async Task QuotaResetAndRequests()
        {
            using (Emulator emulator = Emulator.Start(new EmulatorOptions { Host = "127.0.0.1", Verbose = false }))
            using (EdgegapClient client = emulator.Client())
            {
                emulator.SetQuota(1, null);
                await client.Applications.CreateAsync(Bodies.Application("first"));
                var error = await Fails.WithAsync<BadRequestException>(
                    client.Applications.CreateAsync(Bodies.Application("second")));
                StringAssert.Contains("limit", error.Message);
                await client.EndpointStorages.CreateAsync(Bodies.Storage("my-storage"));
                RecordedRequest last = emulator.Requests.Last();
                Assert.AreEqual("POST /v1/storage/endpoint 200", last.ToString());
                Assert.AreEqual("endpoint_storages.create", last.Operation);
                Assert.AreEqual("***", (string)last.Body["secret_access_key"]);
                emulator.ClearRequests();
                Assert.IsEmpty(emulator.Requests);
                emulator.Reset();
                Assert.IsEmpty(await client.Applications.List().ToListAsync());
                await client.Applications.CreateAsync(Bodies.Application("first"));
                await client.Applications.CreateAsync(Bodies.Application("second"));
            }
        }

        [Test]
        public async Task AStoppedEmulatorIsClosed()
        {
            Emulator emulator = await Emulator.StartAsync();
            EdgegapClient client = emulator.Client(new ClientOptions { MaxRetries = 0 });
            await emulator.StopAsync();
            await emulator.StopAsync();
            emulator.Dispose();
            AssertIsClosed(emulator, "start a new one");
            Assert.AreEqual("Emulator { stopped }", emulator.ToString());
            await Fails.WithAsync<ConnectionFailedException>(client.Applications.GetAsync("my-game"));
            client.Dispose();
        }

        /// <summary>Asserts that the members of an emulator throw, with this advice.</summary>
        internal static void AssertIsClosed(Emulator emulator, string advice)
        {
            var elsewhere = new ClientOptions { BaseUrl = "http://127.0.0.1:1", Token = "own" };
            foreach (TestDelegate member in new TestDelegate[]
            {
                () => emulator.Client(),
                () => emulator.Client(elsewhere),
                () => emulator.Url.ToString(),
                () => emulator.Token.ToString(),
                () => emulator.Requests.ToString(),
                () => emulator.Faults.ToString(),
                () => emulator.Inject(Fault.Reset("*")),
                () => emulator.ClearFaults(),
                () => emulator.ClearRequests(),
                () => emulator.SetQuota(1, 1),
                () => emulator.SetTokens("a"),
                () => emulator.SeedTags("game", "v1"),
                () => emulator.Reset(),
            })
            {
                StringAssert.Contains(advice, Assert.Throws<ClosedException>(member).Message);
            }
        }
    }
}
