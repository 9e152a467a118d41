namespace Edgegap.Sdk.Native
{
    /// <summary>Mirrors <c>emulator.rs</c>.</summary>
    internal sealed class NativeEmulator : NativeObject
    {
        private NativeEmulator(ulong handle)
            : base(handle, true)
        {
        }

        /// <inheritdoc/>
        protected override string Gone => "this emulator was stopped: start a new one";

        /// <summary>Blocks until it listens.</summary>
        internal static NativeEmulator Start(string settings)
        {
            CallStatus status = default(CallStatus);
            ulong handle = NativeMethods.uniffi_edgegap_native_fn_constructor_emulator_start(RustBuffer.Of(settings), ref status);
            status.Check();
            return new NativeEmulator(handle);
        }

        internal string Url()
        {
            CallStatus status = default(CallStatus);
            RustBuffer url = NativeMethods.uniffi_edgegap_native_fn_method_emulator_url(Lend(), ref status);
            status.Check();
            return url.TakeText();
        }

        internal string Token()
        {
            CallStatus status = default(CallStatus);
            RustBuffer token = NativeMethods.uniffi_edgegap_native_fn_method_emulator_token(Lend(), ref status);
            status.Check();
            return token.TakeText();
        }

        internal string Control(string method, string path, string body)
        {
            CallStatus status = default(CallStatus);
            RustBuffer answer = NativeMethods.uniffi_edgegap_native_fn_method_emulator_control(
                Lend(), RustBuffer.Of(method), RustBuffer.Of(path), RustBuffer.Of(body), ref status);
            status.Check();
            return answer.TakeText();
        }

        /// <summary>Blocks until exchanges under way are over.</summary>
        internal void Stop()
        {
            CallStatus status = default(CallStatus);
            NativeMethods.uniffi_edgegap_native_fn_method_emulator_stop(Lend(), ref status);
            status.Check();
        }

        /// <inheritdoc/>
        protected override ulong Clone(ulong handle, ref CallStatus status) =>
            NativeMethods.uniffi_edgegap_native_fn_clone_emulator(handle, ref status);

        /// <inheritdoc/>
        protected override void Free(ulong handle, ref CallStatus status) =>
            NativeMethods.uniffi_edgegap_native_fn_free_emulator(handle, ref status);
    }
}
