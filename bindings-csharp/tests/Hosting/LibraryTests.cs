using System;
using System.IO;
using System.Linq;
using System.Text;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>A native library that is missing or does not match is refused.</summary>
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
        public void AMatchingLibraryWorks()
        {
            CopyLibrary();
            HostProcess.Run("call", _folder);
        }

        [Test]
        public void AMissingOneIsNamedWithWhereItWasLookedFor()
        {
            AssertRefused(Library, "cannot be loaded", _folder, "Plugins/");
        }

        [Test]
        public void AFileThatIsNotALibraryIsRefused()
        {
            File.WriteAllText(Path.Combine(_folder, Library), "not a library");
            AssertRefused(Library, "cannot be loaded", _folder);
        }

        [Test]
        public void AnotherLibraryIsRefused()
        {
            // A library that this process has loaded, and that has no side effects when it is
            // loaded again.
            string mapping = File.ReadLines("/proc/self/maps")
                .First(line => line.Contains("/libm.") || line.Contains("/libm-"));
            string other = mapping.Substring(mapping.IndexOf('/'));
            File.Copy(other, Path.Combine(_folder, Library));
            AssertRefused(Library, "lacks a function", "uniffi_contract_version");
        }

        [Test]
        public void AnotherContractIsRefused()
        {
            CopyLibrary();
            Patch(Contract.Hash, new string('0', Contract.Hash.Length));
            AssertRefused("does not match this code", "contract " + Contract.Hash, "contract 0000");
        }

        [Test]
        public void AnotherVersionIsRefused()
        {
            CopyLibrary();
            string other = new string('9', Contract.Version.Length);
            Patch(Contract.Version, other);
            AssertRefused("does not match this code", "version " + Contract.Version, "version " + other);
        }

        private void CopyLibrary() =>
            File.Copy(Path.Combine(HostProcess.Folder, Library), Path.Combine(_folder, Library));

        /// <summary>Replaces a string in the assembly by another one of the same length.</summary>
        private void Patch(string oldValue, string newValue)
        {
            string file = Path.Combine(_folder, "Edgegap.Sdk.dll");
            // One byte per character, so that a string search finds bytes; an assembly has UTF-16
            // strings.
            Encoding bytes = Encoding.GetEncoding("iso-8859-1");
            string content = bytes.GetString(File.ReadAllBytes(file));
            string old = bytes.GetString(Encoding.Unicode.GetBytes(oldValue));
            StringAssert.Contains(old, content);
            content = content.Replace(old, bytes.GetString(Encoding.Unicode.GetBytes(newValue)));
            File.WriteAllBytes(file, bytes.GetBytes(content));
        }

        private void AssertRefused(params string[] parts)
        {
            HostProcess host = HostProcess.Run("call", _folder, null, 3);
            foreach (string part in parts)
            {
                StringAssert.Contains(part, host.Output);
            }
        }
    }
}
