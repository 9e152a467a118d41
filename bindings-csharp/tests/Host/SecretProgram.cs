using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk.Tests.Host
{
    /// <summary>
    /// The C# program of tests/secrets: makes the calls of the plan and prints arguments, results
    /// and errors in every way that .NET has.
    /// </summary>
    internal static class SecretProgram
    {
        internal static async Task RunAsync()
        {
            string file = Environment.GetEnvironmentVariable("SDK_TEST_SECRETS_PLAN");
            JObject plan = JObject.Parse(File.ReadAllText(file));
            foreach (JObject one in plan["cases"])
            {
                await RunCaseAsync(one);
            }
            foreach (JObject one in plan["settings"])
            {
                try
                {
                    ClientOptions options = Options((JObject)one["settings"]);
                    Show(options, new EdgegapClient(options));
                    Console.WriteLine("\n== " + one["name"] + ": ok");
                }
                catch (EdgegapException error)
                {
                    ShowError((string)one["name"], error);
                }
            }
            await UseEmulatorAsync(plan);
            Console.WriteLine("\ndone");
        }

        private static async Task RunCaseAsync(JObject one)
        {
            string name = (string)one["name"];
            ClientOptions options = Options((JObject)one["settings"]);
            options.MaxRetries = 1;
            options.BackoffInitial = options.BackoffMax = TimeSpan.FromMilliseconds(1);
            options.OnEvent = callEvent => Show(callEvent);
            options.OnReply = meta => Show(meta, meta.Headers, meta.RequestId);
            if (one["attempt_ms"].Type != JTokenType.Null)
            {
                options.AttemptTimeout = TimeSpan.FromMilliseconds((int)one["attempt_ms"]);
            }
            var client = new EdgegapClient(options);
            Show(options, client, client.WithOptions(new CallOptions { MaxRetries = 1 }), client.Versions);
            try
            {
                object value = await CallAsync(client, one);
                Console.WriteLine("\n== " + name + ": ok");
                Show(value);
            }
            catch (EdgegapException error)
            {
                ShowError(name, error);
            }
            catch (InvalidCastException)
            {
                Console.WriteLine("\n== " + name + ": impossible");
            }
            client.Dispose();
            try
            {
                await CallAsync(client, one);
            }
            catch (Exception error) when (error is ClosedException || error is InvalidCastException)
            {
                Show(error);
            }
        }

        private static async Task<object> CallAsync(EdgegapClient client, JObject one)
        {
            string app = (string)one["path"]["app"], version = (string)one["path"]["version"];
            var body = one["body"] as JObject;
            switch ((string)one["operation"])
            {
                case "versions.create":
                    return await client.Versions.CreateAsync(app, ShowAndReturn(NewVersion(body)));
                case "versions.update":
                    var changes = new VersionUpdate { PrivateToken = (string)body["private_token"], Envs = Envs(body) };
                    return await client.Versions.UpdateAsync(app, version, ShowAndReturn(changes));
                case "versions.get": return await client.Versions.GetAsync(app, version);
                case "versions.list": return await ShowAndReturn(client.Versions.List(app)).ToListAsync();
                case "versions.delete":
                    await client.Versions.DeleteAsync(app, version);
                    return null;
                case "endpoint_storages.create":
                    return await client.EndpointStorages.CreateAsync(ShowAndReturn(NewStorage(body)));
                case "endpoint_storages.update":
                    var update = new EndpointStorageUpdate { SecretAccessKey = (string)body["secret_access_key"] };
                    string storage = (string)one["path"]["storage"];
                    return await client.EndpointStorages.UpdateAsync(storage, ShowAndReturn(update));
                default: throw new ArgumentException("unknown operation " + one["operation"]);
            }
        }

        private static NewVersion NewVersion(JObject body) => new NewVersion
        {
            Name = (string)body["name"], DockerRepository = (string)body["docker_repository"],
            DockerImage = (string)body["docker_image"], DockerTag = (string)body["docker_tag"],
            ReqCpu = (int?)body["req_cpu"], ReqMemory = (int?)body["req_memory"], Envs = Envs(body),
            PrivateUsername = (string)body["private_username"], PrivateToken = ToString(body["private_token"]),
        };

        private static NewEndpointStorage NewStorage(JObject body) => new NewEndpointStorage
        {
            Name = (string)body["name"], AccessKeyId = (string)body["access_key_id"],
            SecretAccessKey = (string)body["secret_access_key"], Endpoint = (string)body["endpoint"],
            Bucket = (string)body["bucket"],
        };

        private static NewEnv[] Envs(JObject body) => body["envs"].Select(env => new NewEnv
        {
            Key = (string)env["key"], Value = ToString(env["value"]), IsHidden = (bool)env["is_hidden"],
        }).ToArray();

        /// <summary>Throws for lists and objects, which are not strings in C# either.</summary>
        private static string ToString(JToken token)
        {
            if (token is JContainer)
            {
                throw new InvalidCastException();
            }
            return (string)token;
        }

        private static ClientOptions Options(JObject settings) => new ClientOptions
        {
            Token = (string)settings["token"] ?? "t", BaseUrl = (string)settings["base_url"],
            Proxy = (string)settings["proxy"], CaFile = (string)settings["ca_file"],
            MaxConcurrency = (int?)settings["max_concurrency"],
        };

        private static async Task UseEmulatorAsync(JObject plan)
        {
            string token = (string)plan["canaries"]["api_token"];
            Func<string, JObject> body = operation =>
                (JObject)plan["cases"].First(one => (string)one["operation"] == operation)["body"];
            var options = new EmulatorOptions { Tokens = new[] { token }, Verbose = true };
            using (Emulator emulator = await Emulator.StartAsync(options))
            using (EdgegapClient client = emulator.Client())
            {
                await client.Applications.CreateAsync(Shared.Application());
                Show(await client.Versions.CreateAsync("my-game", NewVersion(body("versions.create"))));
                Show(await client.EndpointStorages.CreateAsync(NewStorage(body("endpoint_storages.create"))));
                try
                {
                    await client.Versions.CreateAsync("my-game", NewVersion(body("versions.create")));
                }
                catch (ConflictException error)
                {
                    Show(error);
                }
                IReadOnlyList<RecordedRequest> requests = emulator.Requests;
                Console.WriteLine("\nemulator: " + requests.Count);
                Show(options, emulator, client, requests);
                Show(requests.Select(request => request.Headers).ToArray());
                Show(requests.Select(request => request.Body).ToArray<object>());
            }
        }

        private static void ShowError(string name, EdgegapException error)
        {
            Console.WriteLine("\n== " + name + ": " + error.Kind);
            Show(error, error.Message, error.StackTrace, error.Extra, error.Excerpt, error.Url, error.RequestId);
            Show(error.Violations, error.Attempts, error.Data);
            Show(new InvalidOperationException("caused by", error), new AggregateException(error));
            Show(JsonConvert.SerializeObject(error));
        }

        private static T ShowAndReturn<T>(T value)
        {
            Show(value);
            return value;
        }

        private static void Show(params object[] values)
        {
            foreach (object value in values)
            {
                Console.WriteLine(value);
                Console.WriteLine("{0} {1}", value, string.Format("{0}", value));
                if (value is IEnumerable && !(value is string) && !(value is JToken))
                {
                    Show(((IEnumerable)value).Cast<object>().ToArray());
                }
                var version = value as Models.Version;
                if (version != null)
                {
                    Show(version.Extra, version.Envs);
                }
            }
        }
    }
}
