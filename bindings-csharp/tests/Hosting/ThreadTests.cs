using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>Threads, cancellation and the end of a client.</summary>
    [TestFixture]
    public sealed class ThreadTests
    {
        [Test]
        public void SynchronizationContextIsRespected()
        {
            int main = Thread.CurrentThread.ManagedThreadId;
            SingleThread.Run(async context =>
            {
                using (Emulator emulator = await Emulator.StartAsync())
                using (EdgegapClient client = emulator.Client())
                {
                    Assert.AreEqual(main, Thread.CurrentThread.ManagedThreadId);
                    emulator.Inject(Fault.Latency("applications.list", TimeSpan.FromMilliseconds(100)));
                    // The main thread is not blocked during the call.
                    int frames = 0;
                    Task<List<Models.Application>> call = client.Applications.List().ToListAsync();
                    while (!call.IsCompleted)
                    {
                        frames++;
                        await Task.Yield();
                    }
                    Assert.Greater(frames, 10);
                    await call;
                    Assert.AreEqual(main, Thread.CurrentThread.ManagedThreadId);
                    await client.Applications.List().FirstPageAsync();
                    Assert.AreEqual(main, Thread.CurrentThread.ManagedThreadId);
                    await client.Applications.List().FirstPageAsync().ConfigureAwait(false);
                    Assert.AreNotEqual(main, Thread.CurrentThread.ManagedThreadId);
                }
            });
        }

        [Test]
        public void AMethodThatAwaitsCallsCanBeWaitedForOnTheThreadPool()
        {
            // As in batch mode of Unity, where the main thread must not return before the end.
            SingleThread.Run(context =>
            {
                Assert.AreEqual(1, Task.Run(CreateAndCountAsync).Result);
                return Task.CompletedTask;
            });
        }

        [Test]
        public void BlockingTheMainThreadIsNoDeadlock()
        {
            SingleThread.Run(context =>
            {
                using (Emulator emulator = Emulator.StartAsync().Result)
                using (EdgegapClient client = emulator.Client(new ClientOptions { OnEvent = _ => { } }))
                using (var source = new CancellationTokenSource())
                {
                    Assert.AreEqual(0, client.Applications.List().ToListAsync().Result.Count);
                    NewApplication body = Bodies.Application("my-game");
                    Assert.AreEqual("my-game", client.Applications.CreateAsync(body, source.Token).Result.Name);
                    Assert.AreEqual(1, client.Applications.List().TotalAsync().Result);
                    Page<Models.Application> page = client.Applications.List(limit: 1).FirstPageAsync().Result;
                    Assert.IsNull(page.HasMore ? page.NextPageAsync().Result : null);
                    client.Applications.DeleteAsync("my-game").Wait();
                    emulator.Inject(Fault.Stall("applications.get"));
                    source.CancelAfter(TimeSpan.FromMilliseconds(20));
                    Task stalled = client.Applications.GetAsync("my-game", source.Token);
                    var error = Assert.Throws<AggregateException>(() => stalled.Wait());
                    Assert.IsInstanceOf<OperationCanceledException>(error.InnerException);
                    stalled = client.Applications.GetAsync("my-game");
                    EdgegapClient.ShutDown();
                    error = Assert.Throws<AggregateException>(() => stalled.Wait());
                    Assert.IsInstanceOf<ClosedException>(error.InnerException);
                    emulator.StopAsync().Wait();
                }
                return Task.FromResult(0);
            });
        }

        [Test]
        public async Task ThousandConcurrentCalls()
        {
            using (Emulator emulator = await Emulator.StartAsync())
            using (EdgegapClient client = emulator.Client(new ClientOptions { MaxConcurrency = 64 }))
            {
                await client.Applications.CreateAsync(Bodies.Application("my-game"));
                Task<Models.Application>[] calls =
                    Enumerable.Range(0, 1000).Select(_ => client.Applications.GetAsync("my-game")).ToArray();
                Models.Application[] all = await Task.WhenAll(calls);
                Assert.IsTrue(all.All(application => application.Name == "my-game"));
                Assert.AreEqual(0, CurrentPump.Get().Pending());
            }
        }

        [Test]
        public async Task CancelClosesSocket()
        {
            var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            try
            {
                string url = "http://127.0.0.1:" + ((IPEndPoint)listener.LocalEndpoint).Port;
                using (var client = new EdgegapClient(new ClientOptions { BaseUrl = url, Token = "t" }))
                using (var source = new CancellationTokenSource())
                {
                    Task call = client.Versions.CreateAsync("my-game", Bodies.Version("1.0.0"), source.Token);
                    using (TcpClient server = await listener.AcceptTcpClientAsync())
                    {
                        NetworkStream stream = server.GetStream();
                        stream.ReadTimeout = 30000;
                        Assert.Greater(stream.Read(new byte[65536], 0, 65536), 0);
                        source.Cancel();
                        Assert.IsTrue(IsClosed(stream));
                    }
                    var error = await Fails.WithAsync<OperationCanceledException>(call);
                    Assert.AreEqual(source.Token, error.CancellationToken);
                    var inner = (EdgegapException)error.InnerException;
                    Assert.AreEqual("cancelled", inner.Kind);
                    Assert.AreEqual("versions.create", inner.Operation);
                    Assert.IsTrue(inner.MaybeApplied);
                    Assert.IsTrue(call.IsCanceled);
                }
            }
            finally
            {
                listener.Stop();
            }
        }

        [Test]
        public async Task ACancelledTokenSendsNothing()
        {
            using (Emulator emulator = await Emulator.StartAsync())
            using (EdgegapClient client = emulator.Client())
            using (var source = new CancellationTokenSource())
            {
                source.Cancel();
                Task call = client.Applications.GetAsync("my-game", source.Token);
                Assert.IsTrue(call.IsCanceled);
                Assert.IsEmpty(emulator.Requests);
            }
        }

        [Test]
        public async Task UseAfterDispose()
        {
            using (Emulator emulator = await Emulator.StartAsync())
            {
                EdgegapClient client = emulator.Client();
                EdgegapClient view = client.WithOptions(new CallOptions { MaxRetries = 0 });
                emulator.Inject(Fault.Stall("applications.get"));
                Task pending = view.Applications.GetAsync("my-game");
                while (emulator.Requests.Count == 0)
                {
                    await Task.Yield();
                }
                client.Dispose();
                client.Dispose();
                var closed = await Fails.WithAsync<ClosedException>(pending);
                Assert.AreEqual("applications.get", closed.Operation);
                closed = await Fails.WithAsync<ClosedException>(client.Applications.GetAsync("my-game"));
                Assert.AreEqual("applications.get", closed.Operation);
                StringAssert.Contains("create a new one", closed.Message);
                await Fails.WithAsync<ClosedException>(view.Applications.GetAsync("my-game"));
                Assert.Throws<ClosedException>(() => client.WithOptions(new CallOptions()));
                view.Dispose();
            }
        }

        [Test]
        public async Task DisposingAViewDoesNotCloseTheClient()
        {
            using (Emulator emulator = await Emulator.StartAsync())
            using (EdgegapClient client = emulator.Client())
            {
                client.WithOptions(new CallOptions { MaxRetries = 0 }).Dispose();
                Assert.AreEqual(0, (await client.Applications.List().ToListAsync()).Count);
            }
        }

        private static bool IsClosed(NetworkStream stream)
        {
            try
            {
                return stream.Read(new byte[1], 0, 1) == 0;
            }
            catch (System.IO.IOException error)
            {
                // A reset also closes the connection, a timeout does not.
                return (error.InnerException as SocketException)?.SocketErrorCode == SocketError.ConnectionReset;
            }
        }

        private static async Task<int> CreateAndCountAsync()
        {
            using (Emulator emulator = await Emulator.StartAsync())
            using (EdgegapClient client = emulator.Client())
            {
                await client.Applications.CreateAsync(Bodies.Application("my-game"));
                return (await client.Applications.List().ToListAsync()).Count;
            }
        }
    }
}
