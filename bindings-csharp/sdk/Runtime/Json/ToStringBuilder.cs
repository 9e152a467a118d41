using System;
using System.Collections;
using System.Globalization;
using System.Text;

namespace Edgegap.Sdk.Json
{
    /// <summary>Builds the result of <c>ToString</c>: set fields, without secrets.</summary>
    internal sealed class ToStringBuilder
    {
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

        /// <summary>Adds the length of the value.</summary>
        internal void AddLength(string name, string value) => AddIfSet(name, value, value?.Length + " characters");

        private void AddIfSet(string name, object value, string text)
        {
            if (value != null)
            {
                _text.Append(_isEmpty ? " " : ", ").Append(name).Append(" = ").Append(text);
                _isEmpty = false;
            }
        }

        private static string Format(object value) =>
            value is DateTimeOffset
                ? ((DateTimeOffset)value).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)
                : Convert.ToString(value, CultureInfo.InvariantCulture);
    }
}
