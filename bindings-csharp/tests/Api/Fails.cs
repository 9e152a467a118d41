using System;
using System.Threading.Tasks;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>Calls that have to fail. NUnit 2.6 has no Assert.ThrowsAsync.</summary>
    internal static class Fails
    {
        internal static async Task<T> WithAsync<T>(Task call)
            where T : Exception
        {
            try
            {
                await call;
            }
            catch (T error)
            {
                return error;
            }
            Assert.Fail("it should have failed with " + typeof(T).Name);
            return null;
        }
    }
}
