using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>Dry runs, what an ensure did, and guard rails.</summary>
    [TestFixture]
    public sealed class DryRunTests : EmulatorFixture
    {
        [Test]
        public async Task ADryRunSendsNothingAndShowsNoSecret()
        {
            using (EdgegapClient client = Emulator.Client())
            {
                NewVersion version = Bodies.Version("dev");
                version.PrivateToken = "canary";
                DryRun run = await client.DryRunAsync(c => c.Versions.CreateAsync("my-game", version));
                DryRunRequest request = run.Requests.Single();
                Assert.AreEqual("POST", request.Method);
                Assert.AreEqual(Emulator.Url + "/v1/app/my-game/version", request.Url);
                Assert.AreEqual("***", (string)request.Body["private_token"]);
                Assert.AreEqual("token ***", request.Headers["authorization"]);
                StringAssert.StartsWith("curl -X POST ", request.Curl);
                StringAssert.DoesNotContain("canary", request.Curl);
                Assert.IsEmpty(run.Changes);
                Assert.IsEmpty(Emulator.Requests);
            }
        }

        [Test]
        public async Task ADryRunCollectsTheRequestsOfSeveralCalls()
        {
            using (EdgegapClient client = Emulator.Client())
            {
                DryRun run = await client.DryRunAsync(async c =>
                {
                    await c.Applications.DeleteAsync("my-game");
                    await c.Applications.EnsureAsync(Bodies.Application("my-game"));
                    Assert.IsEmpty(await c.Applications.List().ToListAsync());
                });
                Assert.AreEqual(
                    new[] { "DELETE", "POST", "GET" }, run.Requests.Select(request => request.Method).ToArray());
                Assert.AreEqual("created", run.Changes.Single().ToString());
                Assert.AreEqual("GET", Emulator.Requests.Single().Method);
            }
        }

        [Test]
        public async Task ADryRunRefusesInvalidArguments()
        {
            using (EdgegapClient client = Emulator.Client())
            {
                await Fails.WithAsync<ValidationException>(client.DryRunAsync(c => c.Applications.DeleteAsync("")));
            }
        }

        [Test]
        public async Task AnEnsureSaysWhatItDid()
        {
            using (EdgegapClient client = Emulator.Client())
            {
                Change change = null;
                var options = new CallOptions { OnReply = meta => change = meta.Change };
                NewApplication application = Bodies.Application("my-game");
                await client.Applications.EnsureAsync(application, options);
                Assert.AreEqual("created", change.Action);
                application.IsActive = !application.IsActive;
                await client.Applications.EnsureAsync(application, options);
                Assert.AreEqual("updated is_active", change.ToString());
                await client.Applications.EnsureAsync(application, options);
                Assert.AreEqual("unchanged", change.Action);
                await client.Applications.GetAsync("my-game", options);
                Assert.IsNull(change);
            }
        }

        [Test]
        public async Task GuardRailsRefuseCallsBeforeARequestIsSent()
        {
            var options = new ClientOptions { ReadOnly = true, AllowApps = new[] { "my-game" } };
            using (EdgegapClient client = Emulator.Client(options))
            {
                PermissionDeniedException error =
                    await Fails.WithAsync<PermissionDeniedException>(client.Applications.DeleteAsync("my-game"));
                StringAssert.Contains("the ReadOnly option", error.Message);
                error = await Fails.WithAsync<PermissionDeniedException>(client.Applications.GetAsync("other"));
                StringAssert.Contains("the AllowApps option", error.Message);
                Assert.IsEmpty(Emulator.Requests);
            }
        }
    }
}
