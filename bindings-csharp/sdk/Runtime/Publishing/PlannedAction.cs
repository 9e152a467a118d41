using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using Edgegap.Sdk.Json;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk
{
    /// <summary>One object of a plan.</summary>
    public sealed class PlannedAction
    {
        internal PlannedAction(JObject json)
        {
            Object = (string)json["object"];
            Name = (string)json["name"];
            Path = json["path"].Select(name => (string)name).ToList();
            Action = (string)json["action"];
            Fields = Items.Read(json["fields"], field => new FieldChange(field));
            LastUpdated = Timestamp.Parse((string)json["last_updated"]);
        }

        /// <summary>
        /// <c>application</c>, <c>storage</c>, <c>profile</c>, <c>version</c> or <c>link</c>.
        /// </summary>
        public string Object { get; }

        /// <summary>
        /// Name for display: <c>dev</c>, <c>logs/balance</c>, <c>logs/balance:dev</c>.
        /// </summary>
        public string Name { get; }

        /// <summary>The names that identify the object: <c>logs</c>, <c>balance</c>.</summary>
        public IReadOnlyList<string> Path { get; }

        /// <summary>
        /// <c>create</c>, <c>update</c>, <c>recreate</c>, <c>unchanged</c>, <c>link</c> or
        /// <c>unlink</c>.
        /// </summary>
        public string Action { get; }

        /// <summary>Fields that differ, that are sent, or that cannot be compared.</summary>
        public IReadOnlyList<FieldChange> Fields { get; }

        /// <summary>Time of the last change of an existing object; else null.</summary>
        public DateTimeOffset? LastUpdated { get; }

        /// <summary>Action, kind and name: <c>update version dev</c>.</summary>
        public override string ToString() => Action + " " + Object + " " + Name;
    }

    /// <summary>A field of an object of a plan.</summary>
    public sealed class FieldChange
    {
        internal FieldChange(JObject json)
        {
            Name = (string)json["name"];
            State = (string)json["state"];
            Sent = (bool)json["sent"];
            From = json["from"];
            To = json["to"];
            Same = (int?)json["same"] ?? 0;
            Items = Sdk.Items.Read(json["items"], item => new ItemChange(item));
        }

        /// <summary>Name of the field, as in the API.</summary>
        public string Name { get; }

        /// <summary>
        /// <c>changed</c>; <c>same</c>, and sent together with another one; or <c>hidden</c>: the
        /// service does not show its value.
        /// </summary>
        public string State { get; }

        /// <summary>True if its value is sent.</summary>
        public bool Sent { get; }

        /// <summary>
        /// The value that the service has. A secret is <c>***</c>, a long string is cut. Null for
        /// lists of objects, and for fields that are not shown.
        /// </summary>
        [MaybeNull]
        public JToken From { get; }

        /// <summary>The value that it is given.</summary>
        [MaybeNull]
        public JToken To { get; }

        /// <summary>Number of items of a list of objects that are the same.</summary>
        public int Same { get; }

        /// <summary>
        /// Items of a list of objects that differ, or cannot be compared.
        /// </summary>
        public IReadOnlyList<ItemChange> Items { get; }

        /// <summary>Name and state.</summary>
        public override string ToString() => Name + " " + State;
    }

    /// <summary>An item of a list of objects, such as a port or a variable.</summary>
    public sealed class ItemChange
    {
        internal ItemChange(JObject json)
        {
            Key = (string)json["key"];
            State = (string)json["state"];
            Fields = Items.Read(json["fields"], field => new ItemField(field));
        }

        /// <summary>
        /// What identifies the item within its list: <c>7777/UDP</c>, <c>GAME_MODE</c>.
        /// </summary>
        public string Key { get; }

        /// <summary>
        /// <c>added</c>, <c>changed</c>, <c>removed</c>, or <c>hidden</c>: the service does not
        /// show its value.
        /// </summary>
        public string State { get; }

        /// <summary>Its fields that differ.</summary>
        public IReadOnlyList<ItemField> Fields { get; }

        /// <summary>Key and state.</summary>
        public override string ToString() => Key + " " + State;
    }

    /// <summary>A field of an item that differs.</summary>
    public sealed class ItemField
    {
        internal ItemField(JObject json)
        {
            Name = (string)json["name"];
            From = json["from"];
            To = json["to"];
        }

        /// <summary>Name of the field, as in the API.</summary>
        public string Name { get; }

        /// <summary>
        /// The value that the service has. A secret is <c>***</c>, a long string is cut.
        /// </summary>
        [MaybeNull]
        public JToken From { get; }

        /// <summary>The value that it is given.</summary>
        [MaybeNull]
        public JToken To { get; }

        /// <summary>The name.</summary>
        public override string ToString() => Name;
    }

    /// <summary>Lists in a plan, which leaves empty ones out.</summary>
    internal static class Items
    {
        internal static IReadOnlyList<T> Read<T>(JToken json, Func<JObject, T> read) =>
            (json as JArray ?? new JArray()).Select(item => read((JObject)item)).ToList();

        internal static IReadOnlyList<string> ReadStrings(JToken json) =>
            (json as JArray ?? new JArray()).Select(item => (string)item).ToList();
    }
}
