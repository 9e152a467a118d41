using System;

namespace Edgegap.Sdk
{
    /// <summary>One HTTP exchange on the wire.</summary>
    public sealed class Attempt
    {
        internal Attempt(string outcome, TimeSpan waited)
        {
            Outcome = outcome;
            Waited = waited;
        }

        /// <summary>
        /// The status as text, or <c>connect</c>, <c>reset</c>, <c>timeout</c>, <c>tls</c>,
        /// <c>head</c>, <c>body</c>.
        /// </summary>
        public string Outcome { get; }

        /// <summary>The planned wait before it; zero for the first.</summary>
        public TimeSpan Waited { get; }

        /// <summary>Outcome, and the wait where there was one.</summary>
        public override string ToString() =>
            Waited == TimeSpan.Zero ? Outcome : Outcome + " after " + (long)Waited.TotalMilliseconds + " ms";
    }
}
