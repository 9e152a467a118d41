using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>Options of clients, views and calls; metadata of replies; events; faults.</summary>
    [TestFixture]
    public sealed class OptionTests : EmulatorFixture
    {
        [Test]
        public async Task OptionsOfClientViewAndCallAddUp()
        {
            var options = new ClientOptions { Headers = Pair("X-Client", "1"), UserAgent = "my-build/1.2" };
            using (EdgegapClient client = Emulator.Client(options))
            using (EdgegapClient view = client.WithOptions(new CallOptions { Headers = Pair("X-View", "2") }))
            {
                var call = new CallOptions
                {
                    Headers = Pair("X-Call", "3"),
                    ExtraQuery = Pair("a", "b c"),
                };
                await view.Applications.List(options: call).ToListAsync();
                RecordedRequest request = Emulator.Requests.Single();
                Assert.AreEqual("1", request.Headers["x-client"]);
                Assert.AreEqual("2", request.Headers["x-view"]);
                Assert.AreEqual("3", request.Headers["x-call"]);
                string agent = "my-build/1.2 edgegap-sdk/" + Contract.Version + " csharp/";
                StringAssert.StartsWith(agent, request.Headers["user-agent"]);
                StringAssert.Contains("a=b%20c", request.Query.Replace('+', '?').Replace("?", "%20"));
            }
        }

        [Test]
        public async Task OnReplyIsCalledForEveryOperation()
        {
            var replies = new List<ReplyMeta>();
            var options = new ClientOptions { BackoffInitial = TimeSpan.FromMilliseconds(1) };
            using (EdgegapClient client = Emulator.Client(options))
            {
                await client.Applications.CreateAsync(Bodies.Application("my-game"));
                Emulator.Inject(Fault.Status("applications.delete", 503).Times(1));
                await client.Applications.DeleteAsync("my-game", new CallOptions { OnReply = replies.Add });
                ReplyMeta meta = replies.Single();
                Assert.AreEqual(200, meta.Status);
                Assert.AreEqual(new[] { "503", "200" }, meta.Attempts.Select(attempt => attempt.Outcome).ToArray());
                Assert.IsNotNull(meta.RequestId);
                Assert.IsTrue(meta.Headers.ContainsKey("date"));
            }
        }

        [Test]
        public async Task EventsDescribeEachCallWithoutSecrets()
        {
            var events = new List<CallEvent>();
            using (EdgegapClient client = Emulator.Client(new ClientOptions { OnEvent = events.Add }))
            {
                await client.EndpointStorages.CreateAsync(Bodies.Storage("my-storage"));
                await Fails.WithAsync<NotFoundException>(client.Applications.GetAsync("nope"));
                await Fails.WithAsync<ValidationException>(client.Applications.GetAsync(""));
            }
            Assert.AreEqual(
                new[]
                {
                    "endpoint_storages.create ok 200", "applications.get not_found 404", "applications.get validation ",
                },
                events.Select(call => call.Operation + " " + call.Outcome + " " + call.Status).ToArray());
            Assert.IsNull(events[0].Error);
            Assert.IsInstanceOf<NotFoundException>(events[1].Error);
            Assert.IsNotEmpty(events[0].RequestId);
            string text = string.Join("\n", events);
            StringAssert.Contains("edgegap applications.get GET not_found 404 in ", text);
            StringAssert.Contains("edgegap endpoint_storages.create POST 200 in ", text);
            StringAssert.DoesNotContain("canary", text);
            StringAssert.DoesNotContain(Emulator.Token, text);
        }

        [Test]
        public async Task ACallbackThatThrowsIsIgnored()
        {
            Action<object> fail = _ => { throw new InvalidOperationException("a callback"); };
            using (EdgegapClient client = Emulator.Client(new ClientOptions { OnEvent = fail, OnReply = fail }))
            {
                Models.Application created = await client.Applications.CreateAsync(Bodies.Application("my-game"));
                Assert.AreEqual("my-game", created.Name);
                await Fails.WithAsync<NotFoundException>(client.Applications.GetAsync("nope"));
            }
        }

        [Test]
        public async Task ErrorsCarryDetails()
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

                // Twice: a request that is lost on a reused connection is repeated on a new one.
                Emulator.Inject(Fault.Reset("applications.create").After().Times(2));
                Task create = client.Applications.CreateAsync(Bodies.Application("my-game"));
                var lost = await Fails.WithAsync<ConnectionFailedException>(create);
                Assert.IsTrue(lost.MaybeApplied);
                Assert.AreEqual("my-game", (await client.Applications.GetAsync("my-game")).Name, "it was applied");

                Emulator.Inject(Fault.Garbage("applications.get").Skip(1).Times(1));
                await client.Applications.GetAsync("my-game");
                await Fails.WithAsync<EdgegapException>(client.Applications.GetAsync("my-game"));

                Emulator.Inject(Fault.Stall("applications.get"));
                var options = new CallOptions { Timeout = TimeSpan.FromMilliseconds(50) };
                await Fails.WithAsync<TimedOutException>(client.Applications.GetAsync("my-game", options));
                Emulator.ClearFaults();
                await client.Applications.GetAsync("my-game");

                var unknown = Assert.Throws<ValidationException>(() => Emulator.Inject(Fault.Truncate("nope")));
                StringAssert.Contains("nope", unknown.Message);
            }
        }

        [Test]
        public async Task ALostCreateIsRecovered()
        {
            var options = new ClientOptions { BackoffInitial = TimeSpan.FromMilliseconds(1) };
            using (EdgegapClient client = Emulator.Client(options))
            {
                Emulator.Inject(Fault.Reset("applications.create").After().Times(1));
                NewApplication body = Bodies.Application("my-game");
                Assert.AreEqual("my-game", (await client.Applications.CreateAsync(body)).Name);
                Assert.AreEqual(1, await client.Applications.List().TotalAsync());
                body.IsActive = false;
                var taken = await Fails.WithAsync<ConflictException>(client.Applications.CreateAsync(body));
                Assert.AreEqual(409, taken.Status);
                Assert.IsFalse(taken.MaybeApplied);
            }
        }

        private static Dictionary<string, string> Pair(string name, string value) =>
            new Dictionary<string, string> { { name, value } };
    }
}
