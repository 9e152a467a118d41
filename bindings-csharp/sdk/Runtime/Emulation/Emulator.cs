using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Threading.Tasks;
using Edgegap.Sdk.Json;
using Edgegap.Sdk.Native;
using Newtonsoft.Json;

namespace Edgegap.Sdk
{
    /// <summary>
    /// An emulator of the API, with the documented statuses, masking and paging, and with fault
    /// injection. With it a plugin can be written, tested and demonstrated without an account or a
    /// network. It runs in this process on a local port, or is a handle to one in another process.
    /// Once it is stopped or disposed, all members but <see cref="StopAsync"/>,
    /// <see cref="Dispose"/> and <see cref="ToString"/> throw <see cref="ClosedException"/>.
    /// </summary>
    /// <example>
    /// <code>
    /// using (var emulator = await Emulator.StartAsync())
    /// using (var client = emulator.Client())
    /// {
    ///     await client.Applications.CreateAsync(
    ///         new NewApplication { Name = "my-game", IsActive = true, Image = Image.None });
    /// }
    /// </code>
    /// </example>
    public sealed class Emulator : IDisposable
    {
        private readonly NativeEmulator _native;

        private Emulator(NativeEmulator native)
        {
            _native = native;
        }

        /// <summary>The base URL of the emulator.</summary>
        public string Url => _native.Url();

        /// <summary>A token that the emulator accepts.</summary>
        public string Token => _native.Token();

        /// <summary>
        /// The last 5,000 requests, oldest first, as far as their bodies take at most 32 MiB.
        /// </summary>
        /// <exception cref="ClosedException">The emulator was stopped.</exception>
        public IReadOnlyList<RecordedRequest> Requests =>
            RecordedRequest.ReadAll(_native.Control("GET", "/requests", ""));

        /// <summary>Starts an emulator, which runs until it is stopped or collected.</summary>
        /// <exception cref="ConfigurationException">
        /// An option is invalid, the port is in use, or the data file cannot be opened.
        /// </exception>
        public static Task<Emulator> StartAsync([AllowNull] EmulatorOptions options = null) =>
            Task.Run(() => Start(options));

        /// <summary>Starts an emulator and blocks, for milliseconds, until it listens.</summary>
        /// <exception cref="ConfigurationException">
        /// An option is invalid, the port is in use, or the data file cannot be opened.
        /// </exception>
        public static Emulator Start([AllowNull] EmulatorOptions options = null)
        {
            NativeLibrary.Require();
            return new Emulator(NativeEmulator.Start((options ?? new EmulatorOptions()).ToJson()));
        }

        /// <summary>
        /// Attaches to an emulator in another process, for example of the program
        /// <c>edgegap-emulator</c>. The handle has all members of an emulator of your own.
        /// Disposing or stopping it only detaches it: the emulator goes on, and so do the handle's
        /// clients.
        /// </summary>
        /// <param name="url">The base URL that the emulator printed.</param>
        /// <param name="token">
        /// A token that the emulator accepts. Null or an empty string means <c>emulator-token</c>.
        /// </param>
        /// <exception cref="ConfigurationException">
        /// The URL is invalid or not that of an emulator, or the emulator has another version.
        /// </exception>
        /// <exception cref="ConnectionFailedException">
        /// Nothing responds there within 5 seconds.
        /// </exception>
        /// <exception cref="AuthenticationException">
        /// The emulator does not accept the token.
        /// </exception>
        public static Task<Emulator> AttachAsync([DisallowNull] string url, [AllowNull] string token = null) =>
            Task.Run(() => Attach(url, token));

        /// <summary>Attaches like <see cref="AttachAsync"/>, and blocks.</summary>
        /// <param name="url">The base URL that the emulator printed.</param>
        /// <param name="token">
        /// A token that the emulator accepts. Null or an empty string means <c>emulator-token</c>.
        /// </param>
        /// <exception cref="ConfigurationException">
        /// The URL is invalid or not that of an emulator, or the emulator has another version.
        /// </exception>
        /// <exception cref="ConnectionFailedException">
        /// Nothing responds there within 5 seconds.
        /// </exception>
        /// <exception cref="AuthenticationException">
        /// The emulator does not accept the token.
        /// </exception>
        public static Emulator Attach([DisallowNull] string url, [AllowNull] string token = null)
        {
            NativeLibrary.Require();
            return new Emulator(NativeEmulator.Attach(JsonOutput.Object(json =>
            {
                json.WriteIfSet("url", url);
                json.WriteIfNotBlank("token", token);
            })));
        }

        /// <summary>
        /// Creates a client of this emulator, with its base URL and token unless the options set
        /// others. An empty string counts as not set. The client keeps the emulator running.
        /// </summary>
        /// <exception cref="ConfigurationException">An option is invalid.</exception>
        /// <exception cref="ClosedException">The emulator was stopped.</exception>
        public EdgegapClient Client([AllowNull] ClientOptions options = null)
        {
            // They fail if the emulator was stopped, even if the options set others.
            string url = Url;
            string token = Token;
            ClientOptions own = options == null ? new ClientOptions() : options.Copy();
            if (string.IsNullOrWhiteSpace(own.BaseUrl))
            {
                own.BaseUrl = url;
                // An emulator may have any address, such as that of a container.
                own.AllowHttp = own.AllowHttp ?? true;
                own.UsesNoProxy = string.IsNullOrWhiteSpace(own.Proxy);
            }
            own.Token = string.IsNullOrWhiteSpace(own.Token) ? token : own.Token;
            return new EdgegapClient(own, this);
        }

        /// <summary>Adds a fault, and returns its number, for <see cref="RemoveFault"/>.</summary>
        /// <exception cref="ValidationException">The fault is invalid.</exception>
        public long Inject([DisallowNull] Fault fault)
        {
            if (fault == null)
            {
                throw new ArgumentNullException(nameof(fault));
            }
            return (long)new JsonInput(_native.Control("POST", "/faults", fault.ToJson())).JObject()["id"];
        }

        /// <summary>The faults in the order of their injection, also those that are over.</summary>
        /// <exception cref="ClosedException">The emulator was stopped.</exception>
        public IReadOnlyList<InjectedFault> Faults => InjectedFault.ReadAll(_native.Control("GET", "/faults", ""));

        /// <summary>Removes one fault.</summary>
        /// <param name="id">The number that <see cref="Inject"/> returned.</param>
        /// <exception cref="ValidationException">There is no fault with this number.</exception>
        public void RemoveFault(long id) =>
            _native.Control("DELETE", "/faults/" + id.ToString(CultureInfo.InvariantCulture), "");

        /// <summary>Removes all faults.</summary>
        public void ClearFaults() => _native.Control("DELETE", "/faults", "");

        /// <summary>Removes all requests from <see cref="Requests"/>.</summary>
        public void ClearRequests() => _native.Control("DELETE", "/requests", "");

        /// <summary>
        /// Limits the number of applications, and of versions per application; null means no limit.
        /// Creates beyond it fail with status 400.
        /// </summary>
        /// <exception cref="ArgumentOutOfRangeException">A limit is negative.</exception>
        public void SetQuota(long? applications, long? versions)
        {
            if (applications < 0 || versions < 0)
            {
                string name = applications < 0 ? nameof(applications) : nameof(versions);
                throw new ArgumentOutOfRangeException(name, "must be 0 or more, or null for no limit");
            }
            _native.Control("PUT", "/quota", JsonOutput.Object(json =>
            {
                json.Write("applications", applications);
                json.Write("versions", versions);
            }));
        }

        /// <summary>
        /// Replaces the tokens that the emulator accepts. <see cref="Token"/> stays as it is.
        /// </summary>
        /// <exception cref="ValidationException">
        /// A token is empty or contains characters that a header cannot carry.
        /// </exception>
        public void SetTokens([DisallowNull] params string[] tokens) =>
            _native.Control("PUT", "/tokens", JsonOutput.Object(json => json.Write("tokens", tokens)));

        /// <summary>Adds tags to an image in the emulator's container registry.</summary>
        public void SeedTags([DisallowNull] string image, [DisallowNull] params string[] tags)
        {
            _native.Control("POST", "/tags", JsonOutput.Object(json =>
            {
                json.Write("image", image);
                json.Write("tags", tags);
            }));
        }

        /// <summary>
        /// All objects and seeded tags as a scene: the document that <see cref="Load"/> takes, as
        /// JSON. It has a placeholder in the place of each secret.
        /// </summary>
        /// <exception cref="ClosedException">The emulator was stopped.</exception>
        public string State => _native.Control("GET", "/state", "");

        /// <summary>Replaces all objects and seeded tags by those of a scene.</summary>
        /// <param name="scene">
        /// A document as JSON, as <see cref="State"/> returns it, or the name of a scene that comes
        /// with the emulator, <c>demo</c>.
        /// </param>
        /// <exception cref="ValidationException">
        /// A part of the scene is not valid. Nothing changes then.
        /// </exception>
        public void Load([DisallowNull] string scene)
        {
            if (scene == null)
            {
                throw new ArgumentNullException(nameof(scene));
            }
            bool isDocument = scene.TrimStart().StartsWith("{", StringComparison.Ordinal);
            _native.Control("PUT", "/state", isDocument ? scene : JsonConvert.ToString(scene));
        }

        /// <summary>
        /// Restores the initial state: removes all objects, tags, faults, quotas and requests, and
        /// accepts the tokens again that the emulator was started with.
        /// </summary>
        public void Reset() => _native.Control("POST", "/reset", "");

        /// <summary>
        /// Stops the emulator on a thread pool thread: it stops accepting connections, gives
        /// pending exchanges a few seconds to finish, and closes the data file. Calling it again
        /// has no effect. An attached emulator goes on: only this handle ends.
        /// </summary>
        public Task StopAsync() => Task.Run(new Action(Dispose));

        /// <summary>The URL, without tokens; or that the emulator is stopped or detached.</summary>
        public override string ToString()
        {
            try
            {
                return "Emulator { Url = " + Url + " }";
            }
            catch (ClosedException)
            {
                return "Emulator { " + _native.End + " }";
            }
        }

        /// <summary>Stops the emulator like <see cref="StopAsync"/>, and blocks.</summary>
        public void Dispose()
        {
            try
            {
                _native.Stop();
            }
            catch (ClosedException)
            {
                // It was stopped before.
            }
            _native.Dispose();
        }
    }
}
