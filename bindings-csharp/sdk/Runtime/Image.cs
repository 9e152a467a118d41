using System;
using System.Diagnostics.CodeAnalysis;
using Edgegap.Sdk.Json;
using Newtonsoft.Json;

namespace Edgegap.Sdk
{
    /// <summary>The icon of an application: a base64 string, bytes, or a file.</summary>
    /// <example>
    /// <code>
    /// new NewApplication { Name = "my-game", IsActive = true, Image = Image.FromFile("icon.png") }
    /// </code>
    /// </example>
    [JsonConverter(typeof(ImageConverter))]
    public sealed class Image
    {
        private Image(string base64, string path)
        {
            Base64 = base64;
            Path = path;
        }

        /// <summary>No icon: an empty string, which the service accepts.</summary>
        public static Image None { get; } = new Image("", null);

        internal string Base64 { get; }

        internal string Path { get; }

        /// <summary>An icon as a base64 string; a <c>data:</c> prefix is removed.</summary>
        /// <exception cref="ArgumentNullException">The string is null.</exception>
        public static Image FromBase64([DisallowNull] string base64)
        {
            if (base64 == null)
            {
                throw new ArgumentNullException(nameof(base64));
            }
            return new Image(base64, null);
        }

        /// <summary>An icon as the content of an image file.</summary>
        /// <exception cref="ArgumentNullException">The array is null.</exception>
        public static Image FromBytes([DisallowNull] byte[] content)
        {
            if (content == null)
            {
                throw new ArgumentNullException(nameof(content));
            }
            return new Image(Convert.ToBase64String(content), null);
        }

        /// <summary>
        /// An icon file, read when the call is made. A file that cannot be read is a violation of
        /// <c>image</c>.
        /// </summary>
        /// <exception cref="ArgumentNullException">The path is null.</exception>
        public static Image FromFile([DisallowNull] string path)
        {
            if (path == null)
            {
                throw new ArgumentNullException(nameof(path));
            }
            return new Image(null, path);
        }

        /// <summary>The path, or the length of the base64 string.</summary>
        public override string ToString() => Path ?? Base64.Length + " characters of base64";
    }
}
