using System.IO;
using System.Net;
using System.Text;
using System.Threading.Tasks;

namespace Edgegap.Sdk.Bench
{
    /// <summary>HttpWebRequest, which HttpClient uses in older Monos and .NET Framework.</summary>
    internal sealed class WithWebRequest : Side
    {
        private readonly string _url;
        private readonly string _token;

        internal WithWebRequest(string url, string token, int inFlight)
        {
            // The default of two connections would measure a queue.
            ServicePointManager.DefaultConnectionLimit = inFlight;
            ServicePointManager.ServerCertificateValidationCallback = (sender, certificate, chain, errors) => true;
            ServicePointManager.Expect100Continue = false;
            _url = url + "/v1/app/" + App;
            _token = token;
        }

        public override void Dispose()
        {
        }

        protected override async Task<bool> GetAsync() =>
            Json.IsApplication(await ReadAsync(Request("")).ConfigureAwait(false));

        protected override async Task<bool> CreateAsync()
        {
            HttpWebRequest request = Request("/version");
            byte[] body = Encoding.UTF8.GetBytes(Json.Body());
            request.Method = "POST";
            request.ContentType = "application/json";
            request.ContentLength = body.Length;
            using (Stream stream = await request.GetRequestStreamAsync().ConfigureAwait(false))
            {
                await stream.WriteAsync(body, 0, body.Length).ConfigureAwait(false);
            }
            return Json.IsCreated(await ReadAsync(request).ConfigureAwait(false));
        }

        protected override async Task<bool> ListAsync() =>
            Json.IsPage(await ReadAsync(Request("/versions?page=1&limit=" + PageSize)).ConfigureAwait(false));

        private HttpWebRequest Request(string path)
        {
            var request = (HttpWebRequest)WebRequest.Create(_url + path);
            request.Proxy = null;
            request.Headers["Authorization"] = "token " + _token;
            return request;
        }

        private static async Task<string> ReadAsync(HttpWebRequest request)
        {
            using (WebResponse answer = await request.GetResponseAsync().ConfigureAwait(false))
            using (var reader = new StreamReader(answer.GetResponseStream()))
            {
                return await reader.ReadToEndAsync().ConfigureAwait(false);
            }
        }
    }
}
