using System;

namespace Edgegap.Sdk.Tests.Host
{
    /// <summary>Helpers of several scenarios.</summary>
    internal static class Shared
    {
        /// <summary>A body that the service accepts.</summary>
        internal static NewApplication Application() =>
            new NewApplication { Name = "my-game", IsActive = true, Image = Image.None };

        /// <summary>Makes a call, blocking, and prints the number of applications.</summary>
        internal static void PrintApplications(EdgegapClient client) =>
            Console.WriteLine("applications: " + client.Applications.List().ToListAsync().Result.Count);

        /// <summary>Creates a domain like this one.</summary>
        internal static AppDomain NewDomain(string name) =>
            AppDomain.CreateDomain(name, null, AppDomain.CurrentDomain.SetupInformation);

        /// <summary>Creates an object in another domain.</summary>
        internal static T NewIn<T>(AppDomain domain)
            where T : MarshalByRefObject =>
            (T)domain.CreateInstanceAndUnwrap(typeof(T).Assembly.FullName, typeof(T).FullName);
    }
}
