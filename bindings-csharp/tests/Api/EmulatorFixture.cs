using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>Tests with an emulator of their own, and a client for it.</summary>
    public abstract class EmulatorFixture
    {
        /// <summary>The emulator of one test.</summary>
        protected Emulator Emulator { get; private set; }

        /// <summary>A client for it.</summary>
        protected EdgegapClient Client { get; private set; }

        [SetUp]
        public void Start()
        {
            Emulator = Sdk.Emulator.Start();
            Client = Emulator.Client();
        }

        [TearDown]
        public void Stop()
        {
            Client.Dispose();
            Emulator.Dispose();
        }
    }
}
