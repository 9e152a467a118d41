using System.Collections.Generic;
using Edgegap.Sdk.Json;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk
{
    /// <summary>The arguments of one call. Null arguments are left out.</summary>
    internal sealed class Call
    {
        private readonly List<KeyValuePair<string, string>> _path = new List<KeyValuePair<string, string>>(4);
        private long? _page;
        private long? _limit;
        private string _fields;
        private JObject _query;
        private IBody _body;

        internal Call(string operation)
        {
            Operation = operation;
        }

        /// <summary>The id of the operation, <c>versions.create</c>.</summary>
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

        /// <summary>Sets a query that is not of a list of the API.</summary>
        internal Call Query(JObject query)
        {
            _query = query;
            return this;
        }

        /// <summary>
        /// Returns the call of a list with pages of this size. If the caller has chosen a page or
        /// a size, it is the same call.
        /// </summary>
        internal Call WithPageSize(int size)
        {
            if (_page != null || _limit != null || _query != null)
            {
                return this;
            }
            Call call = new Call(Operation).Query(null, size, _fields);
            call._path.AddRange(_path);
            return call;
        }

        internal Call Body(IBody body)
        {
            _body = body;
            return this;
        }

        /// <summary>Returns the arguments as JSON, for a list with a page's cursor.</summary>
        internal string ToJson(string cursor = null) => JsonOutput.Object(json =>
        {
            json.WriteStrings("path", _path);
            if (_page != null || _limit != null || _fields != null)
            {
                json.Begin("query");
                json.WriteIfSet("page", _page);
                json.WriteIfSet("limit", _limit);
                json.WriteIfSet("fields", _fields);
                json.End();
            }
            if (_query != null)
            {
                json.Write("query", _query);
            }
            if (_body != null)
            {
                json.Write("body", _body);
            }
            json.WriteIfSet("cursor", cursor);
        });
    }
}
