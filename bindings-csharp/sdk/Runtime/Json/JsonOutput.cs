using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk.Json
{
    /// <summary>
    /// Writes JSON for the native library, in the form of <c>tests/contract/boundary.md</c>.
    /// </summary>
    /// <remarks>
    /// A value that JSON cannot represent is named in its place, so that the core reports it with
    /// all other violations.
    /// </remarks>
    internal sealed class JsonOutput
    {
        private const int MaxDepth = 64;

        private readonly StringWriter _text = new StringWriter(CultureInfo.InvariantCulture);
        private readonly JsonTextWriter _writer;

        private JsonOutput()
        {
            _writer = new JsonTextWriter(_text);
        }

        /// <summary>Returns an object with the fields that the callback writes.</summary>
        internal static string Object(Action<JsonOutput> writeFields)
        {
            var json = new JsonOutput();
            json._writer.WriteStartObject();
            writeFields(json);
            json._writer.WriteEndObject();
            return json._text.ToString();
        }

        internal void Begin(string name)
        {
            _writer.WritePropertyName(name);
            _writer.WriteStartObject();
        }

        internal void End() => _writer.WriteEndObject();

        internal void Write(string name, string value)
        {
            _writer.WritePropertyName(name);
            String(value);
        }

        internal void Write(string name, long? value)
        {
            _writer.WritePropertyName(name);
            _writer.WriteValue(value);
        }

        internal void Write(string name, bool? value)
        {
            _writer.WritePropertyName(name);
            _writer.WriteValue(value);
        }

        internal void Write(string name, double? value)
        {
            _writer.WritePropertyName(name);
            if (value == null)
            {
                _writer.WriteNull();
            }
            else
            {
                Number(value.Value);
            }
        }

        internal void Write(string name, Image value)
        {
            if (value?.Path == null)
            {
                Write(name, value?.Base64);
                return;
            }
            Begin(name);
            Write("path", value.Path);
            End();
        }

        internal void Write(string name, IReadOnlyList<string> values) => Array(name, values, String);

        internal void Write(string name, IBody value)
        {
            _writer.WritePropertyName(name);
            Body(value);
        }

        internal void WriteList<T>(string name, IReadOnlyList<T> values)
            where T : class, IBody => Array(name, values, Body);

        internal void Write(string name, JToken value)
        {
            _writer.WritePropertyName(name);
            Token(value, 1);
        }

        internal void WriteStrings(string name, IEnumerable<KeyValuePair<string, string>> values)
        {
            Begin(name);
            foreach (KeyValuePair<string, string> value in values)
            {
                Write(value.Key, value.Value);
            }
            End();
        }

        internal void WriteIfSet(string name, string value)
        {
            if (value != null)
            {
                Write(name, value);
            }
        }

        internal void WriteIfSet(string name, long? value)
        {
            if (value != null)
            {
                Write(name, value);
            }
        }

        internal void WriteIfSet(string name, bool? value)
        {
            if (value != null)
            {
                Write(name, value);
            }
        }

        internal void WriteIfSet(string name, IDictionary<string, string> values)
        {
            if (values != null)
            {
                WriteStrings(name, values);
            }
        }

        /// <summary>Writes a setting; an empty string or white space counts as not set.</summary>
        internal void WriteIfNotBlank(string name, string value) =>
            WriteIfSet(name, string.IsNullOrWhiteSpace(value) ? null : value);

        private void Array<T>(string name, IReadOnlyList<T> values, Action<T> write)
        {
            _writer.WritePropertyName(name);
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

        private void Number(double value)
        {
            if (double.IsNaN(value) || double.IsInfinity(value))
            {
                Unsendable(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
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
                        _writer.WritePropertyName(field.Name);
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
            _writer.WritePropertyName("$unsendable");
            _writer.WriteValue(name);
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
