using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;
using Edgegap.Sdk.Json;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk
{
    /// <summary>Publishes what a manifest asks for: plan, apply, prune.</summary>
    public sealed class Publish
    {
        private readonly Caller _caller;

        internal Publish(Caller caller)
        {
            _caller = caller;
        }

        /// <summary>Checks a manifest without sending a request.</summary>
        /// <param name="manifest">Path of the manifest, or a <see cref="Manifest"/>.</param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <exception cref="ValidationException">
        /// The manifest has problems, which the message shows; <c>Extra["problems"]</c> has them
        /// all.
        /// </exception>
        public Task<ManifestCheck> CheckAsync(
            [DisallowNull] Manifest manifest, CancellationToken cancellationToken = default(CancellationToken)) =>
            CheckAsync(manifest, null, cancellationToken);

        /// <inheritdoc cref="CheckAsync(Manifest, CancellationToken)"/>
        public async Task<ManifestCheck> CheckAsync(
            [DisallowNull] Manifest manifest,
            [AllowNull] ManifestOptions options,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            Call call = Call("publish.check", manifest, options, null);
            Task<JObject> check = _caller.SendAsync(call, json => json.JObject(), options, cancellationToken);
            return new ManifestCheck(await check.ConfigureAwait(false));
        }

        /// <summary>
        /// Compares what a manifest asks for with what the account has. Nothing is changed.
        /// </summary>
        /// <example>
        /// <code>
        /// var set = new Dictionary&lt;string, string&gt; { ["TAG"] = "b43" };
        /// var options = new PlanOptions { Set = set };
        /// Plan plan = await client.Publish.PlanAsync("edgegap.toml", options);
        /// Console.WriteLine(plan);
        /// </code>
        /// </example>
        /// <param name="manifest">Path of the manifest, or a <see cref="Manifest"/>.</param>
        /// <param name="cancellationToken">Cancels the call and closes its connection.</param>
        /// <exception cref="ValidationException">
        /// The manifest has problems, which the message shows, with all of them in
        /// <c>Extra["problems"]</c>; or an existing version has another value of a field that an
        /// update cannot change.
        /// </exception>
        /// <exception cref="EdgegapException">
        /// Any other error: authentication, network, time limit.
        /// </exception>
        public Task<Plan> PlanAsync(
            [DisallowNull] Manifest manifest, CancellationToken cancellationToken = default(CancellationToken)) =>
            PlanAsync(manifest, null, cancellationToken);

        /// <inheritdoc cref="PlanAsync(Manifest, CancellationToken)"/>
        public async Task<Plan> PlanAsync(
            [DisallowNull] Manifest manifest,
            [AllowNull] PlanOptions options,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            Call call = Call("publish.plan", manifest, options, null);
            Task<JObject> plan = _caller.SendAsync(call, json => json.JObject(), options, cancellationToken);
            JObject document = await plan.ConfigureAwait(false);
            return new Plan(document, manifest, options?.Set);
        }

        /// <summary>
        /// Applies a plan, step by step, as the list is read. The last step is the
        /// <see cref="SummaryStep"/>. Reading the list is what changes the account: stop to read,
        /// and nothing more is changed. A plan is applied once. After an error make a new plan,
        /// which has what is left.
        /// </summary>
        /// <example>
        /// <code>
        /// await foreach (Step step in client.Publish.Apply(plan))
        /// {
        ///     Console.WriteLine(step);
        /// }
        /// </code>
        /// </example>
        /// <param name="plan">The plan.</param>
        /// <param name="options">
        /// How long to wait for a new tag, and the manifest if the plan was read from a file.
        /// </param>
        /// <remarks>
        /// Reading throws a <see cref="ConflictException"/> if the account, the service, the
        /// manifest or an object has changed since the plan, and an <see cref="ImageException"/> if
        /// a new <c>docker_tag</c> is not taken over in time.
        /// </remarks>
        /// <exception cref="ArgumentException">
        /// The plan was read from a file, and the options have no manifest.
        /// </exception>
        public PagedList<Step> Apply([DisallowNull] Plan plan, [AllowNull] ApplyOptions options = null)
        {
            if (plan == null)
            {
                throw new ArgumentNullException(nameof(plan));
            }
            Manifest manifest = options?.Manifest ?? plan.Manifest;
            if (manifest == null)
            {
                throw new ArgumentException(
                    "this plan was read from a document: set Manifest in its ApplyOptions", nameof(options));
            }
            Call call = Call("publish.apply", manifest, options, json =>
            {
                json.Write("plan", plan.Document);
                if (options?.Set == null && plan.Set != null)
                {
                    json.WriteStrings("set", plan.Set);
                }
            });
            return new PagedList<Step>(_caller, call, Step.Read, options);
        }

        /// <summary>
        /// Disables or deletes old versions and tags, step by step, as the list is read. The rules
        /// are those of <c>[prune]</c> in the manifest. Versions are disabled unless the rules or
        /// <see cref="PruneOptions.Delete"/> say otherwise. What the manifest names or protects is
        /// never touched. Look at a dry run first.
        /// </summary>
        /// <param name="manifest">Path of the manifest, or a <see cref="Manifest"/>.</param>
        /// <param name="options">Values for the manifest, and other rules than its own.</param>
        /// <remarks>
        /// Reading throws a <see cref="ValidationException"/> if the manifest has problems or no
        /// rule, and a <see cref="ConflictException"/> if a version has changed since the list was
        /// made.
        /// </remarks>
        public PagedList<Step> Prune([DisallowNull] Manifest manifest, [AllowNull] PruneOptions options = null) =>
            new PagedList<Step>(_caller, Call("publish.prune", manifest, options, null), Step.Read, options);

        /// <summary>A call about a manifest, with the environment of now.</summary>
        private static Call Call(
            string operation, Manifest manifest, ManifestOptions options, Action<JsonOutput> writeMore)
        {
            if (manifest == null)
            {
                throw new ArgumentNullException(nameof(manifest));
            }
            string query = JsonOutput.Object(json =>
            {
                manifest.Write(json);
                options?.WriteQuery(json);
                writeMore?.Invoke(json);
                HostEnvironment.Write(json);
            });
            return new Call(operation).Query(new JsonInput(query).JObject());
        }
    }
}
