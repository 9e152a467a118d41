using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Tasks;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>Handles to emulators in other processes.</summary>
    [TestFixture]
    public sealed class AttachTests
    {
        [Test]
        public async Task AHandleHasTheMembersOfAnEmulator()
        {
            using (Emulator other = Emulator.Start(new EmulatorOptions { Tokens = new[] { "own" } }))
            using (Emulator emulator = await Emulator.AttachAsync(" " + other.Url + "/", "own"))
            using (EdgegapClient client = emulator.Client())
            {
                Assert.AreEqual(other.Url, emulator.Url);
                Assert.AreEqual("own", emulator.Token);
                emulator.SetQuota(1, null);
                await client.Applications.CreateAsync(Bodies.Application("first"));
                await Fails.WithAsync<BadRequestException>(
                    client.Applications.CreateAsync(Bodies.Application("second")));
                emulator.Inject(Fault.Status("applications.get", 429).RetryAfter(3600).Skip(1).Times(2));
                emulator.Inject(Fault.Latency("*", TimeSpan.FromMilliseconds(2)).After());
                InjectedFault[] faults = emulator.Faults.ToArray();
                Assert.AreEqual("applications.get status, hits: 0", faults[0].ToString());
                Assert.AreEqual((long?)2, faults[0].Times);
                Assert.AreEqual(1, faults[0].Skip);
                Assert.AreEqual((int?)429, faults[0].Code);
                Assert.AreEqual("3600", faults[0].RetryAfter);
                Assert.AreEqual("before", faults[0].When);
                Assert.IsNull(faults[0].Time);
                Assert.AreEqual(TimeSpan.FromMilliseconds(2), faults[1].Time);
                Assert.IsNull(faults[1].Times);
                Assert.AreEqual("after", faults[1].When);
                emulator.ClearFaults();
                Assert.IsEmpty(other.Faults);
                var error = Assert.Throws<ValidationException>(() => emulator.Inject(Fault.Reset("nope")));
                StringAssert.Contains("nope", error.Message);
                emulator.SeedTags("game", "v1");
                emulator.SetTokens("second", "own");
                using (EdgegapClient second = emulator.Client(new ClientOptions { Token = "second" }))
                {
                    await second.Applications.GetAsync("first");
                }
                Assert.AreEqual("applications.get", emulator.Requests.Last().Operation);
                emulator.ClearRequests();
                emulator.Reset();
                Assert.IsEmpty(other.Requests);
                Assert.Throws<ValidationException>(() => other.SetTokens("a b"));
            }
        }

        [Test]
        public async Task DisposingAHandleOnlyDetachesIt()
        {
            using (Emulator other = Emulator.Start())
            {
                Emulator emulator = Emulator.Attach(other.Url);
                EdgegapClient client = emulator.Client();
                await emulator.StopAsync();
                emulator.Dispose();
                EmulatorTests.AssertIsClosed(emulator, "attach again");
                Assert.AreEqual("Emulator { detached }", emulator.ToString());
                await client.Applications.CreateAsync(Bodies.Application("my-game"));
                client.Dispose();
                Assert.AreEqual("applications.create", other.Requests.Single().Operation);
            }
        }

        [Test]
        public void AnotherProcessAttachesAndEnds()
        {
            using (Emulator emulator = Emulator.Start(new EmulatorOptions { Tokens = new[] { "own" } }))
            {
                HostProcess host = HostProcess.Run("attach " + emulator.Url + " own");
                Assert.AreEqual("attached: my-game" + Environment.NewLine, host.Output);
                Assert.AreEqual("applications.list", emulator.Requests.Last().Operation);
            }
        }

        [Test]
        public void AClientKeepsItsEmulator()
        {
            EdgegapClient own = Forgotten();
            EdgegapClient attached = AttachedTo(own.BaseUrl);
            for (int round = 0; round < 3; round++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
            own.Applications.CreateAsync(Bodies.Application("my-game")).GetAwaiter().GetResult();
            Assert.AreEqual(1, attached.Applications.List().ToListAsync().GetAwaiter().GetResult().Count);
            attached.Dispose();
            own.Dispose();
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static EdgegapClient Forgotten() => Emulator.Start().Client();

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static EdgegapClient AttachedTo(string url) =>
            Emulator.Attach(url).Client().WithOptions(new CallOptions { MaxRetries = 0 });

        [Test]
        public async Task WhatCannotBeAttachedIsExplained()
        {
            string place;
            string request = null;
            var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            try
            {
                place = "http://" + listener.LocalEndpoint;
                Task serving = Task.Run(() => request = Serve(listener));
                var wrong = await Fails.WithAsync<ConfigurationException>(Emulator.AttachAsync(place, "canary"));
                StringAssert.Contains("is not an emulator", wrong.Message);
                await serving;
                StringAssert.DoesNotContain("canary", request);
            }
            finally
            {
                listener.Stop();
            }
            var closed = Assert.Throws<ConnectionFailedException>(() => Emulator.Attach(place));
            StringAssert.Contains("No emulator responds", closed.Message);
            using (Emulator other = Emulator.Start(new EmulatorOptions { Tokens = new[] { "own" } }))
            {
                var refused = Assert.Throws<AuthenticationException>(() => Emulator.Attach(other.Url));
                StringAssert.Contains("other tokens", refused.Message);
            }
            foreach (string url in new[] { null, "", "https://api.edgegap.com", "localhost:1", "http://u:canary@h" })
            {
                var error = Assert.Throws<ConfigurationException>(() => Emulator.Attach(url));
                StringAssert.Contains("URL of the emulator", error.Message);
                StringAssert.DoesNotContain("canary", error.ToString());
            }
        }

        /// <summary>Responds to one request, and returns it.</summary>
        private static string Serve(TcpListener listener)
        {
            using (TcpClient client = listener.AcceptTcpClient())
            {
                var bytes = new byte[4096];
                int length = client.GetStream().Read(bytes, 0, bytes.Length);
                byte[] response = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
                client.GetStream().Write(response, 0, response.Length);
                return Encoding.ASCII.GetString(bytes, 0, length);
            }
        }
    }
}
