using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>
    /// Clients and emulators that nobody disposes, where there are few descriptors.
    /// </summary>
    [TestFixture]
    public sealed class DescriptorTests
    {
        /// <summary>
        /// The limit of a Mac, and a heap as large as an editor's, so that the collector has no
        /// reason of its own to come.
        /// </summary>
        private const string FewDescriptors = "ulimit -n 256; export MONO_GC_PARAMS=nursery-size=64m";

        [Test]
        public void ThousandClientsAreForgotten()
        {
            using (Emulator emulator = Emulator.Start())
            {
                Ends("dropped 1000 " + emulator.Url + " " + emulator.Token, "clients: 1000\n");
            }
        }

        [Test]
        public void EmulatorsAreForgotten()
        {
            Ends("dropped-emulators 200", "emulators: 200\n");
        }

        private static void Ends(string arguments, string output)
        {
            HostProcess host = HostProcess.RunAfter(FewDescriptors, arguments);
            Assert.AreEqual(0, host.ExitCode, host.ToString());
            Assert.AreEqual(output, host.Output);
            Assert.IsEmpty(host.Errors);
        }
    }
}
