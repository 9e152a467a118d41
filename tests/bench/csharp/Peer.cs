using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Newtonsoft.Json;

namespace Edgegap.Sdk.Bench
{
    /// <summary>What people write without the SDK: a request, and Json.NET onto a class.</summary>
    internal sealed class Peer : IDisposable
    {
        /// <summary>The application that the emulator was given.</summary>
        internal const string Name = "bench";

        private readonly HttpClient _http;
        private readonly string _url;
        private readonly string _token;

        internal Peer(string url, string token, int connections)
        {
            // Two are the default of HttpWebRequest, which would measure a queue.
            ServicePointManager.DefaultConnectionLimit = connections;
            _http = new HttpClient(new HttpClientHandler { UseProxy = false });
            _http.DefaultRequestHeaders.Add("Authorization", "token " + token);
            _url = url + "/v1/app/" + Name;
            _token = token;
        }

        /// <summary>HttpClient, which in Debian's Mono is .NET Core's SocketsHttpHandler.</summary>
        internal async Task<Application> WithHttpClientAsync()
        {
            using (HttpResponseMessage answer = await _http.GetAsync(_url).ConfigureAwait(false))
            {
                answer.EnsureSuccessStatusCode();
                string text = await answer.Content.ReadAsStringAsync().ConfigureAwait(false);
                return JsonConvert.DeserializeObject<Application>(text);
            }
        }

        /// <summary>HttpWebRequest, which HttpClient is made of in older Monos and in .NET Framework.</summary>
        internal async Task<Application> WithWebRequestAsync()
        {
            var request = (HttpWebRequest)WebRequest.Create(_url);
            request.Proxy = null;
            request.Headers["Authorization"] = "token " + _token;
            using (WebResponse answer = await request.GetResponseAsync().ConfigureAwait(false))
            using (var reader = new StreamReader(answer.GetResponseStream()))
            {
                string text = await reader.ReadToEndAsync().ConfigureAwait(false);
                return JsonConvert.DeserializeObject<Application>(text);
            }
        }

        public void Dispose() => _http.Dispose();

        /// <summary>The members of the answer.</summary>
        internal sealed class Application
        {
            [JsonProperty("name")]
            internal string Name { get; set; }

            [JsonProperty("is_active")]
            internal bool IsActive { get; set; }

            [JsonProperty("image")]
            internal string Image { get; set; }

            [JsonProperty("create_time")]
            internal DateTime CreateTime { get; set; }

            [JsonProperty("last_updated")]
            internal DateTime LastUpdated { get; set; }
        }
    }
}
