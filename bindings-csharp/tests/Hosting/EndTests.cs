using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>The end of a process or a domain during calls, without Dispose.</summary>
    [TestFixture]
    public sealed class EndTests
    {
        [Test]
        public void AppDomainUnloadWithCallsInFlight()
        {
            HostProcess host = HostProcess.Run("unload 5 20");
            List<long> times = host.Numbers(@"unloaded in (\d+) ms with 20 pending calls");
            Assert.AreEqual(5, times.Count, host.ToString());
            Assert.Less(times.Max(), 2000, host.ToString());
            StringAssert.Contains("applications: 0", host.Output, "the other domain still works");
        }

        [TestCase("return")]
        [TestCase("environment")]
        public void ProcessExitWithCallsInFlight(string how)
        {
            HostProcess host = HostProcess.Run("exit 50 " + how);
            StringAssert.Contains("pending: 50", host.Output);
            Assert.IsEmpty(host.Errors);
        }

        [Test]
        public void FinalizerOnly()
        {
            HostProcess host = HostProcess.Run("finalizers 20");
            StringAssert.Contains("applications: 0", host.Output);
            Assert.IsEmpty(host.Errors);
        }

        [Test]
        public void TwentyThousandCallsWithRandomCancellation()
        {
            HostProcess host = HostProcess.Run("cancel 20000");
            long completed = host.Numbers(@"completed: (\d+)").Single();
            long cancelled = host.Numbers(@"cancelled: (\d+)").Single();
            Assert.AreEqual(20000, completed + cancelled);
            Assert.Greater(cancelled, 1000);
            Assert.Greater(completed, 10000);
            List<long> resident = host.Numbers(@"resident after \d+: (\d+)");
            // The first rounds fill heaps and pools.
            Assert.Less(resident.Last(), resident[4] * 1.15, host.ToString());
        }
    }
}
