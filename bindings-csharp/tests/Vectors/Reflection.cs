using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Text;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk.Tests
{
    /// <summary>The way between JSON and the types that users have. Tests alone do this by reflection.</summary>
    internal static class Reflection
    {
        /// <summary>Properties that are not named like their member.</summary>
        private static readonly Dictionary<string, string> Renamed = new Dictionary<string, string>
        {
            { "NewPort.Number", "port" },
            { "Port.Number", "port" },
            { "Tag.Name", "tag" },
            { "DeletedTag.Tag", "deleted_tag" },
        };

        /// <summary>Older names of members, which C# has no property for.</summary>
        private static readonly Dictionary<string, string> Aliases = new Dictionary<string, string> { { "is_secret", "is_hidden" } };

        /// <summary><c>PullProfiles</c> of <c>pull_profiles</c>.</summary>
        internal static string Pascal(string name) =>
            string.Concat(name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word.Substring(1)));

        /// <summary>An object of a type with the members of a JSON object.</summary>
        internal static object Body(Type type, JToken json)
        {
            var members = json as JObject;
            if (members == null)
            {
                throw new NotSayableException(type.Name + " from " + json.Type);
            }
            object body = Activator.CreateInstance(type);
            foreach (JProperty member in members.Properties())
            {
                if (member.Name == "$extra")
                {
                    Set(type.GetProperty("Extra"), body, member.Value as JObject);
                    continue;
                }
                string known;
                string name = Aliases.TryGetValue(member.Name, out known) ? known : member.Name;
                PropertyInfo property = type.GetProperties().FirstOrDefault(candidate => candidate.CanWrite && MemberName(candidate) == name);
                if (property == null)
                {
                    throw new NotSayableException(type.Name + " has no " + member.Name);
                }
                if (member.Value.Type == JTokenType.Null && type.GetProperty("HasChanges") == null)
                {
                    throw new NotSayableException("null in a create");
                }
                property.SetValue(body, Value(property.PropertyType, member.Value));
            }
            return body;
        }

        /// <summary>A model as canonical JSON.</summary>
        internal static JToken Json(object value)
        {
            if (value == null)
            {
                return JValue.CreateNull();
            }
            if (value is JToken)
            {
                return ((JToken)value).DeepClone();
            }
            if (value is string || value is bool || value is long || value is double)
            {
                return new JValue(value);
            }
            if (value is DateTimeOffset)
            {
                return ((DateTimeOffset)value).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
            }
            if (value is IEnumerable)
            {
                return new JArray(((IEnumerable)value).Cast<object>().Select(Json).ToArray<object>());
            }
            Type type = value.GetType();
            if (type.IsValueType)
            {
                return value.ToString();
            }
            var json = new JObject();
            foreach (PropertyInfo property in type.GetProperties())
            {
                json[property.Name == "Extra" ? "$extra" : MemberName(property)] = Json(property.GetValue(value));
            }
            return json;
        }

        private static void Set(PropertyInfo property, object on, object value)
        {
            if (value == null)
            {
                throw new NotSayableException("$extra that is no object");
            }
            property.SetValue(on, value);
        }

        private static string MemberName(PropertyInfo property)
        {
            string renamed;
            if (Renamed.TryGetValue(property.DeclaringType.Name + "." + property.Name, out renamed))
            {
                return renamed;
            }
            var name = new StringBuilder();
            foreach (char letter in property.Name)
            {
                if (char.IsUpper(letter) && name.Length > 0)
                {
                    name.Append('_');
                }
                name.Append(char.ToLowerInvariant(letter));
            }
            return name.ToString();
        }

        private static object Value(Type type, JToken json)
        {
            if (json.Type == JTokenType.Null)
            {
                return null;
            }
            Type plain = Nullable.GetUnderlyingType(type) ?? type;
            if (plain == typeof(bool) && json.Type == JTokenType.Boolean)
            {
                return (bool)json;
            }
            if (plain == typeof(long) && json.Type == JTokenType.Integer)
            {
                return Whole(json);
            }
            if (plain == typeof(double) && (json.Type == JTokenType.Integer || json.Type == JTokenType.Float))
            {
                return (double)json;
            }
            if (plain == typeof(string) && json.Type == JTokenType.String)
            {
                return (string)json;
            }
            if (plain == typeof(Image))
            {
                return Picture(json);
            }
            if (plain.IsValueType && !plain.IsPrimitive && json.Type == JTokenType.String)
            {
                return Activator.CreateInstance(plain, (string)json);
            }
            if (plain.IsGenericType && plain.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) && json.Type == JTokenType.Array)
            {
                Type item = plain.GetGenericArguments()[0];
                var items = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item));
                foreach (JToken element in json)
                {
                    items.Add(item == typeof(string) ? Value(item, element) : Body(item, element));
                }
                return items;
            }
            throw new NotSayableException(plain.Name + " from " + json.Type);
        }

        private static long Whole(JToken json)
        {
            try
            {
                return Convert.ToInt64(((JValue)json).Value, CultureInfo.InvariantCulture);
            }
            catch (Exception error) when (error is OverflowException || error is InvalidCastException)
            {
                throw new NotSayableException("a whole number beyond 64 bits");
            }
        }

        private static Image Picture(JToken json)
        {
            if (json.Type == JTokenType.String)
            {
                return Image.FromBase64((string)json);
            }
            var members = json as JObject;
            if (members == null || members.Count != 1 || members["path"] == null || members["path"].Type != JTokenType.String)
            {
                throw new NotSayableException("an image from " + json);
            }
            return Image.FromFile((string)members["path"]);
        }
    }

    /// <summary>The types do not let a user say this.</summary>
    internal sealed class NotSayableException : Exception
    {
        internal NotSayableException(string what)
            : base(what)
        {
        }
    }
}
