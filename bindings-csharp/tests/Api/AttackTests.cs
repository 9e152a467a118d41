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
    /// <summary>Hostile names through every method: each stays the one segment that it is, or is refused before anything is sent.</summary>
    [TestFixture]
    public sealed class AttackTests : EmulatorFixture
    {
        private static readonly string[] Sent =
        {
            "%2e%2e", "..%2f", "x?page=7", "x#y", "x y+z", "a&b=c;d", "\\..\\", "\u202egnp.exe", "\uff0e\uff0e", "\ud83c\udfae",
            "http://evil.example/",
        };

        private static readonly string[] Refused =
        {
            "", ".", "..", "\0", "x\r\nX-Evil: 1", "\x7f", new string('a', 102400), "\ud800", "x\udc00y",
        };

        /// <summary>Names of an image have parts, other names have none.</summary>
        private static readonly string[] OfImages = { "../x", "x/../y", "x//y", "/x" };

        /// <summary>A registry takes few characters: what is sent for such a parameter.</summary>
        private static readonly Dictionary<string, string[]> SentToRegistry = new Dictionary<string, string[]>
        {
            { "image", new[] { "x-1", "x/y" } }, { "tag", new[] { "x-1" } },
        };


        [Test]
        public async Task NoNameLeavesItsSegment()
        {
            string contract = Environment.GetEnvironmentVariable("SDK_TEST_CONTRACT");
            foreach (JToken operation in ScriptedServer.Parse(File.ReadAllText(contract))["operations"])
            {
                string[] parameters = operation["path_parameters"].Select(parameter => (string)parameter["name"]).ToArray();
                foreach (string parameter in parameters)
                {
                    string[] sent;
                    if (!SentToRegistry.TryGetValue(parameter, out sent))
                    {
                        sent = Sent.Concat(OfImages).ToArray();
                    }
                    foreach (string name in sent.Concat(Sent).Concat(Refused).Concat(OfImages).Distinct())
                    {
                        string[] names = parameters.Select(other => other == parameter ? name : "xyz").ToArray();
                        await TryAsync(operation, parameters, names, parameter, sent.Contains(name));
                    }
                }
            }
        }

        [Test]
        public async Task HeadersStayOneHeader()
        {
            foreach (string value in new[] { "a\r\nX-Evil: 1", "a\nX-Evil: 1", "a\0", "\u00e9", "\ud800" })
            {
                foreach (string name in new[] { "X-Trace", value })
                {
                    var options = new CallOptions { Headers = new Dictionary<string, string> { { name, name == value ? "1" : value } } };
                    var error = await Fails.WithAsync<ValidationException>(Client.Applications.GetAsync("xyz", options));
                    StringAssert.StartsWith("headers", error.Violations.First().Path);
                }
            }
            Assert.IsEmpty(Emulator.Requests);
        }

        private async Task TryAsync(JToken operation, string[] parameters, string[] names, string parameter, bool isSent)
        {
            string place = (string)operation["id"] + ", " + parameter + ": " + string.Join(" | ", names.Select(name => name.Length > 40 ? "..." : name));
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
            Assert.IsTrue(error == null || error is NotFoundException || error is BadRequestException, place + ": " + error);
            Assert.IsTrue(isSent, place + " was sent");
            string[] wanted = ((string)operation["path"]).Split('/').Select(segment =>
            {
                int at = Array.IndexOf(parameters, segment.Trim('{', '}'));
                return at >= 0 && segment.StartsWith("{", StringComparison.Ordinal) ? names[at] : segment;
            }).ToArray();
            string[] path = Emulator.Requests.Single().Path.Split('/').Select(Uri.UnescapeDataString).ToArray();
            Assert.AreEqual(wanted, path, place);
        }

        /// <summary>The method of an operation, by its name; what it fails with.</summary>
        private async Task<Exception> CallAsync(JToken operation, string[] parameters, string[] names)
        {
            string[] id = ((string)operation["id"]).Split('.');
            object resource = typeof(EdgegapClient).GetProperty(Reflection.Pascal(id[0])).GetValue(Client);
            bool isList = (string)operation["output"]["shape"] == "page";
            MethodInfo method = resource.GetType().GetMethods().Single(candidate =>
                candidate.Name == Reflection.Pascal(id[1]) + (isList ? "" : "Async")
                && (isList || candidate.GetParameters().Any(parameter => parameter.ParameterType == typeof(CallOptions))));
            object[] given = method.GetParameters().Select(parameter => Argument(parameter, parameters, names)).ToArray();
            try
            {
                object made = method.Invoke(resource, given);
                if (isList)
                {
                    made = made.GetType().GetMethod("ToListAsync").Invoke(made, new object[] { CancellationToken.None });
                }
                await (Task)made;
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
            if (at >= 0)
            {
                return names[at];
            }
            if (parameter.ParameterType == typeof(CancellationToken))
            {
                return CancellationToken.None;
            }
            switch (parameter.ParameterType.Name)
            {
                case "NewApplication":
                    return Bodies.Application("xyz");
                case "ApplicationUpdate":
                    return new ApplicationUpdate { Name = "xyz" };
                case "NewVersion":
                    return Bodies.Version("xyz");
                case "VersionUpdate":
                    return new VersionUpdate { Name = "xyz" };
                case "NewEndpointStorage":
                    return Bodies.Storage("xyz");
                case "EndpointStorageUpdate":
                    return new EndpointStorageUpdate { Name = "xyz" };
                case "NewPullProfile":
                    return Bodies.Profile("xyz");
                case "PullProfileUpdate":
                    return new PullProfileUpdate { Name = "xyz" };
                case "TagSelection":
                    return new TagSelection { Tags = new[] { "1" } };
                default:
                    return null;
            }
        }
    }
}
