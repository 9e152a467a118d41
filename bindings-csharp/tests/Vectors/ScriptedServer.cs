using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk.Tests
{
    /// <summary>The program of tests/scripted-server. It ends when its standard input closes, so that it never outlives the tests.</summary>
    internal sealed class ScriptedServer : IDisposable
    {
        private readonly Process _process;
        private readonly string _url;

        internal ScriptedServer()
        {
            string program = Environment.GetEnvironmentVariable("EDGEGAP_SCRIPTED_SERVER");
            if (string.IsNullOrEmpty(program))
            {
                throw new InvalidOperationException("EDGEGAP_SCRIPTED_SERVER is not set: run `cargo xtask test csharp`");
            }
            _process = Process.Start(new ProcessStartInfo(program)
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            });
            _url = _process.StandardOutput.ReadLine();
        }

        /// <summary>Loads exchanges and gives where to call.</summary>
        internal Script Load(JToken exchanges) => new Script(this, Ask("POST", "/_script", new JObject(new JProperty("exchanges", exchanges))));

        internal JObject Ask(string method, string path, JObject body = null)
        {
            var request = (HttpWebRequest)WebRequest.Create(_url + path);
            request.Method = method;
            request.Proxy = null;
            if (body != null)
            {
                byte[] bytes = Encoding.UTF8.GetBytes(body.ToString(Formatting.None));
                request.ContentType = "application/json";
                using (Stream stream = request.GetRequestStream())
                {
                    stream.Write(bytes, 0, bytes.Length);
                }
            }
            using (WebResponse answer = request.GetResponse())
            using (var reader = new StreamReader(answer.GetResponseStream(), Encoding.UTF8))
            {
                return Parse(reader.ReadToEnd());
            }
        }

        /// <summary>JSON as it stands: a text that looks like a date stays a text.</summary>
        internal static JObject Parse(string text) => (JObject)Read(text);

        internal static JToken Read(string text)
        {
            using (var reader = new JsonTextReader(new StringReader(text)) { DateParseHandling = DateParseHandling.None, MaxDepth = null })
            {
                return JToken.ReadFrom(reader);
            }
        }

        public void Dispose()
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(10000))
            {
                _process.Kill();
            }
            _process.Dispose();
        }

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
            internal JObject End() => _server.Ask("DELETE", "/_script/" + (string)_said["id"]);
        }
    }
}
