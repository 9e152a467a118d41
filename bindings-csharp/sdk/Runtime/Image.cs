using System;

namespace Edgegap.Sdk
{
    /// <summary>The icon of an application: base64 text, bytes, or a file to read.</summary>
    /// <example><code>new NewApplication { Name = "my-game", IsActive = true, Image = Image.FromFile("icon.png") }</code></example>
    public sealed class Image
    {
        private Image(string base64, string path)
        {
            Base64 = base64;
            Path = path;
        }

        /// <summary>No icon: empty text, which the service accepts.</summary>
        public static Image None { get; } = new Image("", null);

        internal string Base64 { get; }

        internal string Path { get; }

        /// <summary>Base64 text; a <c>data:</c> prefix is dropped.</summary>
        /// <exception cref="ArgumentNullException">The text is null.</exception>
        public static Image FromBase64(string text)
        {
            if (text == null)
            {
                throw new ArgumentNullException(nameof(text));
            }
            return new Image(text, null);
        }

        /// <summary>The content of an image file.</summary>
        /// <exception cref="ArgumentNullException">There are no bytes.</exception>
        public static Image FromBytes(byte[] content)
        {
            if (content == null)
            {
                throw new ArgumentNullException(nameof(content));
            }
            return new Image(Convert.ToBase64String(content), null);
        }

        /// <summary>A file, read when the call is made. One that cannot be read is a violation of <c>image</c>.</summary>
        /// <exception cref="ArgumentNullException">The path is null.</exception>
        public static Image FromFile(string path)
        {
            if (path == null)
            {
                throw new ArgumentNullException(nameof(path));
            }
            return new Image(null, path);
        }

        /// <summary>The path, or how long the text is.</summary>
        public override string ToString() => Path ?? Base64.Length + " characters of base64";
    }
}
