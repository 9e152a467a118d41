using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Edgegap.Sdk.Native
{
    /// <summary>
    /// UniFFI's checksum of each export that the SDK calls. It changes with the signature: then
    /// update <see cref="NativeMethods"/>, and here the number, which the error of the load check
    /// contains.
    /// </summary>
    internal static class NativeChecksums
    {
        /// <summary>UniFFI's version of the calling convention.</summary>
        internal const uint ContractVersion = 30;

        /// <summary>All exports that the SDK calls.</summary>
        internal static IEnumerable<NativeExport> Exports()
        {
            yield return new NativeExport("version", 43631, uniffi_edgegap_native_checksum_func_version);
            yield return new NativeExport("contract", 47550, uniffi_edgegap_native_checksum_func_contract);
            yield return new NativeExport("Client.new", 9188, uniffi_edgegap_native_checksum_constructor_client_new);
            yield return new NativeExport("Client.with_options", 59430,
                uniffi_edgegap_native_checksum_method_client_with_options);
            yield return new NativeExport("Client.base_url", 7515,
                uniffi_edgegap_native_checksum_method_client_base_url);
            yield return new NativeExport("Client.warnings", 54148,
                uniffi_edgegap_native_checksum_method_client_warnings);
            yield return new NativeExport("Client.close", 65448, uniffi_edgegap_native_checksum_method_client_close);
            yield return new NativeExport("Queue.new", 27692, uniffi_edgegap_native_checksum_constructor_queue_new);
            yield return new NativeExport("Queue.submit", 58559, uniffi_edgegap_native_checksum_method_queue_submit);
            yield return new NativeExport("Queue.next", 56528, uniffi_edgegap_native_checksum_method_queue_next);
            yield return new NativeExport("Queue.cancel", 62778, uniffi_edgegap_native_checksum_method_queue_cancel);
            yield return new NativeExport("Queue.close", 19889, uniffi_edgegap_native_checksum_method_queue_close);
            yield return new NativeExport("Queue.in_flight", 55085,
                uniffi_edgegap_native_checksum_method_queue_in_flight);
            yield return new NativeExport("Emulator.start", 8857,
                uniffi_edgegap_native_checksum_constructor_emulator_start);
            yield return new NativeExport("Emulator.url", 11538, uniffi_edgegap_native_checksum_method_emulator_url);
            yield return new NativeExport("Emulator.token", 42472,
                uniffi_edgegap_native_checksum_method_emulator_token);
            yield return new NativeExport("Emulator.control", 56147,
                uniffi_edgegap_native_checksum_method_emulator_control);
            yield return new NativeExport("Emulator.stop", 43886, uniffi_edgegap_native_checksum_method_emulator_stop);
        }

        [DllImport(NativeMethods.Library)]
        private static extern ushort uniffi_edgegap_native_checksum_func_version();
        [DllImport(NativeMethods.Library)]
        private static extern ushort uniffi_edgegap_native_checksum_func_contract();
        [DllImport(NativeMethods.Library)]
        private static extern ushort uniffi_edgegap_native_checksum_constructor_client_new();
        [DllImport(NativeMethods.Library)]
        private static extern ushort uniffi_edgegap_native_checksum_method_client_with_options();
        [DllImport(NativeMethods.Library)]
        private static extern ushort uniffi_edgegap_native_checksum_method_client_base_url();
        [DllImport(NativeMethods.Library)]
        private static extern ushort uniffi_edgegap_native_checksum_method_client_warnings();
        [DllImport(NativeMethods.Library)]
        private static extern ushort uniffi_edgegap_native_checksum_method_client_close();
        [DllImport(NativeMethods.Library)]
        private static extern ushort uniffi_edgegap_native_checksum_constructor_queue_new();
        [DllImport(NativeMethods.Library)]
        private static extern ushort uniffi_edgegap_native_checksum_method_queue_submit();
        [DllImport(NativeMethods.Library)]
        private static extern ushort uniffi_edgegap_native_checksum_method_queue_next();
        [DllImport(NativeMethods.Library)]
        private static extern ushort uniffi_edgegap_native_checksum_method_queue_cancel();
        [DllImport(NativeMethods.Library)]
        private static extern ushort uniffi_edgegap_native_checksum_method_queue_close();
        [DllImport(NativeMethods.Library)]
        private static extern ushort uniffi_edgegap_native_checksum_method_queue_in_flight();
        [DllImport(NativeMethods.Library)]
        private static extern ushort uniffi_edgegap_native_checksum_constructor_emulator_start();
        [DllImport(NativeMethods.Library)]
        private static extern ushort uniffi_edgegap_native_checksum_method_emulator_url();
        [DllImport(NativeMethods.Library)]
        private static extern ushort uniffi_edgegap_native_checksum_method_emulator_token();
        [DllImport(NativeMethods.Library)]
        private static extern ushort uniffi_edgegap_native_checksum_method_emulator_control();
        [DllImport(NativeMethods.Library)]
        private static extern ushort uniffi_edgegap_native_checksum_method_emulator_stop();
    }

    /// <summary>An export with its actual and its expected checksum.</summary>
    internal readonly struct NativeExport
    {
        internal readonly string Name;
        internal readonly ushort Expected;
        internal readonly Func<ushort> Actual;

        internal NativeExport(string name, ushort expected, Func<ushort> actual)
        {
            Name = name;
            Expected = expected;
            Actual = actual;
        }
    }
}
