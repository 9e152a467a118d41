using System;
using System.Threading;
using Edgegap.Sdk.Native;

namespace Edgegap.Sdk
{
    /// <summary>
    /// Which pump this AppDomain uses: made on first use, and made again on the next use after a shutdown or after its thread has failed. Only the end of
    /// the domain or of the process is final.
    /// </summary>
    internal static class Pumps
    {
        private static readonly object Gate = new object();

        /// <summary>Held while one is ended, so that everybody who asks for the end comes back when it is reached.</summary>
        private static readonly object Ending = new object();

        private static Pump _current;
        private static bool _hearsOfTheEnd;
        private static bool _isDomainEnding;

        /// <summary>The pump.</summary>
        internal static Pump Current
        {
            get
            {
                lock (Gate)
                {
                    if (_isDomainEnding)
                    {
                        throw new ClosedException("this AppDomain or program is ending: no further call can be made");
                    }
                    if (_current == null)
                    {
                        NativeLibrary.Require();
                        if (!_hearsOfTheEnd)
                        {
                            AppDomain.CurrentDomain.DomainUnload += OnEnd;
                            AppDomain.CurrentDomain.ProcessExit += OnEnd;
                            _hearsOfTheEnd = true;
                        }
                        _current = new Pump();
                    }
                    return _current;
                }
            }
        }

        /// <summary>Ends all calls of this AppDomain as closed, and the thread.</summary>
        internal static void ShutDown()
        {
            lock (Ending)
            {
                Take(null)?.ShutDown();
            }
        }

        /// <summary>Says that a pump cannot be used any more.</summary>
        internal static void Forget(Pump pump) => Take(pump);

        private static void OnEnd(object sender, EventArgs arguments)
        {
            lock (Gate)
            {
                _isDomainEnding = true;
            }
            // Another thread may be shutting down: its pump has to be at its end too.
            bool isHeld = false;
            try
            {
                Monitor.TryEnter(Ending, Pump.JoinMilliseconds, ref isHeld);
                Take(null)?.EndWithDomain();
            }
            finally
            {
                if (isHeld)
                {
                    Monitor.Exit(Ending);
                }
            }
        }

        /// <summary>The current pump, which is current no more; null when there is none, or when it is another one than that.</summary>
        private static Pump Take(Pump wanted)
        {
            lock (Gate)
            {
                Pump current = _current;
                if (wanted != null && wanted != current)
                {
                    return null;
                }
                _current = null;
                return current;
            }
        }
    }
}
