using System.Collections.Generic;
using Edgegap.Sdk.Json;

namespace Edgegap.Sdk.Native
{
    /// <summary>Mirrors <c>client.rs</c>.</summary>
    internal sealed class NativeClient : NativeObject
    {
        private NativeClient(ulong handle, bool isView)
            : base(handle, !isView)
        {
        }

        /// <inheritdoc/>
        protected override string DisposedMessage => "this client was disposed: create a new one";

        internal static NativeClient Create(string settings)
        {
            ulong handle = CallStatus.Call((ref CallStatus status) =>
                NativeMethods.uniffi_edgegap_native_fn_constructor_client_new(
                    RustBuffer.FromString(settings), ref status));
            return new NativeClient(handle, false);
        }

        /// <summary>Creates a view, which shares the connections of this client.</summary>
        internal NativeClient WithOptions(string options)
        {
            ulong handle = Call((ulong client, ref CallStatus status) =>
                NativeMethods.uniffi_edgegap_native_fn_method_client_with_options(
                    client, RustBuffer.FromString(options), ref status));
            return new NativeClient(handle, true);
        }

        internal string BaseUrl() =>
            Call<RustBuffer>(NativeMethods.uniffi_edgegap_native_fn_method_client_base_url).TakeString();

        /// <summary>Returns warnings about settings that are suspicious but not errors.</summary>
        internal IReadOnlyList<string> Warnings()
        {
            RustBuffer warnings = Call<RustBuffer>(NativeMethods.uniffi_edgegap_native_fn_method_client_warnings);
            return new JsonInput(warnings.TakeString()).List(JsonInput.ReadString);
        }

        /// <summary>The level of the log: off, error, warning, info or debug.</summary>
        internal string LogLevel() =>
            Call<RustBuffer>(NativeMethods.uniffi_edgegap_native_fn_method_client_log_level).TakeString();

        internal void End() => Call(NativeMethods.uniffi_edgegap_native_fn_method_client_close);

        /// <inheritdoc/>
        protected override ulong Clone(ulong handle, ref CallStatus status) =>
            NativeMethods.uniffi_edgegap_native_fn_clone_client(handle, ref status);

        /// <inheritdoc/>
        protected override void Free(ulong handle, ref CallStatus status) =>
            NativeMethods.uniffi_edgegap_native_fn_free_client(handle, ref status);
    }
}
