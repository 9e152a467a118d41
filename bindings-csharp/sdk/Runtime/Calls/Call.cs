using System.Collections.Generic;
using Edgegap.Sdk.Json;

namespace Edgegap.Sdk
{
    /// <summary>The arguments of one call on their way to the native library. What is null is left out, and reported as missing where it is required.</summary>
    internal sealed class Call
    {
        private readonly List<KeyValuePair<string, string>> _path = new List<KeyValuePair<string, string>>(4);
        private long? _page;
        private long? _limit;
        private string _fields;
        private IBody _body;

        internal Call(string operation)
        {
            Operation = operation;
        }

        /// <summary>Its id, <c>versions.create</c>.</summary>
        internal string Operation { get; }

        internal Call Path(string name, string value)
        {
            if (value != null)
            {
                _path.Add(new KeyValuePair<string, string>(name, value));
            }
            return this;
        }

        internal Call Query(long? page, long? limit, string fields = null)
        {
            _page = page;
            _limit = limit;
            _fields = fields;
            return this;
        }

        internal Call Body(IBody body)
        {
            _body = body;
            return this;
        }

        /// <summary>The arguments as JSON. The cursor is that of the page before, for lists.</summary>
        internal string ToJson(string cursor = null)
        {
            var json = new JsonOutput();
            json.Begin();
            json.WriteTexts("path", _path);
            if (_page != null || _limit != null || _fields != null)
            {
                json.Begin("query");
                if (_page != null)
                {
                    json.Write("page", _page);
                }
                if (_limit != null)
                {
                    json.Write("limit", _limit);
                }
                if (_fields != null)
                {
                    json.Write("fields", _fields);
                }
                json.End();
            }
            if (_body != null)
            {
                json.Write("body", _body);
            }
            if (cursor != null)
            {
                json.Write("cursor", cursor);
            }
            json.End();
            return json.ToString();
        }
    }
}
