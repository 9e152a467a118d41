using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Edgegap.Sdk.Tests
{
    /// <summary>The operations that there are, from tests/contract/api.json.</summary>
    internal static class Operations
    {
        internal static readonly IReadOnlyList<string> Ids = Read();

        internal static bool Contains(string id) => Ids.Contains(id);

        private static List<string> Read()
        {
            string contract = Environment.GetEnvironmentVariable("SDK_TEST_CONTRACT");
            return ScriptedServer.Parse(File.ReadAllText(contract))["operations"].Select(operation => (string)operation["id"]).ToList();
        }
    }
}
