using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Edgegap.Sdk
{
    /// <summary>One page of a list.</summary>
    /// <typeparam name="T">Type of the items.</typeparam>
    public sealed class Page<T>
    {
        private readonly PagedList<T> _list;
        private readonly string _cursor;

        internal Page(
            PagedList<T> list, IReadOnlyList<T> items, long number, long? total, string cursor, ReplyMeta meta)
        {
            _list = list;
            _cursor = cursor;
            Items = items;
            Number = number;
            Total = total;
            Meta = meta;
        }

        /// <summary>Items on this page. The last page of a list can be empty.</summary>
        public IReadOnlyList<T> Items { get; }

        /// <summary>Number of this page, from 1.</summary>
        public long Number { get; }

        /// <summary>Number of items on all pages; null if the service does not report it.</summary>
        public long? Total { get; }

        /// <summary>True if there may be another page.</summary>
        public bool HasMore => _cursor != null;

        /// <summary>Metadata of the reply.</summary>
        public ReplyMeta Meta { get; }

        /// <summary>Reads the next page; null if this is the last one.</summary>
        /// <exception cref="EdgegapException">
        /// As for the list operation. It can be repeated.
        /// </exception>
        public Task<Page<T>> NextPageAsync(CancellationToken cancellationToken = default(CancellationToken)) =>
            _cursor == null ? Task.FromResult<Page<T>>(null) : _list.ReadAsync(_cursor, cancellationToken);

        /// <summary>The number of the page and of its items.</summary>
        public override string ToString() =>
            "Page { Number = " + Number + ", Items = [" + Items.Count + "], HasMore = " + HasMore + " }";
    }
}
