using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json;

namespace Edgegap.Sdk.Bench
{
    /// <summary>The bodies without the SDK: classes for Json.NET.</summary>
    internal static class Json
    {
        private static readonly JsonSerializerSettings Sent =
            new JsonSerializerSettings { NullValueHandling = NullValueHandling.Ignore };

        internal static string Body() => JsonConvert.SerializeObject(
            new VersionBody
            {
                Name = "v1",
                DockerRepository = "registry.edgegap.com",
                DockerImage = "my-studio/space-arena",
                DockerTag = "b42",
                PrivateUsername = "robot$my-studio",
                PrivateToken = "example",
                ReqCpu = 1024,
                ReqMemory = 2048,
                MaxDuration = 120,
                Ports = new List<PortBody>
                {
                    new PortBody { Number = 7777, Protocol = "UDP", Name = "game" },
                    new PortBody { Number = 8080, Protocol = "HTTP", Name = "status" },
                },
                Envs = Enumerable.Range(0, 4)
                    .Select(index => new EnvBody { Key = "SETTING_" + index, Value = new string('x', 60) })
                    .ToList(),
            },
            Sent);

        internal static bool IsApplication(string text) =>
            JsonConvert.DeserializeObject<ApplicationBody>(text).Name == Side.App;

        internal static bool IsCreated(string text) =>
            JsonConvert.DeserializeObject<CreatedBody>(text).Version.Name == "v1";

        internal static bool IsPage(string text)
        {
            List<VersionBody> versions = JsonConvert.DeserializeObject<PageBody>(text).Versions;
            return versions.Count == Side.PageSize &&
                versions.All(version => version.CreateTime?.Year == 2026 && version.Ports[0].Number == 7777);
        }
    }

    internal sealed class ApplicationBody
    {
        [JsonProperty("name")]
        internal string Name { get; set; }

        [JsonProperty("is_active")]
        internal bool IsActive { get; set; }

        [JsonProperty("image")]
        internal string Image { get; set; }

        [JsonProperty("create_time")]
        internal DateTime CreateTime { get; set; }

        [JsonProperty("last_updated")]
        internal DateTime LastUpdated { get; set; }
    }

    internal sealed class CreatedBody
    {
        [JsonProperty("version")]
        internal VersionBody Version { get; set; }
    }

    internal sealed class PageBody
    {
        [JsonProperty("versions")]
        internal List<VersionBody> Versions { get; set; }
    }

    internal sealed class PortBody
    {
        [JsonProperty("port")]
        internal int Number { get; set; }

        [JsonProperty("protocol")]
        internal string Protocol { get; set; }

        [JsonProperty("to_check")]
        internal bool? ToCheck { get; set; }

        [JsonProperty("tls_upgrade")]
        internal bool? TlsUpgrade { get; set; }

        [JsonProperty("name")]
        internal string Name { get; set; }
    }

    internal sealed class EnvBody
    {
        [JsonProperty("key")]
        internal string Key { get; set; }

        [JsonProperty("value")]
        internal string Value { get; set; }

        [JsonProperty("is_hidden")]
        internal bool? IsHidden { get; set; }
    }

    internal sealed class VersionBody
    {
        [JsonProperty("name")]
        internal string Name { get; set; }

        [JsonProperty("is_active")]
        internal bool? IsActive { get; set; }

        [JsonProperty("docker_repository")]
        internal string DockerRepository { get; set; }

        [JsonProperty("docker_image")]
        internal string DockerImage { get; set; }

        [JsonProperty("docker_tag")]
        internal string DockerTag { get; set; }

        [JsonProperty("private_username")]
        internal string PrivateUsername { get; set; }

        [JsonProperty("private_token")]
        internal string PrivateToken { get; set; }

        [JsonProperty("req_cpu")]
        internal long ReqCpu { get; set; }

        [JsonProperty("req_memory")]
        internal long ReqMemory { get; set; }

        [JsonProperty("req_video")]
        internal long? ReqVideo { get; set; }

        [JsonProperty("max_duration")]
        internal long? MaxDuration { get; set; }

        [JsonProperty("force_cache")]
        internal bool? ForceCache { get; set; }

        [JsonProperty("time_to_deploy")]
        internal long? TimeToDeploy { get; set; }

        [JsonProperty("verify_image")]
        internal bool? VerifyImage { get; set; }

        [JsonProperty("termination_grace_period_seconds")]
        internal long? TerminationGracePeriodSeconds { get; set; }

        [JsonProperty("command")]
        internal string Command { get; set; }

        [JsonProperty("arguments")]
        internal string Arguments { get; set; }

        [JsonProperty("will_deploy_in_mainland_china")]
        internal bool? WillDeployInMainlandChina { get; set; }

        [JsonProperty("ports")]
        internal List<PortBody> Ports { get; set; }

        [JsonProperty("envs")]
        internal List<EnvBody> Envs { get; set; }

        [JsonProperty("restart_policy")]
        internal string RestartPolicy { get; set; }

        [JsonProperty("create_time")]
        internal DateTime? CreateTime { get; set; }

        [JsonProperty("last_updated")]
        internal DateTime? LastUpdated { get; set; }
    }
}
