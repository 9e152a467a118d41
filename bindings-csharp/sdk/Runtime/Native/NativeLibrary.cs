using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;

namespace Edgegap.Sdk.Native
{
    /// <summary>
    /// Makes sure, before anything else is called, that the native library is there and is the one that this code was made for. Signatures that do not
    /// fit would damage memory instead of failing.
    /// </summary>
    internal static class NativeLibrary
    {
        private static volatile bool _isChecked;

        /// <summary>Throws <see cref="ConfigurationException"/> when the library is missing or another one.</summary>
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
                throw new ConfigurationException(FileName() + " is for another processor or system: " + WhatToDo(), error);
            }
            catch (EntryPointNotFoundException error)
            {
                throw new ConfigurationException(
                    FileName() + " was found and lacks a function (" + error.Message + "): it is another version or another library. " + WhatToDo(), error);
            }
            _isChecked = true;
        }

        private static void Check()
        {
            uint uniffi = NativeMethods.ffi_edgegap_native_uniffi_contract_version();
            var wrong = new List<string>();
            if (uniffi != NativeChecksums.ContractVersion)
            {
                throw Refused("speaks version " + uniffi + " of UniFFI, this code version " + NativeChecksums.ContractVersion);
            }
            foreach (var export in NativeChecksums.All())
            {
                ushort found = export.Actual();
                if (found != export.Expected)
                {
                    wrong.Add(export.Name + " has the checksum " + found + ", not " + export.Expected);
                }
            }
            if (wrong.Count > 0)
            {
                throw Refused("has other functions: " + string.Join(", ", wrong));
            }
            string version = Text(NativeMethods.uniffi_edgegap_native_fn_func_version);
            string contract = Text(NativeMethods.uniffi_edgegap_native_fn_func_contract);
            if (version != Contract.Version || contract != Contract.Hash)
            {
                throw Refused(
                    "is version " + version + " with contract " + contract + ", the C# code is version " + Contract.Version + " with contract " + Contract.Hash);
            }
        }

        private delegate RustBuffer Export(ref CallStatus status);

        private static string Text(Export export)
        {
            CallStatus status = default(CallStatus);
            RustBuffer text = export(ref status);
            status.Check();
            return text.TakeText();
        }

        private static ConfigurationException Refused(string why) =>
            new ConfigurationException(FileName() + " does not belong to this code: it " + why + ". " + WhatToDo());

        private static string Missing()
        {
            string folder = Folder();
            string looked = folder.Length > 0 ? "in " + folder + " and in the system's library path" : "where the runtime looks for plug-ins";
            return "the native library " + FileName() + " cannot be loaded; it was looked for " + looked + ". " + WhatToDo();
        }

        private static string WhatToDo() =>
            "Take library and code from one package: in Unity below Plugins/ of com.edgegap-sdk.sdk, else beside Edgegap.Sdk.dll";

        private static string Folder()
        {
            string location = typeof(NativeLibrary).Assembly.Location;
            return string.IsNullOrEmpty(location) ? "" : Path.GetDirectoryName(location) ?? "";
        }

        /// <summary>The name of the file on this system.</summary>
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
