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
    /// The sample and the editor assembly, on hand-written declarations in place of Unity: clicks
    /// go in, what is drawn comes out.
    /// </summary>
    [TestFixture]
    public sealed class SampleTests
    {
        [SetUp]
        public void Forget()
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
                await DrawnAsync(window, "my-game");

                await IdleAsync(window);
                // The image and the tag are missing: said at their fields, and nowhere else.
                Click(window, "Create");
                await DrawnAsync(window, "Error: is required: name of the image in the registry");
                Assert.Contains("Error: is required: tag of the image", EditorGUILayout.Drawn);

                await IdleAsync(window);
                var form = (VersionForm)Field(window, "_form");
                form.Image = "me/game";
                form.Tag = "b42";
                Click(window, "Create");
                await DrawnAsync(window, "1.0.0   me/game:b42");
                Assert.IsFalse(EditorGUILayout.Drawn.Any(text => text.StartsWith("Error")));

                await IdleAsync(window);
                // Once more: the service's own words, in the box below.
                Click(window, "Create");
                await DrawnAsync(window, "Warning: versions.create");
                Call(window, "OnDisable");
            });
        }

        [Test]
        public void ACallIsCancelledAndAClosedWindowEndsIt()
        {
            SingleThread.Run(async context =>
            {
                Session session = await Session.WithEmulatorAsync();
                var emulator = (Emulator)Field(session, "_emulator");
                emulator.Inject(Fault.Stall("applications.list"));
                Task refresh = session.RefreshAsync();
                Assert.AreEqual("Reading applications", session.Doing);
                await session.RefreshAsync();
                session.Cancel();
                await refresh;
                Assert.IsNull(session.Doing);
                StringAssert.Contains("cancelled", session.Problem);
                refresh = session.RefreshAsync();
                session.Dispose();
                await refresh;
                Assert.IsNull(session.Doing);
            });
        }

        [Test]
        public void TheTokenIsKeptByTheEditorAlone()
        {
            Session.Token = "token of this machine";
            Assert.AreEqual("token of this machine", EditorPrefs.GetString("Edgegap.Sdk.Token", ""));
        }

        [Test]
        public void TheEditorAssemblyHearsOfReloads()
        {
            Type guard = typeof(SampleTests).Assembly.GetType("Edgegap.Sdk.Editor.ReloadGuard");
            Assert.IsNotNull(guard.GetCustomAttribute<InitializeOnLoadAttribute>());
            RuntimeHelpers.RunClassConstructor(guard.TypeHandle);
            Assert.IsTrue(AssemblyReloadEvents.IsHeard);
            Assert.IsTrue(EditorApplication.IsHeard);
        }

        [Test]
        public void EveryPlayIsAsGoodAsTheFirst()
        {
            SingleThread.Run(async context =>
            {
                Type guard = typeof(SampleTests).Assembly.GetType("Edgegap.Sdk.Editor.ReloadGuard");
                RuntimeHelpers.RunClassConstructor(guard.TypeHandle);
                // The line of the README.
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

        /// <summary>
        /// Draws until a text is there. The continuations of what was clicked run in between, on
        /// this thread.
        /// </summary>
        private static async Task DrawnAsync(VersionManagerWindow window, string start)
        {
            var deadline = DateTime.UtcNow.AddSeconds(30);
            do
            {
                await Task.Yield();
                EditorGUILayout.Drawn.Clear();
                Call(window, "OnGUI");
                Assert.Less(DateTime.UtcNow, deadline, start + " is not drawn, but " + string.Join("; ", EditorGUILayout.Drawn));
            }
            while (!EditorGUILayout.Drawn.Any(text => text.StartsWith(start, StringComparison.Ordinal)));
        }

        /// <summary>Waits until the buttons are enabled.</summary>
        private static async Task IdleAsync(VersionManagerWindow window)
        {
            while (((Session)Field(window, "_session")).Doing != null)
            {
                await Task.Yield();
            }
        }

        private static void Call(object on, string method) =>
            on.GetType().GetMethod(method, BindingFlags.Instance | BindingFlags.NonPublic).Invoke(on, null);

        private static object Field(object of, string name) =>
            of.GetType().GetField(name, BindingFlags.Instance | BindingFlags.NonPublic).GetValue(of);
    }
}
