using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk.Json
{
    /// <summary>Writes what goes to the native library, in the form of <c>tests/contract/boundary.md</c>.</summary>
    /// <remarks>What JSON does not have is named where it stands, so that it is reported there with everything else that is wrong.</remarks>
    internal sealed class JsonOutput
    {
        private const int MaxDepth = 64;

        private readonly StringWriter _text = new StringWriter(CultureInfo.InvariantCulture);
        private readonly JsonTextWriter _writer;

        internal JsonOutput()
        {
            _writer = new JsonTextWriter(_text);
        }

        public override string ToString() => _text.ToString();

        internal void Begin() => _writer.WriteStartObject();

        internal void Begin(string name)
        {
            _writer.WritePropertyName(name);
            _writer.WriteStartObject();
        }

        internal void End() => _writer.WriteEndObject();

        internal void Write(string name, string value)
        {
            _writer.WritePropertyName(name);
            Text(value);
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
            if (value.HasValue)
            {
                Number(value.Value);
            }
            else
            {
                _writer.WriteNull();
            }
        }

        internal void Write(string name, Image value)
        {
            _writer.WritePropertyName(name);
            if (value == null)
            {
                _writer.WriteNull();
            }
            else if (value.Path == null)
            {
                Text(value.Base64);
            }
            else
            {
                _writer.WriteStartObject();
                Write("path", value.Path);
                _writer.WriteEndObject();
            }
        }

        internal void Write(string name, IReadOnlyList<string> values)
        {
            _writer.WritePropertyName(name);
            if (values == null)
            {
                _writer.WriteNull();
                return;
            }
            _writer.WriteStartArray();
            foreach (string value in values)
            {
                Text(value);
            }
            _writer.WriteEndArray();
        }

        internal void Write(string name, IBody value)
        {
            _writer.WritePropertyName(name);
            Body(value);
        }

        internal void WriteList<T>(string name, IReadOnlyList<T> values)
            where T : class, IBody
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
                Body(value);
            }
            _writer.WriteEndArray();
        }

        internal void Write(string name, JToken value)
        {
            _writer.WritePropertyName(name);
            Tree(value, 1);
        }

        internal void WriteTexts(string name, IEnumerable<KeyValuePair<string, string>> texts)
        {
            Begin(name);
            foreach (KeyValuePair<string, string> text in texts)
            {
                Write(text.Key, text.Value);
            }
            End();
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

        private void Text(string value)
        {
            if (value != null && HasHalfCharacter(value))
            {
                Unsendable("text with half of a character (a lone surrogate)");
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

        private void Tree(JToken token, int depth)
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
                    foreach (JProperty member in ((JObject)token).Properties())
                    {
                        _writer.WritePropertyName(member.Name);
                        Tree(member.Value, depth + 1);
                    }
                    _writer.WriteEndObject();
                    break;
                case JTokenType.Array:
                    _writer.WriteStartArray();
                    foreach (JToken item in (JArray)token)
                    {
                        Tree(item, depth + 1);
                    }
                    _writer.WriteEndArray();
                    break;
                case JTokenType.Float:
                    // A decimal stays exact, and is never NaN.
                    object number = ((JValue)token).Value;
                    if (number is decimal)
                    {
                        _writer.WriteValue((decimal)number);
                    }
                    else
                    {
                        Number(System.Convert.ToDouble(number, CultureInfo.InvariantCulture));
                    }
                    break;
                case JTokenType.String:
                    Text((string)((JValue)token).Value);
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

        private static bool HasHalfCharacter(string text)
        {
            for (int at = 0; at < text.Length; at++)
            {
                if (!char.IsSurrogate(text[at]))
                {
                    continue;
                }
                if (!char.IsHighSurrogate(text[at]) || at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1]))
                {
                    return true;
                }
                at++;
            }
            return false;
        }
    }

    /// <summary>What can be the body of a call, or part of one.</summary>
    internal interface IBody
    {
        /// <summary>Writes the members, without the braces.</summary>
        void Write(JsonOutput json);
    }
}
