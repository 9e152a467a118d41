using System;
using System.Linq;
using System.Threading.Tasks;

namespace Edgegap.Sdk.Bench
{
    /// <summary>The SDK.</summary>
    internal sealed class Ours : Side
    {
        private readonly EdgegapClient _client;

        internal Ours(string url, string token)
        {
            _client = new EdgegapClient(new ClientOptions { BaseUrl = url, Token = token });
        }

        public override void Dispose() => _client.Dispose();

        protected override async Task<bool> GetAsync() =>
            (await _client.Applications.GetAsync(App).ConfigureAwait(false)).Name == App;

        protected override async Task<bool> CreateAsync() =>
            (await _client.Versions.CreateAsync(App, Body()).ConfigureAwait(false)).Name == "v1";

        protected override async Task<bool> ListAsync()
        {
            PagedList<Models.Version> versions = _client.Versions.List(App, limit: PageSize);
            Page<Models.Version> page = await versions.FirstPageAsync().ConfigureAwait(false);
            return page.Items.Count == PageSize &&
                page.Items.All(version => version.CreateTime?.Year == 2026 && version.Ports[0].Number == 7777);
        }

        internal override async Task<int> PageAsync(Action after)
        {
            int seen = 0;
            Page<Models.Version> page = await _client.Versions.List(App).FirstPageAsync().ConfigureAwait(false);
            while (page != null)
            {
                foreach (Models.Version version in page.Items)
                {
                    seen += version.Name == "v" + seen ? 1 : 0;
                }
                after();
                page = await page.NextPageAsync().ConfigureAwait(false);
            }
            return seen;
        }

        private static NewVersion Body() => new NewVersion
        {
            Name = "v1",
            DockerRepository = "registry.edgegap.com",
            DockerImage = "my-studio/space-arena",
            DockerTag = "b42",
            PrivateUsername = "robot$my-studio",
            PrivateToken = "example",
            ReqCpu = 1024,
            ReqMemory = 2048,
            MaxDuration = 120,
            Ports = new[]
            {
                new NewPort { Number = 7777, Protocol = Protocol.Udp, Name = "game" },
                new NewPort { Number = 8080, Protocol = Protocol.Http, Name = "status" },
            },
            Envs = Enumerable.Range(0, 4)
                .Select(index => new NewEnv { Key = "SETTING_" + index, Value = new string('x', 60) })
                .ToArray(),
        };
    }
}
