using System.Runtime.InteropServices;

namespace Edgegap.Sdk.Native
{
    /// <summary>The exports of <c>bindings-csharp/src</c>, with UniFFI's signatures.</summary>
    internal static class NativeMethods
    {
#if UNITY_IOS && !UNITY_EDITOR
        /// <summary>The library is linked into the program.</summary>
        internal const string Library = "__Internal";
#else
        /// <summary>The name without prefix and extension: each system adds its own.</summary>
        internal const string Library = "edgegap_native";
#endif

        [DllImport(Library)]
        internal static extern uint ffi_edgegap_native_uniffi_contract_version();
        [DllImport(Library)]
        internal static extern RustBuffer ffi_edgegap_native_rustbuffer_from_bytes(
            ForeignBytes bytes, ref CallStatus status);
        [DllImport(Library)]
        internal static extern void ffi_edgegap_native_rustbuffer_free(RustBuffer buffer, ref CallStatus status);

        // identity.rs

        [DllImport(Library)]
        internal static extern RustBuffer uniffi_edgegap_native_fn_func_version(ref CallStatus status);
        [DllImport(Library)]
        internal static extern RustBuffer uniffi_edgegap_native_fn_func_contract(ref CallStatus status);

        // log.rs

        [DllImport(Library)]
        internal static extern RustBuffer uniffi_edgegap_native_fn_func_log(
            RustBuffer call, RustBuffer level, ref CallStatus status);

        // client.rs

        [DllImport(Library)]
        internal static extern ulong uniffi_edgegap_native_fn_clone_client(ulong client, ref CallStatus status);
        [DllImport(Library)]
        internal static extern void uniffi_edgegap_native_fn_free_client(ulong client, ref CallStatus status);
        [DllImport(Library)]
        internal static extern ulong uniffi_edgegap_native_fn_constructor_client_new(
            RustBuffer settings, ref CallStatus status);
        [DllImport(Library)]
        internal static extern ulong uniffi_edgegap_native_fn_method_client_with_options(
            ulong client, RustBuffer options, ref CallStatus status);
        [DllImport(Library)]
        internal static extern RustBuffer uniffi_edgegap_native_fn_method_client_base_url(
            ulong client, ref CallStatus status);
        [DllImport(Library)]
        internal static extern RustBuffer uniffi_edgegap_native_fn_method_client_warnings(
            ulong client, ref CallStatus status);
        [DllImport(Library)]
        internal static extern RustBuffer uniffi_edgegap_native_fn_method_client_log_level(
            ulong client, ref CallStatus status);
        [DllImport(Library)]
        internal static extern void uniffi_edgegap_native_fn_method_client_close(ulong client, ref CallStatus status);

        // queue.rs

        [DllImport(Library)]
        internal static extern ulong uniffi_edgegap_native_fn_clone_queue(ulong queue, ref CallStatus status);
        [DllImport(Library)]
        internal static extern void uniffi_edgegap_native_fn_free_queue(ulong queue, ref CallStatus status);
        [DllImport(Library)]
        internal static extern ulong uniffi_edgegap_native_fn_constructor_queue_new(ref CallStatus status);
        [DllImport(Library)]
        internal static extern ulong uniffi_edgegap_native_fn_method_queue_submit(
            ulong queue,
            ulong client,
            RustBuffer operation,
            RustBuffer arguments,
            RustBuffer options,
            ref CallStatus status);
        [DllImport(Library)]
        internal static extern RustBuffer uniffi_edgegap_native_fn_method_queue_next(
            ulong queue, ulong timeoutMilliseconds, ref CallStatus status);
        [DllImport(Library)]
        internal static extern void uniffi_edgegap_native_fn_method_queue_cancel(
            ulong queue, ulong ticket, ref CallStatus status);
        [DllImport(Library)]
        internal static extern void uniffi_edgegap_native_fn_method_queue_close(ulong queue, ref CallStatus status);
        [DllImport(Library)]
        internal static extern ulong uniffi_edgegap_native_fn_method_queue_in_flight(
            ulong queue, ref CallStatus status);

        // emulator.rs

        [DllImport(Library)]
        internal static extern ulong uniffi_edgegap_native_fn_clone_emulator(ulong emulator, ref CallStatus status);
        [DllImport(Library)]
        internal static extern void uniffi_edgegap_native_fn_free_emulator(ulong emulator, ref CallStatus status);
        [DllImport(Library)]
        internal static extern ulong uniffi_edgegap_native_fn_constructor_emulator_start(
            RustBuffer settings, ref CallStatus status);
        [DllImport(Library)]
        internal static extern ulong uniffi_edgegap_native_fn_constructor_emulator_attach(
            RustBuffer settings, ref CallStatus status);
        [DllImport(Library)]
        internal static extern RustBuffer uniffi_edgegap_native_fn_method_emulator_url(
            ulong emulator, ref CallStatus status);
        [DllImport(Library)]
        internal static extern RustBuffer uniffi_edgegap_native_fn_method_emulator_token(
            ulong emulator, ref CallStatus status);
        [DllImport(Library)]
        internal static extern RustBuffer uniffi_edgegap_native_fn_method_emulator_control(
            ulong emulator, RustBuffer method, RustBuffer path, RustBuffer body, ref CallStatus status);
        [DllImport(Library)]
        internal static extern void uniffi_edgegap_native_fn_method_emulator_stop(
            ulong emulator, ref CallStatus status);
    }
}
