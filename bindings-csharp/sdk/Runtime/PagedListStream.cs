#if NETSTANDARD2_1 || NETCOREAPP3_0_OR_GREATER || UNITY_2021_2_OR_NEWER
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Edgegap.Sdk
{
    /// <content>Asynchronous streams, for targets that have them.</content>
    public sealed partial class PagedList<T> : IAsyncEnumerable<T>
    {
        /// <summary>The items, read as they are asked for. A page is fetched when the one before is used up.</summary>
        public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default(CancellationToken)) =>
            new Items(new Walk(this, cancellationToken));

        /// <summary>The pages, read as they are asked for.</summary>
        public IAsyncEnumerable<Page<T>> Pages() => new PageStream(this);

        // Written by hand: `yield return` in an async method is C# 8, and the package keeps to C# 7.2.
        private sealed class Walk : IAsyncEnumerator<Page<T>>
        {
            private readonly PagedList<T> _list;
            private readonly CancellationToken _cancellation;

            internal Walk(PagedList<T> list, CancellationToken cancellation)
            {
                _list = list;
                _cancellation = cancellation;
            }

            public Page<T> Current { get; private set; }

            public async ValueTask<bool> MoveNextAsync()
            {
                Task<Page<T>> next = Current == null ? _list.FirstPageAsync(_cancellation) : Current.NextPageAsync(_cancellation);
                Page<T> page = await next.ConfigureAwait(false);
                // After the last page it stays there, so that asking again does not begin anew.
                Current = page ?? Current;
                return page != null;
            }

            public ValueTask DisposeAsync() => default(ValueTask);
        }

        private sealed class Items : IAsyncEnumerator<T>
        {
            private readonly Walk _pages;
            private int _at = -1;

            internal Items(Walk pages)
            {
                _pages = pages;
            }

            public T Current { get; private set; }

            public async ValueTask<bool> MoveNextAsync()
            {
                _at++;
                while (_pages.Current == null || _at >= _pages.Current.Items.Count)
                {
                    if (!await _pages.MoveNextAsync().ConfigureAwait(false))
                    {
                        return false;
                    }
                    _at = 0;
                }
                Current = _pages.Current.Items[_at];
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
                new Walk(_list, cancellationToken);
        }
    }
}
#endif
