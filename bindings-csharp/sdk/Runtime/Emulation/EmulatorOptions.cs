using System.Collections.Generic;
using Edgegap.Sdk.Json;

namespace Edgegap.Sdk
{
    /// <summary>What an emulator is started with. Empty text counts as not set.</summary>
    public sealed class EmulatorOptions
    {
        /// <summary>
        /// The address to listen on, an IP address or <c>localhost</c>. Default <c>127.0.0.1</c>,
        /// which only this machine reaches.
        /// </summary>
        public string Host { get; set; }

        /// <summary>The port, 0 to 65535. Default 0: any free one.</summary>
        public int? Port { get; set; }

        /// <summary>A file that keeps the state: a change is answered once it is on the disk. Default: in memory.</summary>
        public string Data { get; set; }

        /// <summary>The tokens to take. Default: one, <c>emulator-token</c>.</summary>
        public IReadOnlyList<string> Tokens { get; set; }

        /// <summary>The URL of a real OCI registry, which tags come from and which <c>verify_image</c> asks. Default: none, tags are seeded.</summary>
        public string Registry { get; set; }

        /// <summary>Whether each request is written to standard error. Default false.</summary>
        public bool? Verbose { get; set; }

        internal string ToJson()
        {
            var json = new JsonOutput();
            json.Begin();
            if (!string.IsNullOrWhiteSpace(Host))
            {
                json.Write("host", Host);
            }
            if (Port != null)
            {
                json.Write("port", Port);
            }
            if (!string.IsNullOrWhiteSpace(Data))
            {
                json.Write("data", Data);
            }
            if (Tokens != null)
            {
                json.Write("tokens", Tokens);
            }
            if (!string.IsNullOrWhiteSpace(Registry))
            {
                json.Write("registry", Registry);
            }
            if (Verbose != null)
            {
                json.Write("verbose", Verbose);
            }
            HostEnvironment.Write(json);
            json.End();
            return json.ToString();
        }
    }
}
