using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>Hostile names stay one path segment, or are refused before sending.</summary>
    [TestFixture]
    public sealed class AttackTests : EmulatorFixture
    {
        private static readonly string[] Sent =
        {
            "%2e%2e", "..%2f", "x?page=7", "x#y", "x y+z", "a&b=c;d", "\\..\\", "\u202egnp.exe", "\uff0e\uff0e",
            "\ud83c\udfae", "http://evil.example/",
        };

        private static readonly string[] Refused =
        {
            "", ".", "..", "\0", "x\r\nX-Evil: 1", "\x7f", new string('a', 102400), "\ud800", "x\udc00y",
        };

        /// <summary>Names with slashes, which are refused for images and sent for others.</summary>
        private static readonly string[] Slashed = { "../x", "x/../y", "x//y", "/x" };

        /// <summary>The accepted names of parameters that have the syntax of a registry.</summary>
        private static readonly Dictionary<string, string[]> SentAsParameter = new Dictionary<string, string[]>
        {
            { "image", new[] { "x-1", "x/y" } }, { "tag", new[] { "x-1" } },
        };

        /// <summary>The arguments of methods, by their types.</summary>
        private static readonly object[] Arguments =
        {
            CancellationToken.None, Bodies.Application("xyz"), new ApplicationUpdate { Name = "xyz" },
            Bodies.Version("xyz"), new VersionUpdate { Name = "xyz" }, Bodies.Storage("xyz"),
            new EndpointStorageUpdate { Name = "xyz" }, Bodies.Profile("xyz"), new PullProfileUpdate { Name = "xyz" },
            new TagSelection { Tags = new[] { "1" } },
        };

        [Test]
        public async Task NoNameEscapesItsPathSegment()
        {
            string contract = Environment.GetEnvironmentVariable("SDK_TEST_CONTRACT");
            foreach (JToken operation in ScriptedServer.Parse(File.ReadAllText(contract))["operations"])
            {
                string[] parameters =
                    operation["path_parameters"].Select(parameter => (string)parameter["name"]).ToArray();
                foreach (string parameter in parameters)
                {
                    string[] sent;
                    if (!SentAsParameter.TryGetValue(parameter, out sent))
                    {
                        sent = Sent.Concat(Slashed).ToArray();
                    }
                    foreach (string name in sent.Concat(Sent).Concat(Refused).Concat(Slashed).Distinct())
                    {
                        string[] names = parameters.Select(other => other == parameter ? name : "xyz").ToArray();
                        await TryAsync(operation, parameters, names, parameter, sent.Contains(name));
                    }
                }
            }
        }

        [Test]
        public async Task HeadersCannotBeInjected()
        {
            foreach (string value in new[] { "a\r\nX-Evil: 1", "a\nX-Evil: 1", "a\0", "\u00e9", "\ud800" })
            {
                foreach (string name in new[] { "X-Trace", value })
                {
                    var headers = new Dictionary<string, string> { { name, name == value ? "1" : value } };
                    var error = await Fails.WithAsync<ValidationException>(
                        Client.Applications.GetAsync("xyz", new CallOptions { Headers = headers }));
                    StringAssert.StartsWith("Headers", error.Violations.First().Path);
                }
            }
            Assert.IsEmpty(Emulator.Requests);
        }

        private async Task TryAsync(
            JToken operation, string[] parameters, string[] names, string parameter, bool isSent)
        {
            string place = (string)operation["id"] + ", " + parameter + ": "
                + string.Join(" | ", names.Select(name => name.Length > 40 ? "..." : name));
            Emulator.ClearRequests();
            Exception error = await CallAsync(operation, parameters, names);
            var refused = error as ValidationException;
            if (refused != null)
            {
                Assert.IsFalse(isSent, place + ": " + refused.Message);
                // A name may break several rules.
                string[] paths = refused.Violations.Select(violation => violation.Path).Distinct().ToArray();
                Assert.AreEqual(new[] { parameter }, paths, place);
                Assert.IsEmpty(Emulator.Requests, place);
                return;
            }
            bool isExpected = error == null || error is NotFoundException || error is BadRequestException;
            Assert.IsTrue(isExpected, place + ": " + error);
            Assert.IsTrue(isSent, place + " was sent");
            string[] expected = ((string)operation["path"]).Split('/').Select(segment =>
            {
                int at = Array.IndexOf(parameters, segment.Trim('{', '}'));
                return at >= 0 && segment.StartsWith("{", StringComparison.Ordinal) ? names[at] : segment;
            }).ToArray();
            // An ensure that finds nothing sends its create.
            bool isEnsure = ((string)operation["id"]).EndsWith(".ensure", StringComparison.Ordinal);
            Assert.AreEqual(isEnsure ? 2 : 1, Emulator.Requests.Count, place);
            string[] path = Emulator.Requests.Last().Path.Split('/').Select(Uri.UnescapeDataString).ToArray();
            Assert.AreEqual(expected, path, place);
        }

        /// <summary>Calls the method of an operation and returns its error, if any.</summary>
        private async Task<Exception> CallAsync(JToken operation, string[] parameters, string[] names)
        {
            string[] id = ((string)operation["id"]).Split('.');
            object resource = typeof(EdgegapClient).GetProperty(Reflection.Pascal(id[0])).GetValue(Client);
            bool isList = (string)operation["output"]["shape"] == "page";
            string name = Reflection.Pascal(id[1]) + (isList ? "" : "Async");
            MethodInfo method = resource.GetType().GetMethods().Single(candidate =>
                candidate.Name == name && (isList
                    || candidate.GetParameters().Any(argument => argument.ParameterType == typeof(CallOptions))));
            object[] arguments =
                method.GetParameters().Select(argument => Argument(argument, parameters, names)).ToArray();
            try
            {
                object result = method.Invoke(resource, arguments);
                if (isList)
                {
                    MethodInfo toList = result.GetType().GetMethod("ToListAsync", new[] { typeof(CancellationToken) });
                    result = toList.Invoke(result, new object[] { CancellationToken.None });
                }
                await (Task)result;
                return null;
            }
            catch (EdgegapException error)
            {
                return error;
            }
        }

        private static object Argument(ParameterInfo parameter, string[] parameters, string[] names)
        {
            int at = Array.IndexOf(parameters, parameter.Name);
            return at >= 0 ? names[at] : Arguments.FirstOrDefault(parameter.ParameterType.IsInstanceOfType);
        }
    }
}
