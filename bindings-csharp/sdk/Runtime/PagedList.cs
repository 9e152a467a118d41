using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Edgegap.Sdk.Json;

namespace Edgegap.Sdk
{
    /// <summary>
    /// A list that is read page by page, and only as far as it is asked for. Making one sends nothing; each reading begins anew, and holds one page in memory.
    /// </summary>
    /// <remarks>
    /// Deleting while reading moves the items behind to earlier pages, so that some are never seen: collect first, with <see cref="ToListAsync"/>.
    /// <code>
    /// for (var page = await client.Versions.List("my-game").FirstPageAsync(); page != null; page = await page.NextPageAsync()) { }
    /// await foreach (var version in client.Versions.List("my-game")) { }    // C# 8, .NET Standard 2.1
    /// </code>
    /// </remarks>
    /// <typeparam name="T">What the list holds.</typeparam>
    public sealed partial class PagedList<T>
    {
        private readonly Connection _connection;
        private readonly Call _call;
        private readonly Func<JsonInput, T> _read;
        private readonly CallOptions _options;

        internal PagedList(Connection connection, Call call, Func<JsonInput, T> read, CallOptions options)
        {
            _connection = connection;
            _call = call;
            _read = read;
            _options = options;
        }

        /// <summary>The first page that was asked for; it leads to all others.</summary>
        /// <exception cref="EdgegapException">As for the operation.</exception>
        public Task<Page<T>> FirstPageAsync(CancellationToken cancellationToken = default(CancellationToken)) =>
            ReadAsync(null, cancellationToken);

        /// <summary>All items of all pages.</summary>
        /// <exception cref="EdgegapException">As for the operation, of whichever page has to be read.</exception>
        public async Task<List<T>> ToListAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            var items = new List<T>();
            Page<T> page = await FirstPageAsync(cancellationToken).ConfigureAwait(false);
            while (page != null)
            {
                items.AddRange(page.Items);
                page = await page.NextPageAsync(cancellationToken).ConfigureAwait(false);
            }
            return items;
        }

        /// <summary>How many items there are on all pages; null where the service does not say. Reads one page.</summary>
        /// <exception cref="EdgegapException">As for the operation.</exception>
        public async Task<long?> TotalAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            Page<T> page = await FirstPageAsync(cancellationToken).ConfigureAwait(false);
            return page.Total;
        }

        internal async Task<Page<T>> ReadAsync(string cursor, CancellationToken cancellation)
        {
            ReplyInput<IReadOnlyList<T>> reply =
                await _connection.PageAsync(_call, cursor, _read, _options, cancellation).ConfigureAwait(false);
            return new Page<T>(this, reply.Value, reply.Number, reply.Total, reply.Cursor, reply.Meta);
        }
    }
}
