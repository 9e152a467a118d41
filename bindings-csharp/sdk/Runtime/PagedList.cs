using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Edgegap.Sdk.Json;

namespace Edgegap.Sdk
{
    /// <summary>
    /// A list that is read page by page, on demand. Creating one sends nothing. Each enumeration
    /// starts from the first page and holds one page in memory.
    /// </summary>
    /// <remarks>
    /// Deleting items while reading moves later items to earlier pages, so that some are skipped:
    /// collect all items first, with <see cref="ToListAsync"/>.
    /// <code>
    /// var page = await client.Versions.List("my-game").FirstPageAsync();
    /// while (page != null) { page = await page.NextPageAsync(); }
    /// // With C# 8 and .NET Standard 2.1:
    /// await foreach (var version in client.Versions.List("my-game")) { }
    /// </code>
    /// </remarks>
    /// <typeparam name="T">Type of the items.</typeparam>
    public sealed partial class PagedList<T>
    {
        private readonly Caller _caller;
        private readonly Call _call;
        private readonly Func<JsonInput, T> _read;
        private readonly CallOptions _options;

        internal PagedList(Caller caller, Call call, Func<JsonInput, T> read, CallOptions options)
        {
            _caller = caller;
            _call = call;
            _read = read;
            _options = options;
        }

        /// <summary>Reads the first page, which leads to all others.</summary>
        /// <exception cref="EdgegapException">As for the list operation.</exception>
        public Task<Page<T>> FirstPageAsync(CancellationToken cancellationToken = default(CancellationToken)) =>
            ReadAsync(null, cancellationToken);

        /// <summary>Reads all items of all pages.</summary>
        /// <exception cref="EdgegapException">As for the list operation.</exception>
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

        /// <summary>Reads one page for the total number of items; null if unknown.</summary>
        /// <exception cref="EdgegapException">As for the list operation.</exception>
        public async Task<long?> TotalAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            Page<T> page = await FirstPageAsync(cancellationToken).ConfigureAwait(false);
            return page.Total;
        }

        internal async Task<Page<T>> ReadAsync(string cursor, CancellationToken cancellation)
        {
            ReplyInput<IReadOnlyList<T>> reply =
                await _caller.PageAsync(_call, cursor, _read, _options, cancellation).ConfigureAwait(false);
            return new Page<T>(this, reply.Value, reply.Number, reply.Total, reply.Cursor, reply.Meta);
        }
    }
}
