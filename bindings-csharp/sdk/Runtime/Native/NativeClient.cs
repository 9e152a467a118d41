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
        protected override string Gone => "this client was disposed: make a new one";

        internal static NativeClient Create(string settings)
        {
            CallStatus status = default(CallStatus);
            ulong handle = NativeMethods.uniffi_edgegap_native_fn_constructor_client_new(RustBuffer.Of(settings), ref status);
            status.Check();
            return new NativeClient(handle, false);
        }

        /// <summary>A view, which shares the connections of this client.</summary>
        internal NativeClient WithOptions(string options)
        {
            CallStatus status = default(CallStatus);
            ulong handle = NativeMethods.uniffi_edgegap_native_fn_method_client_with_options(
                Lend(), RustBuffer.Of(options), ref status);
            status.Check();
            return new NativeClient(handle, true);
        }

        internal string BaseUrl()
        {
            CallStatus status = default(CallStatus);
            RustBuffer url = NativeMethods.uniffi_edgegap_native_fn_method_client_base_url(Lend(), ref status);
            status.Check();
            return url.TakeText();
        }

        /// <summary>What was odd about the settings and is no error.</summary>
        internal IReadOnlyList<string> Warnings()
        {
            CallStatus status = default(CallStatus);
            RustBuffer warnings = NativeMethods.uniffi_edgegap_native_fn_method_client_warnings(Lend(), ref status);
            status.Check();
            return new JsonInput(warnings.TakeText()).List(JsonInput.ReadText);
        }

        internal void End()
        {
            CallStatus status = default(CallStatus);
            NativeMethods.uniffi_edgegap_native_fn_method_client_close(Lend(), ref status);
            status.Check();
        }

        /// <inheritdoc/>
        protected override ulong Clone(ulong handle, ref CallStatus status) =>
            NativeMethods.uniffi_edgegap_native_fn_clone_client(handle, ref status);

        /// <inheritdoc/>
        protected override void Free(ulong handle, ref CallStatus status) =>
            NativeMethods.uniffi_edgegap_native_fn_free_client(handle, ref status);
    }
}
