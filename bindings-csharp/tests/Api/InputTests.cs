using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>Invalid input: all violations are reported at once, before sending.</summary>
    [TestFixture]
    public sealed class InputTests : EmulatorFixture
    {
        [Test]
        public async Task AllViolationsAreReportedAtOnce()
        {
            var body = new NewVersion
            {
                Name = "",
                DockerRepository = "https://docker.io",
                ReqCpu = 10,
                ReqMemory = 100,
                CachingPercent = double.NaN,
                RestartPolicy = new RestartPolicy("sometimes"),
                DnsConfig = "half \ud800 a character",
                Ports = new[] { new NewPort { Number = 60000 }, null },
            };
            var error = await Fails.WithAsync<ValidationException>(Client.Versions.CreateAsync(null, body));
            string[] found = error.Violations.Select(violation => violation.Path + " " + violation.Code).ToArray();
            Assert.AreEqual(
                new[]
                {
                    "app missing", "name too_short", "docker_repository pattern", "docker_image missing",
                    "docker_tag missing", "req_cpu out_of_range", "caching_percent wrong_type", "dns_config wrong_type",
                    "ports[0].port out_of_range", "ports[0].protocol missing", "ports[1] wrong_type",
                    "restart_policy not_allowed", "req_memory out_of_range",
                },
                found,
                error.Message);
            Violation cpu = error.Violations.Single(violation => violation.Path == "req_cpu");
            Assert.AreEqual(100, cpu.Limit);
            Assert.AreEqual("req_cpu: must be at least 100, got 10", cpu.ToString());
            StringAssert.Contains("not NaN", error.Message);
            Assert.AreEqual("validation", error.Kind);
            Assert.AreEqual("versions.create", error.Operation);
            Assert.IsEmpty(Emulator.Requests);
        }

        [Test]
        public async Task EmptyBodiesAreRefused()
        {
            await Fails.WithAsync<ValidationException>(Client.Versions.CreateAsync("my-game", null));
            var unchanged = new ApplicationUpdate();
            await Fails.WithAsync<ValidationException>(Client.Applications.UpdateAsync("my-game", unchanged));
            await Fails.WithAsync<ValidationException>(Client.Applications.UpdateAsync("my-game", null));
            Task list = Client.EndpointStorages.ListFields(null).ToListAsync();
            var error = await Fails.WithAsync<ValidationException>(list);
            Assert.AreEqual("fields", error.Violations.Single().Path);
            Assert.IsEmpty(Emulator.Requests);
        }

        [Test]
        public async Task OnlyUpdatesSendNullAndOnlyWhereItIsAllowed()
        {
            var changes = new VersionUpdate { MaxDuration = null, Command = null };
            Assert.IsTrue(changes.HasChanges);
            Assert.IsFalse(new VersionUpdate().HasChanges);
            await Fails.WithAsync<NotFoundException>(Client.Versions.UpdateAsync("my-game", "1.0.0", changes));
            RecordedRequest sent = Emulator.Requests.Single();
            Assert.AreEqual("{\"max_duration\":null,\"command\":null}", sent.Body.ToString(Formatting.None));
            var error = await Fails.WithAsync<ValidationException>(
                Client.Versions.UpdateAsync("my-game", "1.0.0", new VersionUpdate { IsActive = null, Ports = null }));
            string[] paths = error.Violations.Select(violation => violation.Path).ToArray();
            Assert.AreEqual(new[] { "is_active", "ports" }, paths);
            NewApplication body = Bodies.Application("my-game");
            body.IsTelemetryAgentActive = null;
            Assert.AreEqual("my-game", (await Client.Applications.CreateAsync(body)).Name);
        }

        [Test]
        public async Task FalseAndZeroAreSent()
        {
            await Fails.WithAsync<NotFoundException>(Client.Versions.UpdateAsync(
                "my-game", "1.0.0", new VersionUpdate { IsActive = false, MaxDuration = 0, Envs = new NewEnv[0] }));
            Assert.AreEqual(
                "{\"is_active\":false,\"max_duration\":0,\"envs\":[]}",
                Emulator.Requests.Single().Body.ToString(Formatting.None));
        }

        [Test]
        public async Task ExtraFieldsAreSentUnchanged()
        {
            await Client.Applications.CreateAsync(Bodies.Application("my-game"));
            NewVersion body = Bodies.Version("1.0.0");
            body.Extra = JObject.Parse("{'session_config': {'kind': 'Seat'}}");
            var options = new CallOptions { ExtraBody = JObject.Parse("{'probe': {}}") };
            await Client.Versions.CreateAsync("my-game", body, options);
            JToken sent = Emulator.Requests.Last().Body;
            Assert.AreEqual("Seat", (string)sent["session_config"]["kind"]);
            Assert.IsNotNull(sent["probe"]);
            body.Extra = new JObject(new JProperty("docker_tag", "twice"));
            var error = await Fails.WithAsync<ValidationException>(Client.Versions.CreateAsync("my-game", body));
            Assert.AreEqual("conflict", error.Violations.Single().Code);
            body.Extra = new JObject { { "ratio", double.PositiveInfinity }, { "blob", new byte[] { 1 } } };
            error = await Fails.WithAsync<ValidationException>(Client.Versions.CreateAsync("my-game", body));
            string[] paths = error.Violations.Select(violation => violation.Path).ToArray();
            Assert.AreEqual(new[] { "$extra.ratio", "$extra.blob" }, paths, error.Message);
            StringAssert.Contains("Infinity", error.Message);
            // Far deeper than the reader on the other side accepts.
            body.Extra = new JObject(Deep(1000));
            error = await Fails.WithAsync<ValidationException>(Client.Versions.CreateAsync("my-game", body));
            StringAssert.Contains("64 levels", error.Message);
        }

        [Test]
        public void ConstructorArgumentsAreChecked()
        {
            Assert.Throws<ArgumentNullException>(() => new EdgegapClient(null));
            Assert.Throws<ArgumentNullException>(() => Client.WithOptions(null));
            Assert.Throws<ArgumentNullException>(() => Emulator.Inject(null));
            Assert.Throws<ArgumentNullException>(() => Image.FromFile(null));
            Assert.Throws<ArgumentNullException>(() => Image.FromBytes(null));
            Assert.Throws<ArgumentNullException>(() => Image.FromBase64(null));
            var options = new ClientOptions { Token = "canary\n", MaxConcurrency = 0 };
            var error = Assert.Throws<ConfigurationException>(() => new EdgegapClient(options));
            StringAssert.Contains("MaxConcurrency must be", error.Message);
            StringAssert.DoesNotContain("canary", error.ToString());
            options = new ClientOptions { Token = "t", BaseUrl = "http://example.com" };
            error = Assert.Throws<ConfigurationException>(() => new EdgegapClient(options));
            StringAssert.Contains("http", error.Message);
            var negative = new CallOptions { Timeout = TimeSpan.FromSeconds(-1) };
            Assert.Throws<ValidationException>(() => Client.WithOptions(negative));
        }

        [Test]
        public async Task AnImageIsBase64BytesOrAFile()
        {
            string file = Path.GetTempFileName();
            try
            {
                var bytes = new byte[] { 1, 2, 3 };
                File.WriteAllBytes(file, bytes);
                var base64 = Image.FromBase64("data:image/png;base64,AQID");
                foreach (Image image in new[] { base64, Image.FromBytes(bytes), Image.FromFile(file) })
                {
                    Emulator.Reset();
                    NewApplication body = Bodies.Application("my-game");
                    body.Image = image;
                    Assert.AreEqual("AQID", (await Client.Applications.CreateAsync(body)).Image);
                }
            }
            finally
            {
                File.Delete(file);
            }
            NewApplication missing = Bodies.Application("other");
            missing.Image = Image.FromFile(file);
            var error = await Fails.WithAsync<ValidationException>(Client.Applications.CreateAsync(missing));
            Assert.AreEqual("image", error.Violations.Single().Path);
        }

        private static JProperty Deep(int levels)
        {
            JToken value = new JValue(1);
            for (int level = 0; level < levels; level++)
            {
                value = new JArray(value);
            }
            return new JProperty("deep", value);
        }
    }
}
