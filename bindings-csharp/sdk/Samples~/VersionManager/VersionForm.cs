using System;
using System.Collections.Generic;
using System.Linq;

namespace Edgegap.Sdk.Samples.VersionManager
{
    /// <summary>The fields of a new version, and what is wrong with each.</summary>
    internal sealed class VersionForm
    {
        private readonly Dictionary<string, string> _problems = new Dictionary<string, string>();

        /// <summary>Name of the version.</summary>
        internal string Name = "1.0.0";

        /// <summary>Host of the registry.</summary>
        internal string Repository = "docker.io";

        /// <summary>Name of the image.</summary>
        internal string Image = "";

        /// <summary>Tag of the image.</summary>
        internal string Tag = "";

        /// <summary>CPU share; 1024 is one vCPU.</summary>
        internal int Cpu = 1024;

        /// <summary>Memory in MB.</summary>
        internal int Memory = 2048;

        /// <summary>The UDP port that the server listens on.</summary>
        internal int Port = 7777;

        /// <summary>
        /// What is wrong with a member, by its name in the API; null when nothing is.
        /// </summary>
        internal string ProblemOf(string member)
        {
            string problem;
            return _problems.TryGetValue(member, out problem) ? problem : null;
        }

        /// <summary>Shows nothing as wrong any more.</summary>
        internal void Forget() => _problems.Clear();

        /// <summary>
        /// Keeps what is wrong with the fields. False when something is wrong that no field stands
        /// for.
        /// </summary>
        internal bool Take(IReadOnlyList<Violation> violations)
        {
            string[] known = { "name", "docker_repository", "docker_image", "docker_tag", "req_cpu", "req_memory", "ports" };
            bool isAll = true;
            foreach (Violation violation in violations)
            {
                // `ports[0].port` belongs to the field of the ports.
                string member = violation.Path.Split('[', '.')[0];
                isAll &= known.Contains(member, StringComparer.Ordinal);
                _problems[member] = violation.Message;
            }
            return isAll;
        }

        /// <summary>What to send. An empty field is left out, and so reported as missing.</summary>
        internal NewVersion ToVersion() => new NewVersion
        {
            Name = OrNull(Name),
            DockerRepository = OrNull(Repository),
            DockerImage = OrNull(Image),
            DockerTag = OrNull(Tag),
            ReqCpu = Cpu,
            ReqMemory = Memory,
            Ports = new[] { new NewPort { Number = Port, Protocol = Protocol.Udp, Name = "gameport" } },
        };

        private static string OrNull(string text) => string.IsNullOrEmpty(text) ? null : text;
    }
}
