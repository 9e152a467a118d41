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
    /// Reads the canonical JSON that the native library writes. When a generated reader is called,
    /// the input is at the first token of the value; when it returns, at the last one. Every method
    /// that reads a value returns null for a JSON null.
    /// </summary>
    internal sealed class JsonInput
    {
        /// <summary>The service's 64 levels, and those that the boundary adds.</summary>
        private const int MaxDepth = 64 + 4;

        private readonly JsonTextReader _reader;

        internal JsonInput(string json)
            : this(new StringReader(json))
        {
        }

        internal JsonInput(ArraySegment<byte> json)
            : this(Decode(json))
        {
        }

        private JsonInput(TextReader json)
        {
            // A string that looks like a date stays a string.
            _reader = new JsonTextReader(json) { DateParseHandling = DateParseHandling.None, MaxDepth = MaxDepth };
            Read();
        }

        internal bool IsNull => _reader.TokenType == JsonToken.Null;

        internal static string ReadString(JsonInput json) => json.String();

        internal static JToken ReadAny(JsonInput json) => JToken.ReadFrom(json._reader);

        /// <summary>Moves to the value of the next field; false at the end of the object.</summary>
        internal bool NextField(out string name)
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

        internal string String() => IsNull ? null : (string)Value(JsonToken.String);

        internal long? Int64() =>
            IsNull ? (long?)null : Convert.ToInt64(Value(JsonToken.Integer), CultureInfo.InvariantCulture);

        internal double? Double()
        {
            if (IsNull)
            {
                return null;
            }
            // The core passes numbers on as the service wrote them: 1.0 may be written as 1.
            object value = _reader.TokenType == JsonToken.Integer ? _reader.Value : Value(JsonToken.Float);
            return Convert.ToDouble(value, CultureInfo.InvariantCulture);
        }

        internal bool? Boolean() => IsNull ? (bool?)null : (bool)Value(JsonToken.Boolean);

        /// <summary>Reads a timestamp. The core moves unreadable ones to <c>$extra</c>.</summary>
        internal DateTimeOffset? Timestamp() => Json.Timestamp.Parse(String());

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

        /// <summary>Reads an object of any form.</summary>
        internal JObject JObject() => IsNull ? null : (JObject)JToken.ReadFrom(_reader);

        /// <summary>Reads an object whose fields are strings.</summary>
        internal IReadOnlyDictionary<string, string> Strings()
        {
            ExpectObject();
            var strings = new Dictionary<string, string>();
            string name;
            while (NextField(out name))
            {
                strings[name] = String();
            }
            return strings;
        }

        /// <summary>Throws unless an object begins here.</summary>
        internal void ExpectObject() => Expect(JsonToken.StartObject);

        internal void Skip() => _reader.Skip();

        private static TextReader Decode(ArraySegment<byte> json)
        {
            if (json.Count < PooledBytes.LargeBytes)
            {
                return new StringReader(Encoding.UTF8.GetString(json.Array, json.Offset, json.Count));
            }
            // Decodes in pieces instead of into one large string.
            return new StreamReader(new MemoryStream(json.Array, json.Offset, json.Count), Encoding.UTF8, false);
        }

        private void Read()
        {
            if (!_reader.Read())
            {
                throw new InternalException("a reply of the native library is incomplete; please report it");
            }
        }

        private object Value(JsonToken type)
        {
            Expect(type);
            return _reader.Value;
        }

        private void Expect(JsonToken type)
        {
            if (_reader.TokenType != type)
            {
                throw new InternalException(
                    "a reply of the native library has " + _reader.TokenType + " at " + _reader.Path + " instead of "
                        + type + "; please report it");
            }
        }
    }
}
