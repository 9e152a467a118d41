#if !(NETSTANDARD2_1 || NETCOREAPP3_0_OR_GREATER || UNITY_2021_2_OR_NEWER)
namespace System.Diagnostics.CodeAnalysis
{
    // With these, compilers of C# 8 and later warn about null although the package keeps to C# 7.2,
    // which has no `string?`. Compilers find them by name, in whichever assembly they are.

    /// <summary>Marks an argument that may be null.</summary>
    [AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property | AttributeTargets.Field)]
    internal sealed class AllowNullAttribute : Attribute
    {
    }

    /// <summary>Marks an argument that must not be null.</summary>
    [AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property | AttributeTargets.Field)]
    internal sealed class DisallowNullAttribute : Attribute
    {
    }

    /// <summary>Marks a value that may be null.</summary>
    [AttributeUsage(
        AttributeTargets.Parameter | AttributeTargets.Property | AttributeTargets.Field
            | AttributeTargets.ReturnValue)]
    internal sealed class MaybeNullAttribute : Attribute
    {
    }
}
#endif
