using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace Edgegap.Sdk.Json
{
    /// <summary>
    /// Options that are times: how they go to the native library, in milliseconds, and what its messages about them say to somebody who wrote a
    /// <see cref="TimeSpan"/>.
    /// </summary>
    internal static class TimeOption
    {
        /// <summary>The longest that the native library takes; longer is no limit.</summary>
        private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

        /// <summary>Each by its name at the boundary, which messages of the native library begin with.</summary>
        private static readonly Dictionary<string, string> Names = new Dictionary<string, string>
        {
            { "timeout_ms.connect", "ConnectTimeout" },
            { "timeout_ms.attempt", "AttemptTimeout" },
            { "timeout_ms.total", "Timeout" },
            { "backoff_ms.initial", "BackoffInitial" },
            { "backoff_ms.max", "BackoffMax" },
        };

        private static readonly Regex Message = new Regex(@"\b(timeout_ms|backoff_ms)\.[a-z]+: [^;\n]*", RegexOptions.CultureInvariant);

        /// <summary>A time limit. <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> is none.</summary>
        internal static long Limit(TimeSpan time) =>
            time == System.Threading.Timeout.InfiniteTimeSpan ? Wait(Longest) : Wait(time);

        /// <summary>A wait. A fraction of a millisecond is no reason to wait for nothing, and less than nothing stays less.</summary>
        internal static long Wait(TimeSpan time)
        {
            double milliseconds = (time < Longest ? time : Longest).TotalMilliseconds;
            return (long)(milliseconds < 0 ? Math.Floor(milliseconds) : Math.Ceiling(milliseconds));
        }

        /// <summary>What is wrong with the option that a violation is about; null when it is about something else.</summary>
        internal static string MessageAt(string path)
        {
            string name;
            if (path == null || !Names.TryGetValue(path, out name))
            {
                return null;
            }
            return path.StartsWith("backoff_ms", StringComparison.Ordinal)
                ? name + " must not be negative"
                : name + " must be more than zero: Timeout.InfiniteTimeSpan is no limit";
        }

        /// <summary>A message about several mistakes, in which those about times are said in the names of C#.</summary>
        internal static string InMessage(string message) =>
            message == null ? null : Message.Replace(message, found => MessageAt(found.Value.Substring(0, found.Value.IndexOf(':'))) ?? found.Value);
    }
}
