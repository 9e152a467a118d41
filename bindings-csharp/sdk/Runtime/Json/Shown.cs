using System;
using System.Collections;
using System.Globalization;
using System.Text;

namespace Edgegap.Sdk.Json
{
    /// <summary>Text of an object for people: what is set, short, without secrets.</summary>
    internal sealed class Shown
    {
        private readonly StringBuilder _text = new StringBuilder();
        private bool _isFirst = true;

        internal Shown(string name)
        {
            _text.Append(name).Append(" {");
        }

        /// <inheritdoc/>
        public override string ToString() => _text + (_isFirst ? "}" : " }");

        internal void Add(string name, object value)
        {
            if (value == null)
            {
                return;
            }
            var items = value as ICollection;
            Begin(name).Append(items == null ? Text(value) : "[" + items.Count + "]");
        }

        /// <summary>Whether it is there, and nothing of it.</summary>
        internal void Secret(string name, string value)
        {
            if (value != null)
            {
                Begin(name).Append("***");
            }
        }

        /// <summary>How long it is.</summary>
        internal void Length(string name, string value)
        {
            if (value != null)
            {
                Begin(name).Append(value.Length).Append(" characters");
            }
        }

        private static string Text(object value) =>
            value is DateTimeOffset
                ? ((DateTimeOffset)value).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)
                : Convert.ToString(value, CultureInfo.InvariantCulture);

        private StringBuilder Begin(string name)
        {
            _text.Append(_isFirst ? " " : ", ").Append(name).Append(" = ");
            _isFirst = false;
            return _text;
        }
    }
}
