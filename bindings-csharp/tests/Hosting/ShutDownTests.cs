using System.Collections.Generic;
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
        public void ScriptsAreReloadedAndPlayed()
        {
            HostProcess host = HostProcess.Run("play-modes 6");
            List<long> closed = host.Numbers(@"closed: (\d+)");
            Assert.AreEqual(Enumerable.Repeat(5L, 6 * 3 + 3), closed, host.ToString());
            Assert.IsEmpty(host.Numbers("applications: ([1-9])"));
            List<long> threads = host.Numbers(@"threads: (\d+)");
            Assert.AreEqual(Enumerable.Repeat(threads[0], 6), threads, "no thread is left over");
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
            Assert.AreEqual(3, Regex.Matches(host.Output, "failed: applications.create True .*injected").Count);
            Assert.AreEqual(3, Regex.Matches(host.Output, "failed: applications.list .*injected").Count);
            Assert.AreEqual(3, Regex.Matches(host.Output, "applications: 0\n").Count, host.ToString());
        }

        [Test]
        public void AThreadThatWaitsForACallIsAborted()
        {
            StringAssert.Contains("applications: 0", HostProcess.Run("waiter-aborted").Output);
        }
    }
}
