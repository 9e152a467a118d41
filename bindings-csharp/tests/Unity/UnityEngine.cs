// Just the members of UnityEngine that the package and its sample use, written by hand from Unity's
// public documentation: Unity was not available. They exist to be compiled against; nothing of
// Unity's behaviour is here.
using System;
using System.Collections.Generic;

namespace UnityEngine
{
    public struct Vector2
    {
    }

    public struct Rect
    {
    }

    public class Object
    {
    }

    public class ScriptableObject : Object
    {
    }

    /// <summary>In Unity a style of a control.</summary>
    public class GUIStyle
    {
    }

    /// <summary>In Unity an option of a control's layout.</summary>
    public class GUILayoutOption
    {
    }

    public static class GUILayout
    {
        /// <summary>Whether the button of this text is pressed; a test sets it.</summary>
        public static string Pressed { get; set; }

        /// <summary>The groups that are open, and whether each is disabled.</summary>
        public static Stack<bool> Disabled { get; } = new Stack<bool>();

        public static bool Button(string text, params GUILayoutOption[] options) => text == Pressed && !Disabled.Contains(true);
    }

    /// <summary>
    /// Here to show that the sample's use of the SDK does not collide with it, and what its event
    /// does.
    /// </summary>
    public static class Application
    {
        public static event Action quitting;

        /// <summary>
        /// What Unity does when a player ends, and in the editor whenever Play ends.
        /// </summary>
        public static void Quit() => quitting?.Invoke();
    }
}
