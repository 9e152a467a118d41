using System;
using UnityEditor;

namespace Edgegap.Sdk.Editor
{
    /// <summary> Keeps the native libraries out of players, as the definition of the assembly keeps
    /// the C# code out: the token of a client can do everything in an account, so it does not
    /// belong in a game. The define <c>EDGEGAP_SDK_IN_PLAYERS</c> puts both in, for tools that
    /// are built as players. </summary>
    [InitializeOnLoad]
    internal static class PlayerLibraries
    {
        private const string Folder = "Packages/com.edgegap-sdk.sdk/Plugins/";

        static PlayerLibraries()
        {
            foreach (PluginImporter importer in PluginImporter.GetAllImporters())
            {
                if (importer.assetPath.StartsWith(Folder, StringComparison.Ordinal))
                {
                    importer.SetIncludeInBuildDelegate(IsIncluded);
                }
            }
        }

        private static bool IsIncluded(string path)
        {
#if EDGEGAP_SDK_IN_PLAYERS
            return true;
#else
            return false;
#endif
        }
    }
}
