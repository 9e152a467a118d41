using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Edgegap.Sdk.Native
{
    /// <summary>
    /// UniFFI's checksum of each export that is called here: it changes when a signature does. A change of <c>bindings-csharp/src</c> is followed by
    /// one of <see cref="NativeMethods"/> and of the number here, which the error of the load check names.
    /// </summary>
    internal static class NativeChecksums
    {
        /// <summary>UniFFI's own version of how calls look.</summary>
        internal const uint ContractVersion = 30;

        /// <summary>Every export with its checksum in the library and the one that this code was written for.</summary>
        internal static IEnumerable<NativeExport> All()
        {
            yield return new NativeExport("version", uniffi_edgegap_native_checksum_func_version, 43631);
            yield return new NativeExport("contract", uniffi_edgegap_native_checksum_func_contract, 18670);
            yield return new NativeExport("Client.new", uniffi_edgegap_native_checksum_constructor_client_new, 14852);
            yield return new NativeExport("Client.with_options", uniffi_edgegap_native_checksum_method_client_with_options, 12507);
            yield return new NativeExport("Client.base_url", uniffi_edgegap_native_checksum_method_client_base_url, 29510);
            yield return new NativeExport("Client.warnings", uniffi_edgegap_native_checksum_method_client_warnings, 2715);
            yield return new NativeExport("Client.close", uniffi_edgegap_native_checksum_method_client_close, 47378);
            yield return new NativeExport("Queue.new", uniffi_edgegap_native_checksum_constructor_queue_new, 51636);
            yield return new NativeExport("Queue.submit", uniffi_edgegap_native_checksum_method_queue_submit, 55743);
            yield return new NativeExport("Queue.next", uniffi_edgegap_native_checksum_method_queue_next, 20582);
            yield return new NativeExport("Queue.cancel", uniffi_edgegap_native_checksum_method_queue_cancel, 6606);
            yield return new NativeExport("Queue.close", uniffi_edgegap_native_checksum_method_queue_close, 6819);
            yield return new NativeExport("Queue.in_flight", uniffi_edgegap_native_checksum_method_queue_in_flight, 48673);
            yield return new NativeExport("Emulator.start", uniffi_edgegap_native_checksum_constructor_emulator_start, 56981);
            yield return new NativeExport("Emulator.url", uniffi_edgegap_native_checksum_method_emulator_url, 11538);
            yield return new NativeExport("Emulator.token", uniffi_edgegap_native_checksum_method_emulator_token, 56389);
            yield return new NativeExport("Emulator.control", uniffi_edgegap_native_checksum_method_emulator_control, 62492);
            yield return new NativeExport("Emulator.stop", uniffi_edgegap_native_checksum_method_emulator_stop, 17642);
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

    /// <summary>An export, its checksum in the library and the one that this code was written for.</summary>
    internal readonly struct NativeExport
    {
        internal readonly string Name;
        internal readonly Func<ushort> Actual;
        internal readonly ushort Expected;

        internal NativeExport(string name, Func<ushort> actual, ushort expected)
        {
            Name = name;
            Actual = actual;
            Expected = expected;
        }
    }
}
