using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using Edgegap.Sdk.Json;

namespace Edgegap.Sdk
{
    /// <summary>
    /// Options of a call about a manifest. Time limits, retries and headers are for each request.
    /// </summary>
    public class ManifestOptions : CallOptions
    {
        /// <summary>
        /// Values for <c>${NAME}</c> in the manifest, before those of the environment.
        /// </summary>
        [MaybeNull]
        public IDictionary<string, string> Set { get; set; }

        /// <summary>Writes the fields for the query, without the manifest.</summary>
        internal virtual void WriteQuery(JsonOutput json)
        {
            if (Set != null)
            {
                json.WriteStrings("set", Set);
            }
        }
    }

    /// <summary>Options of a plan.</summary>
    public sealed class PlanOptions : ManifestOptions
    {
        /// <summary>
        /// True to send secrets that cannot be compared, also if nothing else differs.
        /// </summary>
        public bool ResendSecrets { get; set; }

        /// <summary>
        /// Links to remove: <c>PROFILE:VERSION</c> or <c>STORAGE/PROFILE:VERSION</c>.
        /// </summary>
        [MaybeNull]
        public IReadOnlyList<string> Unlink { get; set; }

        /// <summary>
        /// True to delete and create versions again to change fields that an update cannot change.
        /// </summary>
        public bool Recreate { get; set; }

        internal override void WriteQuery(JsonOutput json)
        {
            base.WriteQuery(json);
            json.Write("resend_secrets", ResendSecrets);
            json.Write("recreate", Recreate);
            json.Write("unlink", Unlink);
        }
    }

    /// <summary>Options of an apply.</summary>
    public sealed class ApplyOptions : ManifestOptions
    {
        /// <summary>
        /// Maximum time for the service to take over a new <c>docker_tag</c>. Default 120 s.
        /// </summary>
        public System.TimeSpan? Wait { get; set; }

        /// <summary>The manifest, for a plan that was read from a file.</summary>
        [MaybeNull]
        public Manifest Manifest { get; set; }

        internal override void WriteQuery(JsonOutput json)
        {
            base.WriteQuery(json);
            json.WriteIfSet("wait_ms", DurationOption.WaitToMilliseconds(Wait));
        }
    }

    /// <summary>Options of a prune.</summary>
    public sealed class PruneOptions : ManifestOptions
    {
        /// <summary>True to list the steps without doing any.</summary>
        public bool DryRun { get; set; }

        /// <summary>
        /// Number of the newest versions that stay; null for that of the manifest.
        /// </summary>
        public int? Versions { get; set; }

        /// <summary>Number of the newest tags that stay; null for that of the manifest.</summary>
        public int? Tags { get; set; }

        /// <summary>True to delete old versions, instead of what the manifest says.</summary>
        public bool Delete { get; set; }

        internal override void WriteQuery(JsonOutput json)
        {
            base.WriteQuery(json);
            json.Write("dry_run", DryRun);
            json.Write("delete", Delete);
            json.WriteIfSet("versions", Versions);
            json.WriteIfSet("tags", Tags);
        }
    }
}
