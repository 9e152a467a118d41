using UnityEditor;

namespace Edgegap.Sdk.Editor
{
    /// <summary>
    /// Shuts the SDK down before Unity reloads scripts: its thread must not be inside the native
    /// library when the domain is unloaded, and the continuations of pending calls can still run.
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
