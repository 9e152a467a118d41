using System;

namespace Edgegap.Sdk
{
    /// <summary>One HTTP exchange on the wire.</summary>
    [Serializable]
    public sealed class Attempt
    {
        internal Attempt()
        {
        }

        /// <summary>
        /// The HTTP status, or what failed: <c>connect</c>, <c>reset</c>, <c>timeout</c>,
        /// <c>tls</c>, <c>head</c>, <c>body</c>.
        /// </summary>
        public string Outcome { get; internal set; } = "";

        /// <summary>Planned wait before this attempt; zero for the first one.</summary>
        public TimeSpan Waited { get; internal set; }

        /// <summary>The outcome, and the wait if there was one.</summary>
        public override string ToString() =>
            Waited == TimeSpan.Zero ? Outcome : Outcome + " after " + (long)Waited.TotalMilliseconds + " ms";
    }
}
