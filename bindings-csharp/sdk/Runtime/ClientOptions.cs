using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Edgegap.Sdk.Json;

namespace Edgegap.Sdk
{
    /// <summary>
    /// Settings of a client. A setting that is null or an empty string is taken from the
    /// environment, else the default applies. The inherited options apply to every call.
    /// </summary>
    /// <example>
    /// <code>new ClientOptions { Token = token, Timeout = TimeSpan.FromSeconds(60) }</code>
    /// </example>
    public sealed class ClientOptions : CallOptions
    {
        /// <summary>
        /// The API token, with or without the prefix <c>token</c>. Default: the variable
        /// <c>EDGEGAP_TOKEN</c>, else <c>EDGEGAP_API_TOKEN</c>, else <c>EDGEGAP_API_KEY</c>. Unity
        /// editors started from the Hub do not see the variables of a shell: keep the token in
        /// EditorPrefs there, never in Assets.
        /// </summary>
        [MaybeNull]
        public string Token { get; set; }

        /// <summary>
        /// The base URL of the service. Default: the variable <c>EDGEGAP_BASE_URL</c>, else
        /// <c>EDGEGAP_API_URL</c>, else <c>https://api.edgegap.com</c>.
        /// </summary>
        [MaybeNull]
        public string BaseUrl { get; set; }

        /// <summary>
        /// True if <c>http://</c> is allowed to other machines too, where anyone on the network
        /// path can read the token. Default false: loopback only.
        /// </summary>
        public bool? AllowHttp { get; set; }

        /// <summary>
        /// A PEM file with the only certificate authorities to trust, for example for a proxy that
        /// inspects TLS. Default: SSL_CERT_FILE and SSL_CERT_DIR, else the system's authorities.
        /// </summary>
        [MaybeNull]
        public string CaFile { get; set; }

        /// <summary>
        /// A proxy for all requests, <c>http://user:password@host:port</c>; the schemes https,
        /// socks5h, socks5, socks4a and socks4 work too. Default: the variables https_proxy
        /// (http_proxy for an http base URL), else all_proxy, in lower case, then in upper case,
        /// unless no_proxy names the host; on Windows and macOS else the system's proxy; never for
        /// loopback.
        /// </summary>
        [MaybeNull]
        public string Proxy { get; set; }

        /// <summary>Maximum number of concurrent requests, 1 or more. Default: no limit.</summary>
        public int? MaxConcurrency { get; set; }

        /// <summary>Maximum size of a response body, in bytes, 1 or more. Default 64 MiB.</summary>
        public long? MaxBodyBytes { get; set; }

        /// <summary>
        /// True refuses every call that can change something, before a request is sent, with
        /// <see cref="PermissionDeniedException"/>. Default: the variable
        /// <c>EDGEGAP_READ_ONLY</c>, else false.
        /// </summary>
        public bool? ReadOnly { get; set; }

        /// <summary>
        /// Refuses every call that names another application than these, before a request is sent,
        /// with <see cref="PermissionDeniedException"/>. Default: the variable
        /// <c>EDGEGAP_APP_ALLOWLIST</c>, else all applications.
        /// </summary>
        [MaybeNull]
        public IEnumerable<string> AllowApps { get; set; }

        /// <summary>Your product for the header <c>User-Agent</c>: <c>my-build/1.2</c>.</summary>
        [MaybeNull]
        public string UserAgent { get; set; }

        /// <summary>
        /// Called after each call completes, with operation, outcome, attempts and time, and
        /// without secrets. It runs on a thread pool thread before the task of the call completes.
        /// Exceptions from it are ignored. The variable <c>EDGEGAP_LOG</c> writes the same to
        /// standard error: set it to <c>info</c> for a line per call.
        /// </summary>
        [MaybeNull]
        public Action<CallEvent> OnEvent { get; set; }

        /// <summary>True if no variable can set a proxy.</summary>
        internal bool UsesNoProxy { get; set; }

        /// <summary>A shallow copy.</summary>
        internal ClientOptions Copy() => (ClientOptions)MemberwiseClone();

        /// <summary>The settings in the form of the boundary.</summary>
        internal string ToSettings() => JsonOutput.Object(json =>
        {
            json.WriteIfNotBlank("token", Token);
            json.WriteIfNotBlank("base_url", BaseUrl);
            json.WriteIfNotBlank("ca_file", CaFile);
            json.WriteIfSet("proxy", UsesNoProxy ? "" : string.IsNullOrWhiteSpace(Proxy) ? null : Proxy);
            json.WriteIfNotBlank("user_agent", UserAgent);
            json.Write("language", Language.Name);
            json.WriteIfSet("allow_http", AllowHttp);
            json.WriteIfSet("read_only", ReadOnly);
            if (AllowApps != null)
            {
                json.Write("allow_apps", new List<string>(AllowApps));
            }
            json.WriteIfSet("max_concurrency", MaxConcurrency);
            json.WriteIfSet("max_body_bytes", MaxBodyBytes);
            json.Begin("options");
            WriteFields(json);
            json.End();
            HostEnvironment.Write(json);
        });

        /// <summary>The base URL, without a password in it; never the token.</summary>
        public override string ToString()
        {
            var text = new ToStringBuilder("ClientOptions");
            text.Add("BaseUrl", BaseUrl == null ? null : Regex.Replace(BaseUrl, "//[^/]*@", "//***@"));
            return text.ToString();
        }
    }
}
