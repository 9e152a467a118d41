using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using Edgegap.Sdk.Json;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk
{
    /// <summary>
    /// A step of an apply or a prune: an <see cref="ObjectStep"/>, a <see cref="WaitingStep"/> or,
    /// as the last one, a <see cref="SummaryStep"/>.
    /// </summary>
    public abstract class Step
    {
        internal Step(JObject json)
        {
            Kind = (string)json["kind"];
            Elapsed = TimeSpan.FromMilliseconds((long)json["elapsed_ms"]);
            Text = (string)json["text"];
        }

        /// <summary>
        /// <c>planned</c>, <c>done</c>, <c>waiting</c> or <c>summary</c>.
        /// </summary>
        public string Kind { get; }

        /// <summary>Duration, waits included.</summary>
        public TimeSpan Elapsed { get; }

        /// <summary>The step as a line.</summary>
        public string Text { get; }

        /// <summary>The step as a line.</summary>
        public override string ToString() => Text;

        internal static Step Read(JsonInput input)
        {
            JObject json = input.JObject();
            switch ((string)json["kind"])
            {
                case "waiting": return new WaitingStep(json);
                case "summary": return new SummaryStep(json);
                default: return new ObjectStep(json);
            }
        }
    }

    /// <summary>
    /// The step of one object: <c>planned</c> if it would be changed, and nothing was sent, or
    /// <c>done</c>.
    /// </summary>
    public sealed class ObjectStep : Step
    {
        internal ObjectStep(JObject json)
            : base(json)
        {
            Object = (string)json["object"];
            Name = (string)json["name"];
            Action = (string)json["action"];
            Fields = Items.ReadStrings(json["fields"]);
            DockerTag = (string)json["docker_tag"];
            Changed = (bool)json["changed"];
        }

        /// <summary>
        /// <c>application</c>, <c>storage</c>, <c>profile</c>, <c>version</c>, <c>link</c> or
        /// <c>tag</c>.
        /// </summary>
        public string Object { get; }

        /// <summary>
        /// Name for display: <c>dev</c>, <c>logs/balance</c>, <c>logs/balance:dev</c>.
        /// </summary>
        public string Name { get; }

        /// <summary>
        /// <c>create</c>, <c>update</c>, <c>recreate</c>, <c>link</c>, <c>unlink</c>,
        /// <c>disable</c> or <c>delete</c>.
        /// </summary>
        public string Action { get; }

        /// <summary>Names of the fields, as in the API, that were updated.</summary>
        public IReadOnlyList<string> Fields { get; }

        /// <summary>
        /// The new <c>docker_tag</c> of a version, once the service has taken it over; else null.
        /// </summary>
        [MaybeNull]
        public string DockerTag { get; }

        /// <summary>
        /// False if there was nothing to do: a link to remove did not exist.
        /// </summary>
        public bool Changed { get; }
    }

    /// <summary>
    /// A version whose new <c>docker_tag</c> the service does not report yet. More steps of it
    /// follow.
    /// </summary>
    public sealed class WaitingStep : Step
    {
        internal WaitingStep(JObject json)
            : base(json)
        {
            Object = (string)json["object"];
            Name = (string)json["name"];
            Wanted = (string)json["wanted"];
            Live = (string)json["live"];
            Timeout = TimeSpan.FromMilliseconds((long)json["timeout_ms"]);
        }

        /// <summary><c>version</c>.</summary>
        public string Object { get; }

        /// <summary>Name of the version.</summary>
        public string Name { get; }

        /// <summary>The <c>docker_tag</c> that is waited for.</summary>
        public string Wanted { get; }

        /// <summary>
        /// The <c>docker_tag</c> that the service shows. Empty until it shows the new one.
        /// </summary>
        public string Live { get; }

        /// <summary>
        /// Time after which the wait ends with an <see cref="ImageException"/>.
        /// </summary>
        public TimeSpan Timeout { get; }
    }

    /// <summary>The totals, when everything is done.</summary>
    public sealed class SummaryStep : Step
    {
        internal SummaryStep(JObject json)
            : base(json)
        {
            IsPrune = (bool)json["is_prune"];
            Created = (int)json["created"];
            Changed = (int)json["changed"];
            Recreated = (int)json["recreated"];
            Linked = (int)json["linked"];
            Unlinked = (int)json["unlinked"];
            Disabled = (int)json["disabled"];
            Deleted = (int)json["deleted"];
            Requests = (int)json["requests"];
            Retries = (int)json["retries"];
        }

        /// <summary>True for a prune.</summary>
        public bool IsPrune { get; }

        /// <summary>Objects that were created.</summary>
        public int Created { get; }

        /// <summary>Objects that were updated.</summary>
        public int Changed { get; }

        /// <summary>Versions that were deleted and created again.</summary>
        public int Recreated { get; }

        /// <summary>Links that were sent. They may have existed.</summary>
        public int Linked { get; }

        /// <summary>Links that were removed.</summary>
        public int Unlinked { get; }

        /// <summary>Versions that were disabled.</summary>
        public int Disabled { get; }

        /// <summary>Objects that were deleted.</summary>
        public int Deleted { get; }

        /// <summary>HTTP exchanges.</summary>
        public int Requests { get; }

        /// <summary>Exchanges that repeated another one.</summary>
        public int Retries { get; }
    }
}
