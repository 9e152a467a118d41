using System;
using Edgegap.Sdk.Json;

namespace Edgegap.Sdk
{
    /// <summary>
    /// Settings of a client. One that is null or empty text comes from the environment, else it is
    /// the SDK's default. The inherited members hold for every call.
    /// </summary>
    /// <example>
    /// <code>new ClientOptions { Token = token, Timeout = TimeSpan.FromSeconds(60) }</code>
    /// </example>
    public sealed class ClientOptions : CallOptions
    {
        /// <summary>
        /// The API token, with or without the word <c>token</c> in front. Default: the variable
        /// <c>EDGEGAP_TOKEN</c>, else <c>EDGEGAP_API_TOKEN</c>, else <c>EDGEGAP_API_KEY</c>. Unity
        /// editors started from the Hub do not see the variables of a shell: keep it in EditorPrefs
        /// there, never in Assets.
        /// </summary>
        public string Token { get; set; }

        /// <summary>
        /// The address of the service. Default: the variable <c>EDGEGAP_BASE_URL</c>, else
        /// <c>EDGEGAP_API_URL</c>, else <c>https://api.edgegap.com</c>.
        /// </summary>
        public string BaseUrl { get; set; }

        /// <summary>Whether <c>http://</c> is allowed to other machines too, where everybody on the way reads the token. Default false: loopback only.</summary>
        public bool? AllowHttp { get; set; }

        /// <summary>A PEM file with the only authorities to trust, for a proxy that inspects TLS. Default: SSL_CERT_FILE and SSL_CERT_DIR, else the system's.</summary>
        public string CaFile { get; set; }

        /// <summary>A proxy for all requests, <c>http://user:password@host:port</c>. Default: HTTPS_PROXY, HTTP_PROXY and NO_PROXY; none for loopback.</summary>
        public string Proxy { get; set; }

        /// <summary>How many requests may be under way at once, 1 or more; the rest waits for its turn. Default: no limit.</summary>
        public int? MaxConcurrency { get; set; }

        /// <summary>The largest body of an answer, in bytes, 1 or more. Default 64 MiB.</summary>
        public long? MaxBodyBytes { get; set; }

        /// <summary>Your product, <c>my-build/1.2</c>; it stands in front of the SDK's own in the header <c>User-Agent</c>.</summary>
        public string UserAgent { get; set; }

        /// <summary>
        /// Called when a call is over: operation, outcome, attempts, time; nothing secret. It runs
        /// on a thread of the pool before the call's task completes; what it throws is ignored.
        /// With the variable <c>EDGEGAP_LOG=debug</c>, read when the client is created, the same is
        /// written to standard error, one line per call.
        /// </summary>
        public Action<CallEvent> OnEvent { get; set; }

        /// <summary>A copy, of which the lists and hooks are the same objects.</summary>
        internal ClientOptions Copy() => (ClientOptions)MemberwiseClone();

        /// <summary>The settings of the boundary.</summary>
        internal string ToSettings()
        {
            var json = new JsonOutput();
            json.Begin();
            Write(json, "token", Token);
            Write(json, "base_url", BaseUrl);
            Write(json, "ca_file", CaFile);
            Write(json, "proxy", Proxy);
            Write(json, "user_agent", UserAgent);
            Write(json, "language", Language.Name);
            if (AllowHttp != null)
            {
                json.Write("allow_http", AllowHttp);
            }
            if (MaxConcurrency != null)
            {
                json.Write("max_concurrency", MaxConcurrency);
            }
            if (MaxBodyBytes != null)
            {
                json.Write("max_body_bytes", MaxBodyBytes);
            }
            json.Begin("options");
            WriteMembers(json);
            json.End();
            HostEnvironment.Write(json);
            json.End();
            return json.ToString();
        }

        /// <summary>Says nothing of the token.</summary>
        public override string ToString() => "ClientOptions { BaseUrl = " + BaseUrl + " }";

        private static void Write(JsonOutput json, string name, string value)
        {
            if (!string.IsNullOrWhiteSpace(value))
            {
                json.Write(name, value);
            }
        }
    }
}
