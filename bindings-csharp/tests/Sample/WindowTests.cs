using System;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using NUnit.Framework;
using UnityEditor;
using UnityEngine;

namespace Edgegap.Sdk.Tests
{
    /// <summary>
    /// The window in the README, compiled from there. An exception that it does not handle would
    /// end the main thread of the test, as it would be in the console of an editor.
    /// </summary>
    [TestFixture]
    public sealed class WindowTests
    {
        private Emulator _emulator;
        private ApplicationsWindow _window;

        [SetUp]
        public void Open()
        {
            _emulator = Emulator.Start();
            using (EdgegapClient client = _emulator.Client())
            {
                var body = new NewApplication { Name = "my-game", IsActive = true, Image = Image.None };
                client.Applications.CreateAsync(body).Wait();
            }
            Environment.SetEnvironmentVariable("EDGEGAP_BASE_URL", _emulator.Url);
            EditorPrefs.SetString("Edgegap.Token", _emulator.Token);
            GUILayout.Pressed = null;
            _window = new ApplicationsWindow();
        }

        [TearDown]
        public void Close()
        {
            Call("OnDisable");
            Environment.SetEnvironmentVariable("EDGEGAP_BASE_URL", null);
            EditorPrefs.SetString("Edgegap.Token", "");
            _emulator.Dispose();
        }

        [Test]
        public void RefreshShowsTheApplications()
        {
            SingleThread.Run(async context =>
            {
                Press("Refresh");
                Assert.Contains("Reading ...", Draw());
                await DrawUntilAsync("1 applications");
                Assert.Contains("my-game", EditorGUILayout.Drawn);
                Assert.AreEqual(1, _window.Repaints);
            });
        }

        [Test]
        public void ASecondRefreshCancelsTheFirst()
        {
            SingleThread.Run(async context =>
            {
                _emulator.Inject(Fault.Stall("applications.list").Times(1));
                _emulator.ClearRequests();
                Press("Refresh");
                await ArriveAsync(1);
                Press("Refresh");
                await DrawUntilAsync("1 applications");
                Assert.AreEqual(1, _window.Repaints, "only the second one is shown");
                for (int press = 0; press < 20; press++)
                {
                    Press("Refresh");
                }
                await EndAsync(context);
                Assert.Contains("my-game", Draw());
                Assert.Contains("1 applications", EditorGUILayout.Drawn);
            });
        }

        [Test]
        public void CancelAndErrorsAreShown()
        {
            SingleThread.Run(async context =>
            {
                Press("Cancel");
                _emulator.Inject(Fault.Stall("applications.list").Times(1));
                _emulator.ClearRequests();
                Press("Refresh");
                await ArriveAsync(1);
                Press("Cancel");
                await DrawUntilAsync("Cancelled");
                Call("OnDisable");
                // Opened again, without a token.
                EditorPrefs.SetString("Edgegap.Token", "");
                Press("Refresh");
                Assert.IsTrue(Draw().Any(text => text.Contains("ClientOptions.Token")), "the message says what to do");
            });
        }

        [Test]
        public void ClosingCancels()
        {
            SingleThread.Run(async context =>
            {
                _emulator.Inject(Fault.Stall("applications.list").Times(1));
                _emulator.ClearRequests();
                Press("Refresh");
                await ArriveAsync(1);
                Call("OnDisable");
                await EndAsync(context);
                Assert.AreEqual(0, _window.Repaints, "a closed window is not drawn again");
            });
        }

        private string[] Draw()
        {
            EditorGUILayout.Drawn.Clear();
            Call("OnGUI");
            return EditorGUILayout.Drawn.ToArray();
        }

        private void Press(string button)
        {
            GUILayout.Pressed = button;
            Call("OnGUI");
            GUILayout.Pressed = null;
        }

        /// <summary>Draws until a text appears; continuations run in between.</summary>
        private async Task DrawUntilAsync(string text)
        {
            DateTime deadline = DateTime.UtcNow.AddSeconds(30);
            while (!Draw().Contains(text))
            {
                Assert.Less(DateTime.UtcNow, deadline, text + " is not drawn, but " + string.Join("; ", Draw()));
                await Task.Yield();
            }
        }

        /// <summary>Waits until no refresh runs.</summary>
        private static async Task EndAsync(SingleThread context)
        {
            while (context.Running > 0)
            {
                await Task.Yield();
            }
        }

        private async Task ArriveAsync(int requests)
        {
            while (_emulator.Requests.Count < requests)
            {
                await Task.Yield();
            }
        }

        private void Call(string method) =>
            typeof(ApplicationsWindow).GetMethod(method, BindingFlags.Instance | BindingFlags.NonPublic)
                .Invoke(_window, null);
    }
}
