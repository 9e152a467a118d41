using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk.Tests
{
    /// <summary>Compares what came of a call with what was expected, and says every difference in words. The mirror of tests/rust/src/check.rs.</summary>
    internal sealed class Check
    {
        internal const string Token = "test-token";
        private const int LongestExcerpt = 1024;

        private readonly Vector _vector;
        private readonly bool _isTyped;
        private readonly Outcome _outcome;
        private readonly List<string> _found = new List<string>();

        private Check(Vector vector, bool isTyped, Outcome outcome)
        {
            _vector = vector;
            _isTyped = isTyped;
            _outcome = outcome;
        }

        internal static List<string> Differences(Vector vector, bool isTyped, Outcome outcome)
        {
            var check = new Check(vector, isTyped, outcome);
            check.Compare();
            return check._found;
        }

        private void Compare()
        {
            JObject expected = _vector.ExpectedError;
            if (expected != null && _outcome.Error == null)
            {
                _found.Add("expected an error of kind " + expected["kind"] + ", got none");
            }
            else if (expected == null && _outcome.Error != null)
            {
                _found.Add("expected no error, got " + _outcome.Error);
            }
            else if (expected != null)
            {
                CompareError(expected, _outcome.Error);
                CompareValues();
            }
            else
            {
                CompareValues();
            }
            JToken page = _vector.Expect["page"];
            if (page != null && _outcome.Page != null)
            {
                var wanted = new JObject(
                    new JProperty("number", page["number"]), new JProperty("total", page["total"]), new JProperty("more", page["more"]));
                Note(Same(wanted, _outcome.Page), "page", wanted, _outcome.Page);
            }
            if (_vector.Expect["meta"] != null)
            {
                CompareMeta((JObject)_vector.Expect["meta"], _outcome.Meta as JObject ?? new JObject());
            }
            string shown = _outcome.Shown.ToString();
            foreach (string secret in (_vector.Expect["nowhere"] ?? new JArray()).Select(text => (string)text).Concat(new[] { Token }))
            {
                int at = shown.IndexOf(secret, System.StringComparison.Ordinal);
                if (at >= 0)
                {
                    _found.Add(secret + " must occur nowhere, found in " + shown.Substring(System.Math.Max(0, at - 40), System.Math.Min(shown.Length - System.Math.Max(0, at - 40), 80)));
                }
            }
        }

        private void CompareValues()
        {
            JObject expect = _vector.Expect;
            // A value of null is an expectation too.
            if (expect.Property("value") != null)
            {
                JToken got = _vector.Drain != null
                    ? _outcome.Pages.FirstOrDefault() ?? new JArray()
                    : _outcome.Value ?? JValue.CreateNull();
                CompareValue("value", expect["value"], got);
            }
            if (expect["items"] != null)
            {
                CompareValue("items", expect["items"], _outcome.Items());
            }
            if (expect["pages"] != null)
            {
                CompareValue("pages", expect["pages"], _outcome.AllPages());
            }
            if (_vector.Drain == "items" && expect["total"] != null)
            {
                Note(Same(expect["total"], _outcome.Total ?? JValue.CreateNull()), "total", expect["total"], _outcome.Total);
            }
        }

        private void CompareValue(string what, JToken expected, JToken got)
        {
            if (_isTyped)
            {
                expected = WithoutNulls(expected);
                got = WithoutNulls(got);
            }
            Note(Same(expected, got), what, expected, got);
        }

        /// <summary>Without null members, which the models do not tell from absent ones. Extra members stay as they came.</summary>
        private static JToken WithoutNulls(JToken value)
        {
            switch (value.Type)
            {
                case JTokenType.Array:
                    return new JArray(value.Select(WithoutNulls).ToArray<object>());
                case JTokenType.Object:
                    var kept = ((JObject)value).Properties().Where(member => member.Value.Type != JTokenType.Null);
                    return new JObject(kept.Select(member => new JProperty(
                        member.Name, member.Name == "$extra" ? member.Value.DeepClone() : WithoutNulls(member.Value))).ToArray<object>());
                default:
                    return value.DeepClone();
            }
        }

        private void CompareMeta(JObject expected, JObject got)
        {
            foreach (string name in new[] { "status", "request_id" })
            {
                if (expected[name] != null)
                {
                    Note(Same(expected[name], got[name]), "meta." + name, expected[name], got[name]);
                }
            }
            foreach (JProperty header in (expected["headers"] as JObject ?? new JObject()).Properties())
            {
                JToken value = got["headers"]?[header.Name];
                Note(Same(header.Value, value), "meta.headers." + header.Name, header.Value, value);
            }
            CompareAttempts(expected["attempts"], got["attempts"]);
        }

        private void CompareError(JObject expected, JObject got)
        {
            Note(Same(expected["kind"], got["kind"]), "error.kind", expected["kind"], got);
            Note(Same(expected["status"], got["status"]), "error.status", expected["status"], got["status"]);
            foreach (string name in new[] { "request_id", "retryable", "maybe_applied", "extra", "excerpt", "method" })
            {
                if (expected[name] != null)
                {
                    Note(Same(expected[name], got[name]), "error." + name, expected[name], got[name]);
                }
            }
            CompareAttempts(expected["attempts"], got["attempts"]);
            CompareParts("message", expected["message_contains"], got);
            CompareParts("excerpt", expected["excerpt_contains"], got);
            CompareViolations(expected["violations"], got["violations"]);
            if (expected["retry_after_ms"] != null)
            {
                double wait = (double?)got["retry_after_ms"] ?? -1;
                bool isWithin = wait >= (double)expected["retry_after_ms"][0] && wait <= (double)expected["retry_after_ms"][1];
                Note(isWithin, "error.retry_after_ms", expected["retry_after_ms"], got["retry_after_ms"]);
            }
            int length = Encoding.UTF8.GetByteCount((string)got["excerpt"] ?? "");
            Note(length <= LongestExcerpt, "length of error.excerpt", LongestExcerpt, length);
            if (expected["url_path"] != null)
            {
                string url = (string)got["url"] ?? "";
                int host = url.IndexOf("://", System.StringComparison.Ordinal) + 3;
                int path = host < 3 ? -1 : url.IndexOf('/', host);
                Note(path >= 0 && url.Substring(path) == (string)expected["url_path"], "path of error.url", expected["url_path"], url);
            }
            // A client that could not be made has no operation to name, nor has one that does not exist.
            bool isNameless = (string)expected["kind"] == "configuration" || !Operations.Contains(_vector.Operation);
            Note(isNameless || (string)got["operation"] == _vector.Operation, "error.operation", _vector.Operation, got["operation"]);
        }

        private void CompareParts(string member, JToken parts, JObject got)
        {
            foreach (JToken part in parts ?? new JArray())
            {
                Note(((string)got[member] ?? "").Contains((string)part), "error." + member, "... " + part + " ...", got[member]);
            }
        }

        private void CompareViolations(JToken expected, JToken got)
        {
            if (expected == null)
            {
                return;
            }
            var violations = got as JArray ?? new JArray();
            bool isSame = expected.Count() == violations.Count && expected.Zip(violations, (wanted, found) =>
                Same(wanted["path"], found["path"]) && Same(wanted["code"], found["code"])
                && (wanted["limit"] == null || Same(wanted["limit"], found["limit"]))).All(same => same);
            Note(isSame, "error.violations", expected, violations);
        }

        private void CompareAttempts(JToken expected, JToken got)
        {
            if (expected == null)
            {
                return;
            }
            var attempts = got as JArray ?? new JArray();
            bool isSame = expected.Count() == attempts.Count && expected.Zip(attempts, (wanted, found) =>
            {
                if (wanted.Type == JTokenType.String)
                {
                    return Same(wanted, found["outcome"]);
                }
                double waited = (double)found["waited_ms"];
                return Same(wanted["outcome"], found["outcome"])
                    && waited >= (double)wanted["waited_ms"][0] && waited <= (double)wanted["waited_ms"][1];
            }).All(same => same);
            bool firstWaits = attempts.Count > 0 && (double)attempts[0]["waited_ms"] != 0;
            Note(isSame && !firstWaits, "attempts", expected, attempts);
        }

        private void Note(bool isSame, string what, object expected, object got)
        {
            if (!isSame)
            {
                _found.Add(what + "\n    expected " + Text(expected) + "\n    got      " + Text(got));
            }
        }

        private static string Text(object what) => (what as JToken)?.ToString(Formatting.None) ?? what?.ToString() ?? "nothing";

        /// <summary>Equal as JSON: numbers by value, objects in any order. Absent and null are the same here.</summary>
        internal static bool Same(JToken left, JToken right)
        {
            left = left ?? JValue.CreateNull();
            right = right ?? JValue.CreateNull();
            if (IsNumber(left) && IsNumber(right))
            {
                return left.Type == JTokenType.Integer && right.Type == JTokenType.Integer
                    ? Whole(left) == Whole(right)
                    : (double)left == (double)right;
            }
            if (left.Type != right.Type)
            {
                return false;
            }
            switch (left.Type)
            {
                case JTokenType.Array:
                    return left.Count() == right.Count() && left.Zip(right, Same).All(same => same);
                case JTokenType.Object:
                    var members = (JObject)left;
                    return members.Count == ((JObject)right).Count
                        && members.Properties().All(member => ((JObject)right).Property(member.Name) != null && Same(member.Value, right[member.Name]));
                default:
                    return JToken.DeepEquals(left, right);
            }
        }

        private static bool IsNumber(JToken token) => token.Type == JTokenType.Integer || token.Type == JTokenType.Float;

        private static BigInteger Whole(JToken token) =>
            BigInteger.Parse(System.Convert.ToString(((JValue)token).Value, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}
