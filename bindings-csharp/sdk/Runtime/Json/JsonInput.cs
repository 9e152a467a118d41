using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using Edgegap.Sdk.Native;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk.Json
{
    /// <summary>
    /// Reads the canonical JSON that the native library writes. The generated readers stand on the first token of their value when they are called,
    /// and on its last one when they return.
    /// </summary>
    internal sealed class JsonInput
    {
        /// <summary>The service's 64 levels, and those that the boundary puts around them: the reply, its value, <c>$extra</c>.</summary>
        private const int MaxDepth = 64 + 4;

        private readonly JsonTextReader _reader;

        internal JsonInput(string json)
            : this(new StringReader(json))
        {
        }

        internal JsonInput(ArraySegment<byte> json)
            : this(Text(json))
        {
        }

        private JsonInput(TextReader json)
        {
            // A text that looks like a date stays a text.
            _reader = new JsonTextReader(json) { DateParseHandling = DateParseHandling.None, MaxDepth = MaxDepth };
            Read();
        }

        internal bool IsNull => _reader.TokenType == JsonToken.Null;

        internal static string ReadText(JsonInput json) => json.Text();

        internal static JToken ReadAny(JsonInput json) => JToken.ReadFrom(json._reader);

        /// <summary>The next member of the object that the reader is in; it stands on its value then. False at the object's end.</summary>
        internal bool Member(out string name)
        {
            Read();
            if (_reader.TokenType == JsonToken.EndObject)
            {
                name = null;
                return false;
            }
            name = (string)_reader.Value;
            Read();
            return true;
        }

        /// <summary>Text, or null.</summary>
        internal string Text() => IsNull ? null : (string)Of(JsonToken.String);

        /// <summary>A whole number, or null.</summary>
        internal long? Int64() => IsNull ? (long?)null : Convert.ToInt64(Of(JsonToken.Integer), CultureInfo.InvariantCulture);

        /// <summary>A number, or null.</summary>
        internal double? Double()
        {
            if (IsNull)
            {
                return null;
            }
            // 1.0 is written as it came, maybe as 1.
            object value = _reader.TokenType == JsonToken.Integer ? _reader.Value : Of(JsonToken.Float);
            return Convert.ToDouble(value, CultureInfo.InvariantCulture);
        }

        /// <summary>True, false, or null.</summary>
        internal bool? Boolean() => IsNull ? (bool?)null : (bool)Of(JsonToken.Boolean);

        /// <summary>A time stamp, or null: the core leaves what is none, and what no system has dates for, among the extra members.</summary>
        internal DateTimeOffset? Stamp() => Json.Stamp.Parse(Text());

        /// <summary>A list, or null.</summary>
        internal IReadOnlyList<T> List<T>(Func<JsonInput, T> read)
        {
            if (IsNull)
            {
                return null;
            }
            Expect(JsonToken.StartArray);
            var items = new List<T>();
            Read();
            while (_reader.TokenType != JsonToken.EndArray)
            {
                items.Add(read(this));
                Read();
            }
            return items;
        }

        /// <summary>An object of any form, or null.</summary>
        internal JObject Tree() => IsNull ? null : (JObject)JToken.ReadFrom(_reader);

        /// <summary>Texts by name.</summary>
        internal IReadOnlyDictionary<string, string> Texts()
        {
            Object();
            var texts = new Dictionary<string, string>();
            string name;
            while (Member(out name))
            {
                texts[name] = Text();
            }
            return texts;
        }

        /// <summary>Makes sure that an object begins here.</summary>
        internal void Object() => Expect(JsonToken.StartObject);

        /// <summary>Passes over the value.</summary>
        internal void Skip() => _reader.Skip();

        private static TextReader Text(ArraySegment<byte> json)
        {
            if (json.Count < Lease.LargeBytes)
            {
                return new StringReader(Encoding.UTF8.GetString(json.Array, json.Offset, json.Count));
            }
            // Piece by piece, and not into one large string.
            return new StreamReader(new MemoryStream(json.Array, json.Offset, json.Count), Encoding.UTF8, false);
        }

        private void Read()
        {
            if (!_reader.Read())
            {
                throw new InternalException("a reply of the native library ends too early; please report it");
            }
        }

        private object Of(JsonToken kind)
        {
            Expect(kind);
            return _reader.Value;
        }

        private void Expect(JsonToken kind)
        {
            if (_reader.TokenType != kind)
            {
                throw new InternalException(
                    "a reply of the native library has " + _reader.TokenType + " at " + _reader.Path + " in place of " + kind + "; please report it");
            }
        }
    }
}
