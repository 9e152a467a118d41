using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using Edgegap.Sdk.Samples.VersionManager;
using NUnit.Framework;
using UnityEditor;
using UnityEngine;

namespace Edgegap.Sdk.Tests
{
    /// <summary>The part of the sample's window that publishes a manifest.</summary>
    [TestFixture]
    public sealed class PublishWindowTests
    {
        private const string Manifest = @"
format = 1
app = { name = ""my-game"" }
[versions.dev]
docker_repository = ""docker.io""
docker_image = ""me/game""
docker_tag = ""${TAG}""
req_cpu = 512
req_memory = 512
";

        private string _path;
        private VersionManagerWindow _window;

        private Session Session => (Session)Field(_window, "_session");

        private PublishForm Form => (PublishForm)Field(_window, "_publish");

        private Emulator Emulator => (Emulator)Field(Session, "_emulator");

        [SetUp]
        public void Open()
        {
            _path = Path.Combine(Path.GetTempPath(), "window-" + Guid.NewGuid() + ".toml");
            File.WriteAllText(_path, Manifest);
            EditorGUILayout.Ticked = "Use the emulator";
            GUILayout.Pressed = null;
            _window = new VersionManagerWindow();
            Call("OnEnable");
        }

        [TearDown]
        public void Close()
        {
            EditorGUILayout.Ticked = null;
            Call("OnDisable");
            File.Delete(_path);
        }

        [Test]
        public void AManifestIsPublishedWithClicks()
        {
            SingleThread.Run(async context =>
            {
                await ConnectAsync("TAG=b42");
                Click("Plan");
                await DrawUntilAsync("1 to create, 0 to change, 0 to delete: 1 call.");
                Assert.Contains("  + version dev", EditorGUILayout.Drawn);
                Click("Apply");
                await DrawUntilAsync("Applied: 1 created in");
                Assert.IsTrue(EditorGUILayout.Drawn.Any(text => text.StartsWith("  ok  version dev created")));
                await DrawUntilAsync("dev   me/game:b42");
                await WaitUntilIdleAsync();

                // The plan was applied, and the account has what the manifest asks for.
                Click("Apply");
                Assert.IsNull(Session.Activity);
                Click("Plan");
                await DrawUntilAsync("0 to create, 0 to change, 0 to delete: 0 calls.");
                Assert.IsNull(Form.Plan);
            });
        }

        [Test]
        public void TheProgressOfAWaitIsOneLine()
        {
            SingleThread.Run(async context =>
            {
                await ConnectAsync("TAG=b42");
                await PublishAsync();
                Form.Variables = "TAG=b43";
                Click("Plan");
                await DrawUntilAsync("0 to create, 1 to change, 0 to delete: 1 call.");
                await WaitUntilIdleAsync();
                Emulator.Inject(Fault.Settle("versions.update", 2));
                Click("Apply");
                await DrawUntilAsync("  ..  version dev: waiting for b43 (live: pending)");
                await DrawUntilAsync("Applied: 1 changed in");
                Assert.AreEqual(2, Form.Lines.Count, string.Join("\n", Form.Lines));
            });
        }

        [Test]
        public void ProblemsOfTheManifestAreShown()
        {
            SingleThread.Run(async context =>
            {
                await ConnectAsync("OTHER");
                Click("Plan");
                await DrawUntilAsync("Warning: ");
                string problem = EditorGUILayout.Drawn.Single(text => text.StartsWith("Warning: "));
                StringAssert.Contains("the variable `TAG` is not set", problem);
                StringAssert.Contains("^^^^", problem);
                Assert.IsNull(Form.Plan);
            });
        }

        [Test]
        public void AnApplyCanBeCancelled()
        {
            SingleThread.Run(async context =>
            {
                await ConnectAsync("TAG=b42");
                Click("Plan");
                await DrawUntilAsync("1 to create, 0 to change, 0 to delete: 1 call.");
                await WaitUntilIdleAsync();
                Emulator.Inject(Fault.Stall("versions.create").Times(1));
                Click("Apply");
                await DrawUntilAsync("Applying");
                while (Emulator.Requests.All(request => request.Operation != "versions.create"))
                {
                    await Task.Yield();
                }
                Click("Cancel");
                await DrawUntilAsync("Warning: the call was cancelled");
                Assert.IsNull(Form.Plan, "a new plan has what is left");
            });
        }

        private async Task ConnectAsync(string variables)
        {
            Click("Connect");
            await DrawUntilAsync("my-game");
            await WaitUntilIdleAsync();
            Form.Manifest = _path;
            Form.Variables = variables;
        }

        private async Task PublishAsync()
        {
            Click("Plan");
            await DrawUntilAsync("1 to create");
            await WaitUntilIdleAsync();
            Click("Apply");
            await DrawUntilAsync("Applied: ");
            await WaitUntilIdleAsync();
        }

        private void Click(string button)
        {
            GUILayout.Pressed = button;
            Call("OnGUI");
            GUILayout.Pressed = null;
        }

        /// <summary>Draws until a text appears; continuations run in between.</summary>
        private async Task DrawUntilAsync(string start)
        {
            DateTime deadline = DateTime.UtcNow.AddSeconds(30);
            do
            {
                await Task.Yield();
                EditorGUILayout.Drawn.Clear();
                Call("OnGUI");
                string drawn = string.Join("; ", EditorGUILayout.Drawn);
                Assert.Less(DateTime.UtcNow, deadline, start + " is not drawn, but " + drawn);
            }
            while (!EditorGUILayout.Drawn.Any(text => text.StartsWith(start, StringComparison.Ordinal)));
        }

        /// <summary>Waits until the buttons are enabled.</summary>
        private async Task WaitUntilIdleAsync()
        {
            while (Session == null || Session.Activity != null)
            {
                await Task.Yield();
            }
        }

        private void Call(string method) =>
            typeof(VersionManagerWindow).GetMethod(method, BindingFlags.Instance | BindingFlags.NonPublic)
                .Invoke(_window, null);

        private static object Field(object target, string name) =>
            target.GetType().GetField(name, BindingFlags.Instance | BindingFlags.NonPublic).GetValue(target);
    }
}
