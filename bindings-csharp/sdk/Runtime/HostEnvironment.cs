using System;
using System.Collections;
using Edgegap.Sdk.Json;

namespace Edgegap.Sdk
{
    /// <summary>
    /// The variables of the process as .NET has them. They are read whenever a client is made, here alone, and handed to the native library as a whole: .NET may keep
    /// an environment of its own, and what a program sets there the system does not know.
    /// </summary>
    internal static class HostEnvironment
    {
        /// <summary>Writes all variables as the member of the settings that holds them.</summary>
        /// <remarks>
        /// Mono throws when one of them, whichever, is not valid text. It has no environment of its own, so that the native library may read the system's there;
        /// it names the variable if that is one it needs.
        /// </remarks>
        internal static void Write(JsonOutput json)
        {
            IDictionary variables = Read(Environment.GetEnvironmentVariables);
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

        /// <summary>Whether <c>EDGEGAP_LOG</c> asks for a line a call.</summary>
        internal static bool WantsLog()
        {
            string level = Read(() => Environment.GetEnvironmentVariable("EDGEGAP_LOG"));
            return level != null && string.Equals(level.Trim(), "debug", StringComparison.OrdinalIgnoreCase);
        }

        private static T Read<T>(Func<T> read)
            where T : class
        {
            try
            {
                return read();
            }
            catch (Exception)
            {
                // Mono throws what it throws nowhere else.
                return null;
            }
        }
    }
}
