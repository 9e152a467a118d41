using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;
using System.Threading;

namespace Edgegap.Sdk.Json
{
    /// <summary>
    /// Converts <see cref="TimeSpan"/> options to milliseconds for the native library, and its
    /// messages about them back to the names and units of C#.
    /// </summary>
    internal static class DurationOption
    {
        /// <summary>The maximum of the native library, where it means no limit.</summary>
        private static readonly TimeSpan Max = TimeSpan.FromDays(365);

        /// <summary>The property for each name that the native library uses.</summary>
        private static readonly Dictionary<string, string> Names = new Dictionary<string, string>
        {
            { "timeout_ms.connect", "ConnectTimeout" },
            { "timeout_ms.attempt", "AttemptTimeout" },
            { "timeout_ms.total", "Timeout" },
            { "backoff_ms.initial", "BackoffInitial" },
            { "backoff_ms.max", "BackoffMax" },
        };

        /// <summary>Matches a name and its message, up to the next violation.</summary>
        private static readonly Regex Violation =
            new Regex(@"\b((?:timeout_ms|backoff_ms)\.[a-z]+): [^;\n]*", RegexOptions.CultureInvariant);

        /// <summary>Converts a limit, also <see cref="Timeout.InfiniteTimeSpan"/>.</summary>
        internal static long? LimitToMilliseconds(TimeSpan? limit) =>
            ToMilliseconds(limit == Timeout.InfiniteTimeSpan ? Max : limit);

        /// <summary>Converts a time, rounded away from zero: a fraction is not 0.</summary>
        internal static long? ToMilliseconds(TimeSpan? time)
        {
            if (time == null)
            {
                return null;
            }
            double milliseconds = (time < Max ? time.Value : Max).TotalMilliseconds;
            return (long)(milliseconds < 0 ? Math.Floor(milliseconds) : Math.Ceiling(milliseconds));
        }

        /// <summary>Returns the message for an invalid option; null for other paths.</summary>
        internal static string MessageFor(string path)
        {
            string name;
            if (path == null || !Names.TryGetValue(path, out name))
            {
                return null;
            }
            return path.StartsWith("backoff_ms", StringComparison.Ordinal)
                ? name + " must not be negative"
                : name + " must be more than zero; use Timeout.InfiniteTimeSpan for no limit";
        }

        /// <summary>Translates the parts of a message that are about times.</summary>
        internal static string Translate(string message) =>
            message == null
                ? null
                : Violation.Replace(message, match => MessageFor(match.Groups[1].Value) ?? match.Value);
    }
}
