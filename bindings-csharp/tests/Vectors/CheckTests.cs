using System.Collections.Generic;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>The comparison finds what is different; otherwise no vector could fail.</summary>
    [TestFixture]
    public sealed class CheckTests
    {
        private const string Error = @"{'kind': 'conflict', 'message': 'taken', 'operation': 'applications.get', 'status': 409, 'maybe_applied': true,
            'url': 'http://h:1/v1/app/a%20b', 'attempts': [{'outcome': 'reset', 'waited_ms': 0}, {'outcome': '409', 'waited_ms': 7}],
            'violations': [{'path': 'a', 'code': 'too_long', 'limit': 64.0}], 'extra': {'a': 1}}";

        [Test]
        public void AnEqualErrorHasNoDifferences()
        {
            List<string> found = Differences(
                @"{'error': {'kind': 'conflict', 'status': 409, 'maybe_applied': true, 'url_path': '/v1/app/a%20b', 'extra': {'a': 1.0},
                    'attempts': ['reset', {'outcome': '409', 'waited_ms': [5, 9]}], 'violations': [{'path': 'a', 'code': 'too_long', 'limit': 64}]}}",
                new Outcome { Error = JObject.Parse(Error) });
            Assert.IsEmpty(found, string.Join("\n", found));
        }

        [TestCase("'kind': 'server', 'status': 409", "error.kind")]
        [TestCase("'kind': 'conflict'", "error.status")]
        [TestCase("'kind': 'conflict', 'status': 409, 'maybe_applied': false", "error.maybe_applied")]
        [TestCase("'kind': 'conflict', 'status': 409, 'attempts': ['reset']", "attempts")]
        [TestCase("'kind': 'conflict', 'status': 409, 'attempts': ['reset', {'outcome': '409', 'waited_ms': [8, 9]}]", "attempts")]
        [TestCase("'kind': 'conflict', 'status': 409, 'violations': []", "error.violations")]
        [TestCase("'kind': 'conflict', 'status': 409, 'violations': [{'path': 'a', 'code': 'too_long', 'limit': 65}]", "error.violations")]
        [TestCase("'kind': 'conflict', 'status': 409, 'extra': {}", "error.extra")]
        [TestCase("'kind': 'conflict', 'status': 409, 'excerpt': 'x'", "error.excerpt")]
        [TestCase("'kind': 'conflict', 'status': 409, 'message_contains': ['free']", "error.message")]
        [TestCase("'kind': 'conflict', 'status': 409, 'retry_after_ms': [0, 1]", "error.retry_after_ms")]
        [TestCase("'kind': 'conflict', 'status': 409, 'url_path': '/v1/app/a b'", "path of error.url")]
        public void EveryDifferenceOfAnErrorIsFound(string expected, string what)
        {
            List<string> found = Differences("{'error': {" + expected + "}}", new Outcome { Error = JObject.Parse(Error) });
            Assert.AreEqual(1, found.Count, string.Join("\n", found));
            StringAssert.StartsWith(what, found[0]);
        }

        [Test]
        public void ValuesAndSecretsAreCompared()
        {
            var outcome = new Outcome { Value = JObject.Parse("{'a': 1, '$extra': {'b': null}}") };
            Assert.IsEmpty(Differences("{'value': {'a': 1.0, 'c': null, '$extra': {'b': null}}}", outcome));
            Assert.AreEqual(1, Differences("{'value': {'a': 2, '$extra': {'b': null}}}", outcome).Count);
            Assert.AreEqual(1, Differences("{'value': {'a': 1, '$extra': {}}}", outcome).Count);
            outcome.Show("a canary b");
            Assert.AreEqual(1, Differences("{'value': {'a': 1, '$extra': {'b': null}}, 'nowhere': ['canary']}", outcome).Count);
        }

        private static List<string> Differences(string expect, Outcome outcome)
        {
            var vector = new JObject { { "name", "a" }, { "operation", "applications.get" }, { "expect", JObject.Parse(expect) } };
            return Check.Differences(new Vector(vector), true, outcome);
        }
    }
}
