using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>Use of the SDK after a shutdown, or after the end of its thread.</summary>
    [TestFixture]
    public sealed class ShutDownTests
    {
        [Test]
        public void ShutDownEndsCallsAsClosedAndLaterOnesWork()
        {
            HostProcess host = HostProcess.Run("shutdown");
            // A create that was sent may have been applied, a read changes nothing.
            const string Round = "closed: 21\nmay be applied: applications.create\napplications: 0\n";
            Assert.AreEqual(string.Concat(Enumerable.Repeat(Round, 5)), host.Output);
            Assert.IsEmpty(host.Errors);
        }

        [Test]
        public void ShutDownDuringCallsOfOtherThreads()
        {
            StringAssert.Contains("rounds: 50", HostProcess.Run("shutdown-under-load 50").Output);
        }

        [Test]
        public void AppDomainUnloadAfterShutDown()
        {
            HostProcess host = HostProcess.Run("shutdown-then-unload 6");
            Assert.AreEqual(6, Regex.Matches(host.Output, "unloaded").Count, host.ToString());
            Assert.IsEmpty(host.Errors);
        }

        [Test]
        public void AnAbortedThreadOfTheSdkIsReplaced()
        {
            HostProcess host = HostProcess.Run("aborted");
            const string Round = "applications: 0\nanother thread: True\n";
            Assert.AreEqual(string.Concat(Enumerable.Repeat(Round, 3)) + "cancelled\n", host.Output);
        }

        [Test]
        public void AFailureOfTheThreadFailsOnlyPendingCalls()
        {
            HostProcess host = HostProcess.Run("fault");
            StringAssert.IsMatch("failed: applications.create True .*injected", host.Output);
            StringAssert.IsMatch("failed: applications.list .*injected", host.Output);
            StringAssert.EndsWith("applications: 0\n", host.Output);
        }

        [Test]
        public void AThreadThatWaitsForACallIsAborted()
        {
            StringAssert.Contains("applications: 0", HostProcess.Run("waiter-aborted").Output);
        }
    }
}
