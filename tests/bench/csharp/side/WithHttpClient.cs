using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;

namespace Edgegap.Sdk.Bench
{
    /// <summary>HttpClient, which in Debian's Mono is .NET Core's SocketsHttpHandler.</summary>
    internal sealed class WithHttpClient : Side
    {
        private readonly HttpClient _http;
        private readonly string _url;

        internal WithHttpClient(string url, string token)
        {
            var handler = new HttpClientHandler { UseProxy = false };
            // Mono's stores do not contain the authority of a measurement.
            handler.ServerCertificateCustomValidationCallback = (request, certificate, chain, errors) => true;
            _http = new HttpClient(handler);
            _http.DefaultRequestHeaders.Add("Authorization", "token " + token);
            _url = url + "/v1/app/" + App;
        }

        public override void Dispose() => _http.Dispose();

        protected override async Task<bool> GetAsync() =>
            Json.IsApplication(await ReadAsync(_http.GetAsync(_url)).ConfigureAwait(false));

        protected override async Task<bool> CreateAsync()
        {
            var body = new StringContent(Json.Body(), Encoding.UTF8, "application/json");
            return Json.IsCreated(await ReadAsync(_http.PostAsync(_url + "/version", body)).ConfigureAwait(false));
        }

        protected override async Task<bool> ListAsync()
        {
            string url = _url + "/versions?page=1&limit=" + PageSize;
            return Json.IsPage(await ReadAsync(_http.GetAsync(url)).ConfigureAwait(false));
        }

        private static async Task<string> ReadAsync(Task<HttpResponseMessage> asked)
        {
            using (HttpResponseMessage answer = await asked.ConfigureAwait(false))
            {
                answer.EnsureSuccessStatusCode();
                return await answer.Content.ReadAsStringAsync().ConfigureAwait(false);
            }
        }
    }
}
