using System;

namespace Edgegap.Sdk
{
    /// <summary>A rule that an argument of a call violates.</summary>
    [Serializable]
    public sealed class Violation
    {
        internal Violation()
        {
        }

        /// <summary>
        /// Path of the argument: <c>app</c>, <c>limit</c>, <c>ports[0].name</c>. Fields have the
        /// names of the API, options those of C#: <c>docker_tag</c>, <c>MaxRetries</c>.
        /// </summary>
        public string Path { get; internal set; }

        /// <summary>
        /// Kind of the rule: <c>unknown</c>, <c>missing</c>, <c>wrong_type</c>,
        /// <c>out_of_range</c>, <c>too_short</c>, <c>too_long</c>, <c>pattern</c>,
        /// <c>not_allowed</c>, <c>duplicate</c>, <c>conflict</c>, <c>masked</c>,
        /// <c>protected_path</c>.
        /// </summary>
        public string Code { get; internal set; }

        /// <summary>Description of the problem and its fix, without the path.</summary>
        public string Message { get; internal set; }

        /// <summary>The violated bound; null if the rule has none.</summary>
        public double? Limit { get; internal set; }

        /// <summary>Path and message.</summary>
        public override string ToString() => Path + ": " + Message;
    }
}
