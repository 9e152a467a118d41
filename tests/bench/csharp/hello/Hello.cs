using System;

namespace Edgegap.Sdk.Bench
{
    /// <summary>What starting Mono costs without anything.</summary>
    internal static class Hello
    {
        private static void Main() => Console.WriteLine("hello");
    }
}
