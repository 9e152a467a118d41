using System;

namespace Edgegap.Sdk.Tests.Host
{
    /// <summary>What several scenarios need.</summary>
    internal static class Shared
    {
        /// <summary>A body that the service takes.</summary>
        internal static NewApplication Application() =>
            new NewApplication { Name = "my-game", IsActive = true, Image = Image.None };

        /// <summary>Makes a call, blocking, and prints what it found.</summary>
        internal static void PrintApplications(EdgegapClient client) =>
            Console.WriteLine("applications: " + client.Applications.List().ToListAsync().GetAwaiter().GetResult().Count);

        /// <summary>A domain like this one.</summary>
        internal static AppDomain NewDomain(string name) =>
            AppDomain.CreateDomain(name, null, AppDomain.CurrentDomain.SetupInformation);

        /// <summary>An object that lives in another domain.</summary>
        internal static T NewIn<T>(AppDomain domain)
            where T : MarshalByRefObject =>
            (T)domain.CreateInstanceAndUnwrap(typeof(T).Assembly.FullName, typeof(T).FullName);
    }
}
