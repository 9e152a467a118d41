using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;

namespace Edgegap.Sdk.Native
{
    /// <summary>
    /// Checks, before anything else is called, that the native library can be loaded and matches
    /// this code. Calls with other signatures would corrupt memory instead of failing.
    /// </summary>
    internal static class NativeLibrary
    {
        private static volatile bool _isChecked;

        /// <summary>Throws <see cref="ConfigurationException"/> unless it matches.</summary>
        internal static void Require()
        {
            if (_isChecked)
            {
                return;
            }
            try
            {
                Check();
            }
            catch (DllNotFoundException error)
            {
                throw new ConfigurationException(Missing(), error);
            }
            catch (BadImageFormatException error)
            {
                throw new ConfigurationException(
                    FileName() + " is for another processor or system. " + Advice(), error);
            }
            catch (EntryPointNotFoundException error)
            {
                throw new ConfigurationException(
                    FileName() + " was found but lacks a function (" + error.Message
                        + "): it is another version or another library. " + Advice(),
                    error);
            }
            _isChecked = true;
        }

        private static void Check()
        {
            uint uniffi = NativeMethods.ffi_edgegap_native_uniffi_contract_version();
            if (uniffi != NativeChecksums.ContractVersion)
            {
                throw Mismatch(
                    "uses version " + uniffi + " of UniFFI, the C# code version " + NativeChecksums.ContractVersion);
            }
            var mismatches = new List<string>();
            foreach (NativeExport export in NativeChecksums.Exports())
            {
                ushort actual = export.Actual();
                if (actual != export.Expected)
                {
                    mismatches.Add(export.Name + " has the checksum " + actual + ", not " + export.Expected);
                }
            }
            if (mismatches.Count > 0)
            {
                throw Mismatch("has other functions: " + string.Join(", ", mismatches));
            }
            string version =
                CallStatus.Call<RustBuffer>(NativeMethods.uniffi_edgegap_native_fn_func_version).TakeString();
            string contract =
                CallStatus.Call<RustBuffer>(NativeMethods.uniffi_edgegap_native_fn_func_contract).TakeString();
            if (version != Contract.Version || contract != Contract.Hash)
            {
                throw Mismatch(
                    "is version " + version + " with contract " + contract + ", the C# code is version "
                        + Contract.Version + " with contract " + Contract.Hash);
            }
        }

        private static ConfigurationException Mismatch(string reason) =>
            new ConfigurationException(FileName() + " does not match this code: it " + reason + ". " + Advice());

        private static string Missing()
        {
            string folder = Folder();
            string places =
                folder.Length > 0 ? folder + " and the system's library path" : "the runtime's plugin folders";
            return "the native library " + FileName() + " cannot be loaded; searched: " + places + ". " + Advice();
        }

        private static string Advice() =>
            "Use library and code of the same package: in Unity the library is below Plugins/ of com.edgegap-sdk.sdk, "
                + "otherwise it belongs beside Edgegap.Sdk.dll";

        private static string Folder()
        {
            string location = typeof(NativeLibrary).Assembly.Location;
            return string.IsNullOrEmpty(location) ? "" : Path.GetDirectoryName(location) ?? "";
        }

        /// <summary>The file name of the library on this system.</summary>
        private static string FileName()
        {
            if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
            {
                return "edgegap_native.dll";
            }
            return RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "libedgegap_native.dylib" : "libedgegap_native.so";
        }
    }
}
