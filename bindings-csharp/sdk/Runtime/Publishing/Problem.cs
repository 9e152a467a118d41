using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk
{
    /// <summary>A problem of a manifest.</summary>
    public sealed class Problem
    {
        internal Problem(JObject json)
        {
            Level = (string)json["level"];
            Code = (string)json["code"];
            Path = (string)json["path"];
            Message = (string)json["message"];
            Advice = (string)json["advice"];
            File = (string)json["file"];
            Text = (string)json["text"];
            var place = json["place"] as JObject;
            if (place != null)
            {
                Line = (int)place["line"];
                Column = (int)place["column"];
                EndLine = (int)place["end_line"];
                EndColumn = (int)place["end_column"];
            }
        }

        /// <summary><c>error</c>, <c>warning</c> or <c>note</c>.</summary>
        public string Level { get; }

        /// <summary>Kind of the problem: <c>out_of_range</c>, <c>tag_latest</c>.</summary>
        public string Code { get; }

        /// <summary>
        /// Path of the value: <c>versions.dev.ports[0].port</c>. Empty for the manifest itself.
        /// </summary>
        public string Path { get; }

        /// <summary>What is wrong, without secrets.</summary>
        public string Message { get; }

        /// <summary>What to do, if the message does not say it; else null.</summary>
        [MaybeNull]
        public string Advice { get; }

        /// <summary>Path of the manifest, as it was given.</summary>
        public string File { get; }

        /// <summary>Line of the first character, from 1; null for a problem of the file.</summary>
        public int? Line { get; }

        /// <summary>Column of the first character, from 1.</summary>
        public int? Column { get; }

        /// <summary>Line of the end.</summary>
        public int? EndLine { get; }

        /// <summary>Column after the last character.</summary>
        public int? EndColumn { get; }

        /// <summary>The problem with the lines of the manifest, without secrets.</summary>
        public string Text { get; }

        /// <summary>The problem with the lines of the manifest.</summary>
        public override string ToString() => Text;
    }

    /// <summary>A manifest without errors.</summary>
    public sealed class ManifestCheck
    {
        internal ManifestCheck(JObject json)
        {
            App = (string)json["app"];
            Warnings = ((JArray)json["warnings"]).Select(warning => new Problem((JObject)warning)).ToList();
        }

        /// <summary>Name of the application.</summary>
        public string App { get; }

        /// <summary>What is probably not meant, in the order of the file.</summary>
        public IReadOnlyList<Problem> Warnings { get; }

        /// <summary>The application, and the number of warnings.</summary>
        public override string ToString() =>
            "ManifestCheck { App = " + App + ", Warnings = [" + Warnings.Count + "] }";
    }
}
