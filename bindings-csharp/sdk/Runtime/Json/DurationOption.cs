using System;
using System.Threading;

namespace Edgegap.Sdk.Json
{
    /// <summary>Converts <see cref="TimeSpan"/> options to milliseconds.</summary>
    internal static class DurationOption
    {
        /// <summary>The maximum of the native library, where it means no limit.</summary>
        private static readonly TimeSpan Max = TimeSpan.FromDays(365);

        private static readonly TimeSpan OneMillisecond = TimeSpan.FromMilliseconds(1);

        /// <summary>
        /// Converts a limit, also <see cref="Timeout.InfiniteTimeSpan"/>. A limit below a
        /// millisecond becomes 0, which is refused: it is a <c>new TimeSpan(30)</c>.
        /// </summary>
        internal static long? LimitToMilliseconds(TimeSpan? limit)
        {
            if (limit > TimeSpan.Zero && limit < OneMillisecond)
            {
                return 0;
            }
            return WaitToMilliseconds(limit);
        }

        /// <summary>Converts a wait, also <see cref="Timeout.InfiniteTimeSpan"/>.</summary>
        internal static long? WaitToMilliseconds(TimeSpan? wait) =>
            ToMilliseconds(wait == Timeout.InfiniteTimeSpan ? Max : wait);

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
