namespace Edgegap.Sdk.Native
{
    /// <summary>Mirrors <c>client.rs</c>.</summary>
    internal sealed class NativeClient : NativeObject
    {
        private NativeClient(ulong handle)
            : base(handle)
        {
        }

        /// <inheritdoc/>
        protected override string Gone => "this client was disposed: make a new one";

        internal static NativeClient Create(string settings)
        {
            CallStatus status = default(CallStatus);
            ulong handle = NativeMethods.uniffi_edgegap_native_fn_constructor_client_new(RustBuffer.Of(settings), ref status);
            status.Check();
            return new NativeClient(handle);
        }

        internal NativeClient WithOptions(string options)
        {
            CallStatus status = default(CallStatus);
            ulong handle = NativeMethods.uniffi_edgegap_native_fn_method_client_with_options(
                Lend(), RustBuffer.Of(options), ref status);
            status.Check();
            return new NativeClient(handle);
        }

        internal string BaseUrl()
        {
            CallStatus status = default(CallStatus);
            RustBuffer url = NativeMethods.uniffi_edgegap_native_fn_method_client_base_url(Lend(), ref status);
            status.Check();
            return url.TakeText();
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
