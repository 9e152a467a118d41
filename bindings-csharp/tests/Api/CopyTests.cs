using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>Objects that were read become bodies of creates, or JSON of the program.</summary>
    [TestFixture]
    public sealed class CopyTests : EmulatorFixture
    {
        [Test]
        public async Task AVersionIsCreatedAgainUnderAnotherName()
        {
            await Client.Applications.CreateAsync(Bodies.Application("my-game"));
            NewVersion body = Bodies.Version("1.0.0");
            body.Envs = new[] { new NewEnv { Key = "MODE", Value = "duel" } };
            body.RestartPolicy = RestartPolicy.OnFailure;
            await Client.Versions.CreateAsync("my-game", body);
            Models.Version read = await Client.Versions.GetAsync("my-game", "1.0.0");

            NewVersion copy = read.ToNew();
            copy.Name = "1.0.1";
            Models.Version created = await Client.Versions.CreateAsync("my-game", copy);
            Assert.AreEqual("1.0.1", created.Name);
            Assert.AreEqual("duel", created.Envs.Single().Value);
            Assert.AreEqual(7777, created.Ports.Single().Number);
            Assert.AreEqual(RestartPolicy.OnFailure, created.RestartPolicy);
            JObject sent = (JObject)Emulator.Requests.Last(request => request.Method == "POST").Body;
            Assert.IsNull(sent["create_time"]);
            Assert.IsNull(sent["last_updated"]);
            Assert.IsFalse(sent.Properties().Any(field => field.Value.Type == JTokenType.Null));
        }

        /// <summary><c>tests/as_new.json</c>, which every language is compared with.</summary>
        public static IEnumerable<TestCaseData> Copies()
        {
            string table = File.ReadAllText(Path.Combine(Vector.Folder, "..", "as_new.json"));
            return JArray.Parse(table).Select(copy => new TestCaseData((JObject)copy).SetName((string)copy["name"]));
        }

        [TestCaseSource("Copies")]
        public void ACopyHasWhatACreateTakes(JObject copy)
        {
            object read = Read((string)copy["model"], new Json.JsonInput(copy["read"].ToString()));
            object body = read.GetType().GetMethod("ToNew").Invoke(read, null);
            JObject created = JObject.Parse(JsonConvert.SerializeObject(body));
            Assert.IsTrue(JToken.DeepEquals(copy["new"], created), created.ToString());
        }

        [Test]
        public async Task AHiddenValueIsNamedBeforeAnythingIsSent()
        {
            await Client.Applications.CreateAsync(Bodies.Application("my-game"));
            NewVersion body = Bodies.Version("1.0.0");
            body.Envs = new[] { new NewEnv { Key = "KEY", Value = "canary", IsHidden = true } };
            body.PrivateUsername = "me";
            body.PrivateToken = "canary";
            await Client.Versions.CreateAsync("my-game", body);
            NewVersion copy = (await Client.Versions.GetAsync("my-game", "1.0.0")).ToNew();
            copy.Name = "1.0.1";
            Emulator.ClearRequests();
            var error = await Fails.WithAsync<ValidationException>(Client.Versions.CreateAsync("my-game", copy));
            string[] masked = error.Violations.Where(one => one.Code == "masked").Select(one => one.Path).ToArray();
            CollectionAssert.Contains(masked, "private_token");
            CollectionAssert.Contains(masked, "envs[0].value");
            Assert.IsEmpty(Emulator.Requests);
            copy.PrivateUsername = "me";
            copy.PrivateToken = "canary";
            copy.Envs[0].Value = "canary";
            Assert.AreEqual("1.0.1", (await Client.Versions.CreateAsync("my-game", copy)).Name);
        }

        [Test]
        public async Task EveryOtherObjectIsCreatedAgain()
        {
            NewApplication application = Bodies.Application("my-game");
            application.Image = Image.FromBase64("AQID");
            NewApplication other = (await Client.Applications.CreateAsync(application)).ToNew();
            other.Name = "other";
            Assert.AreEqual("AQID", (await Client.Applications.CreateAsync(other)).Image);

            NewEndpointStorage storage =
                (await Client.EndpointStorages.CreateAsync(Bodies.Storage("my-storage"))).ToNew();
            storage.Name = "other-storage";
            var missing = await Fails.WithAsync<ValidationException>(Client.EndpointStorages.CreateAsync(storage));
            Assert.AreEqual("secret_access_key", missing.Violations.Single().Path, "it is never returned");
            storage.SecretAccessKey = "canary";
            Assert.AreEqual("logs", (await Client.EndpointStorages.CreateAsync(storage)).Bucket);

            Models.PullProfile profile =
                await Client.PullProfiles.CreateAsync("my-storage", Bodies.Profile("my-profile"));
            NewPullProfile second = profile.ToNew();
            second.Name = "second";
            Assert.AreEqual("/maps", (await Client.PullProfiles.CreateAsync("my-storage", second)).Source);
        }

        [Test]
        public async Task ModelsAreStoredAsJsonAndReadAgain()
        {
            await Client.Applications.CreateAsync(Bodies.Application("my-game"));
            NewVersion body = Bodies.Version("1.0.0");
            body.RestartPolicy = RestartPolicy.OnFailure;
            Models.Version version = await Client.Versions.CreateAsync("my-game", body);
            JObject json = JObject.Parse(JsonConvert.SerializeObject(version));
            Assert.AreEqual("UDP", (string)json["ports"][0]["protocol"]);
            Assert.AreEqual("b42", (string)json["docker_tag"]);
            var port = JsonConvert.DeserializeObject<Models.Port>(json["ports"][0].ToString());
            Assert.AreEqual(version.Ports.Single().ToString(), port.ToString());
            // The README names the oldest Json.NET that reads an IReadOnlyList.
            string text = json.ToString();
            if (typeof(JsonConvert).Assembly.GetName().Version.Major >= 13)
            {
                Assert.AreEqual(7777, JsonConvert.DeserializeObject<Models.Version>(text).Ports.Single().Number);
            }
            else
            {
                Assert.Throws<JsonSerializationException>(
                    () => JsonConvert.DeserializeObject<Models.Version>(text));
            }
            json["ports"] = null;
            json["envs"] = null;
            var read = JsonConvert.DeserializeObject<Models.Version>(json.ToString());
            Assert.AreEqual("b42", read.DockerTag);
            Assert.AreEqual(version.ReqMemory, read.ReqMemory);
            Assert.AreEqual(version.CreateTime, read.CreateTime);
            Assert.AreEqual(RestartPolicy.OnFailure, read.RestartPolicy);
        }

        [Test]
        public async Task AnImageInJsonMayBeTheContentOfALocalFile()
        {
            string file = Path.GetTempFileName();
            try
            {
                File.WriteAllBytes(file, new byte[] { 1, 2, 3 });
                JObject json = JObject.Parse(JsonConvert.SerializeObject(Bodies.Application("my-game")));
                json["image"] = new JObject { { "path", file } };
                var body = JsonConvert.DeserializeObject<NewApplication>(json.ToString());
                Assert.AreEqual("AQID", (await Client.Applications.CreateAsync(body)).Image);
            }
            finally
            {
                File.Delete(file);
            }
        }

        [Test]
        public void BodiesAreStoredAsTheyAreSent()
        {
            NewVersion body = Bodies.Version("1.0.0");
            string json = JsonConvert.SerializeObject(body);
            StringAssert.Contains("\"ports\":[{\"port\":7777,\"protocol\":\"UDP\",", json);
            Assert.IsFalse(json.Contains("null"), json);
            body.Ports = null;
            json = JsonConvert.SerializeObject(body);
            Assert.AreEqual(json, JsonConvert.SerializeObject(JsonConvert.DeserializeObject<NewVersion>(json)));
            Assert.AreEqual(Protocol.Udp, JsonConvert.DeserializeObject<NewPort>("{'protocol': 'UDP'}").Protocol);

            // An update sends what was assigned, null included.
            var changes = new VersionUpdate { DockerTag = "b43", MaxDuration = null };
            json = JsonConvert.SerializeObject(changes);
            Assert.AreEqual("{\"docker_tag\":\"b43\",\"max_duration\":null}", json);
            Assert.AreEqual(json, JsonConvert.SerializeObject(JsonConvert.DeserializeObject<VersionUpdate>(json)));

            foreach (Image image in new[] { Image.FromBase64("AQID"), Image.FromFile("icon.png"), null })
            {
                json = JsonConvert.SerializeObject(new ApplicationUpdate { Image = image });
                var icon = JsonConvert.DeserializeObject<ApplicationUpdate>(json);
                Assert.AreEqual(json, JsonConvert.SerializeObject(icon));
            }
            Assert.Throws<JsonSerializationException>(
                () => JsonConvert.DeserializeObject<NewPort>("{\"protocol\":17}"));
            Assert.Throws<JsonSerializationException>(
                () => JsonConvert.DeserializeObject<NewApplication>("{\"image\":{}}"));
        }

        private static object Read(string model, Json.JsonInput json)
        {
            Type type = typeof(EdgegapClient).Assembly.GetType("Edgegap.Sdk.Models." + model);
            object reader = type.GetField("Reader", BindingFlags.Static | BindingFlags.NonPublic).GetValue(null);
            return ((Delegate)reader).DynamicInvoke(json);
        }
    }
}
