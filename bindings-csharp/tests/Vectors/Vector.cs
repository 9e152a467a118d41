using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk.Tests
{
    /// <summary>A call, the replies to it, and the expected outcome: see
    /// tests/vectors/README.md.</summary>
    internal sealed class Vector
    {
        private static readonly string[] Impossible = { "missing", "wrong_type", "unknown" };

        private readonly JObject _json;

        internal Vector(JObject json)
        {
            _json = json;
        }

        internal string Name => (string)_json["name"];

        internal string Operation => (string)_json["operation"];

        internal JObject Arguments => (JObject)Filled(_json["arguments"] ?? new JObject());

        internal JObject Options => (JObject)_json["options"] ?? new JObject();

        internal JObject Client => (JObject)_json["client"] ?? new JObject();

        /// <summary>page, pages, items, or null for an operation that is not a list.</summary>
        internal string Drain => (string)_json["drain"];

        /// <summary>Calls that come first with the same client, as vectors; a list is read to its
        /// first page.</summary>
        internal IEnumerable<Vector> Before =>
            (_json["before"] ?? new JArray()).Select(call =>
            {
                var made = (JObject)call.DeepClone();
                if (((string)made["operation"]).Split('.')[1].StartsWith("list", StringComparison.Ordinal))
                {
                    made["drain"] = "page";
                }
                return new Vector(made);
            });

        /// <summary>The whole vector.</summary>
        internal JObject Json => _json;

        /// <summary>True if the README allows a typed surface to skip it, if its types cannot
        /// express it.</summary>
        internal bool MayBeImpossible =>
            (_json["expect"]["error"]?["violations"] ?? new JArray())
                .Any(violation => Impossible.Contains((string)violation["code"]));

        internal static string Folder => Environment.GetEnvironmentVariable("SDK_TEST_VECTORS");

        /// <summary>All vectors, in the order of files.</summary>
        internal static List<Vector> LoadAll()
        {
            var vectors = new List<Vector>();
            IEnumerable<string> files = Directory.GetFiles(Folder, "*.json").OrderBy(file => file, StringComparer.Ordinal);
            foreach (string file in files.Where(file => !file.EndsWith(".schema.json", StringComparison.Ordinal)))
            {
                foreach (JToken json in (JArray)ScriptedServer.Read(File.ReadAllText(file)))
                {
                    vectors.Add(new Vector((JObject)json));
                }
            }
            return vectors;
        }

        internal bool IsFor(string surface)
        {
            JToken surfaces = _json["surface"];
            JToken languages = _json["languages"];
            return (surfaces == null || surfaces.Any(name => (string)name == surface))
                && (languages == null || languages.Any(name => (string)name == "csharp"));
        }

        private static JToken Filled(JToken value)
        {
            switch (value.Type)
            {
                case JTokenType.String:
                    return ((string)value).Replace("{{files}}", Path.Combine(Folder, "files"));
                case JTokenType.Array:
                    return new JArray(value.Select(Filled).ToArray<object>());
                case JTokenType.Object:
                    return new JObject(((JObject)value).Properties()
                        .Select(field => new JProperty(field.Name, Filled(field.Value))).ToArray<object>());
                default:
                    return value.DeepClone();
            }
        }
    }
}
