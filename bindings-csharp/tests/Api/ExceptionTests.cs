using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Serialization.Formatters.Binary;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>What an exception says, and that it can leave its AppDomain.</summary>
    [TestFixture]
    public sealed class ExceptionTests : EmulatorFixture
    {
        private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;

        public static IEnumerable<Type> Classes() =>
            typeof(EdgegapException).Assembly.GetExportedTypes().Where(typeof(EdgegapException).IsAssignableFrom);

        /// <summary>Test runners pass exceptions from one AppDomain to another.</summary>
        [TestCaseSource("Classes")]
        public void EveryClassIsSerializable(Type type)
        {
            object[] arguments = { "a message", new InvalidOperationException("inside") };
            var error = (EdgegapException)Activator.CreateInstance(type, Hidden, null, arguments, null);
            EdgegapException copy = Copy(error);
            Assert.AreSame(type, copy.GetType());
            Assert.AreEqual("a message", copy.Message);
            Assert.AreEqual("inside", copy.InnerException.Message);
            Assert.AreEqual(error.Kind, copy.Kind);
            Assert.IsNull(copy.Status);
            Assert.IsEmpty(copy.Attempts);
        }

        [Test]
        public async Task ACopyHasAllDetails()
        {
            var options = new CallOptions { MaxRetries = 1, BackoffInitial = TimeSpan.FromMilliseconds(1) };
            Emulator.Inject(Fault.Status("applications.list", 429).RetryAfter(1).Times(2));
            EdgegapException error = await Fails.WithAsync<EdgegapException>(
                Client.Applications.List(options: options).ToListAsync());
            AssertEqual(error, Copy(error));
            Assert.AreEqual(2, Copy(error).Attempts.Count);
            error = await Fails.WithAsync<EdgegapException>(Client.Versions.CreateAsync("", new NewVersion()));
            AssertEqual(error, Copy(error));
            Assert.AreEqual(error.Violations.Select(one => one.ToString()), Copy(error).Violations.Select(Text));
            Emulator.Inject(Fault.Stall("applications.get"));
            using (var source = new CancellationTokenSource())
            {
                Task stalled = Client.Applications.GetAsync("my-game", source.Token);
                source.Cancel();
                var cancelled = await Fails.WithAsync<OperationCanceledException>(stalled);
                Assert.AreEqual("cancelled", ((EdgegapException)Copy(cancelled).InnerException).Kind);
            }
        }

        [Test]
        public async Task MessagesHaveTheNamesOfCSharp()
        {
            var options = new CallOptions
            {
                MaxRetries = -1,
                Timeout = TimeSpan.Zero,
                Headers = new Dictionary<string, string> { { "Host", "example.com" } },
            };
            var error = await Fails.WithAsync<ValidationException>(Client.Applications.GetAsync("", options));
            string[] paths = error.Violations.Select(violation => violation.Path).ToArray();
            Assert.AreEqual(new[] { "app", "Headers.Host", "MaxRetries", "Timeout" }, paths.OrderBy(Rank).ToArray());
            StringAssert.Contains("\n  MaxRetries: must be between 0 and 100", error.Message);
            StringAssert.Contains("\n  Headers.Host: ", error.Message);
            StringAssert.Contains("\n  Timeout: must be at least 1 ms", error.Message);

            var own = new ClientOptions
            {
                Token = "t", MaxConcurrency = 0, MaxBodyBytes = 0, MaxRetries = 101, BackoffMax = TimeSpan.MinValue,
            };
            string message = Assert.Throws<ConfigurationException>(() => new EdgegapClient(own)).Message;
            string[] parts = message.Split(';').Select(part => part.Trim().Split(' ', ':')[0]).ToArray();
            string[] expected = { "MaxConcurrency", "MaxBodyBytes", "MaxRetries", "BackoffMax" };
            CollectionAssert.AreEquivalent(expected, parts);

            Emulator.Inject(Fault.Stall("applications.list"));
            var slow = new CallOptions { AttemptTimeout = TimeSpan.FromMilliseconds(20), MaxRetries = 0 };
            var late = await Fails.WithAsync<TimedOutException>(Client.Applications.List(options: slow).ToListAsync());
            StringAssert.Contains("`AttemptTimeout`", late.Message);
            slow = new CallOptions { Timeout = TimeSpan.FromMilliseconds(20) };
            late = await Fails.WithAsync<TimedOutException>(Client.Applications.List(options: slow).ToListAsync());
            StringAssert.Contains("`Timeout`", late.Message);

            using (var client = new EdgegapClient(new ClientOptions { Token = "wrong", BaseUrl = Emulator.Url }))
            {
                var denied = await Fails.WithAsync<AuthenticationException>(client.Applications.GetAsync("my-game"));
                StringAssert.Contains("EDGEGAP_TOKEN, or ClientOptions.Token", denied.Message);
            }
        }

        [Test]
        public async Task ShownObjectsHaveNoSecrets()
        {
            Assert.AreEqual("EdgegapClient { BaseUrl = " + Emulator.Url + " }", Client.ToString());
            var options = new ClientOptions { Token = "canary", BaseUrl = "https://me:canary@example.com/a" };
            Assert.AreEqual("ClientOptions { BaseUrl = https://***@example.com/a }", options.ToString());
            Assert.AreEqual("ClientOptions {}", new ClientOptions().ToString());
            Page<Models.Application> page = await Client.Applications.List().FirstPageAsync();
            Assert.AreEqual("Page { Number = 1, Items = [0], HasMore = False }", page.ToString());
        }

        [Test]
        public async Task ACallStartsWithoutAwait()
        {
            // Its error is lost, but does not end the program.
            Forget(Client.Applications.GetAsync("nope"));
            while (Emulator.Requests.Count == 0)
            {
                await Task.Yield();
            }
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Assert.AreEqual("applications.get", Emulator.Requests.Single().Operation);
            Assert.IsEmpty(await Client.Applications.List().ToListAsync());
        }

        private static void Forget(Task call)
        {
            Assert.IsNotNull(call);
        }

        private static string Text(Violation violation) => violation.ToString();

        private static int Rank(string path) =>
            Array.IndexOf(new[] { "app", "Headers.Host", "MaxRetries", "Timeout" }, path);

        private static void AssertEqual(EdgegapException expected, EdgegapException actual)
        {
            foreach (PropertyInfo property in typeof(EdgegapException).GetProperties())
            {
                bool isOwn = property.DeclaringType == typeof(EdgegapException);
                if (isOwn && (property.PropertyType.IsValueType || property.PropertyType == typeof(string)))
                {
                    Assert.AreEqual(property.GetValue(expected), property.GetValue(actual), property.Name);
                }
            }
            Assert.AreEqual(expected.Message, actual.Message);
            Assert.AreEqual(expected.Extra?.ToString(), actual.Extra?.ToString());
        }

        private static T Copy<T>(T error)
            where T : Exception
        {
            using (var stream = new MemoryStream())
            {
                var formatter = new BinaryFormatter();
                formatter.Serialize(stream, error);
                stream.Position = 0;
                return (T)formatter.Deserialize(stream);
            }
        }
    }
}
