using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>The user's callbacks, tokens and finalizers do not change results.</summary>
    [TestFixture]
    public sealed class CallbackTests
    {
        private Emulator _emulator;
        private EdgegapClient _client;

        public static IEnumerable<TestCaseData> Callbacks()
        {
            yield return Callback("Throws", test => { throw new InvalidOperationException("a callback"); });
            yield return Callback("Aborts its thread", test => Thread.CurrentThread.Abort());
            yield return Callback("Disposes the client", test => test._client.Dispose());
            yield return Callback("Shuts down", test => EdgegapClient.ShutDown());
            Action shutDown = EdgegapClient.ShutDown;
            yield return Callback("Shuts down on another thread and waits", test => Task.Run(shutDown).Wait());
            yield return Callback("Stops the emulator", test => test._emulator.Dispose());
            yield return Callback("Makes a call and waits", test =>
            {
                using (Emulator another = Emulator.Start())
                using (EdgegapClient client = another.Client())
                {
                    Assert.AreEqual(0, client.Applications.List().ToListAsync().Result.Count);
                }
            });
        }

        [SetUp]
        public void Start()
        {
            _emulator = Emulator.Start();
        }

        [TearDown]
        public void Stop()
        {
            _client?.Dispose();
            _emulator.Dispose();
        }

        [TestCaseSource("Callbacks")]
        public async Task ASuccessfulCallStaysSuccessful(Action<CallbackTests> callback)
        {
            int count = 0;
            Action<object> once = _ =>
            {
                if (Interlocked.Increment(ref count) == 1)
                {
                    callback(this);
                }
            };
            _client = _emulator.Client(new ClientOptions { OnEvent = once });
            NewApplication body = Bodies.Application("my-game");
            Assert.AreEqual("my-game", (await _client.Applications.CreateAsync(body)).Name);
            count = 0;
            using (Emulator other = Emulator.Start())
            using (EdgegapClient client = other.Client(new ClientOptions { OnReply = once, OnEvent = once }))
            {
                Assert.AreEqual("my-game", (await client.Applications.CreateAsync(body)).Name);
                Assert.AreEqual("my-game", (await client.Applications.GetAsync("my-game")).Name);
                Assert.AreEqual(4, count);
                await Fails.WithAsync<NotFoundException>(client.Applications.GetAsync("nope"));
            }
        }

        [Test]
        public async Task ATokenOfADisposedSourceIsIgnored()
        {
            _client = _emulator.Client();
            var source = new CancellationTokenSource();
            CancellationToken token = source.Token;
            source.Dispose();
            await _client.Applications.CreateAsync(Bodies.Application("my-game"), token);
            Assert.AreEqual(1, (await _client.Applications.List().ToListAsync(token)).Count);

            // The source is disposed during the call.
            source = new CancellationTokenSource();
            _emulator.Inject(Fault.Latency("applications.get", TimeSpan.FromMilliseconds(50)));
            Task<Models.Application> call = _client.Applications.GetAsync("my-game", source.Token);
            source.Dispose();
            Assert.AreEqual("my-game", (await call).Name);

            // The source is cancelled and then disposed.
            source = new CancellationTokenSource();
            token = source.Token;
            source.Cancel();
            source.Dispose();
            Assert.IsTrue(_client.Applications.GetAsync("my-game", token).IsCanceled);
            Assert.IsTrue(_client.Applications.List().FirstPageAsync(new CancellationToken(true)).IsCanceled);
        }

        [Test]
        public void CallbacksNeverRunOnTheMainThread()
        {
            var onPool = new List<bool>();
            var kinds = new List<string>();
            Action<object> callback = argument =>
            {
                onPool.Add(Thread.CurrentThread.IsThreadPoolThread);
                kinds.Add((argument as CallEvent)?.Outcome ?? "meta");
            };
            SingleThread.Run(async context =>
            {
                _client = _emulator.Client(new ClientOptions { OnEvent = callback, OnReply = callback });
                // These fail immediately, so that many complete before they are awaited.
                for (int call = 0; call < 200; call++)
                {
                    await Fails.WithAsync<ValidationException>(_client.Applications.GetAsync(""));
                }
                await _client.Applications.List().ToListAsync();
                _client.Dispose();
                await Fails.WithAsync<ClosedException>(_client.Applications.GetAsync("my-game"));
            });
            Assert.AreEqual(203, onPool.Count);
            CollectionAssert.DoesNotContain(onPool, false);
            Assert.AreEqual(new[] { "ok", "meta", "closed" }, kinds.Skip(200).ToArray());
        }

        [Test]
        public async Task ACallbackCancelsTheTokenTooLate()
        {
            using (var source = new CancellationTokenSource())
            {
                _client = _emulator.Client(new ClientOptions { OnReply = _ => source.Cancel() });
                NewApplication body = Bodies.Application("my-game");
                Task<Models.Application> call = _client.Applications.CreateAsync(body, source.Token);
                Assert.AreEqual("my-game", (await call).Name);
            }
        }

        [Test]
        public void AFinalizerMakesACall()
        {
            _client = _emulator.Client();
            using (var done = new ManualResetEventSlim())
            {
                Forget(_client, done);
                GC.Collect();
                Assert.IsTrue(done.Wait(TimeSpan.FromSeconds(30)));
            }
            Assert.AreEqual("applications.list", _emulator.Requests.Single().Operation);
            // The finalizer has shut the SDK down too, which works again.
            Assert.AreEqual(0, _client.Applications.List().ToListAsync().Result.Count);
        }

        [Test]
        public async Task AClientKeepsItsEmulatorRunning()
        {
            EdgegapClient[] views = null;
            var thread = new Thread(() => views = Enumerable.Range(0, 20).Select(_ => UnreferencedView()).ToArray());
            thread.Start();
            thread.Join();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            foreach (EdgegapClient view in views)
            {
                Assert.AreEqual(0, (await view.Applications.List().ToListAsync()).Count);
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static EdgegapClient UnreferencedView() =>
            Emulator.Start().Client().WithOptions(new CallOptions { MaxRetries = 0 });

        /// <summary>
        /// Runs on its own thread, whose stack ends with it: the collector treats everything on a
        /// stack that looks like a reference as one.
        /// </summary>
        private static void Forget(EdgegapClient client, ManualResetEventSlim done)
        {
            var thread = new Thread(() =>
            {
                for (int number = 0; number < 100; number++)
                {
                    GC.KeepAlive(new Finalized(number == 0 ? client : null, done));
                }
            });
            thread.Start();
            thread.Join();
        }

        private static TestCaseData Callback(string name, Action<CallbackTests> callback) =>
            new TestCaseData(callback).SetName("ACallback: " + name);

        /// <summary>Makes calls in its finalizer.</summary>
        private sealed class Finalized
        {
            private readonly EdgegapClient _client;
            private readonly ManualResetEventSlim _done;

            internal Finalized(EdgegapClient client, ManualResetEventSlim done)
            {
                _client = client;
                _done = done;
            }

            ~Finalized()
            {
                if (_client == null)
                {
                    return;
                }
                _client.Applications.List().ToListAsync().Wait();
                _client.WithOptions(new CallOptions()).Dispose();
                EdgegapClient.ShutDown();
                _done.Set();
            }
        }
    }
}
