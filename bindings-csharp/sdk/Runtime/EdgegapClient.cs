using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks;
using Edgegap.Sdk.Native;

namespace Edgegap.Sdk
{
    /// <summary>
    /// A client of Edgegap's application-management API. It can be used from any thread and keeps
    /// its connections open: create one and reuse it. Awaited calls continue where any awaited task
    /// does: in a Unity editor on the main thread, which the SDK never blocks.
    /// </summary>
    /// <example>
    /// <code>
    /// using (var client = new EdgegapClient(new ClientOptions { Token = token }))
    /// {
    ///     var version = await client.Versions.CreateAsync(
    ///         "my-game", new NewVersion { Name = "1.0.0", ReqCpu = 1024 }, cancellationToken);
    /// }
    /// </code>
    /// </example>
    public sealed partial class EdgegapClient : IDisposable
    {
        private readonly bool _isView;

        /// <summary>
        /// Creates a client from environment variables: <c>EDGEGAP_TOKEN</c>,
        /// <c>EDGEGAP_BASE_URL</c>.
        /// </summary>
        /// <exception cref="ConfigurationException">
        /// A variable is invalid, there is no token, or the native library is missing.
        /// </exception>
        public EdgegapClient()
            : this(new ClientOptions())
        {
        }

        /// <summary>Creates a client with these options. Nothing is sent.</summary>
        /// <exception cref="ConfigurationException">
        /// An option is invalid, or the native library is missing. The message names all invalid
        /// options and contains no secret.
        /// </exception>
        public EdgegapClient([DisallowNull] ClientOptions options)
            : this(CreateCaller(options, null), false)
        {
        }

        /// <summary>Creates a client of an emulator, which it keeps running.</summary>
        internal EdgegapClient(ClientOptions options, Emulator emulator)
            : this(CreateCaller(options, emulator), false)
        {
        }

        private EdgegapClient(Caller caller, bool isView)
        {
            Caller = caller;
            _isView = isView;
            BaseUrl = caller.Native.BaseUrl();
            SetResources(caller);
            Publish = new Publish(caller);
        }

        /// <summary>The base URL of the service.</summary>
        public string BaseUrl { get; }

        /// <summary>Publishes what a manifest asks for: plan, apply, prune.</summary>
        public Publish Publish { get; }

        /// <summary>Makes the calls of the resources, and for tests the untyped call.</summary>
        internal Caller Caller { get; }

        /// <summary>
        /// Creates a view of this client with other options for every call. A view is cheap and
        /// shares the connections and the concurrency limit of the client, which must outlive it.
        /// Disposing a view does not end its calls.
        /// </summary>
        /// <exception cref="ValidationException">An option is invalid.</exception>
        /// <exception cref="ClosedException">This client was disposed.</exception>
        public EdgegapClient WithOptions([DisallowNull] CallOptions options)
        {
            if (options == null)
            {
                throw new ArgumentNullException(nameof(options));
            }
            return new EdgegapClient(Caller.WithOptions(options), true);
        }

        /// <summary>
        /// Returns the requests that calls would send, without sending them.
        /// <paramref name="calls"/> makes the calls with the client that it gets; they return
        /// nothing. An <c>EnsureAsync</c> gets its object, which changes nothing, and says what it
        /// would do.
        /// </summary>
        /// <example>
        /// <code>
        /// DryRun dryRun = await client.DryRunAsync(c => c.Versions.UpdateAsync(
        ///     "my-game", "1.0.0", new VersionUpdate { DockerTag = "b43" }));
        /// Console.WriteLine(dryRun.Requests[0].Curl);
        /// </code>
        /// </example>
        /// <exception cref="ValidationException">An argument is invalid.</exception>
        /// <exception cref="EdgegapException">
        /// The object of an <c>EnsureAsync</c> cannot be read.
        /// </exception>
        public async Task<DryRun> DryRunAsync([DisallowNull] Func<EdgegapClient, Task> calls)
        {
            if (calls == null)
            {
                throw new ArgumentNullException(nameof(calls));
            }
            var dryRun = new DryRun();
            await calls(new EdgegapClient(Caller.Collecting(dryRun), true)).ConfigureAwait(false);
            return dryRun;
        }

        /// <summary>
        /// Closes the client and all its views: pending and later calls fail with
        /// <see cref="ClosedException"/>. Calling it again has no effect.
        /// </summary>
        public void Dispose()
        {
            if (!_isView)
            {
                try
                {
                    Caller.Native.End();
                }
                catch (ClosedException)
                {
                    // It was disposed before.
                }
            }
            Caller.Native.Dispose();
        }

        /// <summary>The base URL; never the token.</summary>
        public override string ToString() => "EdgegapClient { BaseUrl = " + BaseUrl + " }";

        /// <summary>
        /// Ends all calls of this AppDomain with <see cref="ClosedException"/>, and the SDK's
        /// thread, before it returns. Later calls work again, also on existing clients. The
        /// package's editor assembly calls it before Unity reloads scripts; a player should call it
        /// when it quits. The SDK shuts down by itself, finally, when an AppDomain is unloaded and
        /// when the process exits.
        /// </summary>
        public static void ShutDown() => CurrentPump.ShutDown();

        private static Caller CreateCaller(ClientOptions options, Emulator emulator)
        {
            if (options == null)
            {
                throw new ArgumentNullException(
                    nameof(options), "omit the argument to create a client from environment variables");
            }
            NativeLibrary.Require();
            NativeClient native = NativeClient.Create(options.ToSettings());
            foreach (string warning in native.Warnings())
            {
                StandardError.WriteLine("edgegap: " + warning);
            }
            return new Caller(native, options, emulator);
        }
    }
}
