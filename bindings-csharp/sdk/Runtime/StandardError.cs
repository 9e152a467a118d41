using System;

namespace Edgegap.Sdk
{
    /// <summary>Writes lines to standard error.</summary>
    internal static class StandardError
    {
        /// <summary>
        /// Writes a line. A failure is ignored, so that no client and no call depends on it: the
        /// program may have no console, or may have replaced the writer by one that throws.
        /// </summary>
        internal static void WriteLine(string line)
        {
            try
            {
                Console.Error.WriteLine(line);
            }
            catch (Exception)
            {
            }
        }
    }
}
