using System;
using System.Collections;
using Edgegap.Sdk.Json;

namespace Edgegap.Sdk
{
    /// <summary>
    /// The environment variables as .NET sees them, read each time a client or an emulator is
    /// created. Nothing else in the SDK reads one. The native library gets all of them, because
    /// .NET keeps a copy of its own on some systems: what a program sets is not visible to native
    /// code there.
    /// </summary>
    internal static class HostEnvironment
    {
        /// <summary>Writes all variables as the setting <c>environment</c>.</summary>
        /// <remarks>
        /// Mono throws when any variable is not valid Unicode. It keeps no copy, so the native
        /// library may read the system's environment there. It reports the variable if it needs
        /// that one.
        /// </remarks>
        internal static void Write(JsonOutput json)
        {
            IDictionary variables = OrNull(Environment.GetEnvironmentVariables);
            if (variables == null)
            {
                return;
            }
            json.Begin("environment");
            foreach (DictionaryEntry variable in variables)
            {
                json.Write((string)variable.Key, (string)variable.Value ?? "");
            }
            json.End();
        }

        /// <summary>Whether <c>EDGEGAP_LOG</c> asks for a line per call.</summary>
        internal static bool IsLogEnabled()
        {
            string level = OrNull(() => Environment.GetEnvironmentVariable("EDGEGAP_LOG"));
            return level != null && string.Equals(level.Trim(), "debug", StringComparison.OrdinalIgnoreCase);
        }

        private static T OrNull<T>(Func<T> read)
            where T : class
        {
            try
            {
                return read();
            }
            catch (Exception)
            {
                // Mono's exception for it is documented nowhere.
                return null;
            }
        }
    }
}
