using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Edgegap.Sdk.Native
{
    /// <summary>
    /// UniFFI's checksum of each export that the SDK calls. It changes with the signature and the
    /// documentation: then update <see cref="NativeMethods"/>, and here the number, which the error
    /// of the load check contains.
    /// </summary>
    internal static class NativeChecksums
    {
        /// <summary>UniFFI's version of the calling convention.</summary>
        internal const uint ContractVersion = 30;

        /// <summary>All exports that the SDK calls.</summary>
        internal static IEnumerable<NativeExport> Exports()
        {
            yield return new NativeExport("version", 43631, uniffi_edgegap_native_checksum_func_version);
            yield return new NativeExport("contract", 18670, uniffi_edgegap_native_checksum_func_contract);
            yield return new NativeExport("log", 20142, uniffi_edgegap_native_checksum_func_log);
            yield return new NativeExport("Client.new", 14852, uniffi_edgegap_native_checksum_constructor_client_new);
            yield return new NativeExport("Client.with_options", 12507,
                uniffi_edgegap_native_checksum_method_client_with_options);
            yield return new NativeExport("Client.base_url", 29510,
                uniffi_edgegap_native_checksum_method_client_base_url);
            yield return new NativeExport("Client.warnings", 2715,
                uniffi_edgegap_native_checksum_method_client_warnings);
            yield return new NativeExport("Client.log_level", 8551,
                uniffi_edgegap_native_checksum_method_client_log_level);
            yield return new NativeExport("Client.close", 47378, uniffi_edgegap_native_checksum_method_client_close);
            yield return new NativeExport("Queue.new", 51636, uniffi_edgegap_native_checksum_constructor_queue_new);
            yield return new NativeExport("Queue.submit", 55743, uniffi_edgegap_native_checksum_method_queue_submit);
            yield return new NativeExport("Queue.next", 20582, uniffi_edgegap_native_checksum_method_queue_next);
            yield return new NativeExport("Queue.cancel", 6606, uniffi_edgegap_native_checksum_method_queue_cancel);
            yield return new NativeExport("Queue.close", 6819, uniffi_edgegap_native_checksum_method_queue_close);
            yield return new NativeExport("Queue.in_flight", 48673,
                uniffi_edgegap_native_checksum_method_queue_in_flight);
            yield return new NativeExport("Emulator.start", 56981,
                uniffi_edgegap_native_checksum_constructor_emulator_start);
            yield return new NativeExport("Emulator.attach", 44129,
                uniffi_edgegap_native_checksum_constructor_emulator_attach);
            yield return new NativeExport("Emulator.url", 11538, uniffi_edgegap_native_checksum_method_emulator_url);
            yield return new NativeExport("Emulator.token", 56389,
                uniffi_edgegap_native_checksum_method_emulator_token);
            yield return new NativeExport("Emulator.control", 62492,
                uniffi_edgegap_native_checksum_method_emulator_control);
            yield return new NativeExport("Emulator.stop", 17642, uniffi_edgegap_native_checksum_method_emulator_stop);
        }

        [DllImport(NativeMethods.Library)]
        private static extern ushort uniffi_edgegap_native_checksum_func_version();
        [DllImport(NativeMethods.Library)]
        private static extern ushort uniffi_edgegap_native_checksum_func_contract();
        [DllImport(NativeMethods.Library)]
        private static extern ushort uniffi_edgegap_native_checksum_func_log();
        [DllImport(NativeMethods.Library)]
        private static extern ushort uniffi_edgegap_native_checksum_constructor_client_new();
        [DllImport(NativeMethods.Library)]
        private static extern ushort uniffi_edgegap_native_checksum_method_client_with_options();
        [DllImport(NativeMethods.Library)]
        private static extern ushort uniffi_edgegap_native_checksum_method_client_base_url();
        [DllImport(NativeMethods.Library)]
        private static extern ushort uniffi_edgegap_native_checksum_method_client_warnings();
        [DllImport(NativeMethods.Library)]
        private static extern ushort uniffi_edgegap_native_checksum_method_client_log_level();
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
        private static extern ushort uniffi_edgegap_native_checksum_constructor_emulator_attach();
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
