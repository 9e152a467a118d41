using System.Collections.Generic;

namespace Edgegap.Sdk.Tests
{
    /// <summary>Bodies that the service accepts.</summary>
    internal static class Bodies
    {
        internal static NewApplication Application(string name) =>
            new NewApplication { Name = name, IsActive = true, Image = Image.None };

        internal static NewVersion Version(string name) =>
            new NewVersion
            {
                Name = name,
                DockerRepository = "docker.io",
                DockerImage = "me/game",
                DockerTag = "b42",
                ReqCpu = 1024,
                ReqMemory = 2048,
                Ports = new List<NewPort> { new NewPort { Number = 7777, Protocol = Protocol.Udp, Name = "gameport" } },
            };

        internal static NewEndpointStorage Storage(string name) =>
            new NewEndpointStorage
            {
                Name = name,
                AccessKeyId = "key",
                SecretAccessKey = "canary-secret",
                Endpoint = "https://s3.example.com",
                Bucket = "logs",
            };

        internal static NewPullProfile Profile(string name) =>
            new NewPullProfile
            {
                Name = name, Source = "/maps", SourceType = SourceType.Folder, Destination = "/game/maps",
            };
    }
}
