using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using NUnit.Framework;

namespace Edgegap.Sdk.Testing
{
    /// <summary>
    /// Base class of tests that use an emulator, with NUnit 2.6 or newer and in Unity's test
    /// runner. Each test has an emulator in its initial state. Emulators are reset and used again,
    /// which is faster than starting one for each test, and stop at the end of the process or of
    /// the AppDomain. Test classes may run at the same time: each running test has an emulator of
    /// its own. Tests of one object may not.
    /// </summary>
    // [SetUp] and [TearDown] mean the same in all versions of NUnit: those of a base class run
    // first and last. The attributes that run once for a class have other names since NUnit 3.
    public abstract class EmulatorFixture
    {
        /// <summary>
        /// Variables that would change where a client calls, or what it is allowed to call.
        /// </summary>
        private static readonly string[] Others =
        {
            "EDGEGAP_API_URL", "EDGEGAP_API_TOKEN", "EDGEGAP_API_KEY", "EDGEGAP_READ_ONLY", "EDGEGAP_APP_ALLOWLIST",
        };

        /// <summary>Emulators in their initial state that no test uses.</summary>
        private static readonly Stack<Emulator> Idle = new Stack<Emulator>();

        private readonly Dictionary<string, string> _variables = new Dictionary<string, string>();
        private Emulator _emulator;
        private EdgegapClient _client;

        static EmulatorFixture()
        {
            AppDomain.CurrentDomain.DomainUnload += (sender, arguments) => StopAll();
            AppDomain.CurrentDomain.ProcessExit += (sender, arguments) => StopAll();
        }

        /// <summary>
        /// What is in the emulator before each test: the path of a JSON file, which ends with
        /// <c>.json</c> and is relative to the current folder (in Unity that of the project); the
        /// name of a scene of the emulator; or a document as JSON, as <c>Emulator.State</c> returns
        /// it. Null, the default, means nothing.
        /// </summary>
        protected virtual string Scene => null;

        /// <summary>
        /// True sets <c>EDGEGAP_BASE_URL</c> and <c>EDGEGAP_TOKEN</c> during each test, so that
        /// code which reads the environment calls the emulator, and never the live service. Other
        /// variables with a URL, a token or limits of a client are removed. All are restored after
        /// the test. They belong to the process, so no other test may run at the same time. The
        /// default is false.
        /// </summary>
        protected virtual bool SetsEnvironment => false;

        /// <summary>The emulator.</summary>
        /// <exception cref="InvalidOperationException">No test is running.</exception>
        protected Emulator Emulator
        {
            get
            {
                if (_emulator == null)
                {
                    throw new InvalidOperationException(
                        "the emulator is there during a test: use it in methods with [Test], [SetUp] and " +
                        "[TearDown], not in a constructor or in methods that run once for a class");
                }
                return _emulator;
            }
        }

        /// <summary>A client of the emulator, which is closed after the test.</summary>
        /// <exception cref="InvalidOperationException">No test is running.</exception>
        protected EdgegapClient Client => _client ?? (_client = Emulator.Client());

        /// <summary>Runs before each test, before the [SetUp] methods of the test class.</summary>
        [SetUp]
        public void StartEmulator()
        {
            if (_emulator != null)
            {
                throw new InvalidOperationException(
                    "two tests of one object run at the same time, with one emulator: remove [Parallelizable] from " +
                    "the tests of " + GetType().Name + ", or make an object for each test");
            }
            _emulator = Take();
            try
            {
                string scene = ReadScene();
                if (scene != null)
                {
                    _emulator.Load(scene);
                }
                if (SetsEnvironment)
                {
                    SetVariables();
                }
            }
            catch
            {
                // It depends on the version of NUnit if [TearDown] runs after a failed [SetUp].
                ResetEmulator();
                throw;
            }
        }

        /// <summary>Runs after each test, after the [TearDown] methods of the test class.</summary>
        [TearDown]
        public void ResetEmulator()
        {
            foreach (KeyValuePair<string, string> variable in _variables)
            {
                Environment.SetEnvironmentVariable(variable.Key, variable.Value);
            }
            _variables.Clear();
            _client?.Dispose();
            _client = null;
            Emulator emulator = _emulator;
            _emulator = null;
            if (emulator != null)
            {
                GiveBack(emulator);
            }
        }

        /// <summary>
        /// Runs a call on a thread pool thread, waits for its result, and throws its error. Unity's
        /// test runner blocks the main thread, on which an <c>await</c> in a test would go on.
        /// </summary>
        protected static T Run<T>(Func<Task<T>> call) => Task.Run(call).GetAwaiter().GetResult();

        /// <summary>Runs a call like the other method, without a result.</summary>
        protected static void Run(Func<Task> call) => Task.Run(call).GetAwaiter().GetResult();

        private static Emulator Take()
        {
            lock (Idle)
            {
                if (Idle.Count > 0)
                {
                    return Idle.Pop();
                }
            }
            return Sdk.Emulator.Start();
        }

        private static void GiveBack(Emulator emulator)
        {
            try
            {
                emulator.Reset();
            }
            catch (ClosedException)
            {
                // The test has stopped it: the next one gets another.
                return;
            }
            lock (Idle)
            {
                Idle.Push(emulator);
            }
        }

        private static void StopAll()
        {
            lock (Idle)
            {
                while (Idle.Count > 0)
                {
                    Idle.Pop().Dispose();
                }
            }
        }

        private string ReadScene()
        {
            string scene = Scene;
            if (scene == null || !scene.EndsWith(".json", StringComparison.Ordinal))
            {
                return string.IsNullOrWhiteSpace(scene) ? null : scene;
            }
            string path = Path.GetFullPath(scene);
            string text = File.ReadAllText(path);
            if (!text.TrimStart().StartsWith("{", StringComparison.Ordinal))
            {
                throw new InvalidDataException("Scene names " + path + ", which is not a JSON object");
            }
            return text;
        }

        private void SetVariables()
        {
            foreach (string name in Others)
            {
                SetVariable(name, null);
            }
            SetVariable("EDGEGAP_BASE_URL", Emulator.Url);
            SetVariable("EDGEGAP_TOKEN", Emulator.Token);
        }

        private void SetVariable(string name, string value)
        {
            _variables[name] = Environment.GetEnvironmentVariable(name);
            Environment.SetEnvironmentVariable(name, value);
        }
    }
}
