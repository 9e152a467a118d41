using UnityEditor;

namespace Edgegap.Sdk.Editor
{
    /// <summary>
    /// Ends the SDK before Unity reloads scripts: its thread would be inside the native library
    /// when the domain is unloaded, and calls under way hear of it while their continuations can
    /// still run.
    /// </summary>
    [InitializeOnLoad]
    internal static class ReloadGuard
    {
        static ReloadGuard()
        {
            AssemblyReloadEvents.beforeAssemblyReload += EdgegapClient.ShutDown;
            EditorApplication.quitting += EdgegapClient.ShutDown;
        }
    }
}
