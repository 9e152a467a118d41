using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>Options of clients, views and calls; evidence of replies; events; faults.</summary>
    [TestFixture]
    public sealed class OptionTests : EmulatorFixture
    {
        [Test]
        public async Task OptionsAddUpFromClientToCall()
        {
            var options = new ClientOptions { Headers = new Dictionary<string, string> { { "X-Client", "1" } }, UserAgent = "my-build/1.2" };
            using (EdgegapClient client = Emulator.Client(options))
            using (EdgegapClient view = client.WithOptions(new CallOptions { Headers = new Dictionary<string, string> { { "X-View", "2" } } }))
            {
                var call = new CallOptions
                {
                    Headers = new Dictionary<string, string> { { "X-Call", "3" } },
                    ExtraQuery = new Dictionary<string, string> { { "a", "b c" } },
                };
                await view.Applications.List(options: call).ToListAsync();
                RecordedRequest request = Emulator.Requests.Single();
                Assert.AreEqual("1", request.Headers["x-client"]);
                Assert.AreEqual("2", request.Headers["x-view"]);
                Assert.AreEqual("3", request.Headers["x-call"]);
                StringAssert.StartsWith("my-build/1.2 edgegap-sdk/" + Contract.Version + " csharp/", request.Headers["user-agent"]);
                StringAssert.Contains("a=b%20c", request.Query.Replace('+', '?').Replace("?", "%20"));
            }
        }

        [Test]
        public async Task OnReplyHearsOfEveryOperation()
        {
            var heard = new List<ReplyMeta>();
            using (EdgegapClient client = Emulator.Client(new ClientOptions { BackoffInitial = TimeSpan.FromMilliseconds(1) }))
            {
                await client.Applications.CreateAsync(Bodies.Application("my-game"));
                Emulator.Inject(Fault.Status("applications.delete", 503).Times(1));
                await client.Applications.DeleteAsync("my-game", new CallOptions { OnReply = heard.Add });
                ReplyMeta meta = heard.Single();
                Assert.AreEqual(200, meta.Status);
                Assert.AreEqual(new[] { "503", "200" }, meta.Attempts.Select(attempt => attempt.Outcome).ToArray());
                Assert.IsNotNull(meta.RequestId);
                Assert.IsTrue(meta.Headers.ContainsKey("date"));
            }
        }

        [Test]
        public async Task EventsTellOfEachCallAndNoSecret()
        {
            var events = new List<CallEvent>();
            using (EdgegapClient client = Emulator.Client(new ClientOptions { OnEvent = events.Add }))
            {
                await client.EndpointStorages.CreateAsync(Bodies.Storage("my-storage"));
                await Fails.WithAsync<NotFoundException>(client.Applications.GetAsync("nope"));
                await Fails.WithAsync<ValidationException>(client.Applications.GetAsync(""));
            }
            Assert.AreEqual(
                new[] { "endpoint_storages.create ok 200", "applications.get not_found 404", "applications.get validation " },
                events.Select(one => one.Operation + " " + one.Outcome + " " + one.Status).ToArray());
            string text = string.Join("\n", events);
            StringAssert.Contains("edgegap endpoint_storages.create: ok in ", text);
            StringAssert.DoesNotContain("canary", text);
            StringAssert.DoesNotContain(Emulator.Token, text);
        }

        [Test]
        public async Task AHookThatThrowsDecidesNothing()
        {
            Action<object> fail = _ => { throw new InvalidOperationException("a hook"); };
            using (EdgegapClient client = Emulator.Client(new ClientOptions { OnEvent = fail, OnReply = fail }))
            {
                Assert.AreEqual("my-game", (await client.Applications.CreateAsync(Bodies.Application("my-game"))).Name);
                await Fails.WithAsync<NotFoundException>(client.Applications.GetAsync("nope"));
            }
        }

        [Test]
        public async Task FaultsShowWhatErrorsCarry()
        {
            using (EdgegapClient client = Emulator.Client(new ClientOptions { MaxRetries = 0 }))
            {
                Emulator.Inject(Fault.Status("applications.list", 429).RetryAfter(90).Times(1));
                var limited = await Fails.WithAsync<RateLimitedException>(client.Applications.List().ToListAsync());
                Assert.AreEqual(TimeSpan.FromSeconds(90), limited.RetryAfter);
                Assert.IsTrue(limited.Retryable);
                Assert.AreEqual("429", limited.Attempts.Single().Outcome);
                Assert.AreEqual("GET", limited.Method);
                StringAssert.StartsWith(Emulator.Url, limited.Url);

                // Twice: what is lost on a connection that was in use before is sent once more on a
                // new one.
                Emulator.Inject(Fault.Reset("applications.create").After().Times(2));
                var lost = await Fails.WithAsync<ConnectionFailedException>(client.Applications.CreateAsync(Bodies.Application("my-game")));
                Assert.IsTrue(lost.MaybeApplied);
                Assert.AreEqual("my-game", (await client.Applications.GetAsync("my-game")).Name, "it was carried out");

                Emulator.Inject(Fault.Garbage("applications.get").Skip(1).Times(1));
                await client.Applications.GetAsync("my-game");
                await Fails.WithAsync<EdgegapException>(client.Applications.GetAsync("my-game"));

                Emulator.Inject(Fault.Stall("applications.get"));
                var options = new CallOptions { Timeout = TimeSpan.FromMilliseconds(50) };
                await Fails.WithAsync<TimedOutException>(client.Applications.GetAsync("my-game", options));
                Emulator.ClearFaults();
                await client.Applications.GetAsync("my-game", options = null);

                var unknown = Assert.Throws<ValidationException>(() => Emulator.Inject(Fault.Truncate("nope")));
                StringAssert.Contains("nope", unknown.Message);
            }
        }

        [Test]
        public async Task ALostCreateIsFoundAgain()
        {
            using (EdgegapClient client = Emulator.Client(new ClientOptions { BackoffInitial = TimeSpan.FromMilliseconds(1) }))
            {
                Emulator.Inject(Fault.Reset("applications.create").After().Times(1));
                Assert.AreEqual("my-game", (await client.Applications.CreateAsync(Bodies.Application("my-game"))).Name);
                Assert.AreEqual(1, await client.Applications.List().TotalAsync());
                NewApplication other = Bodies.Application("my-game");
                other.IsActive = false;
                var taken = await Fails.WithAsync<ConflictException>(client.Applications.CreateAsync(other));
                Assert.AreEqual(409, taken.Status);
                Assert.IsFalse(taken.MaybeApplied);
            }
        }
    }
}
