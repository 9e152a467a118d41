using System.Collections.Generic;
using Edgegap.Sdk.Json;

namespace Edgegap.Sdk.Native
{
    /// <summary>An entry of the log; the line has the time and the level.</summary>
    internal struct LogEntry
    {
        internal string Text;
        internal string Line;
    }

    /// <summary>Mirrors <c>log.rs</c>.</summary>
    internal static class NativeLog
    {
        /// <summary>Returns the entries of a completed call in a log of this level.</summary>
        internal static IReadOnlyList<LogEntry> Entries(string call, string level)
        {
            RustBuffer entries = CallStatus.Call((ref CallStatus status) =>
                NativeMethods.uniffi_edgegap_native_fn_func_log(
                    RustBuffer.FromString(call), RustBuffer.FromString(level), ref status));
            return new JsonInput(entries.TakeString()).List(Read);
        }

        private static LogEntry Read(JsonInput json)
        {
            var entry = default(LogEntry);
            string name;
            while (json.NextField(out name))
            {
                string value = json.String();
                if (name == "text")
                {
                    entry.Text = value;
                }
                else if (name == "line")
                {
                    entry.Line = value;
                }
            }
            return entry;
        }
    }
}
