using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;

namespace Edgegap.Sdk.Tests
{
    /// <summary> While this exists, the process has exactly these variables, of those that a client
    /// may read. A process has one environment, so that others wait for their turn.
    /// </summary>
    internal sealed class Variables : IDisposable
    {
        private static readonly object Turn = new object();

        private static readonly Regex Read = new Regex(
            "^(EDGEGAP_.*|.*_PROXY|SSL_CERT_.*|.*CA_BUNDLE|NODE_EXTRA_CA_CERTS)$",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

        private readonly Dictionary<string, string> _before;
        private readonly IDictionary<string, string> _given;

        internal Variables(IDictionary<string, string> given)
        {
            Monitor.Enter(Turn);
            _given = given;
            _before = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .Where(variable => Read.IsMatch((string)variable.Key))
                .ToDictionary(variable => (string)variable.Key, variable => (string)variable.Value);
            Set(_before.Keys.ToDictionary(name => name, name => (string)null));
            Set(_given);
        }

        public void Dispose()
        {
            Set(_given.Keys.ToDictionary(name => name, name => (string)null));
            Set(_before);
            Monitor.Exit(Turn);
        }

        private static void Set(IDictionary<string, string> variables)
        {
            foreach (KeyValuePair<string, string> variable in variables)
            {
                Environment.SetEnvironmentVariable(variable.Key, variable.Value);
            }
        }
    }
}
