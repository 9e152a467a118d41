using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk.Json
{
    /// <summary>Writes JSON for the native library: <c>tests/contract/boundary.md</c>.</summary>
    /// <remarks>The core reports values that JSON cannot represent, with all violations.</remarks>
    internal sealed class JsonOutput
    {
        private const int MaxDepth = 64;

        private readonly JsonWriter _writer;

        private JsonOutput(JsonWriter writer)
        {
            _writer = writer;
        }

        /// <summary>Returns an object with the fields that the callback writes.</summary>
        internal static string Object(Action<JsonOutput> writeFields)
        {
            var text = new StringWriter(CultureInfo.InvariantCulture);
            var json = new JsonOutput(new JsonTextWriter(text));
            json._writer.WriteStartObject();
            writeFields(json);
            json._writer.WriteEndObject();
            return text.ToString();
        }

        /// <summary>Writes a body with a writer of the program.</summary>
        internal static void Write(JsonWriter writer, IBody value) => new JsonOutput(writer).Body(value);

        /// <summary>Writes an image with a writer of the program.</summary>
        internal static void Write(JsonWriter writer, Image value) => new JsonOutput(writer).Image(value);

        internal void Begin(string name) => Name(name).WriteStartObject();

        internal void End() => _writer.WriteEndObject();

        internal void Write(string name, long? value) => Name(name).WriteValue(value);

        internal void Write(string name, bool? value) => Name(name).WriteValue(value);

        internal void Write(string name, string value)
        {
            Name(name);
            String(value);
        }

        internal void Write(string name, double? value)
        {
            Name(name);
            Number(value);
        }

        internal void Write(string name, Image value)
        {
            Name(name);
            Image(value);
        }

        internal void Write(string name, IBody value)
        {
            Name(name);
            Body(value);
        }

        internal void Write(string name, JToken value)
        {
            Name(name);
            Token(value, 1);
        }

        internal void Write(string name, IReadOnlyList<string> values) => Array(name, values, String);

        internal void WriteList<T>(string name, IReadOnlyList<T> values)
            where T : class, IBody => Array(name, values, Body);

        internal void WriteStrings(string name, IEnumerable<KeyValuePair<string, string>> values)
        {
            Begin(name);
            foreach (KeyValuePair<string, string> value in values)
            {
                Write(value.Key, value.Value);
            }
            End();
        }

        /// <summary>Writes a string, a number or a boolean, unless it is null.</summary>
        internal void WriteIfSet(string name, object value)
        {
            if (value != null)
            {
                Write(name, new JValue(value));
            }
        }

        /// <summary>Writes a setting; an empty string or white space counts as not set.</summary>
        internal void WriteIfNotBlank(string name, string value) =>
            WriteIfSet(name, string.IsNullOrWhiteSpace(value) ? null : value);

        private JsonWriter Name(string name)
        {
            _writer.WritePropertyName(name);
            return _writer;
        }

        private void Array<T>(string name, IReadOnlyList<T> values, Action<T> write)
        {
            Name(name);
            if (values == null)
            {
                _writer.WriteNull();
                return;
            }
            _writer.WriteStartArray();
            foreach (T value in values)
            {
                write(value);
            }
            _writer.WriteEndArray();
        }

        private void Body(IBody value)
        {
            if (value == null)
            {
                _writer.WriteNull();
                return;
            }
            _writer.WriteStartObject();
            value.Write(this);
            _writer.WriteEndObject();
        }

        private void Image(Image value)
        {
            if (value?.Path == null)
            {
                String(value?.Base64);
                return;
            }
            _writer.WriteStartObject();
            Write("path", value.Path);
            _writer.WriteEndObject();
        }

        private void String(string value)
        {
            if (value != null && HasLoneSurrogate(value))
            {
                Unsendable("a string with a lone surrogate (half of a character)");
            }
            else
            {
                _writer.WriteValue(value);
            }
        }

        private void Number(double? value)
        {
            if (value != null && (double.IsNaN(value.Value) || double.IsInfinity(value.Value)))
            {
                Unsendable(value.Value.ToString(CultureInfo.InvariantCulture));
            }
            else
            {
                _writer.WriteValue(value);
            }
        }

        private void Token(JToken token, int depth)
        {
            if (token == null)
            {
                _writer.WriteNull();
                return;
            }
            if (depth > MaxDepth)
            {
                Unsendable("more than " + MaxDepth + " levels");
                return;
            }
            switch (token.Type)
            {
                case JTokenType.Object:
                    _writer.WriteStartObject();
                    foreach (JProperty field in ((JObject)token).Properties())
                    {
                        Name(field.Name);
                        Token(field.Value, depth + 1);
                    }
                    _writer.WriteEndObject();
                    break;
                case JTokenType.Array:
                    _writer.WriteStartArray();
                    foreach (JToken item in (JArray)token)
                    {
                        Token(item, depth + 1);
                    }
                    _writer.WriteEndArray();
                    break;
                case JTokenType.Float:
                    // A decimal is written exactly and is never NaN.
                    object number = ((JValue)token).Value;
                    if (number is decimal)
                    {
                        _writer.WriteValue((decimal)number);
                    }
                    else
                    {
                        Number(Convert.ToDouble(number, CultureInfo.InvariantCulture));
                    }
                    break;
                case JTokenType.String:
                    String((string)((JValue)token).Value);
                    break;
                case JTokenType.Undefined:
                case JTokenType.Raw:
                case JTokenType.Comment:
                case JTokenType.Constructor:
                case JTokenType.Bytes:
                    Unsendable("a token of type " + token.Type);
                    break;
                default:
                    token.WriteTo(_writer);
                    break;
            }
        }

        private void Unsendable(string name)
        {
            _writer.WriteStartObject();
            Name("$unsendable").WriteValue(name);
            _writer.WriteEndObject();
        }

        private static bool HasLoneSurrogate(string value)
        {
            for (int index = 0; index < value.Length; index++)
            {
                if (!char.IsSurrogate(value[index]))
                {
                    continue;
                }
                if (!char.IsSurrogatePair(value, index))
                {
                    return true;
                }
                index++;
            }
            return false;
        }
    }

    /// <summary>The body of a call, or a part of one.</summary>
    internal interface IBody
    {
        /// <summary>Writes the fields, without the braces.</summary>
        void Write(JsonOutput json);
    }
}
