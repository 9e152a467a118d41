using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Edgegap.Sdk.Tests
{
    /// <summary>The program of tests/Host in a process of its own. One that hangs is a failure, and is ended.</summary>
    internal sealed class HostProcess
    {
        /// <summary>Far beyond what anything takes, so that only what hangs reaches it.</summary>
        private const int LongestMilliseconds = 120000;

        private const string Program = "Edgegap.Sdk.Tests.Host.exe";

        private HostProcess(int exitCode, string output, string errors)
        {
            ExitCode = exitCode;
            Output = output;
            Errors = errors;
        }

        /// <summary>The folder of the program and the libraries.</summary>
        internal static string Folder => Path.GetDirectoryName(new Uri(typeof(HostProcess).Assembly.CodeBase).LocalPath);

        internal int ExitCode { get; }

        internal string Output { get; }

        internal string Errors { get; }

        /// <summary>Runs it to its end.</summary>
        internal static HostProcess Run(
            string arguments, string folder = null, IDictionary<string, string> environment = null) =>
            Start("mono", "\"" + Path.Combine(folder ?? Folder, Program) + "\" " + arguments, environment);

        /// <summary>
        /// The same after commands of the shell: limits, and variables that .NET cannot write.
        /// </summary>
        internal static HostProcess RunAfter(string commands, string arguments)
        {
            // The path stands in a variable, so that nothing in it means anything to the shell.
            var environment = new Dictionary<string, string> { { "HOST_PROGRAM", Path.Combine(Folder, Program) } };
            return Start("sh", "-c '" + commands + "; exec mono \"$HOST_PROGRAM\" " + arguments + "'", environment);
        }

        private static HostProcess Start(string program, string arguments, IDictionary<string, string> environment)
        {
            var start = new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            // cargo puts the build folder there, with the library that a test means to be missing.
            start.EnvironmentVariables.Remove("LD_LIBRARY_PATH");
            // Those of the tests are none that the SDK knows.
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
                if (!process.WaitForExit(LongestMilliseconds))
                {
                    process.Kill();
                    throw new TimeoutException("the process hangs; so far it said: " + output.Result + errors.Result);
                }
                return new HostProcess(process.ExitCode, output.Result, errors.Result);
            }
        }

        /// <summary>The numbers that a pattern finds in the output.</summary>
        internal List<long> Numbers(string pattern) =>
            Regex.Matches(Output, pattern).Cast<Match>().Select(match => long.Parse(match.Groups[1].Value)).ToList();

        public override string ToString() => "exit code " + ExitCode + "\n" + Output + Errors;
    }
}
