using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using Edgegap.Sdk.Json;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk
{
    /// <summary>
    /// What has to change so that the account has what a manifest asks for. It has no secrets. A
    /// plan remembers its manifest, so that <see cref="Publish.Apply(Plan, ApplyOptions)"/> needs
    /// no options; one that was read with <see cref="FromJson"/> does not.
    /// </summary>
    public sealed class Plan
    {
        private const string Format = "edgegap.plan/1";

        internal Plan(JObject document, Manifest manifest, IDictionary<string, string> set)
        {
            Document = document;
            Manifest = manifest;
            Set = set == null ? null : new Dictionary<string, string>(set);
            App = (string)document["app"];
            Actions = document["actions"].Select(action => new PlannedAction((JObject)action)).ToList();
            Counts = new PlanCounts((JObject)document["counts"]);
            LeftOut = Items.ReadStrings(document["left_out"]);
            Text = (string)document["text"] ?? throw new ArgumentException("it has no `text`");
        }

        /// <summary>Name of the application.</summary>
        public string App { get; }

        /// <summary>
        /// All objects of the manifest, in the order in which they are changed: application,
        /// storages, profiles, versions, links.
        /// </summary>
        public IReadOnlyList<PlannedAction> Actions { get; }

        /// <summary>The number of changes.</summary>
        public PlanCounts Counts { get; }

        /// <summary>
        /// True if nothing differs, as far as it can be compared. Links do not count.
        /// </summary>
        public bool IsEmpty => Actions.All(action => action.Action == "unchanged" || action.Action == "link");

        /// <summary>
        /// Versions that are left out, because their name has a variable that is not set.
        /// </summary>
        public IReadOnlyList<string> LeftOut { get; }

        internal JObject Document { get; }

        /// <summary>The manifest; null for a plan that was read from a file.</summary>
        internal Manifest Manifest { get; }

        /// <summary>The values for the manifest, which may be secrets.</summary>
        internal IDictionary<string, string> Set { get; }

        private string Text { get; }

        /// <summary>
        /// Reads a plan from its JSON document, for example from a plan file of the program.
        /// </summary>
        /// <exception cref="ValidationException">
        /// It is not a plan, or has another format.
        /// </exception>
        public static Plan FromJson([DisallowNull] string json)
        {
            if (json == null)
            {
                throw new ArgumentNullException(nameof(json));
            }
            JObject document;
            try
            {
                document = new JsonInput(json).JObject();
            }
            catch (Exception error) when (IsOfText(error))
            {
                throw Refusal("the document cannot be read: " + error.Message);
            }
            JToken format = document?["format"];
            if (format == null || format.Type != JTokenType.String)
            {
                throw Refusal("the document is not a plan: it has no `format`, `" + Format + "`");
            }
            if ((string)format != Format)
            {
                throw Refusal("the document has the format `" + format + "`, not `" + Format + "`");
            }
            try
            {
                return new Plan(document, null, null);
            }
            catch (Exception error) when (IsOfText(error))
            {
                throw Refusal("the plan cannot be read: " + error.Message + ": make a new plan");
            }
        }

        /// <summary>The plan as a JSON document, for a plan file. It has no secrets.</summary>
        public string ToJson() => Document.ToString(Formatting.Indented);

        /// <summary>What the program <c>edgegap plan</c> prints.</summary>
        public override string ToString() => Text;

        /// <summary>True for an exception of a document of another form.</summary>
        private static bool IsOfText(Exception error) =>
            error is JsonException || error is InternalException || error is ArgumentException
                || error is InvalidCastException || error is NullReferenceException;

        private static EdgegapException Refusal(string message)
        {
            EdgegapException error = ErrorKinds.Create("validation", message);
            error.Operation = "publish.plan";
            return error;
        }
    }

    /// <summary>The number of changes of a plan.</summary>
    public sealed class PlanCounts
    {
        internal PlanCounts(JObject json)
        {
            Create = (int)json["create"];
            Change = (int)json["change"];
            Delete = (int)json["delete"];
            Calls = (int)json["calls"];
        }

        /// <summary>
        /// Objects that are created. A version that is created again counts here and as deleted.
        /// </summary>
        public int Create { get; }

        /// <summary>Objects that are updated.</summary>
        public int Change { get; }

        /// <summary>Objects and links that are deleted.</summary>
        public int Delete { get; }

        /// <summary>Calls that change something, those for links included.</summary>
        public int Calls { get; }

        /// <summary>All numbers.</summary>
        public override string ToString() =>
            "PlanCounts { Create = " + Create + ", Change = " + Change + ", Delete = " + Delete + ", Calls = " + Calls
                + " }";
    }
}
