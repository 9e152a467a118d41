using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>
    /// Code of others in the middle of a call: hooks, tokens, finalizers. Whatever it does, the
    /// call comes to what it comes to.
    /// </summary>
    [TestFixture]
    public sealed class HookTests
    {
        private Emulator _emulator;
        private EdgegapClient _client;

        public static IEnumerable<TestCaseData> Hooks()
        {
            yield return Hook("Throws", test => { throw new InvalidOperationException("a hook"); });
            yield return Hook("Aborts its thread", test => Thread.CurrentThread.Abort());
            yield return Hook("Disposes the client", test => test._client.Dispose());
            yield return Hook("Shuts down", test => EdgegapClient.ShutDown());
            Action shutDown = EdgegapClient.ShutDown;
            yield return Hook("Shuts down elsewhere and waits", test => Task.Run(shutDown).Wait());
            yield return Hook("Stops the emulator", test => test._emulator.Dispose());
            yield return Hook("Makes a call and waits", test =>
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

        [TestCaseSource("Hooks")]
        public async Task ACallThatWorkedHasWorked(Action<HookTests> hook)
        {
            int heard = 0;
            Action<object> once = _ =>
            {
                if (Interlocked.Increment(ref heard) == 1)
                {
                    hook(this);
                }
            };
            _client = _emulator.Client(new ClientOptions { OnEvent = once });
            Assert.AreEqual("my-game", (await _client.Applications.CreateAsync(Bodies.Application("my-game"))).Name);
            heard = 0;
            using (Emulator other = Emulator.Start())
            using (EdgegapClient client = other.Client(new ClientOptions { OnReply = once, OnEvent = once }))
            {
                Assert.AreEqual("my-game", (await client.Applications.CreateAsync(Bodies.Application("my-game"))).Name);
                Assert.AreEqual("my-game", (await client.Applications.GetAsync("my-game")).Name);
                Assert.AreEqual(4, heard);
                await Fails.WithAsync<NotFoundException>(client.Applications.GetAsync("nope"));
            }
        }

        [Test]
        public async Task ATokenWhoseSourceIsGoneCancelsNothing()
        {
            _client = _emulator.Client();
            var source = new CancellationTokenSource();
            CancellationToken token = source.Token;
            source.Dispose();
            await _client.Applications.CreateAsync(Bodies.Application("my-game"), token);
            Assert.AreEqual(1, (await _client.Applications.List().ToListAsync(token)).Count);

            // It goes while the call is under way.
            source = new CancellationTokenSource();
            _emulator.Inject(Fault.Latency("applications.get", TimeSpan.FromMilliseconds(50)));
            Task<Models.Application> call = _client.Applications.GetAsync("my-game", source.Token);
            source.Dispose();
            Assert.AreEqual("my-game", (await call).Name);

            // It was cancelled before it went.
            source = new CancellationTokenSource();
            token = source.Token;
            source.Cancel();
            source.Dispose();
            Assert.IsTrue(_client.Applications.GetAsync("my-game", token).IsCanceled);
            Assert.IsTrue(_client.Applications.List().FirstPageAsync(new CancellationToken(true)).IsCanceled);
        }

        [Test]
        public void HooksNeverRunOnTheMainThread()
        {
            var elsewhere = new List<bool>();
            var kinds = new List<string>();
            Action<object> hook = what =>
            {
                elsewhere.Add(Thread.CurrentThread.IsThreadPoolThread);
                kinds.Add((what as CallEvent)?.Outcome ?? "meta");
            };
            SingleThread.Run(async context =>
            {
                _client = _emulator.Client(new ClientOptions { OnEvent = hook, OnReply = hook });
                // Refused at once, so that many are over before they are awaited.
                for (int call = 0; call < 200; call++)
                {
                    await Fails.WithAsync<ValidationException>(_client.Applications.GetAsync(""));
                }
                await _client.Applications.List().ToListAsync();
                _client.Dispose();
                await Fails.WithAsync<ClosedException>(_client.Applications.GetAsync("my-game"));
            });
            Assert.AreEqual(203, elsewhere.Count);
            Assert.IsTrue(elsewhere.All(isElsewhere => isElsewhere));
            Assert.AreEqual(new[] { "ok", "meta", "closed" }, kinds.Skip(200).ToArray());
        }

        [Test]
        public async Task ATokenThatIsCancelledByAHookIsTooLate()
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
            // It has shut down too, which is the end of nothing.
            Assert.AreEqual(0, _client.Applications.List().ToListAsync().Result.Count);
        }

        [Test]
        public async Task AClientKeepsItsEmulator()
        {
            EdgegapClient[] views = null;
            var thread = new Thread(() => views = Enumerable.Range(0, 20).Select(_ => ViewOfNoneElse()).ToArray());
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
        private static EdgegapClient ViewOfNoneElse() =>
            Emulator.Start().Client().WithOptions(new CallOptions { MaxRetries = 0 });

        /// <summary>
        /// On a thread of its own, whose stack is gone afterwards: the collector takes whatever
        /// looks like a reference for one.
        /// </summary>
        private static void Forget(EdgegapClient client, ManualResetEventSlim done)
        {
            var thread = new Thread(() =>
            {
                for (int number = 0; number < 100; number++)
                {
                    GC.KeepAlive(new Last(number == 0 ? client : null, done));
                }
            });
            thread.Start();
            thread.Join();
        }

        private static TestCaseData Hook(string name, Action<HookTests> hook) =>
            new TestCaseData(hook).SetName("AHook: " + name);

        /// <summary>Does in its finalizer what nobody should.</summary>
        private sealed class Last
        {
            private readonly EdgegapClient _client;
            private readonly ManualResetEventSlim _done;

            internal Last(EdgegapClient client, ManualResetEventSlim done)
            {
                _client = client;
                _done = done;
            }

            ~Last()
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
