using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>The library works after the first thread or AppDomain has ended.</summary>
    [TestFixture]
    public sealed class FirstUseTests
    {
        [TestCase("threads", 25, TestName = "TheThreadThatUsedItFirstHasEnded")]
        [TestCase("threads-at-once 16", 145, TestName = "ManyThreadsAfterTheFirstHasEnded")]
        [TestCase("domains 3", 35, TestName = "TheDomainThatUsedItFirstHasEnded")]
        public void ItWorksInEveryOrder(string arguments, int calls)
        {
            HostProcess host = HostProcess.Run(arguments);
            Assert.AreEqual("calls: " + calls + "\n", host.Output);
            Assert.IsEmpty(host.Errors);
        }
    }
}
