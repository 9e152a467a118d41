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
    /// <summary>Converts between JSON and the types that users have, by reflection.</summary>
    internal static class Reflection
    {
        /// <summary>Properties that are not named like their field.</summary>
        private static readonly Dictionary<string, string> Renamed = new Dictionary<string, string>
        {
            { "NewPort.Number", "port" },
            { "Port.Number", "port" },
            { "Tag.Name", "tag" },
            { "DeletedTag.Tag", "deleted_tag" },
        };

        /// <summary>Older names of fields, for which C# has no property.</summary>
        private static readonly Dictionary<string, string> Aliases =
            new Dictionary<string, string> { { "is_secret", "is_hidden" } };

        /// <summary><c>PullProfiles</c> of <c>pull_profiles</c>.</summary>
        internal static string Pascal(string name) =>
            string.Concat(name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word.Substring(1)));

        /// <summary>An object of a type with the fields of a JSON object.</summary>
        internal static object Body(Type type, JToken json)
        {
            var members = json as JObject;
            if (members == null)
            {
                throw new InexpressibleException(type.Name + " from " + json.Type);
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
                PropertyInfo property = type.GetProperties()
                    .FirstOrDefault(candidate => candidate.CanWrite && FieldName(candidate) == name);
                if (property == null)
                {
                    throw new InexpressibleException(type.Name + " has no " + member.Name);
                }
                if (member.Value.Type == JTokenType.Null && type.GetProperty("HasChanges") == null)
                {
                    throw new InexpressibleException("null in a create");
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
                DateTime time = ((DateTimeOffset)value).UtcDateTime;
                return time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
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
                json[property.Name == "Extra" ? "$extra" : FieldName(property)] = Json(property.GetValue(value));
            }
            return json;
        }

        private static void Set(PropertyInfo property, object on, object value)
        {
            if (value == null)
            {
                throw new InexpressibleException("$extra that is not an object");
            }
            property.SetValue(on, value);
        }

        private static string FieldName(PropertyInfo property)
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
                return Integer(json);
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
                return ImageFrom(json);
            }
            if (plain.IsValueType && !plain.IsPrimitive && json.Type == JTokenType.String)
            {
                return Activator.CreateInstance(plain, (string)json);
            }
            bool isList = plain.IsGenericType && plain.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);
            if (isList && json.Type == JTokenType.Array)
            {
                Type item = plain.GetGenericArguments()[0];
                var items = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item));
                foreach (JToken element in json)
                {
                    items.Add(item == typeof(string) ? Value(item, element) : Body(item, element));
                }
                return items;
            }
            throw new InexpressibleException(plain.Name + " from " + json.Type);
        }

        private static long Integer(JToken json)
        {
            try
            {
                return Convert.ToInt64(((JValue)json).Value, CultureInfo.InvariantCulture);
            }
            catch (Exception error) when (error is OverflowException || error is InvalidCastException)
            {
                throw new InexpressibleException("an integer beyond 64 bits");
            }
        }

        private static Image ImageFrom(JToken json)
        {
            if (json.Type == JTokenType.String)
            {
                return Image.FromBase64((string)json);
            }
            var members = json as JObject;
            JToken path = members?["path"];
            if (path == null || members.Count != 1 || path.Type != JTokenType.String)
            {
                throw new InexpressibleException("an image from " + json);
            }
            return Image.FromFile((string)members["path"]);
        }
    }

    /// <summary>The types do not let a user express this.</summary>
    internal sealed class InexpressibleException : Exception
    {
        internal InexpressibleException(string what)
            : base(what)
        {
        }
    }
}
