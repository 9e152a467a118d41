using System;
using System.IO;
using System.Linq;
using System.Text;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>A native library that is missing, another one, or of another version: refused before anything is called, with words that help.</summary>
    [TestFixture]
    public sealed class LibraryTests
    {
        private const string Library = "libedgegap_native.so";

        private string _folder;

        [SetUp]
        public void CopyManagedFiles()
        {
            _folder = Path.Combine(Path.GetTempPath(), "edgegap-library-" + Guid.NewGuid().ToString("N"));
            Directory.CreateDirectory(_folder);
            foreach (string name in new[] { "Edgegap.Sdk.dll", "Edgegap.Sdk.Tests.Host.exe", "Newtonsoft.Json.dll" })
            {
                File.Copy(Path.Combine(HostProcess.Folder, name), Path.Combine(_folder, name));
            }
        }

        [TearDown]
        public void Remove()
        {
            Directory.Delete(_folder, true);
        }

        [Test]
        public void TheRightOneWorks()
        {
            CopyLibrary();
            HostProcess host = HostProcess.Run("call", _folder);
            Assert.AreEqual(0, host.ExitCode, host.ToString());
        }

        [Test]
        public void AMissingOneIsNamedWithWhereItWasLookedFor()
        {
            Refused(Library, "cannot be loaded", _folder, "Plugins/");
        }

        [Test]
        public void AFileThatIsNoLibraryIsRefused()
        {
            File.WriteAllText(Path.Combine(_folder, Library), "not a library");
            Refused(Library, "cannot be loaded", _folder);
        }

        [Test]
        public void AnotherLibraryIsRefused()
        {
            // Some library that this process has loaded too, and that does nothing when it is loaded once more.
            string maths = File.ReadLines("/proc/self/maps").First(line => line.Contains("/libm.") || line.Contains("/libm-"));
            string other = maths.Substring(maths.IndexOf('/'));
            File.Copy(other, Path.Combine(_folder, Library));
            Refused(Library, "lacks a function", "uniffi_contract_version");
        }

        [Test]
        public void AnotherContractIsRefused()
        {
            CopyLibrary();
            Patch(Contract.Hash, new string('0', Contract.Hash.Length));
            Refused("does not belong to this code", "contract " + Contract.Hash, "contract 0000");
        }

        [Test]
        public void AnotherVersionIsRefused()
        {
            CopyLibrary();
            string other = new string('9', Contract.Version.Length);
            Patch(Contract.Version, other);
            Refused("does not belong to this code", "version " + Contract.Version, "version " + other);
        }

        private void CopyLibrary() => File.Copy(Path.Combine(HostProcess.Folder, Library), Path.Combine(_folder, Library));

        /// <summary>Makes managed code of another build: replaces a text in the assembly by one that is as long.</summary>
        private void Patch(string text, string by)
        {
            string file = Path.Combine(_folder, "Edgegap.Sdk.dll");
            // One byte a character, so that a text search finds bytes; the texts of an assembly are UTF-16.
            Encoding bytes = Encoding.GetEncoding("iso-8859-1");
            string content = bytes.GetString(File.ReadAllBytes(file));
            string wanted = bytes.GetString(Encoding.Unicode.GetBytes(text));
            StringAssert.Contains(wanted, content);
            content = content.Replace(wanted, bytes.GetString(Encoding.Unicode.GetBytes(by)));
            File.WriteAllBytes(file, bytes.GetBytes(content));
        }

        private void Refused(params string[] words)
        {
            HostProcess host = HostProcess.Run("call", _folder);
            Assert.AreEqual(3, host.ExitCode, host.ToString());
            foreach (string word in words)
            {
                StringAssert.Contains(word, host.Output);
            }
        }
    }
}
