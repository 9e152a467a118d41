using System;
using System.Threading;

namespace Edgegap.Sdk.Json
{
    /// <summary>
    /// Converts <see cref="TimeSpan"/> options to milliseconds for the native library.
    /// </summary>
    internal static class DurationOption
    {
        /// <summary>The maximum of the native library, where it means no limit.</summary>
        private static readonly TimeSpan Max = TimeSpan.FromDays(365);

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
    }
}
