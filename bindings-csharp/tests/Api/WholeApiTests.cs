using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Edgegap.Sdk.Models;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>Every operation, called on the emulator as a user would call it.</summary>
    [TestFixture]
    public sealed class WholeApiTests
    {
        private Emulator _emulator;
        private EdgegapClient _client;

        [SetUp]
        public void Start()
        {
            _emulator = Emulator.Start();
            _client = _emulator.Client();
        }

        [TearDown]
        public void Stop()
        {
            _client.Dispose();
            _emulator.Dispose();
        }

        [Test]
        public async Task Applications()
        {
            Application created = await _client.Applications.CreateAsync(Bodies.Application("my-game"));
            Assert.AreEqual("my-game", created.Name);
            Assert.IsTrue(created.IsActive);
            Assert.IsNotNull(created.CreateTime);
            Assert.AreEqual(System.TimeSpan.Zero, created.CreateTime.Value.Offset);
            Assert.AreEqual("my-game", (await _client.Applications.GetAsync("my-game")).Name);
            var changes = new ApplicationUpdate { Name = "other-game", IsActive = false };
            Application renamed = await _client.Applications.UpdateAsync("my-game", changes);
            Assert.AreEqual("other-game", renamed.Name);
            Assert.IsFalse(renamed.IsActive);
            Assert.AreEqual("other-game", (await _client.Applications.List().ToListAsync()).Single().Name);
            await _client.Applications.DeleteAsync("other-game");
            Assert.IsEmpty(await _client.Applications.List().ToListAsync());
        }

        [Test]
        public async Task Versions()
        {
            await _client.Applications.CreateAsync(Bodies.Application("my-game"));
            NewVersion body = Bodies.Version("1.0.0");
            body.MaxDuration = 60;
            body.RestartPolicy = RestartPolicy.Never;
            body.Envs = new[] { new NewEnv { Key = "PASSWORD", Value = "canary-value", IsHidden = true } };
            Version created = await _client.Versions.CreateAsync("my-game", body);
            Assert.AreEqual(1024, created.ReqCpu);
            Assert.AreEqual(Protocol.Udp, created.Ports.Single().Protocol);
            Assert.AreEqual(7777, created.Ports.Single().Number);
            Assert.AreEqual(RestartPolicy.Never, created.RestartPolicy);
            Assert.AreNotEqual("canary-value", created.Envs.Single().Value, "hidden values come back masked");
            var changes = new VersionUpdate { DockerTag = "b43", MaxDuration = null };
            Version changed = await _client.Versions.UpdateAsync("my-game", "1.0.0", changes);
            Assert.AreEqual("b43", changed.DockerTag);
            Assert.AreEqual(1440, changed.MaxDuration, "null restores the default");
            Assert.AreEqual("me/game", changed.DockerImage, "other fields do not change");
            Assert.AreEqual("b43", (await _client.Versions.GetAsync("my-game", "1.0.0")).DockerTag);
            Assert.AreEqual("1.0.0", (await _client.Versions.List("my-game").ToListAsync()).Single().Name);
            await _client.Versions.DeleteAsync("my-game", "1.0.0");
            await Fails.WithAsync<NotFoundException>(_client.Versions.GetAsync("my-game", "1.0.0"));
        }

        [Test]
        public async Task ContainerRegistry()
        {
            _emulator.SeedTags("my-game-server", "v1", "v2", "v3");
            List<Tag> tags = await _client.ContainerRegistry.ListTags("my-game-server").ToListAsync();
            Assert.AreEqual(new[] { "v1", "v2", "v3" }, tags.Select(tag => tag.Name).OrderBy(name => name).ToArray());
            Assert.IsNotNull(tags[0].Artifact.ImageHash);
            DeletedTag deleted = await _client.ContainerRegistry.DeleteTagAsync("my-game-server", "v1");
            Assert.AreEqual("v1", deleted.Tag);
            var selection = new TagSelection { Tags = new[] { "v2", "nope" } };
            DeletedTags several = await _client.ContainerRegistry.DeleteTagsAsync("my-game-server", selection);
            Assert.AreEqual(1, several.Summary.Success);
            Assert.AreEqual(1, several.Summary.Failed);
            Assert.AreEqual(404, several.Results.Single(result => result.Tag == "nope").Status);
        }

        [Test]
        public async Task EndpointStorages()
        {
            EndpointStorage created = await _client.EndpointStorages.CreateAsync(Bodies.Storage("my-storage"));
            Assert.AreEqual("logs", created.Bucket);
            EndpointStorage changed = await _client.EndpointStorages.UpdateAsync(
                "my-storage", new EndpointStorageUpdate { OutputFormat = OutputFormat.Ndjson });
            Assert.AreEqual(OutputFormat.Ndjson, changed.OutputFormat);
            Assert.AreEqual("my-storage", (await _client.EndpointStorages.GetAsync("my-storage")).Name);
            Assert.AreEqual(1, (await _client.EndpointStorages.List().ToListAsync()).Count);
            var plain = (await _client.EndpointStorages.ListFields("endpoints{name}").ToListAsync()).Single();
            Assert.AreEqual("{\"name\":\"my-storage\"}", plain.ToString(Newtonsoft.Json.Formatting.None));
            await _client.EndpointStorages.DeleteAsync("my-storage");
            await Fails.WithAsync<NotFoundException>(_client.EndpointStorages.GetAsync("my-storage"));
        }

        [Test]
        public async Task PullProfiles()
        {
            await _client.Applications.CreateAsync(Bodies.Application("my-game"));
            await _client.Versions.CreateAsync("my-game", Bodies.Version("1.0.0"));
            await _client.EndpointStorages.CreateAsync(Bodies.Storage("my-storage"));
            PullProfile created = await _client.PullProfiles.CreateAsync("my-storage", Bodies.Profile("maps"));
            Assert.AreEqual(SourceType.Folder, created.SourceType);
            var changes = new PullProfileUpdate { Destination = "/game/other" };
            PullProfile changed = await _client.PullProfiles.UpdateAsync("my-storage", "maps", changes);
            Assert.AreEqual("/game/other", changed.Destination);
            Assert.AreEqual("/maps", (await _client.PullProfiles.GetAsync("my-storage", "maps")).Source);
            Assert.AreEqual(1, (await _client.PullProfiles.List("my-storage").ToListAsync()).Count);
            PullProfileLink link = await _client.PullProfiles.LinkAsync("my-storage", "maps", "my-game", "1.0.0");
            Assert.AreEqual("1.0.0", link.AppVersion);
            await _client.PullProfiles.UnlinkAsync("my-storage", "maps", "my-game", "1.0.0");
            await Fails.WithAsync<NotFoundException>(
                _client.PullProfiles.UnlinkAsync("my-storage", "maps", "my-game", "1.0.0"));
            await _client.PullProfiles.DeleteAsync("my-storage", "maps");
            Assert.IsEmpty(await _client.PullProfiles.List("my-storage").ToListAsync());
        }
    }
}
