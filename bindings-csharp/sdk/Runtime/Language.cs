using System.Runtime.InteropServices;
using System.Text;

namespace Edgegap.Sdk
{
    /// <summary>The language and its runtime, for the header <c>User-Agent</c>.</summary>
    internal static class Language
    {
        /// <summary><c>csharp/mono-6.8.0.105</c>, <c>csharp/net-8.0.1</c>.</summary>
        internal static readonly string Name = FromDescription(RuntimeInformation.FrameworkDescription);

        /// <summary>Converts a description like <c>Mono 6.8.0.105 (Debian ...)</c>.</summary>
        internal static string FromDescription(string description)
        {
            var name = new StringBuilder();
            var version = new StringBuilder();
            foreach (char letter in description)
            {
                bool isVersion = letter >= '0' && letter <= '9' || letter == '.' && version.Length > 0;
                if (isVersion)
                {
                    version.Append(letter);
                }
                else if (version.Length > 0)
                {
                    break;
                }
                else if (letter < 128 && char.IsLetter(letter))
                {
                    name.Append(char.ToLowerInvariant(letter));
                }
            }
            return "csharp/" + name + "-" + version.ToString().TrimEnd('.');
        }
    }
}
