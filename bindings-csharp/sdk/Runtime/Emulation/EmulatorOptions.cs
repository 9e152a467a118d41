using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using Edgegap.Sdk.Json;

namespace Edgegap.Sdk
{
    /// <summary>Options of an emulator. An empty string counts as not set.</summary>
    public sealed class EmulatorOptions
    {
        /// <summary>
        /// The address to listen on, an IP address or <c>localhost</c>. Default <c>127.0.0.1</c>,
        /// which only this machine can reach.
        /// </summary>
        [MaybeNull]
        public string Host { get; set; }

        /// <summary>The port, 0 to 65535. Default 0: any free port.</summary>
        public int? Port { get; set; }

        /// <summary>
        /// A file that keeps the state. A change is on the disk before the response is sent.
        /// Default: in memory.
        /// </summary>
        [MaybeNull]
        public string Data { get; set; }

        /// <summary>The tokens to accept. Default: one, <c>emulator-token</c>.</summary>
        [MaybeNull]
        public IReadOnlyList<string> Tokens { get; set; }

        /// <summary>
        /// The URL of a real OCI registry, which provides the tags and checks images for
        /// <c>verify_image</c>. Default: none, tags are seeded.
        /// </summary>
        [MaybeNull]
        public string Registry { get; set; }

        /// <summary>True if each request is written to standard error. Default false.</summary>
        public bool? Verbose { get; set; }

        internal string ToJson() => JsonOutput.Object(json =>
        {
            json.WriteIfNotBlank("host", Host);
            json.WriteIfSet("port", Port);
            json.WriteIfNotBlank("data", Data);
            string[] tokens = Tokens?.Where(token => token == null || token.Trim().Length > 0).ToArray();
            if (tokens?.Length > 0)
            {
                json.Write("tokens", tokens);
            }
            json.WriteIfNotBlank("registry", Registry);
            json.WriteIfSet("verbose", Verbose);
            HostEnvironment.Write(json);
        });
    }
}
