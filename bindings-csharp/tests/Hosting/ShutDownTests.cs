using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>The SDK is shut down, or its thread ends, and is used again.</summary>
    [TestFixture]
    public sealed class ShutDownTests
    {
        [Test]
        public void ShutDownEndsCallsAsClosedAndLaterOnesWork()
        {
            HostProcess host = HostProcess.Run("shutdown");
            Assert.AreEqual(0, host.ExitCode, host.ToString());
            // A read is never in doubt, a create that was sent is.
            const string Play = "closed: 21\nin doubt: applications.create\napplications: 0\n";
            Assert.AreEqual(string.Concat(Enumerable.Repeat(Play, 5)), host.Output);
            Assert.IsEmpty(host.Errors);
        }

        [Test]
        public void ShutDownWhileOthersMakeCalls()
        {
            HostProcess host = HostProcess.Run("shutdown-under-load 50");
            Assert.AreEqual(0, host.ExitCode, host.ToString());
            StringAssert.Contains("rounds: 50", host.Output);
        }

        [Test]
        public void AppDomainUnloadAfterShutDown()
        {
            HostProcess host = HostProcess.Run("shutdown-then-unload 6");
            Assert.AreEqual(0, host.ExitCode, host.ToString());
            Assert.AreEqual(6, Regex.Matches(host.Output, "unloaded").Count, host.ToString());
            Assert.IsEmpty(host.Errors);
        }

        [Test]
        public void AnAbortedThreadOfTheSdkIsReplaced()
        {
            HostProcess host = HostProcess.Run("aborted");
            Assert.AreEqual(0, host.ExitCode, host.ToString());
            const string Round = "applications: 0\nanother thread: True\n";
            Assert.AreEqual(string.Concat(Enumerable.Repeat(Round, 3)) + "cancelled\n", host.Output);
        }

        [Test]
        public void AFaultOfTheThreadFailsTheCallsUnderWayAlone()
        {
            HostProcess host = HostProcess.Run("fault");
            Assert.AreEqual(0, host.ExitCode, host.ToString());
            StringAssert.IsMatch("failed: applications.create True .*spoilt", host.Output);
            StringAssert.IsMatch("failed: applications.list .*spoilt", host.Output);
            StringAssert.EndsWith("applications: 0\n", host.Output);
        }

        [Test]
        public void AThreadThatWaitsForACallIsAborted()
        {
            HostProcess host = HostProcess.Run("waiter-aborted");
            Assert.AreEqual(0, host.ExitCode, host.ToString());
            StringAssert.Contains("applications: 0", host.Output);
        }
    }
}
