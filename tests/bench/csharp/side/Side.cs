using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace Edgegap.Sdk.Bench
{
    /// <summary>A way to make calls. They return true if the typed response is correct.</summary>
    internal abstract class Side : IDisposable
    {
        /// <summary>The application and the versions of the server.</summary>
        internal const string App = "bench";
        internal const int PageSize = 100;
        internal const int Versions = 10000;

        internal static Side Open(string name, string url, string token, int inFlight)
        {
            switch (name)
            {
                case "edgegap":
                    return new Ours(url, token);
                case "httpclient":
                    return new WithHttpClient(url, token);
                case "webrequest":
                    return new WithWebRequest(url, token, inFlight);
                case "socket":
                    return new Floor(url, token, inFlight);
                default:
                    throw new ArgumentException("unknown side: " + name);
            }
        }

        /// <summary>The call of a workload.</summary>
        internal Func<Task<bool>> Call(string workload)
        {
            switch (workload)
            {
                case "create":
                    return CreateAsync;
                case "list":
                    return ListAsync;
                default:
                    return GetAsync;
            }
        }

        public abstract void Dispose();

        protected abstract Task<bool> GetAsync();

        protected virtual Task<bool> CreateAsync() => throw new NotSupportedException("this side creates nothing");

        protected virtual Task<bool> ListAsync() => throw new NotSupportedException("this side lists nothing");

        /// <summary>Reads all versions page by page. The callback runs after each page.</summary>
        internal virtual Task<int> PageAsync(Action after) =>
            throw new NotSupportedException("this side does not page by itself");
    }
}
