using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace Edgegap.Sdk.Tests.Host
{
    /// <summary>
    /// What Unity's editor does with scripts: it reloads their AppDomain, and it plays and stops,
    /// with a reload in between or, with *Enter Play Mode Options*, without one.
    /// </summary>
    internal sealed class PlayModes : MarshalByRefObject
    {
        private const int Plays = 3;
        private const int PendingCalls = 5;

        private readonly List<Task> _pending = new List<Task>();
        private Emulator _ownEmulator;
        private EdgegapClient _client;

        /// <summary>Stands for <c>UnityEngine.Application.quitting</c>.</summary>
        private event Action Quitting;

        /// <summary>Reloads the scripts several times, and plays in between.</summary>
        internal static void Run(int reloads)
        {
            int port = FreePort();
            using (Emulator emulator = Emulator.Start())
            using (EdgegapClient client = emulator.Client())
            {
                emulator.Inject(Fault.Stall("applications.get"));
                for (int reload = 0; reload < reloads; reload++)
                {
                    AppDomain scripts = Shared.NewDomain("scripts " + reload);
                    var editor = Shared.NewIn<PlayModes>(scripts);
                    editor.Load(emulator.Url, emulator.Token, port);
                    for (int play = 0; play < Plays; play++)
                    {
                        editor.EnterPlayMode();
                        Begin(editor, emulator);
                        Console.WriteLine("closed: " + editor.ExitPlayMode());
                    }
                    // The next reload, to enter Play mode or for changed scripts, meets these.
                    Begin(editor, emulator);
                    if (reload % 2 == 0)
                    {
                        Console.WriteLine("closed: " + editor.BeforeAssemblyReload());
                    }
                    AppDomain.Unload(scripts);
                    Shared.PrintApplications(client);
                    Console.WriteLine("threads: " + CountThreads());
                }
            }
        }

        /// <summary>Called from another domain: the scripts are loaded, in edit mode.</summary>
        public void Load(string url, string token, int port)
        {
            _client = new EdgegapClient(new ClientOptions { BaseUrl = url, Token = token, MaxRetries = 0 });
            // A window with an emulator of its own, which nobody disposes. Its port has to be free
            // again after each reload.
            _ownEmulator = Emulator.Start(new EmulatorOptions { Port = port });
            Shared.PrintApplications(_ownEmulator.Client());
            Shared.PrintApplications(_client);
        }

        /// <summary>Called from another domain. Each Play adds the handler once more.</summary>
        public void EnterPlayMode()
        {
            Quitting += EdgegapClient.ShutDown;
            Shared.PrintApplications(_client);
        }

        /// <summary>Called from another domain: returns the number of closed calls.</summary>
        public int ExitPlayMode()
        {
            Quitting();
            int closed = CountClosed();
            // Edit mode again.
            Shared.PrintApplications(_client);
            return closed;
        }

        /// <summary>Called from another domain, which is unloaded afterwards.</summary>
        public int BeforeAssemblyReload()
        {
            EdgegapClient.ShutDown();
            return CountClosed();
        }

        /// <summary>Called from another domain: makes calls that stay pending.</summary>
        public void BeginCalls()
        {
            for (int call = 0; call < PendingCalls; call++)
            {
                _pending.Add(_client.Applications.GetAsync("my-game"));
            }
        }

        private static void Begin(PlayModes editor, Emulator emulator)
        {
            emulator.ClearRequests();
            editor.BeginCalls();
            InFlight.Await(emulator, PendingCalls);
        }

        private int CountClosed()
        {
            int closed = _pending.Count(call =>
            {
                try
                {
                    call.GetAwaiter().GetResult();
                    return false;
                }
                catch (ClosedException)
                {
                    return true;
                }
            });
            _pending.Clear();
            return closed;
        }

        /// <summary>The number of threads of the SDK, managed and native.</summary>
        private static int CountThreads() =>
            Directory.GetDirectories("/proc/self/task").Count(task =>
            {
                try
                {
                    return File.ReadAllText(Path.Combine(task, "comm")).Trim() == "edgegap";
                }
                catch (IOException)
                {
                    return false;
                }
            });

        private static int FreePort()
        {
            var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            int port = ((IPEndPoint)listener.LocalEndpoint).Port;
            listener.Stop();
            return port;
        }
    }
}
