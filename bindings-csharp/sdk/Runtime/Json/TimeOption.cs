using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;
using System.Threading;

namespace Edgegap.Sdk.Json
{
    /// <summary>
    /// Converts options that are times to milliseconds for the native library, and its messages
    /// about them back to the names and units of C#.
    /// </summary>
    internal static class TimeOption
    {
        /// <summary>The maximum of the native library, where it means no limit.</summary>
        private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

        /// <summary>The property for each name that the native library uses.</summary>
        private static readonly Dictionary<string, string> Names = new Dictionary<string, string>
        {
            { "timeout_ms.connect", "ConnectTimeout" },
            { "timeout_ms.attempt", "AttemptTimeout" },
            { "timeout_ms.total", "Timeout" },
            { "backoff_ms.initial", "BackoffInitial" },
            { "backoff_ms.max", "BackoffMax" },
        };

        /// <summary>
        /// A name and the text about it, up to the next mistake in the same message.
        /// </summary>
        private static readonly Regex Mistake =
            new Regex(@"\b((?:timeout_ms|backoff_ms)\.[a-z]+): [^;\n]*", RegexOptions.CultureInvariant);

        /// <summary>A limit; <see cref="Timeout.InfiniteTimeSpan"/> is none.</summary>
        internal static long LimitToMilliseconds(TimeSpan limit) =>
            ToMilliseconds(limit == Timeout.InfiniteTimeSpan ? Longest : limit);

        /// <summary>
        /// A time, rounded away from zero: a fraction of a millisecond is not no time.
        /// </summary>
        internal static long ToMilliseconds(TimeSpan time)
        {
            double milliseconds = (time < Longest ? time : Longest).TotalMilliseconds;
            return (long)(milliseconds < 0 ? Math.Floor(milliseconds) : Math.Ceiling(milliseconds));
        }

        /// <summary>
        /// The message for an invalid time option; null when the path is not that of one.
        /// </summary>
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

        /// <summary>A message of the native library with its parts about times replaced.</summary>
        internal static string Translate(string message) =>
            message == null
                ? null
                : Mistake.Replace(message, found => MessageFor(found.Groups[1].Value) ?? found.Value);
    }
}
