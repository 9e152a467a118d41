using System.Collections.Generic;

namespace Edgegap.Sdk
{
    /// <summary>What an <c>EnsureAsync</c> did.</summary>
    public sealed class Change
    {
        internal Change()
        {
        }

        /// <summary><c>created</c>, <c>updated</c> or <c>unchanged</c>.</summary>
        public string Action { get; internal set; } = "";

        /// <summary>Names of the fields, as in the API, that differed and were updated.</summary>
        public IReadOnlyList<string> Fields { get; internal set; } = new string[0];

        /// <summary>
        /// Names of the given fields, as in the API, whose values the service does not show, and
        /// that were not sent.
        /// </summary>
        public IReadOnlyList<string> NotCompared { get; internal set; } = new string[0];

        /// <summary>Action and fields: <c>updated docker_tag</c>.</summary>
        public override string ToString() =>
            Fields.Count == 0 ? Action : Action + " " + string.Join(", ", Fields);
    }
}
