using System;
using System.Threading.Tasks;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>Asserts that a call fails. NUnit 2.6 has no Assert.ThrowsAsync.</summary>
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
            Assert.Fail("expected a failure with " + typeof(T).Name);
            return null;
        }
    }
}
