#if NUNIT3
namespace NUnit.Framework
{
    /// <summary>NUnit 2's name, which Mono's package has.</summary>
    internal sealed class TestFixtureSetUpAttribute : OneTimeSetUpAttribute
    {
    }

    /// <summary>NUnit 2's name, which Mono's package has.</summary>
    internal sealed class TestFixtureTearDownAttribute : OneTimeTearDownAttribute
    {
    }
}
#endif
