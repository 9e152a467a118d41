using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>What kills native plugins: the end of a process or a domain in the middle of calls, and clients that nobody disposes.</summary>
    [TestFixture]
    public sealed class EndTests
    {
        [Test]
        public void AppDomainUnloadWithCallsInFlight()
        {
            HostProcess host = HostProcess.Run("unload 5 20");
            Assert.AreEqual(0, host.ExitCode, host.ToString());
            List<long> times = host.Numbers(@"unloaded in (\d+) ms with 20 calls in flight");
            Assert.AreEqual(5, times.Count, host.ToString());
            Assert.Less(times.Max(), 2000, host.ToString());
            StringAssert.Contains("applications: 0", host.Output, "the domain that stays goes on");
        }

        [TestCase("return")]
        [TestCase("environment")]
        public void ProcessExitWithCallsInFlight(string how)
        {
            HostProcess host = HostProcess.Run("exit 50 " + how);
            Assert.AreEqual(0, host.ExitCode, host.ToString());
            StringAssert.Contains("in flight: 50", host.Output);
            Assert.IsEmpty(host.Errors);
        }

        [Test]
        public void FinalizerOnly()
        {
            HostProcess host = HostProcess.Run("finalizers 20");
            Assert.AreEqual(0, host.ExitCode, host.ToString());
            StringAssert.Contains("applications: 0", host.Output);
            Assert.IsEmpty(host.Errors);
        }

        [Test]
        public void TwentyThousandCallsWithRandomCancellation()
        {
            HostProcess host = HostProcess.Run("cancel 20000");
            Assert.AreEqual(0, host.ExitCode, host.ToString());
            long answered = host.Numbers(@"answered: (\d+)").Single();
            long cancelled = host.Numbers(@"cancelled: (\d+)").Single();
            Assert.AreEqual(20000, answered + cancelled);
            Assert.Greater(cancelled, 1000);
            Assert.Greater(answered, 10000);
            List<long> resident = host.Numbers(@"resident after \d+: (\d+)");
            // The first rounds fill heaps and pools.
            Assert.Less(resident.Last(), resident[4] * 1.15, host.ToString());
        }

        [Test]
        public void TheLogIsALineOnStandardError()
        {
            HostProcess host = HostProcess.Run("call", null, new Dictionary<string, string> { { "EDGEGAP_LOG", "debug" } });
            StringAssert.Contains("edgegap applications.list: ok in ", host.Errors);
            StringAssert.DoesNotContain("emulator-token", host.Errors);
            Assert.IsEmpty(HostProcess.Run("call").Errors);
        }
    }
}
