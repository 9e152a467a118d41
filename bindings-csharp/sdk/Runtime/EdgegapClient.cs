using System;
using Edgegap.Sdk.Native;

namespace Edgegap.Sdk
{
    /// <summary>
    /// A client of Edgegap's application-management API. It can be used from any thread, keeps its connections open, and is best kept as long as there are calls
    /// to make. Awaited calls continue where any awaited task does: in a Unity editor, on the main thread, which nothing here blocks.
    /// </summary>
    /// <example>
    /// <code>
    /// using (var client = new EdgegapClient(new ClientOptions { Token = token }))
    /// {
    ///     var version = await client.Versions.CreateAsync("my-game", new NewVersion { Name = "1.0.0", ReqCpu = 1024 }, cancellationToken);
    /// }
    /// </code>
    /// </example>
    public sealed partial class EdgegapClient : IDisposable
    {
        private readonly Connection _connection;
        private readonly bool _isView;

        /// <summary>
        /// A client with the current environment variables: <c>EDGEGAP_TOKEN</c>,
        /// <c>EDGEGAP_BASE_URL</c>.
        /// </summary>
        /// <exception cref="ConfigurationException">
        /// A variable is wrong, there is no token, or the native library is missing.
        /// </exception>
        public EdgegapClient()
            : this(new ClientOptions())
        {
        }

        /// <summary>A client with these options. Nothing is sent.</summary>
        /// <exception cref="ConfigurationException">An option is wrong, or the native library is missing. All that are wrong are named, no value is shown.</exception>
        public EdgegapClient(ClientOptions options)
            : this(Connect(options, null), false)
        {
        }

        /// <summary>A client of an emulator, which it keeps running.</summary>
        internal EdgegapClient(ClientOptions options, Emulator emulator)
            : this(Connect(options, emulator), false)
        {
        }

        private EdgegapClient(Connection connection, bool isView)
        {
            _connection = connection;
            _isView = isView;
            BaseUrl = connection.Native.BaseUrl();
            SetResources(connection);
        }

        /// <summary>The address of the service.</summary>
        public string BaseUrl { get; }

        /// <summary>The generic call, for tests.</summary>
        internal Connection Connection => _connection;

        /// <summary>
        /// A view with other options for every call. It is cheap and shares connections and turns with this client, which has to live as long; disposing a view
        /// ends nothing.
        /// </summary>
        /// <exception cref="ValidationException">An option is wrong.</exception>
        /// <exception cref="ClosedException">This client was disposed.</exception>
        public EdgegapClient WithOptions(CallOptions options)
        {
            if (options == null)
            {
                throw new ArgumentNullException(nameof(options));
            }
            return new EdgegapClient(_connection.With(options), true);
        }

        /// <summary>
        /// Ends the client and all its views: calls under way and later ones end with <see cref="ClosedException"/>. A second time is nothing.
        /// </summary>
        public void Dispose()
        {
            if (!_isView)
            {
                try
                {
                    _connection.Native.End();
                }
                catch (ClosedException)
                {
                    // It was disposed before.
                }
            }
            _connection.Native.Dispose();
        }

        /// <summary>
        /// Ends all calls of this AppDomain with <see cref="ClosedException"/>, and the SDK's
        /// thread, before it returns. Later calls work again, also on existing clients. The
        /// package's editor assembly calls it before Unity reloads scripts; a player calls it when
        /// it quits. It happens automatically, and then finally, when an AppDomain is unloaded and
        /// when the process exits.
        /// </summary>
        public static void ShutDown() => CurrentPump.ShutDown();

        private static Connection Connect(ClientOptions options, Emulator emulator)
        {
            if (options == null)
            {
                throw new ArgumentNullException(nameof(options), "leave the argument out for a client with what the environment says");
            }
            NativeLibrary.Require();
            NativeClient native = NativeClient.Create(options.ToSettings());
            foreach (string warning in native.Warnings())
            {
                StandardError.WriteLine("edgegap: " + warning);
            }
            return new Connection(native, options, emulator);
        }
    }
}
