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

        /// <summary>Loads a vector, or exchanges alone.</summary>
        internal Script Load(JObject vector) => new Script(this, _program.Ask("POST", "/_script", vector));

        /// <summary>JSON as it is: a string that looks like a date stays a string.</summary>
        internal static JObject Parse(string text) => (JObject)Read(text);

        internal static JToken Read(string text)
        {
            using (var reader = new JsonTextReader(new StringReader(text)))
            {
                reader.DateParseHandling = DateParseHandling.None;
                reader.MaxDepth = null;
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

            /// <summary>A string with the placeholders of vectors filled in; null stays
            /// null.</summary>
            internal string Fill(string text) =>
                ((JObject)_said["places"]).Properties().Aggregate(
                    text, (filled, place) => filled?.Replace("{{" + place.Name + "}}", (string)place.Value));

            /// <summary>Completes once every connection that a reply ended has been closed by the
            /// server.</summary>
            internal Task EndedAsync() => _server._program.AskAsync("GET", Path + "/ended");

            /// <summary>Ends the script of a vector and compares: differences, and void.</summary>
            internal Task<JObject> JudgeAsync(JObject outcome) =>
                _server._program.AskAsync("POST", Path + "/outcome", outcome);

            /// <summary>The report on the requests; the ports are freed.</summary>
            internal JObject End() => _server._program.Ask("DELETE", Path);

            private string Path => "/_script/" + (string)_said["id"];
        }
    }
}
