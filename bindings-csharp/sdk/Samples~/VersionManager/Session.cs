using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using UnityEditor;

namespace Edgegap.Sdk.Samples.VersionManager
{
    /// <summary>
    /// The client of the window, for the service or an emulator. It makes one call at a time, which
    /// can be cancelled.
    /// </summary>
    internal sealed class Session : IDisposable
    {
        /// <summary>EditorPrefs are stored on this machine, outside of the project.</summary>
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

        /// <summary>The API token, stored on this machine.</summary>
        internal static string Token
        {
            get { return EditorPrefs.GetString(TokenKey, ""); }
            set { EditorPrefs.SetString(TokenKey, value); }
        }

        /// <summary>Description of the pending work; null if there is none.</summary>
        internal string Activity { get; private set; }

        /// <summary>Error message of the last call; null if it succeeded.</summary>
        internal string Problem { get; private set; }

        /// <summary>Names of the applications.</summary>
        internal IReadOnlyList<string> Applications { get; private set; } = new string[0];

        /// <summary>Versions of the selected application, one line each.</summary>
        internal IReadOnlyList<string> Versions { get; private set; } = new string[0];

        /// <summary>Creates a session with the service.</summary>
        internal static Session WithService()
        {
            var options = new ClientOptions { Token = Token, UserAgent = "version-manager/1.0" };
            return new Session(new EdgegapClient(options), null);
        }

        /// <summary>Creates a session with a new emulator, which has an application.</summary>
        internal static async Task<Session> WithEmulatorAsync()
        {
            Emulator emulator = await Emulator.StartAsync();
            EdgegapClient client = emulator.Client();
            await client.Applications.CreateAsync(
                new NewApplication { Name = "my-game", IsActive = true, Image = Image.None });
            return new Session(client, emulator);
        }

        /// <summary>Reads the applications.</summary>
        internal Task RefreshAsync() => RunAsync("Reading applications", async cancellation =>
        {
            List<Models.Application> applications = await _client.Applications.List().ToListAsync(cancellation);
            Applications = applications.Select(application => application.Name).ToList();
        });

        /// <summary>Reads the versions of an application.</summary>
        internal Task ReadVersionsAsync(string application) => RunAsync("Reading versions", async cancellation =>
        {
            List<Models.Version> versions = await _client.Versions.List(application).ToListAsync(cancellation);
            Versions = versions
                .Select(version => version.Name + "   " + version.DockerImage + ":" + version.DockerTag).ToList();
        });

        /// <summary>Creates the version. The form shows violations at its fields.</summary>
        internal async Task CreateAsync(string application, VersionForm form)
        {
            form.ClearProblems();
            bool isCreated = false;
            await RunAsync("Creating version " + form.Name, async cancellation =>
            {
                try
                {
                    await _client.Versions.CreateAsync(application, form.ToVersion(), cancellation);
                    isCreated = true;
                }
                catch (ValidationException error) when (form.ShowProblems(error.Violations))
                {
                    throw new OperationCanceledException("See the fields");
                }
            });
            if (isCreated)
            {
                await ReadVersionsAsync(application);
            }
        }

        /// <summary>Makes a plan of the manifest. Nothing is changed.</summary>
        internal Task PlanAsync(PublishForm form) => RunAsync("Planning", async cancellation =>
        {
            form.Clear();
            var options = new PlanOptions { Set = form.Set() };
            form.Show(await _client.Publish.PlanAsync(form.Manifest, options, cancellation));
        });

        /// <summary>Applies the plan. Cancelling ends it between or within steps.</summary>
        internal Task ApplyAsync(PublishForm form) => RunAsync("Applying", async cancellation =>
        {
            // Each page has one step, which is done when the page is read.
            Page<Step> page = await _client.Publish.Apply(form.Take()).FirstPageAsync(cancellation);
            while (page != null)
            {
                foreach (Step step in page.Items)
                {
                    form.Show(step);
                }
                page = await page.NextPageAsync(cancellation);
            }
        });

        /// <summary>Cancels the pending call.</summary>
        internal void Cancel() => _call?.Cancel();

        /// <summary>Ends the pending call, the client and the emulator.</summary>
        public void Dispose()
        {
            _end.Cancel();
            _client.Dispose();
            _emulator?.Dispose();
        }

        private async Task RunAsync(string activity, Func<CancellationToken, Task> work)
        {
            if (Activity != null)
            {
                return;
            }
            Activity = activity;
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
                    Activity = null;
                    _call = null;
                }
            }
        }
    }
}
