using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>Runs tests/Host in its own process, and kills it if it hangs.</summary>
    internal sealed class HostProcess
    {
        /// <summary>Only a process that hangs takes so long.</summary>
        private const int TimeoutMilliseconds = 120000;

        private const string Program = "Edgegap.Sdk.Tests.Host.exe";

        private HostProcess(string output, string errors)
        {
            Output = output;
            Errors = errors;
        }

        /// <summary>The folder of the program and the libraries.</summary>
        internal static string Folder =>
            Path.GetDirectoryName(new Uri(typeof(HostProcess).Assembly.CodeBase).LocalPath);

        internal string Output { get; }

        internal string Errors { get; }

        /// <summary>Runs the program to its end, and asserts its exit code.</summary>
        internal static HostProcess Run(
            string arguments, string folder = null, IDictionary<string, string> environment = null, int exitCode = 0) =>
            Execute("mono", "\"" + Path.Combine(folder ?? Folder, Program) + "\" " + arguments, environment, exitCode);

        /// <summary>Runs the program after shell commands, which .NET cannot express.</summary>
        internal static HostProcess RunAfter(string commands, string arguments, int exitCode = 0)
        {
            // In a variable, so that the shell does not interpret the path.
            var environment = new Dictionary<string, string> { { "HOST_PROGRAM", Path.Combine(Folder, Program) } };
            string script = commands + "; exec mono \"$HOST_PROGRAM\" " + arguments;
            return Execute("sh", "-c '" + script + "'", environment, exitCode);
        }

        private static HostProcess Execute(
            string program, string arguments, IDictionary<string, string> environment, int exitCode)
        {
            var start = new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            // cargo adds the build folder, where a library would be found that a test needs to be
            // missing.
            start.EnvironmentVariables.Remove("LD_LIBRARY_PATH");
            // The variables of this process are not meant for the program.
            foreach (string name in start.EnvironmentVariables.Keys.Cast<string>().ToList())
            {
                if (name.StartsWith("EDGEGAP_", StringComparison.Ordinal))
                {
                    start.EnvironmentVariables.Remove(name);
                }
            }
            foreach (KeyValuePair<string, string> variable in environment ?? new Dictionary<string, string>())
            {
                start.EnvironmentVariables[variable.Key] = variable.Value;
            }
            using (Process process = Process.Start(start))
            {
                var output = process.StandardOutput.ReadToEndAsync();
                var errors = process.StandardError.ReadToEndAsync();
                if (!process.WaitForExit(TimeoutMilliseconds))
                {
                    process.Kill();
                    throw new TimeoutException("the process hangs; its output: " + output.Result + errors.Result);
                }
                var host = new HostProcess(output.Result, errors.Result);
                Assert.AreEqual(exitCode, process.ExitCode, host.ToString());
                return host;
            }
        }

        /// <summary>Returns the numbers that a pattern matches in the output.</summary>
        internal List<long> Numbers(string pattern) =>
            Regex.Matches(Output, pattern).Cast<Match>().Select(match => long.Parse(match.Groups[1].Value)).ToList();

        public override string ToString() => Output + Errors;
    }
}
