using System;
using System.Threading;
using Edgegap.Sdk.Native;

namespace Edgegap.Sdk
{
    /// <summary>
    /// The pump that this AppDomain uses. It is created on first use, and again on the next use
    /// after a shutdown or a failure of its thread. Only the end of the domain or of the process is
    /// final.
    /// </summary>
    internal static class CurrentPump
    {
        private static readonly object Lock = new object();

        /// <summary>Held while a pump is closed, so that callers return only after that.</summary>
        private static readonly object ClosingLock = new object();

        private static Pump _pump;
        private static bool _isSubscribed;
        private static bool _isDomainEnding;

        /// <summary>Returns the pump, and creates it if necessary.</summary>
        internal static Pump Get()
        {
            lock (Lock)
            {
                if (_isDomainEnding)
                {
                    throw new ClosedException("this AppDomain or process is ending: no more calls can be made");
                }
                if (_pump == null)
                {
                    NativeLibrary.Require();
                    if (!_isSubscribed)
                    {
                        AppDomain.CurrentDomain.DomainUnload += OnDomainEnd;
                        AppDomain.CurrentDomain.ProcessExit += OnDomainEnd;
                        _isSubscribed = true;
                    }
                    _pump = new Pump();
                }
                return _pump;
            }
        }

        /// <summary>Ends all calls of this AppDomain as closed, and its thread.</summary>
        internal static void ShutDown()
        {
            lock (ClosingLock)
            {
                Take()?.ShutDown();
            }
        }

        /// <summary>Stops using a pump that has failed.</summary>
        internal static void Drop(Pump failed)
        {
            lock (Lock)
            {
                if (_pump == failed)
                {
                    _pump = null;
                }
            }
        }

        private static void OnDomainEnd(object sender, EventArgs arguments)
        {
            lock (Lock)
            {
                _isDomainEnding = true;
            }
            // Waits for a shutdown on another thread, but not for ever.
            bool isLocked = false;
            try
            {
                Monitor.TryEnter(ClosingLock, Pump.JoinMilliseconds, ref isLocked);
                Take()?.CloseWithDomain();
            }
            finally
            {
                if (isLocked)
                {
                    Monitor.Exit(ClosingLock);
                }
            }
        }

        private static Pump Take()
        {
            lock (Lock)
            {
                Pump pump = _pump;
                _pump = null;
                return pump;
            }
        }
    }
}
