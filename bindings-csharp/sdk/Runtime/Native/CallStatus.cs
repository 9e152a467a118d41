using System.Runtime.InteropServices;
using Edgegap.Sdk.Json;

namespace Edgegap.Sdk.Native
{
    /// <summary>The outcome of a call into Rust.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct CallStatus
    {
        private const sbyte Success = 0;
        private const sbyte Error = 1;

        internal sbyte Code;
        internal RustBuffer Buffer;

        internal delegate T Export<T>(ref CallStatus status);

        /// <summary>Calls an export, and throws its error if there is one.</summary>
        internal static T Call<T>(Export<T> export)
        {
            CallStatus status = default(CallStatus);
            T result = export(ref status);
            status.Check();
            return result;
        }

        /// <summary>Throws the error of the call, if there is one.</summary>
        internal void Check()
        {
            if (Code == Success)
            {
                return;
            }
            if (Code == Error)
            {
                var reader = new RustReader(Buffer.Take());
                // The number of the variant, of which there is one.
                reader.Int32();
                throw ErrorInput.Read(reader.String());
            }
            throw new InternalException(
                "a bug in the native library ended the call; please report it: " + Buffer.TakeString());
        }
    }
}
