using System;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Edgegap.Sdk.Samples.VersionManager;
using NUnit.Framework;
using UnityEditor;
using UnityEngine;

namespace Edgegap.Sdk.Tests
{
    /// <summary>
    /// The sample and the editor assembly, with tests/Unity in place of Unity: tests click buttons
    /// and read what is drawn.
    /// </summary>
    [TestFixture]
    public sealed class SampleTests
    {
        [SetUp]
        public void Reset()
        {
            EditorGUILayout.Ticked = null;
            GUILayout.Pressed = null;
        }

        [Test]
        public void AVersionIsCreatedWithClicks()
        {
            SingleThread.Run(async context =>
            {
                var window = new VersionManagerWindow();
                Call(window, "OnEnable");
                EditorGUILayout.Ticked = "Use the emulator";
                Click(window, "Connect");
                await DrawUntilAsync(window, "my-game");

                await WaitUntilIdleAsync(window);
                // The image and the tag are missing, which is shown at their fields.
                Click(window, "Create");
                await DrawUntilAsync(window, "Error: is required: name of the image in the registry");
                Assert.Contains("Error: is required: tag of the image", EditorGUILayout.Drawn);

                await WaitUntilIdleAsync(window);
                var form = (VersionForm)Field(window, "_form");
                form.Image = "me/game";
                form.Tag = "b42";
                Click(window, "Create");
                await DrawUntilAsync(window, "1.0.0   me/game:b42");
                Assert.IsFalse(EditorGUILayout.Drawn.Any(text => text.StartsWith("Error")));

                await WaitUntilIdleAsync(window);
                // The name is taken now: the message of the service is shown in the box below.
                Click(window, "Create");
                await DrawUntilAsync(window, "Warning: versions.create");
                Call(window, "OnDisable");
            });
        }

        [Test]
        public void CancelAndDisposeEndACall()
        {
            SingleThread.Run(async context =>
            {
                Session session = await Session.WithEmulatorAsync();
                var emulator = (Emulator)Field(session, "_emulator");
                emulator.Inject(Fault.Stall("applications.list"));
                Task refresh = session.RefreshAsync();
                Assert.AreEqual("Reading applications", session.Activity);
                await session.RefreshAsync();
                session.Cancel();
                await refresh;
                Assert.IsNull(session.Activity);
                StringAssert.Contains("cancelled", session.Problem);
                refresh = session.RefreshAsync();
                session.Dispose();
                await refresh;
                Assert.IsNull(session.Activity);
            });
        }

        [Test]
        public void TheTokenIsStoredInEditorPrefs()
        {
            Session.Token = "token of this machine";
            Assert.AreEqual("token of this machine", EditorPrefs.GetString("Edgegap.Sdk.Token", ""));
        }

        [Test]
        public void TheEditorAssemblyHandlesReloads()
        {
            Type guard = typeof(SampleTests).Assembly.GetType("Edgegap.Sdk.Editor.ReloadGuard");
            Assert.IsNotNull(guard.GetCustomAttribute<InitializeOnLoadAttribute>());
            RuntimeHelpers.RunClassConstructor(guard.TypeHandle);
            Assert.IsTrue(AssemblyReloadEvents.HasHandler);
            Assert.IsTrue(EditorApplication.HasHandler);
        }

        [Test]
        public void PlayersDoNotContainTheNativeLibraries()
        {
            const string Plugins = "Packages/com.edgegap-sdk.sdk/Plugins/";
            var own = new PluginImporter { assetPath = Plugins + "win-x64/edgegap_native.dll" };
            var other = new PluginImporter { assetPath = "Assets/Plugins/other.dll" };
            PluginImporter.Importers.AddRange(new[] { own, other });
            Type libraries = typeof(SampleTests).Assembly.GetType("Edgegap.Sdk.Editor.PlayerLibraries");
            Assert.IsNotNull(libraries.GetCustomAttribute<InitializeOnLoadAttribute>());
            RuntimeHelpers.RunClassConstructor(libraries.TypeHandle);
            Assert.IsFalse(own.Included(own.assetPath));
            Assert.IsNull(other.Included);
        }

        [Test]
        public void TheSdkWorksInEveryPlayMode()
        {
            SingleThread.Run(async context =>
            {
                Type guard = typeof(SampleTests).Assembly.GetType("Edgegap.Sdk.Editor.ReloadGuard");
                RuntimeHelpers.RunClassConstructor(guard.TypeHandle);
                // A script that does not follow the README, which ends calls in players only.
                UnityEngine.Application.quitting += EdgegapClient.ShutDown;
                try
                {
                    using (Session session = await Session.WithEmulatorAsync())
                    {
                        for (int play = 0; play < 3; play++)
                        {
                            await session.RefreshAsync();
                            Assert.IsNull(session.Problem);
                            Assert.AreEqual(new[] { "my-game" }, session.Applications);
                            UnityEngine.Application.Quit();
                            AssemblyReloadEvents.Reload();
                        }
                    }
                }
                finally
                {
                    UnityEngine.Application.quitting -= EdgegapClient.ShutDown;
                }
            });
        }

        private static void Click(VersionManagerWindow window, string button)
        {
            GUILayout.Pressed = button;
            Call(window, "OnGUI");
            GUILayout.Pressed = null;
        }

        /// <summary>Draws until a text appears; continuations run in between.</summary>
        private static async Task DrawUntilAsync(VersionManagerWindow window, string start)
        {
            var deadline = DateTime.UtcNow.AddSeconds(30);
            do
            {
                await Task.Yield();
                EditorGUILayout.Drawn.Clear();
                Call(window, "OnGUI");
                string drawn = string.Join("; ", EditorGUILayout.Drawn);
                Assert.Less(DateTime.UtcNow, deadline, start + " is not drawn, but " + drawn);
            }
            while (!EditorGUILayout.Drawn.Any(text => text.StartsWith(start, StringComparison.Ordinal)));
        }

        /// <summary>Waits until the buttons are enabled.</summary>
        private static async Task WaitUntilIdleAsync(VersionManagerWindow window)
        {
            while (((Session)Field(window, "_session")).Activity != null)
            {
                await Task.Yield();
            }
        }

        private static void Call(object target, string method) =>
            target.GetType().GetMethod(method, BindingFlags.Instance | BindingFlags.NonPublic).Invoke(target, null);

        private static object Field(object target, string name) =>
            target.GetType().GetField(name, BindingFlags.Instance | BindingFlags.NonPublic).GetValue(target);
    }
}
