using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Edgegap.Sdk.Models;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>Every operation, called on the emulator as a user would call it.</summary>
    [TestFixture]
    public sealed class WholeApiTests : EmulatorFixture
    {
        [Test]
        public async Task Applications()
        {
            Application created = await Client.Applications.CreateAsync(Bodies.Application("my-game"));
            Assert.AreEqual("my-game", created.Name);
            Assert.IsTrue(created.IsActive);
            Assert.IsNotNull(created.CreateTime);
            Assert.AreEqual(System.TimeSpan.Zero, created.CreateTime.Value.Offset);
            Assert.AreEqual("my-game", (await Client.Applications.GetAsync("my-game")).Name);
            var changes = new ApplicationUpdate { Name = "other-game", IsActive = false };
            Application renamed = await Client.Applications.UpdateAsync("my-game", changes);
            Assert.AreEqual("other-game", renamed.Name);
            Assert.IsFalse(renamed.IsActive);
            Assert.AreEqual("other-game", (await Client.Applications.List().ToListAsync()).Single().Name);
            await Client.Applications.DeleteAsync("other-game");
            Assert.IsEmpty(await Client.Applications.List().ToListAsync());
        }

        [Test]
        public async Task Versions()
        {
            await Client.Applications.CreateAsync(Bodies.Application("my-game"));
            NewVersion body = Bodies.Version("1.0.0");
            body.MaxDuration = 60;
            body.RestartPolicy = RestartPolicy.Never;
            body.Envs = new[] { new NewEnv { Key = "PASSWORD", Value = "canary-value", IsHidden = true } };
            Version created = await Client.Versions.CreateAsync("my-game", body);
            Assert.AreEqual(1024, created.ReqCpu);
            Assert.AreEqual(Protocol.Udp, created.Ports.Single().Protocol);
            Assert.AreEqual(7777, created.Ports.Single().Number);
            Assert.AreEqual(RestartPolicy.Never, created.RestartPolicy);
            Assert.AreNotEqual("canary-value", created.Envs.Single().Value, "hidden values come back masked");
            var changes = new VersionUpdate { DockerTag = "b43", MaxDuration = null };
            Version changed = await Client.Versions.UpdateAsync("my-game", "1.0.0", changes);
            Assert.AreEqual("b43", changed.DockerTag);
            Assert.AreEqual(1440, changed.MaxDuration, "null restores the default");
            Assert.AreEqual("me/game", changed.DockerImage, "other fields do not change");
            Assert.AreEqual("b43", (await Client.Versions.GetAsync("my-game", "1.0.0")).DockerTag);
            Assert.AreEqual("1.0.0", (await Client.Versions.List("my-game").ToListAsync()).Single().Name);
            await Client.Versions.DeleteAsync("my-game", "1.0.0");
            await Fails.WithAsync<NotFoundException>(Client.Versions.GetAsync("my-game", "1.0.0"));
        }

        [Test]
        public async Task ContainerRegistry()
        {
            Emulator.SeedTags("my-game-server", "v1", "v2", "v3");
            List<Tag> tags = await Client.ContainerRegistry.ListTags("my-game-server").ToListAsync();
            Assert.AreEqual(new[] { "v1", "v2", "v3" }, tags.Select(tag => tag.Name).OrderBy(name => name).ToArray());
            Assert.IsNotNull(tags[0].Artifact.ImageHash);
            DeletedTag deleted = await Client.ContainerRegistry.DeleteTagAsync("my-game-server", "v1");
            Assert.AreEqual("v1", deleted.Tag);
            var selection = new TagSelection { Tags = new[] { "v2", "nope" } };
            DeletedTags several = await Client.ContainerRegistry.DeleteTagsAsync("my-game-server", selection);
            Assert.AreEqual(1, several.Summary.Success);
            Assert.AreEqual(1, several.Summary.Failed);
            Assert.AreEqual(404, several.Results.Single(result => result.Tag == "nope").Status);
        }

        [Test]
        public async Task EndpointStorages()
        {
            EndpointStorage created = await Client.EndpointStorages.CreateAsync(Bodies.Storage("my-storage"));
            Assert.AreEqual("logs", created.Bucket);
            EndpointStorage changed = await Client.EndpointStorages.UpdateAsync(
                "my-storage", new EndpointStorageUpdate { OutputFormat = OutputFormat.Ndjson });
            Assert.AreEqual(OutputFormat.Ndjson, changed.OutputFormat);
            Assert.AreEqual("my-storage", (await Client.EndpointStorages.GetAsync("my-storage")).Name);
            Assert.AreEqual(1, (await Client.EndpointStorages.List().ToListAsync()).Count);
            var plain = (await Client.EndpointStorages.ListFields("endpoints{name}").ToListAsync()).Single();
            Assert.AreEqual("{\"name\":\"my-storage\"}", plain.ToString(Newtonsoft.Json.Formatting.None));
            await Client.EndpointStorages.DeleteAsync("my-storage");
            await Fails.WithAsync<NotFoundException>(Client.EndpointStorages.GetAsync("my-storage"));
        }

        [Test]
        public async Task PullProfiles()
        {
            await Client.Applications.CreateAsync(Bodies.Application("my-game"));
            await Client.Versions.CreateAsync("my-game", Bodies.Version("1.0.0"));
            await Client.EndpointStorages.CreateAsync(Bodies.Storage("my-storage"));
            PullProfile created = await Client.PullProfiles.CreateAsync("my-storage", Bodies.Profile("maps"));
            Assert.AreEqual(SourceType.Folder, created.SourceType);
            var changes = new PullProfileUpdate { Destination = "/game/other" };
            PullProfile changed = await Client.PullProfiles.UpdateAsync("my-storage", "maps", changes);
            Assert.AreEqual("/game/other", changed.Destination);
            Assert.AreEqual("/maps", (await Client.PullProfiles.GetAsync("my-storage", "maps")).Source);
            Assert.AreEqual(1, (await Client.PullProfiles.List("my-storage").ToListAsync()).Count);
            PullProfileLink link = await Client.PullProfiles.LinkAsync("my-storage", "maps", "my-game", "1.0.0");
            Assert.AreEqual("1.0.0", link.AppVersion);
            await Client.PullProfiles.UnlinkAsync("my-storage", "maps", "my-game", "1.0.0");
            await Fails.WithAsync<NotFoundException>(
                Client.PullProfiles.UnlinkAsync("my-storage", "maps", "my-game", "1.0.0"));
            await Client.PullProfiles.DeleteAsync("my-storage", "maps");
            Assert.IsEmpty(await Client.PullProfiles.List("my-storage").ToListAsync());
        }
    }
}
