using System;
using System.Collections;
using Edgegap.Sdk.Json;

namespace Edgegap.Sdk
{
    /// <summary>
    /// The environment variables as .NET sees them, read each time a client or an emulator is
    /// created, or a manifest is used. Nothing else in the SDK reads a variable. The native library
    /// gets all of them, because .NET keeps a copy of its own on some systems: a variable that a
    /// program sets there is not visible to native code.
    /// </summary>
    internal static class HostEnvironment
    {
        /// <summary>Writes all variables as the setting <c>environment</c>.</summary>
        /// <remarks>
        /// Mono throws if any variable is not valid Unicode. It keeps no copy, so the native
        /// library reads the system's environment then, and reports such a variable if it needs it.
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

        private static T OrNull<T>(Func<T> read)
            where T : class
        {
            try
            {
                return read();
            }
            catch (Exception)
            {
                // The type that Mono throws is not documented.
                return null;
            }
        }
    }
}
