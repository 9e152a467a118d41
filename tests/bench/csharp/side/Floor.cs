using System;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

namespace Edgegap.Sdk.Bench
{
    /// <summary>
    /// Sends the bytes of a request and waits for those of the response, without any other work. It
    /// is a lower limit for clients of this runtime that sleep while they wait.
    /// </summary>
    internal sealed class Floor : Side
    {
        private readonly ConcurrentBag<Connection> _idle = new ConcurrentBag<Connection>();
        private readonly bool _blocks;

        /// <summary>One call blocks. More calls are awaited, each on its own connection.</summary>
        internal Floor(string url, string token, int inFlight)
        {
            var address = new Uri(url);
            byte[] request = Encoding.ASCII.GetBytes(
                "GET /v1/app/" + App + " HTTP/1.1\r\nHost: " + address.Authority +
                "\r\nAuthorization: token " + token + "\r\n\r\n");
            _blocks = inFlight == 1;
            for (int index = 0; index < inFlight; index++)
            {
                _idle.Add(new Connection(new IPEndPoint(IPAddress.Parse(address.Host), address.Port), request));
            }
        }

        public override void Dispose()
        {
            while (_idle.TryTake(out Connection connection))
            {
                connection.Dispose();
            }
        }

        protected override async Task<bool> GetAsync()
        {
            if (!_idle.TryTake(out Connection connection))
            {
                throw new InvalidOperationException("more calls than connections");
            }
            bool isWhole = _blocks ? connection.Ask() : await connection.AskAsync().ConfigureAwait(false);
            _idle.Add(connection);
            return isWhole;
        }

        private sealed class Connection : IDisposable
        {
            private readonly Socket _socket;
            private readonly byte[] _request;
            private readonly byte[] _buffer = new byte[65536];
            private readonly SocketAsyncEventArgs _receive = new SocketAsyncEventArgs();
            private readonly int _length;
            private TaskCompletionSource<bool> _asked;
            private int _left;

            internal Connection(IPEndPoint address, byte[] request)
            {
                _request = request;
                _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                _socket.NoDelay = true;
                _socket.Connect(address);
                _receive.SetBuffer(_buffer, 0, _buffer.Length);
                _receive.Completed += (sender, arrived) => Received();
                // All responses have the same length. On loopback the first one arrives at once.
                _socket.Send(_request);
                _length = _socket.Receive(_buffer);
                string reply = Encoding.ASCII.GetString(_buffer, 0, _length);
                if (!reply.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal))
                {
                    throw new InvalidOperationException("not a reply to measure with: " + reply);
                }
            }

            public void Dispose()
            {
                _receive.Dispose();
                _socket.Dispose();
            }

            internal bool Ask()
            {
                _socket.Send(_request);
                int read = 0;
                while (read < _length)
                {
                    int got = _socket.Receive(_buffer);
                    if (got == 0)
                    {
                        return false;
                    }
                    read += got;
                }
                return read == _length;
            }

            internal Task<bool> AskAsync()
            {
                _asked = new TaskCompletionSource<bool>();
                _left = _length;
                _socket.Send(_request);
                Task<bool> asked = _asked.Task;
                if (!_socket.ReceiveAsync(_receive))
                {
                    Received();
                }
                return asked;
            }

            private void Received()
            {
                while (true)
                {
                    _left -= _receive.BytesTransferred;
                    if (_left <= 0 || _receive.BytesTransferred == 0)
                    {
                        _asked.SetResult(_left == 0);
                        return;
                    }
                    if (_socket.ReceiveAsync(_receive))
                    {
                        return;
                    }
                }
            }
        }
    }
}
