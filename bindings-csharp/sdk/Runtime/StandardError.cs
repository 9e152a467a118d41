using System;

namespace Edgegap.Sdk
{
    /// <summary>Lines for people on standard error.</summary>
    internal static class StandardError
    {
        /// <summary>Writes a line, or nothing where that does not work: a program without a console, a writer of the program that throws.</summary>
        internal static void WriteLine(string line)
        {
            try
            {
                Console.Error.WriteLine(line);
            }
            catch (Exception)
            {
                // What becomes of a client or a call does not depend on it.
            }
        }
    }
}
