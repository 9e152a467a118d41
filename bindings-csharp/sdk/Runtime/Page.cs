using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Edgegap.Sdk
{
    /// <summary>One page of a list.</summary>
    /// <typeparam name="T">What the list holds.</typeparam>
    public sealed class Page<T>
    {
        private readonly PagedList<T> _list;
        private readonly string _cursor;

        internal Page(PagedList<T> list, IReadOnlyList<T> items, long number, long? total, string cursor, ReplyMeta meta)
        {
            _list = list;
            _cursor = cursor;
            Items = items;
            Number = number;
            Total = total;
            Meta = meta;
        }

        /// <summary>What stands on it. The last page of a list can be empty.</summary>
        public IReadOnlyList<T> Items { get; }

        /// <summary>Its number, from 1.</summary>
        public long Number { get; }

        /// <summary>Items on all pages; null when the service does not say.</summary>
        public long? Total { get; }

        /// <summary>Whether there may be a further page.</summary>
        public bool HasMore => _cursor != null;

        /// <summary>How it came about.</summary>
        public ReplyMeta Meta { get; }

        /// <summary>The page after this one; null when this is the last one.</summary>
        /// <exception cref="EdgegapException">As for the operation of the list. It can be called again.</exception>
        public Task<Page<T>> NextPageAsync(CancellationToken cancellationToken = default(CancellationToken)) =>
            _cursor == null ? Task.FromResult<Page<T>>(null) : _list.ReadAsync(_cursor, cancellationToken);
    }
}
