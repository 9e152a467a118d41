namespace Edgegap.Sdk
{
    /// <summary>One thing that is wrong with the arguments of a call.</summary>
    public sealed class Violation
    {
        internal Violation(string path, string code, string message, double? limit)
        {
            Path = path;
            Code = code;
            Message = message;
            Limit = limit;
        }

        /// <summary>Where: <c>app</c>, <c>limit</c>, <c>ports[0].name</c>. Names are those of the API, not of the C# properties.</summary>
        public string Path { get; }

        /// <summary>
        /// Which kind of rule: <c>unknown</c>, <c>missing</c>, <c>wrong_type</c>, <c>out_of_range</c>, <c>too_short</c>, <c>too_long</c>, <c>pattern</c>,
        /// <c>not_allowed</c>, <c>duplicate</c>, <c>conflict</c>, <c>masked</c>, <c>protected_path</c>.
        /// </summary>
        public string Code { get; }

        /// <summary>What is wrong and what to do, without the path in front.</summary>
        public string Message { get; }

        /// <summary>The bound that was broken, where there is one.</summary>
        public double? Limit { get; }

        /// <summary>Path and message.</summary>
        public override string ToString() => Path + ": " + Message;
    }
}
