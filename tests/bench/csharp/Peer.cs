using System;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Newtonsoft.Json;

namespace Edgegap.Sdk.Bench
{
    /// <summary>What people write without the SDK: HttpClient, and Json.NET onto a class.</summary>
    internal sealed class Peer : IDisposable
    {
        /// <summary>The application that the emulator was given.</summary>
        internal const string Name = "bench";

        private readonly HttpClient _http;
        private readonly string _url;

        internal Peer(string url, string token, int connections)
        {
            // Two are the default, which would measure a queue.
            ServicePointManager.DefaultConnectionLimit = connections;
            _http = new HttpClient(new HttpClientHandler { UseProxy = false });
            _http.DefaultRequestHeaders.Add("Authorization", "token " + token);
            _url = url + "/v1/app/" + Name;
        }

        internal async Task<Application> GetAsync()
        {
            using (HttpResponseMessage answer = await _http.GetAsync(_url).ConfigureAwait(false))
            {
                answer.EnsureSuccessStatusCode();
                string text = await answer.Content.ReadAsStringAsync().ConfigureAwait(false);
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
            internal string CreateTime { get; set; }

            [JsonProperty("last_updated")]
            internal string LastUpdated { get; set; }
        }
    }
}
