using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Text;
using System.Threading.Tasks;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk.Tests
{
    /// <summary> A server of the tests that is a program of its own, with a control interface over
    /// HTTP. It ends when its standard input closes, so that it never outlives the tests.
    /// </summary>
    internal sealed class ServerProgram : IDisposable
    {
        private readonly Process _process;
        private readonly string _url;

        /// <summary>Starts the program that a variable names. A URL is a server that
        /// runs.</summary>
        internal ServerProgram(string variable)
        {
            string program = Environment.GetEnvironmentVariable(variable);
            if (string.IsNullOrEmpty(program))
            {
                throw new InvalidOperationException(variable + " is not set: run `cargo xtask test csharp`");
            }
            if (program.StartsWith("http://", StringComparison.Ordinal))
            {
                _url = program;
                ServicePointManager.FindServicePoint(new Uri(_url)).ConnectionLimit = 64;
                return;
            }
            _process = Process.Start(new ProcessStartInfo(program)
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            });
            _url = _process.StandardOutput.ReadLine();
            // Cells of the fault matrix send requests at the same time.
            ServicePointManager.FindServicePoint(new Uri(_url)).ConnectionLimit = 64;
        }

        /// <summary>Sends a request to its control interface.</summary>
        internal JObject Ask(string method, string path, JObject body = null) =>
            AskAsync(method, path, body).GetAwaiter().GetResult();

        /// <summary>The same, for requests at the same time.</summary>
        internal async Task<JObject> AskAsync(string method, string path, JObject body = null)
        {
            var request = (HttpWebRequest)WebRequest.Create(_url + path);
            request.Method = method;
            request.Proxy = null;
            if (body != null)
            {
                byte[] bytes = Encoding.UTF8.GetBytes(body.ToString(Formatting.None));
                request.ContentType = "application/json";
                using (Stream stream = await request.GetRequestStreamAsync())
                {
                    await stream.WriteAsync(bytes, 0, bytes.Length);
                }
            }
            using (WebResponse answer = await request.GetResponseAsync())
            using (var reader = new StreamReader(answer.GetResponseStream(), Encoding.UTF8))
            {
                return ScriptedServer.Parse(await reader.ReadToEndAsync());
            }
        }

        public void Dispose()
        {
            if (_process == null)
            {
                return;
            }
            _process.StandardInput.Close();
            if (!_process.WaitForExit(10000))
            {
                _process.Kill();
            }
            _process.Dispose();
        }
    }
}
