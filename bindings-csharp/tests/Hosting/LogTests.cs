using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>
    /// The log of calls, compared with <c>tests/log.json</c>, as in every language.
    /// </summary>
    [TestFixture]
    public sealed class LogTests
    {
        [TestCase("error", "error")]
        [TestCase("warning", "warning")]
        [TestCase("info", "info")]
        [TestCase("debug", "debug")]
        [TestCase(" Verbose ", "debug")]
        public void EveryLevelHasItsLines(string word, string level) =>
            Assert.AreEqual(Expected(level), Masked(Run(word).Errors));

        [Test]
        public void OffWritesNothing() => Assert.IsEmpty(Run("no").Errors);

        [Test]
        public void AWordThatIsNoLevelIsNamedAndCountsAsInfo()
        {
            string[] lines = Masked(Run("canary").Errors);
            StringAssert.StartsWith("edgegap: the variable EDGEGAP_LOG must be one of off, error, ", lines[0]);
            StringAssert.DoesNotContain("canary", lines[0]);
            Assert.AreEqual(Expected("info"), lines.Skip(1).ToArray());
        }

        private static HostProcess Run(string word) =>
            HostProcess.Run("log", null, new Dictionary<string, string> { { "EDGEGAP_LOG", word } });

        private static string[] Expected(string level)
        {
            string table = File.ReadAllText(Path.Combine(Vector.Folder, "..", "log.json"));
            return JObject.Parse(table)["lines"][level].Select(line => (string)line).ToArray();
        }

        /// <summary>The lines without times and ids.</summary>
        private static string[] Masked(string text)
        {
            const RegexOptions Lines = RegexOptions.Multiline;
            text = Regex.Replace(text, @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ", "<time> ", Lines);
            text = Regex.Replace(text, @"\b(in|after) \d+ ms", "$1 <n> ms");
            return Regex.Replace(text, @"\brequest \d+", "request <id>").TrimEnd().Split('\n');
        }
    }
}
