using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>Plans, their application and prunes.</summary>
    [TestFixture]
    public sealed class PublishTests : EmulatorFixture
    {
        private const string Canary = "canary-77e1";

        private const string Text = @"
format = 1
app = { name = ""space-arena"" }
[defaults]
docker_repository = ""docker.io""
docker_image = ""me/game""
docker_tag = ""${TAG}""
req_cpu = 512
req_memory = 512
private_username = { env = ""REGISTRY_USER"" }
private_token = { env = ""REGISTRY_TOKEN"" }
ports = [{ port = 7777, protocol = ""UDP"" }]
[defaults.envs]
MODE = ""ranked""
MATCH_KEY = { env = ""MATCH_KEY"", hidden = true }
[versions.dev]
[versions.""${VERSION}""]
[prune]
protect = [""dev""]
versions = { keep = 1 }
";

        private static readonly string[] Variables = { "REGISTRY_USER", "REGISTRY_TOKEN", "MATCH_KEY" };

        private string _path;

        [SetUp]
        public void Write()
        {
            foreach (string name in Variables)
            {
                Environment.SetEnvironmentVariable(name, Canary);
            }
            _path = Path.Combine(Path.GetTempPath(), "publish-" + Guid.NewGuid() + ".toml");
            File.WriteAllText(_path, Text);
        }

        [TearDown]
        public void Delete()
        {
            foreach (string name in Variables)
            {
                Environment.SetEnvironmentVariable(name, null);
            }
            File.Delete(_path);
        }

        [Test]
        public async Task APlanIsWhatWouldChange()
        {
            Plan plan = await PlanAsync("b42");
            Assert.AreEqual("space-arena", plan.App);
            Assert.IsFalse(plan.IsEmpty);
            Assert.AreEqual(new[] { "${VERSION}" }, plan.LeftOut);
            Assert.AreEqual(
                "PlanCounts { Create = 2, Change = 0, Delete = 0, Calls = 2 }", plan.Counts.ToString());
            string[] lines = plan.ToString().Split('\n');
            StringAssert.StartsWith(_path + " -> space-arena at 127.0.0.1:", lines[0]);
            Assert.AreEqual("2 to create, 0 to change, 0 to delete: 2 calls.", lines.Last());
            Assert.AreEqual("create application space-arena", plan.Actions[0].ToString());
            Assert.AreEqual(new[] { "space-arena" }, plan.Actions[0].Path);
            FieldChange tag = plan.Actions[1].Fields.Single(field => field.Name == "docker_tag");
            Assert.AreEqual("docker_tag changed", tag.ToString());
            Assert.AreEqual("b42", (string)tag.To);
            Assert.AreEqual(JTokenType.Null, tag.From.Type);
            Assert.IsTrue(Emulator.Requests.All(request => request.Method == "GET"));
        }

        [Test]
        public async Task APlanIsAppliedStepByStep()
        {
            var steps = new List<Step>();
            Page<Step> page = await Client.Publish.Apply(await PlanAsync("b42")).FirstPageAsync();
            while (page != null)
            {
                steps.Add(page.Items.Single());
                page = await page.NextPageAsync();
            }
            Assert.AreEqual(new[] { "done", "done", "summary" }, steps.Select(step => step.Kind));
            StringAssert.StartsWith("  ok  version dev created", steps[1].ToString());
            Assert.AreEqual("create", ((ObjectStep)steps[1]).Action);
            var summary = (SummaryStep)steps[2];
            Assert.AreEqual(2, summary.Created);
            Assert.AreEqual(2, summary.Requests);
            Assert.IsFalse(summary.IsPrune);
            Assert.AreEqual("b42", (await Client.Versions.GetAsync("space-arena", "dev")).DockerTag);

            Plan again = await PlanAsync("b42");
            Assert.IsTrue(again.IsEmpty);
            Assert.AreEqual(0, again.Counts.Calls);
            Assert.IsNotNull(again.Actions[1].LastUpdated);
            var options = new PlanOptions { Set = Tag("b42"), ResendSecrets = true };
            Plan resent = await Client.Publish.PlanAsync(_path, options);
            Assert.IsFalse(resent.IsEmpty);
            Assert.AreEqual(1, resent.Counts.Change);
        }

        [Test]
        public async Task ItemsOfListsAreCompared()
        {
            await ApplyAsync("b42");
            File.WriteAllText(_path, Text.Replace("\"ranked\"", "\"casual\""));
            FieldChange envs = (await PlanAsync("b42")).Actions[1].Fields.Single(field => field.Name == "envs");
            Assert.AreEqual(new[] { "MODE changed", "MATCH_KEY hidden" }, envs.Items.Select(item => item.ToString()));
            ItemField value = envs.Items[0].Fields.Single();
            Assert.AreEqual("value: ranked, casual", value + ": " + value.From + ", " + value.To);
        }

        [Test]
        public async Task AWorldThatMovedIsAConflict()
        {
            await ApplyAsync("b42");
            Plan plan = await PlanAsync("b43");
            await Client.Versions.UpdateAsync("space-arena", "dev", new VersionUpdate { MaxDuration = 60 });
            ConflictException error =
                await Fails.WithAsync<ConflictException>(Client.Publish.Apply(plan).ToListAsync());
            StringAssert.Contains("changed since the plan", error.Message);
            Assert.AreEqual("publish.apply", error.Operation);
            plan = await PlanAsync("b43");
            File.WriteAllText(_path, Text + "# changed\n");
            error = await Fails.WithAsync<ConflictException>(Client.Publish.Apply(plan).FirstAsync());
            StringAssert.Contains("not what the plan was made from", error.Message);
            Assert.AreEqual("b42", (await Client.Versions.GetAsync("space-arena", "dev")).DockerTag);
        }

        [Test]
        public async Task ATagIsWaitedFor()
        {
            await ApplyAsync("b42");
            Plan plan = await PlanAsync("b43");
            Emulator.Inject(Fault.Settle("versions.update", 2));
            var options = new ApplyOptions { Wait = TimeSpan.FromMinutes(1) };
            List<Step> steps = await Client.Publish.Apply(plan, options).ToListAsync();
            var waiting = (WaitingStep)steps[0];
            Assert.AreEqual("b43", waiting.Wanted);
            Assert.AreEqual("", waiting.Live);
            Assert.AreEqual(TimeSpan.FromMinutes(1), waiting.Timeout);
            var done = (ObjectStep)steps[steps.Count - 2];
            Assert.AreEqual(new[] { "docker_tag" }, done.Fields);
            Assert.AreEqual("b43", done.DockerTag);
            Emulator.Inject(Fault.Ignored("versions.update"));
            options = new ApplyOptions { Wait = TimeSpan.Zero };
            ImageException error = await Fails.WithAsync<ImageException>(
                Client.Publish.Apply(await PlanAsync("b44"), options).ToListAsync());
            StringAssert.Contains("did not change the tag", error.Message);
        }

        [Test]
        public async Task APlanFileNeedsItsManifest()
        {
            await ApplyAsync("b42");
            Plan plan = await PlanAsync("b43");
            string file = plan.ToJson();
            StringAssert.DoesNotContain(Canary, file);
            Plan read = Plan.FromJson(file);
            Assert.AreEqual(plan.ToString(), read.ToString());
            Assert.AreEqual(file, read.ToJson());
            StringAssert.Contains(
                "set Manifest", Assert.Throws<ArgumentException>(() => Client.Publish.Apply(read)).Message);
            var options = new ApplyOptions { Manifest = _path, Set = Tag("b43") };
            List<Step> steps = await Client.Publish.Apply(read, options).ToListAsync();
            Assert.AreEqual(new[] { "done", "summary" }, steps.Select(step => step.Kind));
            string[,] wrong =
            {
                { "[]", "cannot be read" },
                { "{", "cannot be read" },
                { "{}", "it has no `format`" },
                { "{'format': 'edgegap.plan/9'}", "has the format `edgegap.plan/9`" },
                { "{'format': 'edgegap.plan/1'}", "make a new plan" },
            };
            for (int index = 0; index < wrong.GetLength(0); index++)
            {
                string json = wrong[index, 0];
                StringAssert.Contains(
                    wrong[index, 1], Assert.Throws<ValidationException>(() => Plan.FromJson(json)).Message);
            }
        }

        [Test]
        public async Task AManifestMayBeAText()
        {
            var options = new ManifestOptions { Set = Tag("b42") };
            ManifestCheck check = await Client.Publish.CheckAsync(Manifest.FromText(Text), options);
            Assert.AreEqual("ManifestCheck { App = space-arena, Warnings = [1] }", check.ToString());
            Problem warning = check.Warnings.Single();
            Assert.AreEqual("warning port_without_name", warning.Level + " " + warning.Code);
            Assert.AreEqual("edgegap.toml:12:10", warning.File + ":" + warning.Line + ":" + warning.Column);
            Assert.AreEqual("defaults.ports[0]", warning.Path);
            StringAssert.Contains("^^^^", warning.ToString());
            Assert.AreEqual("space-arena", (await Client.Publish.CheckAsync(_path, options)).App);
            Manifest json = Manifest.FromText("{\"format\": 1, \"app\": {\"name\": \"space-arena\"}}", "json");
            Assert.AreEqual(1, (await Client.Publish.PlanAsync(json)).Counts.Create);
        }

        [Test]
        public async Task ProblemsAreShownAtTheirPlaces()
        {
            Manifest manifest = Manifest.FromText(Text.Replace("req_cpu = 512", "req_cpu = 1"));
            Emulator.ClearRequests();
            Task[] calls = { Client.Publish.CheckAsync(manifest), Client.Publish.PlanAsync(manifest) };
            foreach (Task call in calls)
            {
                ValidationException error = await Fails.WithAsync<ValidationException>(call);
                StringAssert.Contains("the variable `TAG` is not set", error.Message);
                StringAssert.Contains("^^^^", error.Message);
                string[] codes = error.Extra["problems"].Select(problem => (string)problem["code"]).ToArray();
                Assert.Contains("variable", codes);
                Assert.Contains("out_of_range", codes);
            }
            Assert.IsEmpty(Emulator.Requests);
            ValidationException yaml = await Fails.WithAsync<ValidationException>(
                Client.Publish.PlanAsync(Manifest.FromText(Text, "yaml"), new PlanOptions { Set = Tag("b42") }));
            StringAssert.Contains("`toml` or `json`", yaml.Message);
            ValidationException dry = await Fails.WithAsync<ValidationException>(
                Client.DryRunAsync(client => client.Publish.CheckAsync(manifest)));
            StringAssert.Contains("publish.check has no dry run", dry.Message);
            Assert.Throws<ArgumentNullException>(() => Client.Publish.Prune((string)null));
            Assert.Throws<ArgumentNullException>(() => Client.Publish.Apply(null));
        }

        [Test]
        public async Task OldVersionsArePruned()
        {
            await ApplyAsync("b42");
            foreach (string name in new[] { "1", "2", "3" })
            {
                await Client.Versions.CreateAsync("space-arena", Bodies.Version(name));
            }
            var options = new PruneOptions { Set = Tag("b42"), DryRun = true };
            List<Step> planned = await Client.Publish.Prune(_path, options).ToListAsync();
            Assert.AreEqual(
                new[] { "planned disable 1", "planned disable 2" },
                planned.Cast<ObjectStep>().Select(step => step.Kind + " " + step.Action + " " + step.Name));
            options = new PruneOptions { Set = Tag("b42"), Versions = 2, Delete = true };
            var summary = (SummaryStep)(await Client.Publish.Prune(_path, options).ToListAsync()).Last();
            Assert.IsTrue(summary.IsPrune);
            Assert.AreEqual(1, summary.Deleted);
            List<Models.Version> left = await Client.Versions.List("space-arena").ToListAsync();
            CollectionAssert.AreEquivalent(new[] { "dev", "2", "3" }, left.Select(version => version.Name));
        }

        [Test]
        public async Task AnApplyIsCancelledBetweenAndWithinSteps()
        {
            Plan plan = await PlanAsync("b42");
            Page<Step> first = await Client.Publish.Apply(plan).FirstPageAsync();
            Assert.AreEqual("application", ((ObjectStep)first.Items.Single()).Object);
            Assert.IsEmpty(await Client.Versions.List("space-arena").ToListAsync());
            Emulator.Inject(Fault.Stall("versions.create").Times(1));
            using (var cancellation = new CancellationTokenSource())
            {
                Task<Page<Step>> next = first.NextPageAsync(cancellation.Token);
                while (Emulator.Requests.All(request => request.Operation != "versions.create"))
                {
                    await Task.Delay(5);
                }
                cancellation.Cancel();
                OperationCanceledException error = await Fails.WithAsync<OperationCanceledException>(next);
                Assert.IsTrue(((EdgegapException)error.InnerException).MaybeApplied);
            }
            // The same step is tried again.
            Page<Step> second = await first.NextPageAsync();
            Assert.AreEqual("dev", ((ObjectStep)second.Items.Single()).Name);
        }

        [Test]
        public async Task NoSecretIsShown()
        {
            var set = new Dictionary<string, string> { { "TAG", "b42" }, { "KEY", Canary } };
            var options = new PlanOptions { Set = set };
            Plan plan = await Client.Publish.PlanAsync(Manifest.FromText(Text), options);
            PagedList<Step> list = Client.Publish.Apply(plan);
            List<Step> steps = await list.ToListAsync();
            set.Remove("TAG");
            ValidationException error = await Fails.WithAsync<ValidationException>(
                Client.Publish.PlanAsync(Manifest.FromText(Text + "key = \"" + Canary + "\""), options));
            var shown = new List<object> { plan, plan.ToJson(), list, options, error, error.Extra };
            shown.Add(Manifest.FromText(Canary));
            shown.AddRange(steps);
            shown.AddRange(plan.Actions);
            StringAssert.DoesNotContain(Canary, string.Join("\n", shown));
        }

        private static Dictionary<string, string> Tag(string tag) => new Dictionary<string, string> { { "TAG", tag } };

        private Task<Plan> PlanAsync(string tag) =>
            Client.Publish.PlanAsync(_path, new PlanOptions { Set = Tag(tag) });

        private async Task ApplyAsync(string tag) => await Client.Publish.Apply(await PlanAsync(tag)).ToListAsync();
    }
}
