using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>Clients and emulators that are never disposed, with few descriptors.</summary>
    [TestFixture]
    public sealed class DescriptorTests
    {
        /// <summary>The limit of macOS, and a heap that never fills up.</summary>
        private const string FewDescriptors = "ulimit -n 256; export MONO_GC_PARAMS=nursery-size=64m";

        [Test]
        public void ThousandClientsAreForgotten()
        {
            using (Emulator emulator = Emulator.Start())
            {
                AssertOutput("clients: 1000\n", "dropped 1000 " + emulator.Url + " " + emulator.Token);
            }
        }

        [Test]
        public void EmulatorsAreForgotten()
        {
            AssertOutput("emulators: 200\n", "dropped-emulators 200");
        }

        private static void AssertOutput(string output, string arguments)
        {
            HostProcess host = HostProcess.RunAfter(FewDescriptors, arguments);
            Assert.AreEqual(output, host.Output);
            Assert.IsEmpty(host.Errors);
        }
    }
}
