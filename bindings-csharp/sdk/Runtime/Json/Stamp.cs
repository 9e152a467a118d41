using System;

namespace Edgegap.Sdk.Json
{
    /// <summary>
    /// Time stamps in the one form that the boundary has, <c>2026-04-22T20:30:52.283949Z</c>. By hand: the general parser asks the culture of every character, and
    /// takes longer than all the rest of a small reply.
    /// </summary>
    internal static class Stamp
    {
        private const string Form = "0000-00-00T00:00:00.000000Z";

        /// <summary>The time; null for what is none.</summary>
        internal static DateTimeOffset? Parse(string text)
        {
            if (text == null || text.Length != Form.Length)
            {
                return null;
            }
            for (int at = 0; at < Form.Length; at++)
            {
                bool fits = Form[at] == '0' ? text[at] >= '0' && text[at] <= '9' : text[at] == Form[at];
                if (!fits)
                {
                    return null;
                }
            }
            int year = Number(text, 0, 4);
            int month = Number(text, 5, 2);
            int day = Number(text, 8, 2);
            int hour = Number(text, 11, 2);
            int minute = Number(text, 14, 2);
            int second = Number(text, 17, 2);
            bool isTime = year >= 1 && month >= 1 && month <= 12 && day >= 1 && hour < 24 && minute < 60 && second < 60;
            if (!isTime || day > DateTime.DaysInMonth(year, month))
            {
                return null;
            }
            return new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero).AddTicks(Number(text, 20, 6) * 10L);
        }

        private static int Number(string text, int from, int length)
        {
            int number = 0;
            for (int at = from; at < from + length; at++)
            {
                number = number * 10 + (text[at] - '0');
            }
            return number;
        }
    }
}
