using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Linq;
using System.Runtime.CompilerServices;
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
    /// It is not an <see cref="IEnumerable{T}"/>, because reading a page takes a request: for
    /// <c>foreach</c> and LINQ await <see cref="ToListAsync(CancellationToken)"/> first. Deleting
    /// items while reading moves later items to earlier pages, so that some are skipped: collect
    /// all items first.
    /// <code>
    /// foreach (var version in await client.Versions.List("my-game").ToListAsync()) { }
    /// // One page after the other:
    /// var page = await client.Versions.List("my-game").FirstPageAsync();
    /// while (page != null) { page = await page.NextPageAsync(); }
    /// // With C# 8 and .NET Standard 2.1:
    /// await foreach (var version in client.Versions.List("my-game")) { }
    /// </code>
    /// </remarks>
    /// <typeparam name="T">Type of the items.</typeparam>
    public sealed partial class PagedList<T>
    {
        /// <summary>Items of a page, unless the caller chooses another size.</summary>
        private const int PageSize = 100;

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

        /// <summary>
        /// Returns the first item, and reads no more pages than it needs. The result is null if
        /// there is none.
        /// </summary>
        /// <exception cref="EdgegapException">As for the list operation.</exception>
        public async Task<T> FirstAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            List<T> items = await ToListAsync(1, cancellationToken).ConfigureAwait(false);
            return items.Count == 0 ? default(T) : items[0];
        }

        /// <summary>Reads all items of all pages.</summary>
        /// <exception cref="EdgegapException">As for the list operation.</exception>
        public Task<List<T>> ToListAsync(CancellationToken cancellationToken = default(CancellationToken)) =>
            ReadAllAsync(null, cancellationToken);

        /// <summary>
        /// Reads the first items, and no more pages than they need. There are fewer items if the
        /// list has fewer.
        /// </summary>
        /// <param name="limit">Maximum number of items, 0 or more. For 0 nothing is sent.</param>
        /// <param name="cancellationToken">Cancels the call and closes its connection.</param>
        /// <exception cref="ArgumentOutOfRangeException">The limit is negative.</exception>
        /// <exception cref="EdgegapException">As for the list operation.</exception>
        public Task<List<T>> ToListAsync(
            int limit, CancellationToken cancellationToken = default(CancellationToken))
        {
            if (limit < 0)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(limit), limit, "must be 0 or more; for all items omit it");
            }
            return ReadAllAsync(limit, cancellationToken);
        }

        /// <summary>Not available: reading a page takes a request, which is awaited.</summary>
        [Obsolete("reading a list takes requests: `foreach (var item in await list.ToListAsync())`", true)]
        [EditorBrowsable(EditorBrowsableState.Never)]
        public IEnumerator<T> GetEnumerator()
        {
            throw new NotSupportedException();
        }

        /// <summary>Not available: the caller says how many items to read.</summary>
        [Obsolete("a list is not a task: await its ToListAsync(), FirstAsync() or FirstPageAsync()", true)]
        [EditorBrowsable(EditorBrowsableState.Never)]
        public TaskAwaiter<List<T>> GetAwaiter()
        {
            throw new NotSupportedException();
        }

        /// <summary>Reads one page for the total number of items; null if unknown.</summary>
        /// <exception cref="EdgegapException">As for the list operation.</exception>
        public async Task<long?> TotalAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            Page<T> page = await FirstPageAsync(cancellationToken).ConfigureAwait(false);
            return page.Total;
        }

        /// <summary>The operation, and how to read the list.</summary>
        public override string ToString() =>
            "PagedList { Operation = " + _call.Operation + " }, not read: await ToListAsync() or FirstAsync()";

        internal async Task<Page<T>> ReadAsync(string cursor, CancellationToken cancellation)
        {
            ReplyInput<IReadOnlyList<T>> reply =
                await _caller.PageAsync(_call, cursor, _read, _options, cancellation).ConfigureAwait(false);
            return new Page<T>(this, reply.Value, reply.Number, reply.Total, reply.Cursor, reply.Meta);
        }

        private async Task<List<T>> ReadAllAsync(int? limit, CancellationToken cancellation)
        {
            var items = new List<T>();
            if (limit == 0)
            {
                return items;
            }
            // A page should not have many more items than the caller wants.
            PagedList<T> list = limit < PageSize
                ? new PagedList<T>(_caller, _call.WithPageSize(limit.Value), _read, _options)
                : this;
            Page<T> page = await list.FirstPageAsync(cancellation).ConfigureAwait(false);
            while (page != null)
            {
                int missing = limit == null ? int.MaxValue : limit.Value - items.Count;
                items.AddRange(page.Items.Count <= missing ? page.Items : page.Items.Take(missing));
                page = items.Count == limit ? null : await page.NextPageAsync(cancellation).ConfigureAwait(false);
            }
            return items;
        }
    }
}
