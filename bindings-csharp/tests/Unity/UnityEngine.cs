// Declarations of the UnityEngine members that the package and its sample use, written from Unity's
// public documentation to compile against. They do not have Unity's behaviour.
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

    /// <summary>The style of a control.</summary>
    public class GUIStyle
    {
    }

    /// <summary>A layout option of a control.</summary>
    public class GUILayoutOption
    {
    }

    public static class GUILayout
    {
        /// <summary>The text of the button that is pressed; a test sets it.</summary>
        public static string Pressed { get; set; }

        /// <summary>The open groups: true for a disabled one.</summary>
        public static Stack<bool> Disabled { get; } = new Stack<bool>();

        public static bool Button(string text, params GUILayoutOption[] options) =>
            text == Pressed && !Disabled.Contains(true);
    }

    /// <summary>Has the name of an SDK model; a test raises its event.</summary>
    public static class Application
    {
        public static event Action quitting;

        /// <summary>True in the editor; a test sets it.</summary>
        public static bool isEditor { get; set; }

        /// <summary>Raises the event, like Unity at the end of a player or of Play mode.</summary>
        public static void Quit() => quitting?.Invoke();
    }
}

namespace UnityEngine.UI
{
    /// <summary>Has the name of an SDK class.</summary>
    public class Image : Object
    {
    }
}
