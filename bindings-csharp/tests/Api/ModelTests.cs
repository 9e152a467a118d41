using System.Linq;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>Models: no secret in their text, words that nobody knows, members that nobody models.</summary>
    [TestFixture]
    public sealed class ModelTests
    {
        [Test]
        public void NoTextShowsASecret()
        {
            var version = new NewVersion { Name = "1.0.0", PrivateToken = "canary", Envs = new[] { new NewEnv { Key = "A", Value = "canary", IsHidden = true } } };
            Assert.AreEqual("NewVersion { Name = 1.0.0, PrivateToken = ***, Envs = [1] }", version.ToString());
            Assert.AreEqual("NewEnv { Key = A, Value = ***, IsHidden = True }", version.Envs.Single().ToString());
            Assert.AreEqual("VersionUpdate { PrivateToken = *** }", new VersionUpdate { PrivateToken = "canary" }.ToString());
            StringAssert.DoesNotContain("canary", Bodies.Storage("my-storage").ToString());
            StringAssert.DoesNotContain("canary", new ClientOptions { Token = "canary" }.ToString());
            Assert.AreEqual("ApplicationUpdate {}", new ApplicationUpdate().ToString());
        }

        [Test]
        public void WordsAreOpen()
        {
            Assert.AreEqual("TCP/UDP", Protocol.TcpUdp.ToString());
            Assert.AreEqual(Protocol.Udp, new Protocol("UDP"));
            Assert.IsTrue(Protocol.Udp == new Protocol("UDP"));
            Assert.IsTrue(Protocol.Udp != Protocol.Tcp);
            Assert.IsTrue(RestartPolicy.OnFailure.IsKnown);
            Assert.IsFalse(new Protocol("QUIC").IsKnown);
            Assert.AreEqual("QUIC", new Protocol("QUIC").ToString());
            Assert.AreEqual("", default(Protocol).ToString());
            Assert.AreEqual(Protocol.Udp.GetHashCode(), new Protocol("UDP").GetHashCode());
        }

        [Test]
        public async Task UnknownMembersAndWordsAreKept()
        {
            using (var server = new ScriptedServer())
            {
                ScriptedServer.Script script = server.Load(JObject.Parse(
                    @"{'exchanges': [{'request': {'method': 'GET', 'target': '/v1/app/my-game/version/1.0.0'}, 'reply': {'status': 200, 'json': {
                        'name': '1.0.0', 'docker_repository': 'r', 'docker_image': 'i', 'docker_tag': 't', 'req_cpu': 1024, 'req_memory': 2048,
                        'max_duration': 'long', 'restart_policy': 'sometimes', 'create_time': '2026-04-22 20:30:52.283949', 'when': '2026-04-22T20:30:52Z',
                        'ports': [{'port': 1, 'protocol': 'QUIC', 'lane': {'deep': 18446744073709551615}}]}}}]}"));
                using (var client = new EdgegapClient(new ClientOptions { Token = "test-token", BaseUrl = script.Fill("{{base}}") }))
                {
                    Models.Version version = await client.Versions.GetAsync("my-game", "1.0.0");
                    Assert.AreEqual("sometimes", version.RestartPolicy.ToString());
                    Assert.IsNull(version.MaxDuration);
                    Assert.AreEqual("long", (string)version.Extra["max_duration"], "what cannot be read is kept as it came");
                    Assert.AreEqual(JTokenType.String, version.Extra["when"].Type, "a text that looks like a date stays a text");
                    Assert.AreEqual(new System.DateTimeOffset(2026, 4, 22, 20, 30, 52, System.TimeSpan.Zero).AddTicks(2839490), version.CreateTime);
                    Assert.IsFalse(version.Ports.Single().Protocol.Value.IsKnown);
                    Assert.AreEqual("18446744073709551615", version.Ports.Single().Extra["lane"]["deep"].ToString());
                }
                Assert.IsEmpty(script.End()["mismatches"]);
            }
        }

        [TestCase("2026-04-22T20:30:52.283949Z", true)]
        [TestCase("2024-02-29T23:59:59.999999Z", true)]
        [TestCase("9999-12-31T23:59:59.999999Z", true)]
        [TestCase("2023-02-29T00:00:00.000000Z", false)]
        [TestCase("0000-01-01T00:00:00.000000Z", false)]
        [TestCase("2026-13-01T00:00:00.000000Z", false)]
        [TestCase("2026-04-22 20:30:52.283949Z", false)]
        [TestCase("2026-04-22T20:30:52.28394\u0664Z", false)]
        [TestCase("-00001-04-22T20:30:52.2839Z", false)]
        [TestCase("", false)]
        [TestCase(null, false)]
        public void StampsAreRead(string text, bool isOne)
        {
            System.DateTimeOffset? stamp = Json.Stamp.Parse(text);
            Assert.AreEqual(isOne, stamp != null);
            if (isOne)
            {
                string again = stamp.Value.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);
                Assert.AreEqual(text, again);
            }
        }

        [TestCase("Mono 6.8.0.105 (Debian 6.8.0.105+dfsg)", "csharp/mono-6.8.0.105")]
        [TestCase(".NET 8.0.1", "csharp/net-8.0.1")]
        [TestCase(".NET Core 3.1.2-x", "csharp/netcore-3.1.2")]
        [TestCase(".NET Framework 4.8.4515.0", "csharp/netframework-4.8.4515.0")]
        public void TheRuntimeIsNamed(string description, string name)
        {
            Assert.AreEqual(name, Language.Of(description));
        }
    }
}
