using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Edgegap.Sdk.Tests")]
