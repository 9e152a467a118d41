using System;
using System.Collections.Generic;
using System.Linq;

namespace Edgegap.Sdk.Samples.VersionManager
{
    /// <summary>The fields of a new version, and the problem of each.</summary>
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

        /// <summary>Returns the problem of a field of the API; null if it has none.</summary>
        internal string ProblemOf(string field)
        {
            string problem;
            return _problems.TryGetValue(field, out problem) ? problem : null;
        }

        /// <summary>Removes all problems.</summary>
        internal void ClearProblems() => _problems.Clear();

        /// <summary>Shows violations at their fields. Returns false if one has no field.</summary>
        internal bool ShowProblems(IReadOnlyList<Violation> violations)
        {
            string[] known =
            {
                "name", "docker_repository", "docker_image", "docker_tag", "req_cpu", "req_memory", "ports",
            };
            bool areAllShown = true;
            foreach (Violation violation in violations)
            {
                // `ports[0].port` belongs to the field `ports`.
                string field = violation.Path.Split('[', '.')[0];
                areAllShown &= known.Contains(field, StringComparer.Ordinal);
                _problems[field] = violation.Message;
            }
            return areAllShown;
        }

        /// <summary>Creates the body. Empty fields are left out and reported as missing.</summary>
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

        private static string OrNull(string value) => string.IsNullOrEmpty(value) ? null : value;
    }
}
