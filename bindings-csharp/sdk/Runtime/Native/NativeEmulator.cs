namespace Edgegap.Sdk.Native
{
    /// <summary>Mirrors <c>emulator.rs</c>.</summary>
    internal sealed class NativeEmulator : NativeObject
    {
        private readonly bool _isAttached;

        private NativeEmulator(ulong handle, bool isAttached)
            : base(handle, !isAttached)
        {
            _isAttached = isAttached;
        }

        /// <inheritdoc/>
        protected override string DisposedMessage => _isAttached
            ? "this handle was detached from its emulator: attach again"
            : "this emulator was stopped: start a new one";

        /// <summary>How it ended, for an emulator that was stopped.</summary>
        internal string End => _isAttached ? "detached" : "stopped";

        /// <summary>Starts an emulator and blocks until it listens.</summary>
        internal static NativeEmulator Start(string settings)
        {
            ulong handle = CallStatus.Call((ref CallStatus status) =>
                NativeMethods.uniffi_edgegap_native_fn_constructor_emulator_start(
                    RustBuffer.FromString(settings), ref status));
            return new NativeEmulator(handle, false);
        }

        /// <summary>Attaches to an emulator in another process and blocks.</summary>
        internal static NativeEmulator Attach(string settings)
        {
            ulong handle = CallStatus.Call((ref CallStatus status) =>
                NativeMethods.uniffi_edgegap_native_fn_constructor_emulator_attach(
                    RustBuffer.FromString(settings), ref status));
            return new NativeEmulator(handle, true);
        }

        internal string Url() =>
            Call<RustBuffer>(NativeMethods.uniffi_edgegap_native_fn_method_emulator_url).TakeString();

        internal string Token() =>
            Call<RustBuffer>(NativeMethods.uniffi_edgegap_native_fn_method_emulator_token).TakeString();

        internal string Control(string method, string path, string body) =>
            Call((ulong emulator, ref CallStatus status) =>
                NativeMethods.uniffi_edgegap_native_fn_method_emulator_control(
                    emulator,
                    RustBuffer.FromString(method),
                    RustBuffer.FromString(path),
                    RustBuffer.FromString(body),
                    ref status)).TakeString();

        /// <summary>Stops the emulator and blocks until pending exchanges are over.</summary>
        internal void Stop() => Call(NativeMethods.uniffi_edgegap_native_fn_method_emulator_stop);

        /// <inheritdoc/>
        protected override ulong Clone(ulong handle, ref CallStatus status) =>
            NativeMethods.uniffi_edgegap_native_fn_clone_emulator(handle, ref status);

        /// <inheritdoc/>
        protected override void Free(ulong handle, ref CallStatus status) =>
            NativeMethods.uniffi_edgegap_native_fn_free_emulator(handle, ref status);
    }
}
