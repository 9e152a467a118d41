#if NETSTANDARD2_1 || NETCOREAPP3_0_OR_GREATER || UNITY_2021_2_OR_NEWER
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Edgegap.Sdk
{
    /// <content>Asynchronous streams, for targets that have them.</content>
    public sealed partial class PagedList<T> : IAsyncEnumerable<T>
    {
        /// <summary>Enumerates the items, and fetches pages on demand.</summary>
        public IAsyncEnumerator<T> GetAsyncEnumerator(
            CancellationToken cancellationToken = default(CancellationToken)) =>
            new ItemEnumerator(new PageEnumerator(this, cancellationToken));

        /// <summary>Enumerates the pages, each fetched on demand.</summary>
        public IAsyncEnumerable<Page<T>> Pages() => new PageStream(this);

        // Written by hand: `yield return` in an async method is C# 8, and the package keeps to C#
        // 7.2.
        private sealed class PageEnumerator : IAsyncEnumerator<Page<T>>
        {
            private readonly PagedList<T> _list;
            private readonly CancellationToken _cancellation;

            internal PageEnumerator(PagedList<T> list, CancellationToken cancellation)
            {
                _list = list;
                _cancellation = cancellation;
            }

            public Page<T> Current { get; private set; }

            public async ValueTask<bool> MoveNextAsync()
            {
                Task<Page<T>> next = Current == null
                    ? _list.FirstPageAsync(_cancellation)
                    : Current.NextPageAsync(_cancellation);
                Page<T> page = await next.ConfigureAwait(false);
                // Stays at the last page, so that a further call does not start again.
                Current = page ?? Current;
                return page != null;
            }

            public ValueTask DisposeAsync() => default(ValueTask);
        }

        private sealed class ItemEnumerator : IAsyncEnumerator<T>
        {
            private readonly PageEnumerator _pages;
            private int _index = -1;

            internal ItemEnumerator(PageEnumerator pages)
            {
                _pages = pages;
            }

            public T Current { get; private set; }

            public async ValueTask<bool> MoveNextAsync()
            {
                _index++;
                while (_pages.Current == null || _index >= _pages.Current.Items.Count)
                {
                    if (!await _pages.MoveNextAsync().ConfigureAwait(false))
                    {
                        return false;
                    }
                    _index = 0;
                }
                Current = _pages.Current.Items[_index];
                return true;
            }

            public ValueTask DisposeAsync() => default(ValueTask);
        }

        private sealed class PageStream : IAsyncEnumerable<Page<T>>
        {
            private readonly PagedList<T> _list;

            internal PageStream(PagedList<T> list)
            {
                _list = list;
            }

            public IAsyncEnumerator<Page<T>> GetAsyncEnumerator(CancellationToken cancellationToken) =>
                new PageEnumerator(_list, cancellationToken);
        }
    }
}
#endif
