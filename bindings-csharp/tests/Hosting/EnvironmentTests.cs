using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>Environment variables, as .NET sees them when a client is created.</summary>
    [TestFixture]
    public sealed class EnvironmentTests
    {
        private readonly Dictionary<string, string> _before = new Dictionary<string, string>();

        [TearDown]
        public void Restore()
        {
            foreach (KeyValuePair<string, string> variable in _before)
            {
                Environment.SetEnvironmentVariable(variable.Key, variable.Value);
            }
            _before.Clear();
        }

        [TestCase("EDGEGAP_TOKEN", "EDGEGAP_BASE_URL")]
        [TestCase("EDGEGAP_API_TOKEN", "EDGEGAP_API_URL")]
        [TestCase("EDGEGAP_API_KEY", "EDGEGAP_BASE_URL")]
        public async Task WhatAProgramSetsIsSeenByTheNextClient(string token, string url)
        {
            using (Emulator first = Emulator.Start(new EmulatorOptions { Tokens = new[] { "first" } }))
            using (Emulator second = Emulator.Start(new EmulatorOptions { Tokens = new[] { "second" } }))
            {
                Set(url, first.Url);
                Set(token, "first");
                using (var client = new EdgegapClient())
                {
                    Set(url, second.Url);
                    Set(token, "second");
                    using (var next = new EdgegapClient(new ClientOptions()))
                    {
                        await client.Applications.List().ToListAsync();
                        await next.Applications.List().ToListAsync();
                        await client.WithOptions(new CallOptions { MaxRetries = 0 }).Applications.List().ToListAsync();
                    }
                }
                Assert.AreEqual(2, first.Requests.Count, "a client and its view keep their settings");
                Assert.AreEqual(1, second.Requests.Count);
            }
        }

        [Test]
        public void AllVariablesArePassed()
        {
            Set("EDGEGAP_TEST_CSHARP", "\u00e9 \ud83d\ude00 =");
            Set("SSL_CERT_FILE", "");
            JObject settings = JObject.Parse(new ClientOptions().ToSettings());
            var environment = (JObject)settings["environment"];
            Assert.AreEqual("\u00e9 \ud83d\ude00 =", (string)environment["EDGEGAP_TEST_CSHARP"]);
            Assert.AreEqual(Environment.GetEnvironmentVariables().Count, environment.Count);
            string[] names = settings.Properties().Select(field => field.Name).ToArray();
            Assert.AreEqual(new[] { "language", "options", "environment" }, names);
            Assert.AreEqual(environment, JObject.Parse(new EmulatorOptions().ToJson())["environment"]);
        }

        [TestCase("")]
        [TestCase(" \t")]
        public async Task AnEmptyStringCountsAsNotSet(string empty)
        {
            var settings = new EmulatorOptions { Host = empty, Data = empty, Registry = empty };
            using (Emulator emulator = Emulator.Start(settings))
            {
                Set("EDGEGAP_BASE_URL", emulator.Url);
                Set("EDGEGAP_TOKEN", emulator.Token);
                Set("SSL_CERT_FILE", empty);
                Set("HTTPS_PROXY", empty);
                Set("http_proxy", empty);
                var form = new ClientOptions
                {
                    Token = empty, BaseUrl = empty, Proxy = empty, CaFile = empty, UserAgent = empty,
                };
                using (var client = new EdgegapClient(form))
                {
                    Assert.AreEqual(emulator.Url, client.BaseUrl);
                    await client.Applications.List().ToListAsync();
                }
                StringAssert.StartsWith("edgegap-sdk/", emulator.Requests.Single().Headers["user-agent"]);
                // The client of an emulator ignores the variables.
                Set("EDGEGAP_BASE_URL", "http://127.0.0.1:1");
                Set("EDGEGAP_TOKEN", "another");
                using (EdgegapClient client = emulator.Client(form))
                {
                    Assert.AreEqual(emulator.Url, client.BaseUrl);
                    await client.Applications.List().ToListAsync();
                }
            }
            Set("EDGEGAP_TOKEN", empty);
            var without = new ClientOptions { Token = empty };
            var error = Assert.Throws<ConfigurationException>(() => new EdgegapClient(without));
            string[] names = { "EDGEGAP_TOKEN", "EDGEGAP_API_TOKEN", "EDGEGAP_API_KEY", "ClientOptions.Token" };
            foreach (string name in names)
            {
                StringAssert.Contains(name, error.Message);
            }
        }

        [Test]
        public void AnUnknownVariableIsReportedOnceOnStandardError()
        {
            var environment = new Dictionary<string, string>
            {
                { "EDGEGAP_URL", "https://canary.example.com" }, { "EDGEGAP_EMULATOR_PORT", "1" },
            };
            HostProcess host = HostProcess.Run("threads", null, environment);
            string[] lines = host.Errors.TrimEnd().Split('\n');
            Assert.AreEqual(1, lines.Length, host.Errors);
            StringAssert.StartsWith("edgegap: ", lines[0]);
            StringAssert.Contains("EDGEGAP_URL", lines[0]);
            StringAssert.Contains("EDGEGAP_BASE_URL", lines[0]);
            StringAssert.DoesNotContain("canary", lines[0]);
        }

        [Test]
        public void AVariableWithInvalidUnicodeMattersOnlyIfItIsUsed()
        {
            const string Byte = "$(printf \"\\\\377\")";
            HostProcess host = HostProcess.RunAfter("export ANOTHER=" + Byte + " EDGEGAP_LOG=" + Byte, "call");
            StringAssert.Contains("applications: 0", host.Output);
            host = HostProcess.RunAfter("export EDGEGAP_TOKEN=canary" + Byte, "client", 3);
            StringAssert.Contains("EDGEGAP_TOKEN is not valid Unicode", host.Output);
            StringAssert.DoesNotContain("canary", host.Output + host.Errors);
        }

        [Test]
        public async Task TheLogIsConfiguredWhenAClientIsCreated()
        {
            TextWriter before = Console.Error;
            var written = new StringWriter();
            using (Emulator emulator = Emulator.Start())
            using (EdgegapClient quiet = emulator.Client())
            {
                Set("EDGEGAP_LOG", " DEBUG ");
                Console.SetError(written);
                try
                {
                    using (EdgegapClient client = emulator.Client())
                    {
                        await quiet.Applications.List().ToListAsync();
                        Assert.IsEmpty(written.ToString());
                        await client.WithOptions(new CallOptions { MaxRetries = 0 }).Applications.List().ToListAsync();
                        StringAssert.Contains(" edgegap info applications.list GET 200 in ", written.ToString());
                        // A log that cannot be written does not fail a call.
                        Console.SetError(new FullDisk());
                        await client.Applications.List().ToListAsync();
                        await Fails.WithAsync<NotFoundException>(client.Applications.GetAsync("nope"));
                    }
                }
                finally
                {
                    Console.SetError(before);
                }
            }
        }

        private void Set(string name, string value)
        {
            if (!_before.ContainsKey(name))
            {
                _before.Add(name, Environment.GetEnvironmentVariable(name));
            }
            Environment.SetEnvironmentVariable(name, value);
        }

        /// <summary>Fails like a file on a full disk.</summary>
        private sealed class FullDisk : StringWriter
        {
            public override void Write(char value)
            {
                throw new IOException("No space left on device");
            }

            public override void WriteLine(string value)
            {
                throw new IOException("No space left on device");
            }
        }
    }
}
