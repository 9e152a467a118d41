using System;
using System.Linq;
using System.Threading.Tasks;
using UnityEditor;
using UnityEngine;

namespace Edgegap.Sdk.Samples.VersionManager
{
    /// <summary>
    /// An editor window that lists applications and versions, creates a version, and publishes a
    /// manifest. It draws; <see cref="Session"/> makes the calls.
    /// </summary>
    public sealed class VersionManagerWindow : EditorWindow
    {
        private readonly VersionForm _form = new VersionForm();
        private readonly PublishForm _publish = new PublishForm();
        private Session _session;
        private string _token = "";
        private string _problem;
        private bool _usesEmulator;
        private int _selected;
        private Vector2 _scroll;

        /// <summary>Opens the window.</summary>
        [MenuItem("Window/Edgegap/Version manager")]
        public static void Open() => GetWindow<VersionManagerWindow>("Edgegap versions");

        private string Application => _session.Applications.ElementAtOrDefault(_selected);

        private void OnEnable()
        {
            _token = Session.Token;
        }

        private void OnDisable()
        {
            _session?.Dispose();
            _session = null;
        }

        private void OnGUI()
        {
            DrawConnection();
            if (_session == null)
            {
                return;
            }
            _scroll = EditorGUILayout.BeginScrollView(_scroll);
            bool isBusy = _session.Activity != null;
            EditorGUI.BeginDisabledGroup(isBusy);
            DrawLists();
            DrawForm();
            DrawPublish();
            EditorGUI.EndDisabledGroup();
            if (isBusy)
            {
                DrawProgress();
            }
            if (_session.Problem != null)
            {
                EditorGUILayout.HelpBox(_session.Problem, MessageType.Warning);
            }
            EditorGUILayout.EndScrollView();
        }

        private void DrawConnection()
        {
            _usesEmulator = EditorGUILayout.Toggle("Use the emulator", _usesEmulator);
            if (!_usesEmulator)
            {
                string token = EditorGUILayout.PasswordField("API token", _token);
                if (token != _token)
                {
                    _token = token;
                    Session.Token = token;
                }
            }
            if (GUILayout.Button("Connect"))
            {
                Run(ConnectAsync);
            }
            if (_problem != null)
            {
                EditorGUILayout.HelpBox(_problem, MessageType.Error);
            }
        }

        private void DrawLists()
        {
            string[] applications = _session.Applications.ToArray();
            int selected = EditorGUILayout.Popup("Application", _selected, applications);
            if (selected != _selected)
            {
                _selected = selected;
                Run(() => _session.ReadVersionsAsync(Application));
            }
            foreach (string version in _session.Versions)
            {
                EditorGUILayout.LabelField(version);
            }
        }

        private void DrawForm()
        {
            EditorGUILayout.LabelField("New version", EditorStyles.boldLabel);
            _form.Name = EditorGUILayout.TextField("Name", _form.Name);
            DrawProblem("name");
            _form.Repository = EditorGUILayout.TextField("Registry", _form.Repository);
            DrawProblem("docker_repository");
            _form.Image = EditorGUILayout.TextField("Image", _form.Image);
            DrawProblem("docker_image");
            _form.Tag = EditorGUILayout.TextField("Tag", _form.Tag);
            DrawProblem("docker_tag");
            _form.Cpu = EditorGUILayout.IntField("CPU (1024 = 1 vCPU)", _form.Cpu);
            DrawProblem("req_cpu");
            _form.Memory = EditorGUILayout.IntField("Memory (MB)", _form.Memory);
            DrawProblem("req_memory");
            _form.Port = EditorGUILayout.IntField("UDP port", _form.Port);
            DrawProblem("ports");
            EditorGUI.BeginDisabledGroup(Application == null);
            if (GUILayout.Button("Create"))
            {
                Run(() => _session.CreateAsync(Application, _form));
            }
            EditorGUI.EndDisabledGroup();
        }

        private void DrawPublish()
        {
            EditorGUILayout.LabelField("Publish a manifest", EditorStyles.boldLabel);
            string manifest = EditorGUILayout.TextField("File", _publish.Manifest);
            string variables = EditorGUILayout.TextField("Variables, TAG=b42", _publish.Variables);
            if (manifest != _publish.Manifest || variables != _publish.Variables)
            {
                _publish.Manifest = manifest;
                _publish.Variables = variables;
                _publish.Clear();
            }
            foreach (string line in _publish.Lines)
            {
                EditorGUILayout.LabelField(line);
            }
            if (GUILayout.Button("Plan"))
            {
                Run(() => _session.PlanAsync(_publish));
            }
            EditorGUI.BeginDisabledGroup(_publish.Plan == null);
            if (GUILayout.Button("Apply"))
            {
                Run(ApplyAsync);
            }
            EditorGUI.EndDisabledGroup();
        }

        private void DrawProblem(string field)
        {
            string problem = _form.ProblemOf(field);
            if (problem != null)
            {
                EditorGUILayout.HelpBox(problem, MessageType.Error);
            }
        }

        private void DrawProgress()
        {
            // The duration of a call is unknown: the bar moves, to show that the editor is not
            // blocked.
            float moment = (float)(EditorApplication.timeSinceStartup % 2 / 2);
            EditorGUI.ProgressBar(EditorGUILayout.GetControlRect(), moment, _session.Activity);
            if (GUILayout.Button("Cancel"))
            {
                _session.Cancel();
            }
            Repaint();
        }

        private async Task ConnectAsync()
        {
            _session?.Dispose();
            _session = null;
            _session = _usesEmulator ? await Session.WithEmulatorAsync() : Session.WithService();
            await _session.RefreshAsync();
            if (Application != null)
            {
                await _session.ReadVersionsAsync(Application);
            }
        }

        private async Task ApplyAsync()
        {
            Session session = _session;
            await session.ApplyAsync(_publish);
            if (session.Problem == null)
            {
                await session.RefreshAsync();
                await session.ReadVersionsAsync(Application);
            }
        }

        /// <summary>Runs the work of a click, without blocking the main thread.</summary>
        private async void Run(Func<Task> work)
        {
            _problem = null;
            try
            {
                await work();
            }
            catch (EdgegapException error)
            {
                _problem = error.Message;
            }
            Repaint();
        }
    }
}
