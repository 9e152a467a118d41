using System;
using System.Diagnostics.CodeAnalysis;
using Edgegap.Sdk.Json;

namespace Edgegap.Sdk
{
    /// <summary>
    /// A manifest: a file or a text. A string is the path of a file.
    /// </summary>
    /// <example>
    /// <code>
    /// Plan plan = await client.Publish.PlanAsync("edgegap.toml");
    /// Plan plan = await client.Publish.PlanAsync(Manifest.FromText(text));
    /// </code>
    /// </example>
    public sealed class Manifest
    {
        private readonly string _path;
        private readonly string _text;
        private readonly string _format;

        private Manifest(string path, string text, string format)
        {
            _path = path;
            _text = text;
            _format = format;
        }

        /// <summary>A manifest file, read when a call is made: TOML, or JSON by its name.</summary>
        public static implicit operator Manifest([AllowNull] string path) => path == null ? null : FromFile(path);

        /// <summary>A manifest file, read when a call is made: TOML, or JSON by its name.</summary>
        /// <exception cref="ArgumentNullException">The path is null.</exception>
        public static Manifest FromFile([DisallowNull] string path)
        {
            if (path == null)
            {
                throw new ArgumentNullException(nameof(path));
            }
            return new Manifest(path, null, null);
        }

        /// <summary>The text of a manifest.</summary>
        /// <param name="text">The manifest.</param>
        /// <param name="format"><c>toml</c> or <c>json</c>.</param>
        /// <param name="path">
        /// Path for messages, which need not exist. Paths in the manifest are relative to its
        /// folder.
        /// </param>
        /// <exception cref="ArgumentNullException">The text is null.</exception>
        public static Manifest FromText(
            [DisallowNull] string text, [AllowNull] string format = "toml", [AllowNull] string path = "edgegap.toml")
        {
            if (text == null)
            {
                throw new ArgumentNullException(nameof(text));
            }
            return new Manifest(path, text, format);
        }

        /// <summary>The path.</summary>
        public override string ToString() => _path ?? "edgegap.toml";

        internal void Write(JsonOutput json)
        {
            if (_text == null)
            {
                json.Write("manifest", _path);
                return;
            }
            json.Begin("manifest");
            json.Write("text", _text);
            json.WriteIfSet("format", _format);
            json.WriteIfSet("path", _path);
            json.End();
        }
    }
}
