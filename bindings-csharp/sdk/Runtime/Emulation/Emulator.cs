using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Edgegap.Sdk.Json;
using Edgegap.Sdk.Native;

namespace Edgegap.Sdk
{
    /// <summary>
    /// An emulator of the API in this process, on a port of this machine: with the documented statuses, masking and paging, and with faults on request. A plugin can be
    /// written, tested and shown with no account and no network.
    /// </summary>
    /// <example>
    /// <code>
    /// using (var emulator = await Emulator.StartAsync())
    /// using (var client = emulator.Client())
    /// {
    ///     await client.Applications.CreateAsync(new NewApplication { Name = "my-game", IsActive = true, Image = Image.None });
    /// }
    /// </code>
    /// </example>
    public sealed class Emulator : IDisposable
    {
        private readonly NativeEmulator _native;

        private Emulator(NativeEmulator native)
        {
            _native = native;
            Url = native.Url();
            Token = native.Token();
        }

        /// <summary>The base URL.</summary>
        public string Url { get; }

        /// <summary>A token that it takes.</summary>
        public string Token { get; }

        /// <summary>The requests that came, oldest first; the last 1000 are kept.</summary>
        /// <exception cref="ClosedException">It was stopped.</exception>
        public IReadOnlyList<RecordedRequest> Requests => RecordedRequest.ReadAll(_native.Control("GET", "/requests", ""));

        /// <summary>Starts one, on a thread of the pool. It runs until it is stopped, or nobody refers to it any more.</summary>
        /// <exception cref="ConfigurationException">An option is wrong, the port is taken, or the file cannot be used.</exception>
        public static Task<Emulator> StartAsync(EmulatorOptions options = null) => Task.Run(() => Start(options));

        /// <summary>Starts one and blocks until it listens, which takes some milliseconds.</summary>
        /// <exception cref="ConfigurationException">An option is wrong, the port is taken, or the file cannot be used.</exception>
        public static Emulator Start(EmulatorOptions options = null)
        {
            NativeLibrary.Require();
            return new Emulator(NativeEmulator.Start((options ?? new EmulatorOptions()).ToJson()));
        }

        /// <summary>
        /// A client of this emulator, with its base URL and token unless the options set others.
        /// Empty text sets none. The client keeps the emulator running.
        /// </summary>
        /// <exception cref="ConfigurationException">An option is wrong.</exception>
        public EdgegapClient Client(ClientOptions options = null)
        {
            ClientOptions own = options == null ? new ClientOptions() : options.Copy();
            own.BaseUrl = string.IsNullOrWhiteSpace(own.BaseUrl) ? Url : own.BaseUrl;
            own.Token = string.IsNullOrWhiteSpace(own.Token) ? Token : own.Token;
            return new EdgegapClient(own, this);
        }

        /// <summary>Adds a fault.</summary>
        /// <exception cref="ValidationException">It makes no sense: an unknown operation, no hits.</exception>
        public void Inject(Fault fault)
        {
            if (fault == null)
            {
                throw new ArgumentNullException(nameof(fault));
            }
            _native.Control("POST", "/faults", fault.ToJson());
        }

        /// <summary>Ends all faults.</summary>
        public void ClearFaults() => _native.Control("DELETE", "/faults", "");

        /// <summary>Forgets the requests that came.</summary>
        public void ClearRequests() => _native.Control("DELETE", "/requests", "");

        /// <summary>Limits how many applications there may be, and versions of one; null is no limit. The service answers 400 beyond.</summary>
        /// <exception cref="ArgumentOutOfRangeException">A limit is negative.</exception>
        public void SetQuota(long? applications, long? versions)
        {
            if (applications < 0 || versions < 0)
            {
                string wrong = applications < 0 ? nameof(applications) : nameof(versions);
                throw new ArgumentOutOfRangeException(wrong, "must be 0 or more, or null for no limit");
            }
            var json = new JsonOutput();
            json.Begin();
            json.Write("applications", applications);
            json.Write("versions", versions);
            json.End();
            _native.Control("PUT", "/quota", json.ToString());
        }

        /// <summary>Adds tags to an image in its container registry.</summary>
        public void SeedTags(string image, params string[] tags)
        {
            var json = new JsonOutput();
            json.Begin();
            json.Write("image", image);
            json.Write("tags", tags);
            json.End();
            _native.Control("POST", "/tags", json.ToString());
        }

        /// <summary>Back to the beginning: no objects, faults, quotas or requests.</summary>
        public void Reset() => _native.Control("POST", "/reset", "");

        /// <summary>
        /// Takes no more connections, lets exchanges under way finish for a few seconds, lets go of the data file; on a thread of the pool. Once more is nothing.
        /// </summary>
        public Task StopAsync() => Task.Run(new Action(Dispose));

        /// <summary>As <see cref="StopAsync"/>, blocking.</summary>
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
