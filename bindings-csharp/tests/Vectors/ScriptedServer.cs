using System;
using System.IO;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk.Tests
{
    /// <summary>The program of tests/scripted-server.</summary>
    internal sealed class ScriptedServer : IDisposable
    {
        private readonly ServerProgram _program = new ServerProgram("EDGEGAP_SCRIPTED_SERVER");

        /// <summary>Loads exchanges and gives where to call.</summary>
        internal Script Load(JToken exchanges) =>
            new Script(this, _program.Ask("POST", "/_script", new JObject(new JProperty("exchanges", exchanges))));

        /// <summary>JSON as it stands: a text that looks like a date stays a text.</summary>
        internal static JObject Parse(string text) => (JObject)Read(text);

        internal static JToken Read(string text)
        {
            using (var reader = new JsonTextReader(new StringReader(text)) { DateParseHandling = DateParseHandling.None, MaxDepth = null })
            {
                return JToken.ReadFrom(reader);
            }
        }

        public void Dispose() => _program.Dispose();

        /// <summary>One loaded script, with ports of its own.</summary>
        internal sealed class Script
        {
            private readonly ScriptedServer _server;
            private readonly JObject _said;

            internal Script(ScriptedServer server, JObject said)
            {
                _server = server;
                _said = said;
            }

            /// <summary>A URL in which the placeholders of vectors are filled in.</summary>
            internal string Fill(string url) =>
                url.Replace("{{base}}", (string)_said["base_url"])
                    .Replace("{{closed}}", (string)_said["closed_url"])
                    .Replace("{{plain}}", (string)_said["plain_url"]);

            /// <summary>What was seen; the ports are freed.</summary>
            internal JObject End() => _server._program.Ask("DELETE", "/_script/" + (string)_said["id"]);
        }
    }
}
