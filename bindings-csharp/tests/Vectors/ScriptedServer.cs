using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk.Tests
{
    /// <summary>The program of tests/scripted-server.</summary>
    internal sealed class ScriptedServer : IDisposable
    {
        private readonly ServerProgram _program = new ServerProgram("SDK_TEST_SCRIPTED_SERVER");

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

            /// <summary>A text in which the placeholders of vectors are filled in; null stays null.</summary>
            internal string Fill(string text) =>
                ((JObject)_said["places"]).Properties().Aggregate(
                    text, (filled, place) => filled?.Replace("{{" + place.Name + "}}", (string)place.Value));

            /// <summary>Completes once every connection that a reply ended has been closed by the server.</summary>
            internal Task EndedAsync() => _server._program.AskAsync("GET", "/_script/" + (string)_said["id"] + "/ended");

            /// <summary>What was seen; the ports are freed.</summary>
            internal JObject End() => _server._program.Ask("DELETE", "/_script/" + (string)_said["id"]);
        }
    }
}
