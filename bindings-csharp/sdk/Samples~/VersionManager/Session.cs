using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using UnityEditor;

namespace Edgegap.Sdk.Samples.VersionManager
{
    /// <summary>
    /// What the window talks to: the service or an emulator, one call at a time, which can be
    /// cancelled.
    /// </summary>
    internal sealed class Session : IDisposable
    {
        /// <summary>EditorPrefs are kept on this machine, outside of the project.</summary>
        private const string TokenKey = "Edgegap.Sdk.Token";

        private readonly Emulator _emulator;
        private readonly EdgegapClient _client;
        private readonly CancellationTokenSource _end = new CancellationTokenSource();
        private CancellationTokenSource _call;

        private Session(EdgegapClient client, Emulator emulator)
        {
            _client = client;
            _emulator = emulator;
        }

        /// <summary>The token of this machine.</summary>
        internal static string Token
        {
            get { return EditorPrefs.GetString(TokenKey, ""); }
            set { EditorPrefs.SetString(TokenKey, value); }
        }

        /// <summary>What is under way, in words; null when nothing is.</summary>
        internal string Doing { get; private set; }

        /// <summary>What the last call has to say to a person; null when it worked.</summary>
        internal string Problem { get; private set; }

        /// <summary>Names of the applications.</summary>
        internal IReadOnlyList<string> Applications { get; private set; } = new string[0];

        /// <summary>
        /// The versions of the application that was looked at last, in one line each.
        /// </summary>
        internal IReadOnlyList<string> Versions { get; private set; } = new string[0];

        /// <summary>A session with the service.</summary>
        internal static Session WithService() => new Session(new EdgegapClient(new ClientOptions { Token = Token, UserAgent = "version-manager/1.0" }), null);

        /// <summary>A session with an emulator in this process, which has an application.</summary>
        internal static async Task<Session> WithEmulatorAsync()
        {
            Emulator emulator = await Emulator.StartAsync();
            EdgegapClient client = emulator.Client();
            await client.Applications.CreateAsync(new NewApplication { Name = "my-game", IsActive = true, Image = Image.None });
            return new Session(client, emulator);
        }

        /// <summary>Reads the applications.</summary>
        internal Task RefreshAsync() => DoAsync("Reading applications", async cancellation =>
        {
            List<Models.Application> applications = await _client.Applications.List().ToListAsync(cancellation);
            Applications = applications.Select(application => application.Name).ToList();
        });

        /// <summary>Reads the versions of an application.</summary>
        internal Task LookAtAsync(string application) => DoAsync("Reading versions of " + application, async cancellation =>
        {
            List<Models.Version> versions = await _client.Versions.List(application).ToListAsync(cancellation);
            Versions = versions.Select(version => version.Name + "   " + version.DockerImage + ":" + version.DockerTag).ToList();
        });

        /// <summary>
        /// Creates what the form says; what is wrong with a field is shown at the field.
        /// </summary>
        internal async Task CreateAsync(string application, VersionForm form)
        {
            form.Forget();
            bool isCreated = false;
            await DoAsync("Creating version " + form.Name, async cancellation =>
            {
                try
                {
                    await _client.Versions.CreateAsync(application, form.ToVersion(), cancellation);
                    isCreated = true;
                }
                catch (ValidationException error) when (form.Take(error.Violations))
                {
                    throw new OperationCanceledException("See the fields");
                }
            });
            if (isCreated)
            {
                await LookAtAsync(application);
            }
        }

        /// <summary>Cancels what is under way.</summary>
        internal void Cancel() => _call?.Cancel();

        /// <summary>Ends what is under way, the client and the emulator.</summary>
        public void Dispose()
        {
            _end.Cancel();
            _client.Dispose();
            _emulator?.Dispose();
        }

        private async Task DoAsync(string what, Func<CancellationToken, Task> work)
        {
            if (Doing != null)
            {
                return;
            }
            Doing = what;
            Problem = null;
            using (_call = CancellationTokenSource.CreateLinkedTokenSource(_end.Token))
            {
                try
                {
                    await work(_call.Token);
                }
                catch (OperationCanceledException error)
                {
                    Problem = error.InnerException is EdgegapException ? error.Message : error.Message + ".";
                }
                catch (EdgegapException error)
                {
                    Problem = error.Message;
                }
                finally
                {
                    Doing = null;
                    _call = null;
                }
            }
        }
    }
}
