using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>Options that are durations: their limits, and their names in messages.</summary>
    [TestFixture]
    public sealed class DurationTests
    {
        private const long Year = 365L * 24 * 3600 * 1000;

        private static readonly string[] BoundaryTerms =
        {
            "timeout_ms", "backoff_ms", "milliseconds", "31536000000",
        };

        /// <summary>The last one is the mistake of 30 ticks for 30 seconds.</summary>
        private static readonly TimeSpan[] Invalid =
        {
            TimeSpan.Zero, TimeSpan.FromSeconds(-5), TimeSpan.MinValue, new TimeSpan(30),
        };

        [Test]
        public void DurationsAreSentInMilliseconds()
        {
            Assert.AreEqual(2, Milliseconds(TimeSpan.FromMilliseconds(1) + TimeSpan.FromTicks(1)), "rounded up");
            Assert.AreEqual(1500, Milliseconds(TimeSpan.FromSeconds(1.5)));
            Assert.AreEqual(Year, Milliseconds(TimeSpan.MaxValue));
            Assert.AreEqual(Year, Milliseconds(TimeSpan.FromDays(366)));
            Assert.AreEqual(Year, Milliseconds(Timeout.InfiniteTimeSpan));
            Assert.AreEqual(0, Milliseconds(TimeSpan.Zero));
            Assert.AreEqual(-1, Milliseconds(TimeSpan.FromTicks(-1)));
        }

        [Test]
        public async Task InfiniteTimeSpanMeansNoLimit()
        {
            using (Emulator emulator = Emulator.Start())
            {
                foreach (TimeSpan none in new[] { Timeout.InfiniteTimeSpan, TimeSpan.MaxValue })
                {
                    var options = new ClientOptions
                    {
                        Timeout = none, AttemptTimeout = none, ConnectTimeout = none, BackoffMax = none,
                    };
                    using (EdgegapClient client = emulator.Client(options))
                    {
                        await client.Applications.List(options: new CallOptions { Timeout = none }).ToListAsync();
                        // The maximum of a year does not make the wait before a retry longer.
                        emulator.Inject(Fault.Status("applications.list", 503).Times(1));
                        var call = new CallOptions { BackoffInitial = TimeSpan.FromMilliseconds(1) };
                        await client.Applications.List(options: call).ToListAsync();
                    }
                }
            }
        }

        [Test]
        public async Task ErrorsUseTheNamesOfCSharp()
        {
            using (Emulator emulator = Emulator.Start())
            using (EdgegapClient client = emulator.Client())
            {
                foreach (TimeSpan invalid in Invalid)
                {
                    var options = new CallOptions
                    {
                        Timeout = invalid, ConnectTimeout = invalid, AttemptTimeout = invalid,
                    };
                    var error = await Fails.WithAsync<ValidationException>(client.Applications.GetAsync("", options));
                    string[] limits = new[] { "Timeout", "ConnectTimeout", "AttemptTimeout" }
                        .Select(name => name + ": must be at least 1 ms").ToArray();
                    AssertContains(error.Message, limits);
                    AssertContains(error.Message, "InfiniteTimeSpan", "app: ");
                    Assert.AreEqual(4, error.Violations.Count, "all violations at once");
                    string[] paths = error.Violations.Select(violation => violation.Path).ToArray();
                    foreach (string name in new[] { "Timeout", "ConnectTimeout", "AttemptTimeout", "app" })
                    {
                        Assert.Contains(name, paths);
                    }
                    var own = new ClientOptions { Timeout = invalid, MaxConcurrency = 0 };
                    var configuration = Assert.Throws<ConfigurationException>(() => emulator.Client(own));
                    AssertContains(configuration.Message, limits[0], "MaxConcurrency must be an integer, 1 or more");
                }
                var backoff = new CallOptions
                {
                    BackoffInitial = TimeSpan.FromTicks(-1), BackoffMax = TimeSpan.FromDays(-1),
                };
                string[] waits = { "BackoffInitial: must not be negative", "BackoffMax: must not be negative" };
                Task negative = client.Applications.GetAsync("my-game", backoff);
                AssertContains((await Fails.WithAsync<ValidationException>(negative)).Message, waits);
                AssertContains(Assert.Throws<ValidationException>(() => client.WithOptions(backoff)).Message, waits);
                Assert.IsEmpty(emulator.Requests);
            }
        }

        [Test]
        public void ArgumentsOfFaultsAreChecked()
        {
            Fault.Latency("*", TimeSpan.FromSeconds(600));
            Assert.Throws<ArgumentOutOfRangeException>(() => Fault.Latency("*", TimeSpan.MaxValue));
            Assert.Throws<ArgumentOutOfRangeException>(() => Fault.Latency("*", Timeout.InfiniteTimeSpan));
            Assert.Throws<ArgumentOutOfRangeException>(() => Fault.Reset("*").Times(0));
            Assert.Throws<ArgumentOutOfRangeException>(() => Fault.Reset("*").Skip(-1));
            using (Emulator emulator = Emulator.Start())
            {
                Assert.Throws<ArgumentOutOfRangeException>(() => emulator.SetQuota(-1, null));
                Assert.Throws<ArgumentOutOfRangeException>(() => emulator.SetQuota(null, -1));
            }
        }

        [Test]
        public async Task TimestampsAreUtcAndDatesAreSentUnchanged()
        {
            using (Emulator emulator = Emulator.Start())
            using (EdgegapClient client = emulator.Client())
            {
                DateTimeOffset before = DateTimeOffset.UtcNow.AddSeconds(-2);
                await client.Applications.CreateAsync(Bodies.Application("my-game"));
                DateTimeOffset created = (await client.Applications.GetAsync("my-game")).CreateTime.Value;
                Assert.AreEqual(TimeSpan.Zero, created.Offset);
                Assert.AreEqual(DateTimeKind.Utc, created.UtcDateTime.Kind);
                Assert.GreaterOrEqual(created, before);
                Assert.LessOrEqual(created, DateTimeOffset.UtcNow.AddSeconds(2));
                foreach (DateTimeKind kind in new[] { DateTimeKind.Utc, DateTimeKind.Local, DateTimeKind.Unspecified })
                {
                    var date = new DateTime(2026, 4, 22, 20, 30, 52, kind);
                    NewVersion body = Bodies.Version("date-" + kind);
                    body.Extra = new JObject(new JProperty("probe", date));
                    emulator.ClearRequests();
                    await client.Versions.CreateAsync("my-game", body);
                    string sent = (string)emulator.Requests.Single().Body["probe"];
                    Assert.AreEqual(Newtonsoft.Json.JsonConvert.ToString(date).Trim('"'), sent);
                }
            }
        }

        private static long Milliseconds(TimeSpan time) =>
            (long)JObject.Parse(new CallOptions { Timeout = time }.ToJson())["timeout_ms"]["total"];

        private static void AssertContains(string message, params string[] parts)
        {
            foreach (string part in parts)
            {
                StringAssert.Contains(part, message);
            }
            foreach (string term in BoundaryTerms)
            {
                StringAssert.DoesNotContain(term, message);
            }
        }
    }
}
