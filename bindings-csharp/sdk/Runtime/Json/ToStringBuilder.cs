using System;
using System.Collections;
using System.Globalization;
using System.Text;

namespace Edgegap.Sdk.Json
{
    /// <summary>Builds the result of <c>ToString</c>: set fields, without secrets.</summary>
    /// <remarks>A long string, such as an icon, is cut, so that it does not fill a log.</remarks>
    internal sealed class ToStringBuilder
    {
        private const int MaxLength = 200;
        private const int CutLength = 100;

        private readonly StringBuilder _text = new StringBuilder();
        private bool _isEmpty = true;

        internal ToStringBuilder(string name)
        {
            _text.Append(name).Append(" {");
        }

        /// <inheritdoc/>
        public override string ToString() => _text + (_isEmpty ? "}" : " }");

        internal void Add(string name, object value)
        {
            var items = value as ICollection;
            AddIfSet(name, value, items == null ? Format(value) : "[" + items.Count + "]");
        }

        /// <summary>Adds <c>***</c> if the value is set.</summary>
        internal void AddRedacted(string name, string value) => AddIfSet(name, value, "***");

        private void AddIfSet(string name, object value, string text)
        {
            if (value != null)
            {
                _text.Append(_isEmpty ? " " : ", ").Append(name).Append(" = ").Append(text);
                _isEmpty = false;
            }
        }

        /// <summary>Returns the start of a long string, and its length.</summary>
        internal static string Cut(string value)
        {
            if (value == null || value.Length <= MaxLength)
            {
                return value;
            }
            int length = char.IsHighSurrogate(value[CutLength - 1]) ? CutLength - 1 : CutLength;
            return value.Substring(0, length) + "... (" + value.Length + " characters)";
        }

        private static string Format(object value) =>
            value is DateTimeOffset
                ? ((DateTimeOffset)value).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)
                : Cut(Convert.ToString(value, CultureInfo.InvariantCulture));
    }
}
