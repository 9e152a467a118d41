// Declarations of the UnityEditor members that the package and its sample use: see UnityEngine.cs.
using System;
using System.Collections.Generic;
using UnityEngine;

namespace UnityEditor
{
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class InitializeOnLoadAttribute : Attribute
    {
    }

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class MenuItem : Attribute
    {
        public MenuItem(string itemName)
        {
            Name = itemName;
        }

        public string Name { get; }
    }

    public static class AssemblyReloadEvents
    {
        public delegate void AssemblyReloadCallback();

        public static event AssemblyReloadCallback beforeAssemblyReload;

        /// <summary>True if the event has a handler.</summary>
        public static bool HasHandler => beforeAssemblyReload != null;

        /// <summary>Raises the event, like Unity before it reloads scripts.</summary>
        public static void Reload() => beforeAssemblyReload?.Invoke();
    }

    public class AssetImporter
    {
        public string assetPath { get; set; }
    }

    public class PluginImporter : AssetImporter
    {
        public delegate bool IncludeInBuildDelegate(string path);

        /// <summary>The plugins of the project, for tests.</summary>
        public static List<PluginImporter> Importers { get; } = new List<PluginImporter>();

        /// <summary>Decides at a build of a player; null includes the plugin.</summary>
        public IncludeInBuildDelegate Included { get; private set; }

        public static PluginImporter[] GetAllImporters() => Importers.ToArray();

        public void SetIncludeInBuildDelegate(IncludeInBuildDelegate includeInBuildDelegate) =>
            Included = includeInBuildDelegate;
    }

    public static class EditorApplication
    {
        public static event Action quitting;

        public static double timeSinceStartup => 0;

        /// <summary>True if the event has a handler.</summary>
        public static bool HasHandler => quitting != null;
    }

    public static class EditorPrefs
    {
        private static readonly Dictionary<string, string> Kept = new Dictionary<string, string>();

        public static string GetString(string key, string defaultValue)
        {
            string value;
            return Kept.TryGetValue(key, out value) ? value : defaultValue;
        }

        public static void SetString(string key, string value) => Kept[key] = value;
    }

    public enum MessageType
    {
        None,
        Info,
        Warning,
        Error,
    }

    public class EditorWindow : ScriptableObject
    {
        public static T GetWindow<T>(string title)
            where T : EditorWindow, new() => new T();

        /// <summary>The number of requests to draw the window, for tests.</summary>
        public int Repaints { get; private set; }

        public void Repaint() => Repaints++;
    }

    public static class EditorStyles
    {
        public static GUIStyle boldLabel { get; } = new GUIStyle();
    }

    public static class EditorGUI
    {
        public static void BeginDisabledGroup(bool disabled) => GUILayout.Disabled.Push(disabled);

        public static void EndDisabledGroup() => GUILayout.Disabled.Pop();

        public static void ProgressBar(Rect position, float value, string text) => EditorGUILayout.Drawn.Add(text);
    }

    public static class EditorGUILayout
    {
        /// <summary>The drawn texts, for tests.</summary>
        public static List<string> Drawn { get; } = new List<string>();

        public static Vector2 BeginScrollView(Vector2 scrollPosition, params GUILayoutOption[] options) =>
            scrollPosition;

        public static void EndScrollView()
        {
        }

        public static Rect GetControlRect(params GUILayoutOption[] options) => default(Rect);

        public static void HelpBox(string message, MessageType type) => Drawn.Add(type + ": " + message);

        public static int IntField(string label, int value, params GUILayoutOption[] options) => value;

        public static void LabelField(string label, params GUILayoutOption[] options) => Drawn.Add(label);

        public static void LabelField(string label, GUIStyle style, params GUILayoutOption[] options) =>
            Drawn.Add(label);

        public static string PasswordField(string label, string password, params GUILayoutOption[] options) => password;

        public static int Popup(
            string label, int selectedIndex, string[] displayedOptions, params GUILayoutOption[] options)
        {
            Drawn.AddRange(displayedOptions);
            return selectedIndex;
        }

        public static string TextField(string label, string text, params GUILayoutOption[] options) => text;

        public static bool Toggle(string label, bool value, params GUILayoutOption[] options) =>
            value || label == Ticked;

        /// <summary>The label of the toggle that is on; a test sets it.</summary>
        public static string Ticked { get; set; }
    }
}
