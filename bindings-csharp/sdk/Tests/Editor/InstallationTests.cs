using System.Threading.Tasks;
using NUnit.Framework;

namespace Edgegap.Sdk.Editor.Tests
{
    /// <summary>
    /// Whether the package works where it was installed: the native library loads, and a call goes
    /// to the emulator and back.
    /// </summary>
    [TestFixture]
    public sealed class InstallationTests
    {
        [Test]
        public void ACallGoesThereAndBack()
        {
            // On a thread of the pool: Unity's test runner waits on the main thread, where
            // continuations would have to run.
            string name = Task.Run(async () =>
            {
                using (Emulator emulator = await Emulator.StartAsync())
                using (EdgegapClient client = emulator.Client())
                {
                    var created = await client.Applications.CreateAsync(new NewApplication { Name = "my-game", IsActive = true, Image = Image.None });
                    return created.Name;
                }
            }).Result;
            Assert.AreEqual("my-game", name);
        }
    }
}
