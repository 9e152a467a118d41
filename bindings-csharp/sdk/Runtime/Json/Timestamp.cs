using System;

namespace Edgegap.Sdk.Json
{
    /// <summary>
    /// Parses timestamps in the only form of the boundary, <c>2026-04-22T20:30:52.283949Z</c>.
    /// Written by hand because the general parser consults the culture for every character, and
    /// takes longer than all the rest of a small reply.
    /// </summary>
    internal static class Timestamp
    {
        private const string Format = "0000-00-00T00:00:00.000000Z";

        /// <summary>Returns the time; null if the value is null or not a valid timestamp.</summary>
        internal static DateTimeOffset? Parse(string value)
        {
            if (value == null || value.Length != Format.Length)
            {
                return null;
            }
            for (int index = 0; index < Format.Length; index++)
            {
                char found = value[index];
                if (Format[index] == '0' ? found < '0' || found > '9' : found != Format[index])
                {
                    return null;
                }
            }
            int year = Number(value, 0, 4);
            int month = Number(value, 5, 2);
            int day = Number(value, 8, 2);
            int hour = Number(value, 11, 2);
            int minute = Number(value, 14, 2);
            int second = Number(value, 17, 2);
            bool isMonth = year >= 1 && month >= 1 && month <= 12;
            bool isDay = isMonth && day >= 1 && day <= DateTime.DaysInMonth(year, month);
            if (!isDay || hour >= 24 || minute >= 60 || second >= 60)
            {
                return null;
            }
            var time = new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero);
            return time.AddTicks(Number(value, 20, 6) * 10L);
        }

        private static int Number(string value, int start, int length)
        {
            int number = 0;
            for (int index = start; index < start + length; index++)
            {
                number = number * 10 + (value[index] - '0');
            }
            return number;
        }
    }
}
