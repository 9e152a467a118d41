using System;
using Newtonsoft.Json;

namespace Edgegap.Sdk.Json
{
    // For programs that store models or bodies with Json.NET. The SDK itself does not use them.

    /// <summary>Writes a body as a call sends it; it is read by its attributes.</summary>
    internal sealed class BodyConverter : JsonConverter
    {
        public override bool CanRead => false;

        public override bool CanConvert(Type type) => typeof(IBody).IsAssignableFrom(type);

        public override void WriteJson(JsonWriter writer, object value, JsonSerializer serializer) =>
            JsonOutput.Write(writer, (IBody)value);

        public override object ReadJson(JsonReader reader, Type type, object before, JsonSerializer serializer)
        {
            throw new NotSupportedException();
        }
    }

    /// <summary>Reads and writes a value of an enumeration as the API spells it.</summary>
    internal sealed class EnumConverter : JsonConverter
    {
        public override bool CanConvert(Type type) => type.IsValueType;

        public override void WriteJson(JsonWriter writer, object value, JsonSerializer serializer) =>
            writer.WriteValue(value.ToString());

        public override object ReadJson(JsonReader reader, Type type, object before, JsonSerializer serializer)
        {
            Type plain = Nullable.GetUnderlyingType(type);
            if (reader.TokenType == JsonToken.Null && plain != null)
            {
                return null;
            }
            if (reader.TokenType != JsonToken.String)
            {
                string name = (plain ?? type).Name;
                throw new JsonSerializationException(
                    reader.Path + ": " + name + " must be a string, not " + reader.TokenType);
            }
            return Activator.CreateInstance(plain ?? type, (string)reader.Value);
        }
    }

    /// <summary>Reads and writes an image: base64, or an object with the path of a file.</summary>
    internal sealed class ImageConverter : JsonConverter
    {
        public override bool CanConvert(Type type) => type == typeof(Image);

        public override void WriteJson(JsonWriter writer, object value, JsonSerializer serializer) =>
            JsonOutput.Write(writer, (Image)value);

        public override object ReadJson(JsonReader reader, Type type, object before, JsonSerializer serializer)
        {
            switch (reader.TokenType)
            {
                case JsonToken.Null:
                    return null;
                case JsonToken.String:
                    return Image.FromBase64((string)reader.Value);
                default:
                    string path = (string)Newtonsoft.Json.Linq.JToken.ReadFrom(reader).SelectToken("path");
                    if (path == null)
                    {
                        throw new JsonSerializationException(
                            reader.Path + ": an image must be a string with base64, or an object with a path");
                    }
                    return Image.FromFile(path);
            }
        }
    }
}
