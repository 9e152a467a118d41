using System.Threading.Tasks;
using NUnit.Framework;

namespace Edgegap.Sdk.Editor.Tests
{
    /// <summary>Checks that the native library of the installed package loads.</summary>
    [TestFixture]
    public sealed class InstallationTests
    {
        [Test]
        public void ACallToTheEmulatorSucceeds()
        {
            // On a thread pool thread: Unity's test runner blocks the main thread, on which
            // continuations would have to run.
            string name = Task.Run(async () =>
            {
                using (Emulator emulator = await Emulator.StartAsync())
                using (EdgegapClient client = emulator.Client())
                {
                    var body = new NewApplication { Name = "my-game", IsActive = true, Image = Image.None };
                    return (await client.Applications.CreateAsync(body)).Name;
                }
            }).Result;
            Assert.AreEqual("my-game", name);
        }
    }
}
