using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>
    /// Options that are times: without end, of no length, and what messages call them.
    /// </summary>
    [TestFixture]
    public sealed class TimeTests
    {
        private const long Year = 365L * 24 * 3600 * 1000;

        private static readonly string[] BoundaryWords = { "timeout_ms", "backoff_ms", "milliseconds", "31536000000" };

        [Test]
        public void HowTheyAreSent()
        {
            Assert.AreEqual(1, Sent(TimeSpan.FromTicks(1)), "a fraction is no reason to wait for nothing");
            Assert.AreEqual(1500, Sent(TimeSpan.FromSeconds(1.5)));
            Assert.AreEqual(Year, Sent(TimeSpan.MaxValue));
            Assert.AreEqual(Year, Sent(TimeSpan.FromDays(366)));
            Assert.AreEqual(Year, Sent(Timeout.InfiniteTimeSpan));
            Assert.AreEqual(0, Sent(TimeSpan.Zero));
            Assert.AreEqual(-1, Sent(TimeSpan.FromTicks(-1)));
        }

        [Test]
        public async Task NoLimitIsSaidAsEverywhereInDotNet()
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
                        // The wait before a retry has a year above it, and is as short as ever.
                        emulator.Inject(Fault.Status("applications.list", 503).Times(1));
                        var call = new CallOptions { BackoffInitial = TimeSpan.FromMilliseconds(1) };
                        await client.Applications.List(options: call).ToListAsync();
                    }
                }
            }
        }

        [Test]
        public async Task WhatIsWrongIsSaidInTheNamesOfCSharp()
        {
            using (Emulator emulator = Emulator.Start())
            using (EdgegapClient client = emulator.Client())
            {
                foreach (TimeSpan wrong in new[] { TimeSpan.Zero, TimeSpan.FromSeconds(-5), TimeSpan.MinValue })
                {
                    var options = new CallOptions { Timeout = wrong, ConnectTimeout = wrong, AttemptTimeout = wrong };
                    var error = await Fails.WithAsync<ValidationException>(client.Applications.GetAsync("", options));
                    string[] limits = new[] { "Timeout", "ConnectTimeout", "AttemptTimeout" }
                        .Select(name => name + " must be more than zero").ToArray();
                    Says(error.Message, limits);
                    Says(error.Message, "InfiniteTimeSpan", "app: ");
                    Assert.AreEqual(4, error.Violations.Count, "everything that is wrong at once");
                    foreach (string limit in limits)
                    {
                        string[] messages = error.Violations.Select(violation => violation.Message).ToArray();
                        Assert.IsTrue(messages.Any(text => text.StartsWith(limit, StringComparison.Ordinal)), limit);
                    }
                    var own = new ClientOptions { Timeout = wrong, MaxConcurrency = 0 };
                    Says(Assert.Throws<ConfigurationException>(() => emulator.Client(own)).Message, limits[0]);
                }
                var backoff = new CallOptions
                {
                    BackoffInitial = TimeSpan.FromTicks(-1), BackoffMax = TimeSpan.FromDays(-1),
                };
                string[] waits = { "BackoffInitial must not be negative", "BackoffMax must not be negative" };
                Task negative = client.Applications.GetAsync("my-game", backoff);
                Says((await Fails.WithAsync<ValidationException>(negative)).Message, waits);
                Says(Assert.Throws<ValidationException>(() => client.WithOptions(backoff)).Message, waits);
                Assert.IsEmpty(emulator.Requests);
            }
        }

        [Test]
        public void TimesOfFaultsAreChecked()
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
        public async Task StampsAreUtcAndDatesOfAnyKindAreSentAsTheyAre()
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
                    NewVersion body = Bodies.Version("of " + kind);
                    body.Extra = new JObject(new JProperty("probe", date));
                    emulator.ClearRequests();
                    await client.Versions.CreateAsync("my-game", body);
                    string sent = (string)emulator.Requests.Single().Body["probe"];
                    Assert.AreEqual(Newtonsoft.Json.JsonConvert.ToString(date).Trim('"'), sent);
                }
            }
        }

        private static long Sent(TimeSpan time) =>
            (long)JObject.Parse(new CallOptions { Timeout = time }.ToJson())["timeout_ms"]["total"];

        private static void Says(string message, params string[] words)
        {
            foreach (string word in words)
            {
                StringAssert.Contains(word, message);
            }
            foreach (string word in BoundaryWords)
            {
                StringAssert.DoesNotContain(word, message);
            }
        }
    }
}
