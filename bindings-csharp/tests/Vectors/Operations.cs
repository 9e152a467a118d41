using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk.Tests
{
    /// <summary>The operations that exist, from tests/contract/api.json.</summary>
    internal static class Operations
    {
        internal static readonly IReadOnlyList<string> Ids = Read();

        private static List<string> Read()
        {
            string contract = Environment.GetEnvironmentVariable("SDK_TEST_CONTRACT");
            JToken operations = ScriptedServer.Parse(File.ReadAllText(contract))["operations"];
            return operations.Select(operation => (string)operation["id"]).ToList();
        }
    }
}
