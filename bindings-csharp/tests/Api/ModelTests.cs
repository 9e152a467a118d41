using System;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>Models: redacted secrets, unknown enum values, unknown fields.</summary>
    [TestFixture]
    public sealed class ModelTests
    {
        [Test]
        public void ToStringRedactsSecrets()
        {
            var env = new NewEnv { Key = "A", Value = "canary", IsHidden = true };
            var version = new NewVersion { Name = "1.0.0", PrivateToken = "canary", Envs = new[] { env } };
            Assert.AreEqual("NewVersion { Name = 1.0.0, PrivateToken = ***, Envs = [1] }", version.ToString());
            Assert.AreEqual("NewEnv { Key = A, Value = ***, IsHidden = True }", env.ToString());
            var update = new VersionUpdate { PrivateToken = "canary" };
            Assert.AreEqual("VersionUpdate { PrivateToken = *** }", update.ToString());
            StringAssert.DoesNotContain("canary", Bodies.Storage("my-storage").ToString());
            StringAssert.DoesNotContain("canary", new ClientOptions { Token = "canary" }.ToString());
            Assert.AreEqual("ApplicationUpdate {}", new ApplicationUpdate().ToString());
        }

        [Test]
        public void ToStringCutsLongStrings()
        {
            var version = new NewVersion { Command = new string('a', 200), Arguments = new string('b', 80123) };
            string shown = version.ToString();
            StringAssert.Contains("Command = " + new string('a', 200) + ",", shown);
            StringAssert.EndsWith("Arguments = " + new string('b', 100) + "... (80123 characters) }", shown);
            // A character of two UTF-16 units is not cut in half.
            string emoji = string.Concat(Enumerable.Repeat("\ud83d\ude00", 60));
            version = new NewVersion { Command = new string('c', 99) + emoji };
            StringAssert.Contains(new string('c', 99) + "... (219 characters)", version.ToString());
            var icon = new NewApplication { Image = Image.FromBase64(new string('d', 80000)) };
            Assert.AreEqual("NewApplication { Image = 80000 characters of base64 }", icon.ToString());
        }

        [Test]
        public void EnumsAcceptUnknownValues()
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
        public async Task UnknownFieldsAndValuesAreKept()
        {
            using (var server = new ScriptedServer())
            {
                ScriptedServer.Script script = server.Load(JObject.Parse(
                    @"{'exchanges': [{'request': {'method': 'GET', 'target': '/v1/app/my-game/version/1.0.0'},
                        'reply': {'status': 200, 'json': {
                            'name': '1.0.0', 'docker_repository': 'r', 'docker_image': 'i', 'docker_tag': 't',
                            'req_cpu': 1024, 'req_memory': 2048, 'max_duration': 'long', 'restart_policy': 'sometimes',
                            'create_time': '2026-04-22 20:30:52.283949', 'when': '2026-04-22T20:30:52Z',
                            'ports': [{'port': 1, 'protocol': 'QUIC', 'lane': {'deep': 18446744073709551615}}]}}}]}"));
                var options = new ClientOptions { Token = "test-token", BaseUrl = script.Fill("{{base}}") };
                using (var client = new EdgegapClient(options))
                {
                    Models.Version version = await client.Versions.GetAsync("my-game", "1.0.0");
                    Assert.AreEqual("sometimes", version.RestartPolicy.ToString());
                    Assert.IsNull(version.MaxDuration);
                    Assert.AreEqual("long", (string)version.Extra["max_duration"], "unreadable values are kept");
                    JToken date = version.Extra["when"];
                    Assert.AreEqual(JTokenType.String, date.Type, "a string that looks like a date stays a string");
                    var created = new DateTimeOffset(2026, 4, 22, 20, 30, 52, TimeSpan.Zero).AddTicks(2839490);
                    Assert.AreEqual(created, version.CreateTime);
                    Models.Port port = version.Ports.Single();
                    Assert.IsFalse(port.Protocol.Value.IsKnown);
                    Assert.AreEqual("18446744073709551615", port.Extra["lane"]["deep"].ToString());
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
        public void TimestampsAreParsed(string value, bool isValid)
        {
            DateTimeOffset? time = Json.Timestamp.Parse(value);
            Assert.AreEqual(isValid, time != null);
            if (isValid)
            {
                const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
                Assert.AreEqual(value, time.Value.ToString(Format, CultureInfo.InvariantCulture));
            }
        }

        [TestCase("Mono 6.8.0.105 (Debian 6.8.0.105+dfsg)", "csharp/mono-6.8.0.105")]
        [TestCase(".NET 8.0.1", "csharp/net-8.0.1")]
        [TestCase(".NET Core 3.1.2-x", "csharp/netcore-3.1.2")]
        [TestCase(".NET Framework 4.8.4515.0", "csharp/netframework-4.8.4515.0")]
        public void TheRuntimeIsNamed(string description, string name)
        {
            Assert.AreEqual(name, Language.FromDescription(description));
        }
    }
}
