using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>Settings of the whole process: the culture, the defaults of Json.NET.</summary>
    [TestFixture]
    public sealed class GlobalSettingsTests
    {
        private CultureInfo _culture;
        private CultureInfo _threadCulture;

        [SetUp]
        public void Save()
        {
            _culture = Thread.CurrentThread.CurrentCulture;
            _threadCulture = CultureInfo.DefaultThreadCurrentCulture;
        }

        [TearDown]
        public void Restore()
        {
            Thread.CurrentThread.CurrentCulture = _culture;
            CultureInfo.DefaultThreadCurrentCulture = _threadCulture;
            JsonConvert.DefaultSettings = null;
        }

        /// <summary>Dotless i, decimal commas, other minus signs, other calendars.</summary>
        [TestCase("tr-TR")]
        [TestCase("de-DE")]
        [TestCase("sv-SE")]
        [TestCase("ar-SA")]
        [TestCase("th-TH")]
        public async Task InAnyCulture(string name)
        {
            string expected = await EverythingAsync();
            var culture = new CultureInfo(name);
            // A user can set any separators.
            culture.NumberFormat.NegativeSign = "\u2212";
            culture.NumberFormat.NumberDecimalSeparator = "\u066b";
            Thread.CurrentThread.CurrentCulture = culture;
            CultureInfo.DefaultThreadCurrentCulture = culture;
            Assert.AreEqual(expected, await EverythingAsync());
        }

        [Test]
        public async Task WithAnyJsonNetDefaults()
        {
            string expected = await EverythingAsync();
            JsonConvert.DefaultSettings = () => new JsonSerializerSettings
            {
                Converters = new List<JsonConverter> { new FailingConverter() },
                Culture = new CultureInfo("de-DE"),
                DateFormatHandling = DateFormatHandling.MicrosoftDateFormat,
                DateParseHandling = DateParseHandling.DateTime,
                FloatParseHandling = FloatParseHandling.Decimal,
                Formatting = Formatting.Indented,
                MaxDepth = 1,
                MissingMemberHandling = MissingMemberHandling.Error,
                NullValueHandling = NullValueHandling.Ignore,
                StringEscapeHandling = StringEscapeHandling.EscapeNonAscii,
                TypeNameHandling = TypeNameHandling.All,
            };
            Assert.AreEqual(expected, await EverythingAsync());
        }

        /// <summary>Sends and receives values of all types, and returns them as text.</summary>
        private static async Task<string> EverythingAsync()
        {
            var seen = new List<string>();
            var options = new ClientOptions
            {
                BackoffInitial = TimeSpan.FromMilliseconds(1.5),
                OnEvent = call => seen.Add(call.Operation + " " + call.Outcome + " " + call.Status),
            };
            using (Emulator emulator = Emulator.Start(new EmulatorOptions { Port = 0 }))
            using (EdgegapClient client = emulator.Client(options))
            {
                await client.Applications.CreateAsync(Bodies.Application("IiI\u0130\u0131"));
                NewVersion body = Bodies.Version("1.0.0");
                body.CachingPercent = 0.125;
                body.Extra = new JObject(new JProperty("probe", new JObject(
                    new JProperty("negative", -1.25),
                    new JProperty("exact", 1234567.75m),
                    new JProperty("day", new DateTime(2026, 4, 22, 0, 0, 0, DateTimeKind.Utc)),
                    new JProperty("text", "2026-04-22T20:30:52.283949Z"),
                    new JProperty("id", new JValue(new Guid("00000000-0000-0000-0000-00000000000a"))),
                    new JProperty("span", new JValue(TimeSpan.FromMinutes(-1.5))))));
                emulator.ClearRequests();
                Models.Version version = await client.Versions.CreateAsync("IiI\u0130\u0131", body);
                RecordedRequest request = emulator.Requests.Single();
                var sent = (JObject)request.Body;
                IEnumerable<JProperty> fields = sent.Properties().Concat(((JObject)sent["probe"]).Properties());
                seen.Add(request.Path + " " + string.Join(" ", fields.Select(Canonical)));
                seen.Add(Regex.Replace(version.ToString(), @"20\d\d-\d\d-\d\d \d\d:\d\d:\d\dZ", "now"));
                seen.Add(version.Ports.Single() + " " + version.ReqCpu + " " + (version.CreateTime.Value.Year > 2000));
                seen.Add("total " + await client.Applications.List(limit: 1).TotalAsync());
                emulator.Inject(Fault.Status("applications.get", 429).RetryAfter(-5).Times(1));
                await client.Applications.GetAsync("IiI\u0130\u0131");
                body.ReqCpu = -10;
                body.CachingPercent = double.NegativeInfinity;
                body.RestartPolicy = new RestartPolicy("IFFY");
                Task refused = client.Versions.CreateAsync("IiI\u0130\u0131", body);
                var error = await Fails.WithAsync<ValidationException>(refused);
                seen.Add(error.Message);
                seen.AddRange(error.Violations.Select(violation => violation.Code + " " + violation.Limit.HasValue));
                var missing = await Fails.WithAsync<NotFoundException>(client.Applications.GetAsync("II"));
                seen.Add(missing.Message.Replace(emulator.Url, "") + missing.Attempts.Single());
                foreach (double? number in new Json.JsonInput("[12.5, -3, 1e-7]").List(json => json.Double()))
                {
                    seen.Add(number.Value.ToString("R", CultureInfo.InvariantCulture));
                }
                return string.Join("\n", seen);
            }
        }

        /// <summary>Formats a field independently of the settings.</summary>
        private static string Canonical(JProperty field)
        {
            object value = field.Value is JValue ? ((JValue)field.Value).Value : field.Value.Count();
            return field.Name + "=" + Convert.ToString(value, CultureInfo.InvariantCulture);
        }

        /// <summary>A converter that claims all types and fails.</summary>
        private sealed class FailingConverter : JsonConverter
        {
            public override bool CanConvert(Type objectType) => true;

            public override object ReadJson(
                JsonReader reader, Type objectType, object existingValue, JsonSerializer serializer)
            {
                throw new InvalidOperationException("the converter was used");
            }

            public override void WriteJson(JsonWriter writer, object value, JsonSerializer serializer)
            {
                throw new InvalidOperationException("the converter was used");
            }
        }
    }
}
