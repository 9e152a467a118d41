using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace Edgegap.Sdk.Json
{
    /// <summary>Puts the names of C# into errors about options.</summary>
    internal static class OptionNames
    {
        /// <summary>The property for each name that the native library uses.</summary>
        internal static readonly Dictionary<string, string> Names = new Dictionary<string, string>
        {
            { "timeout_ms.connect", "ConnectTimeout" },
            { "timeout_ms.attempt", "AttemptTimeout" },
            { "timeout_ms.total", "Timeout" },
            { "backoff_ms.initial", "BackoffInitial" },
            { "backoff_ms.max", "BackoffMax" },
            { "max_retries", "MaxRetries" },
            { "headers", "Headers" },
            { "extra_query", "ExtraQuery" },
            { "extra_body", "ExtraBody" },
            { "max_concurrency", "MaxConcurrency" },
            { "max_body_bytes", "MaxBodyBytes" },
        };

        /// <summary>Options as parts of a text, with the text that replaces them.</summary>
        private static readonly KeyValuePair<string, string>[] Phrases =
        {
            new KeyValuePair<string, string>("Raise `attempt_timeout`", "Raise `AttemptTimeout`"),
            new KeyValuePair<string, string>("Raise `timeout`", "Raise `Timeout`"),
            new KeyValuePair<string, string>("or the token argument", "or ClientOptions.Token"),
            new KeyValuePair<string, string>(
                "or pass `Token` to the client", "or set ClientOptions.Token (in Unity from EditorPrefs)"),
        };

        /// <summary>Matches a name, and for a duration the message after it.</summary>
        private static readonly Regex Violation = new Regex(
            @"(?<start>^|; |\n  |: )(?:options\.)?"
                + @"(?:(?<name>(?:timeout_ms|backoff_ms)\.[a-z]+): [^;\n]*"
                + @"|(?<name>max_retries|max_concurrency|max_body_bytes|extra_query|extra_body|headers)(?=[:. ]))",
            RegexOptions.CultureInvariant);

        /// <summary>Returns the path of a violation: <c>Headers.Host</c>.</summary>
        internal static string Path(string path)
        {
            if (path == null)
            {
                return null;
            }
            string name;
            if (Names.TryGetValue(path, out name))
            {
                return name;
            }
            int dot = path.IndexOf('.');
            return dot > 0 && Names.TryGetValue(path.Substring(0, dot), out name) ? name + path.Substring(dot) : path;
        }

        /// <summary>Returns the message for an invalid duration; null for other paths.</summary>
        internal static string DurationMessage(string path)
        {
            if (path != null && path.StartsWith("timeout_ms.", StringComparison.Ordinal))
            {
                return "must be at least 1 ms, for example TimeSpan.FromSeconds(30); Timeout.InfiniteTimeSpan means no "
                    + "limit";
            }
            return path != null && path.StartsWith("backoff_ms.", StringComparison.Ordinal)
                ? "must not be negative"
                : null;
        }

        /// <summary>
        /// Translates the message of an error. <paramref name="isAboutOptions"/> is false if a text
        /// of the service may be in it.
        /// </summary>
        internal static string Translate(string message, bool isAboutOptions)
        {
            if (message == null)
            {
                return null;
            }
            foreach (KeyValuePair<string, string> phrase in Phrases)
            {
                message = message.Replace(phrase.Key, phrase.Value);
            }
            return isAboutOptions ? Violation.Replace(message, Translate) : message;
        }

        private static string Translate(Match match)
        {
            string name = match.Groups["name"].Value;
            string duration = DurationMessage(name);
            return match.Groups["start"].Value + Path(name) + (duration == null ? "" : ": " + duration);
        }
    }
}
