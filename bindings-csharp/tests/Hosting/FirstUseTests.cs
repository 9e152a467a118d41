using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>
    /// Which thread and which AppDomain uses the library first, and whether it is still there when
    /// others do.
    /// </summary>
    [TestFixture]
    public sealed class FirstUseTests
    {
        [TestCase("threads", 25, TestName = "TheThreadThatUsedItFirstHasEnded")]
        [TestCase("threads-at-once 16", 145, TestName = "ManyThreadsAfterTheFirstHasEnded")]
        [TestCase("domains 3", 35, TestName = "TheDomainThatUsedItFirstHasEnded")]
        public void ItWorksInEveryOrder(string arguments, int calls)
        {
            HostProcess host = HostProcess.Run(arguments);
            Assert.AreEqual(0, host.ExitCode, host.ToString());
            Assert.AreEqual("calls: " + calls + "\n", host.Output);
            Assert.IsEmpty(host.Errors);
        }
    }
}
