using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>
    /// Every public reference says whether it may be null: by an attribute, which compilers of C# 8
    /// and later honour, or by being in the list of those that never are.
    /// </summary>
    [TestFixture]
    public sealed class NullabilityTests
    {
        private const BindingFlags Declared =
            BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

        /// <summary>Properties and results that are never null.</summary>
        private static readonly string[] NeverNull =
        {
            "Application.Image", "Application.Name", "Application.ToNew()", "Attempt.Outcome", "CallEvent.Attempts",
            "CallEvent.Operation", "CallEvent.Outcome", "Change.Action", "Change.Fields", "Change.NotCompared",
            "DryRun.Changes", "DryRun.Requests", "DryRunRequest.Curl", "DryRunRequest.Headers",
            "DryRunRequest.Method", "DryRunRequest.Url", "EdgegapClient.Applications", "EdgegapClient.BaseUrl",
            "EdgegapClient.ContainerRegistry", "EdgegapClient.EndpointStorages", "EdgegapClient.Publish",
            "EdgegapClient.PullProfiles", "EdgegapClient.Versions", "EdgegapClient.WithOptions()",
            "EdgegapException.Attempts", "EdgegapException.Kind", "EdgegapException.Violations",
            "Emulator.Attach()", "Emulator.Client()", "Emulator.Faults", "Emulator.Requests",
            "Emulator.Start()", "Emulator.State", "Emulator.Token", "Emulator.Url",
            "EndpointStorage.AccessKeyId", "EndpointStorage.Bucket", "EndpointStorage.Endpoint",
            "EndpointStorage.Name", "EndpointStorage.ToNew()", "Env.ToNew()", "Fault.After()",
            "Fault.Chance()", "Fault.EventualList()", "Fault.Garbage()", "Fault.Ignored()",
            "Fault.Latency()", "Fault.Name()", "Fault.RateLimit()", "Fault.Reset()", "Fault.RetryAfter()",
            "Fault.Settle()", "Fault.Skip()", "Fault.Stall()", "Fault.Status()", "Fault.TimeToLive()",
            "Fault.Times()", "Fault.Truncate()", "FieldChange.Items", "FieldChange.Name",
            "FieldChange.State", "Image.FromBase64()", "Image.FromBytes()", "Image.FromFile()", "Image.None",
            "InjectedFault.Kind", "InjectedFault.Operation", "InjectedFault.When", "ItemChange.Fields",
            "ItemChange.Key", "ItemChange.State", "ItemField.Name", "Manifest.FromFile()",
            "Manifest.FromText()", "ManifestCheck.App", "ManifestCheck.Warnings", "ObjectStep.Action",
            "ObjectStep.Fields", "ObjectStep.Name", "ObjectStep.Object", "Page`1.Items", "Page`1.Meta",
            "PagedList`1.GetAsyncEnumerator()", "PagedList`1.Pages()", "Plan.Actions", "Plan.App", "Plan.Counts",
            "Plan.FromJson()", "Plan.LeftOut", "Plan.ToJson()", "PlannedAction.Action", "PlannedAction.Fields",
            "PlannedAction.Name", "PlannedAction.Object", "PlannedAction.Path", "Port.ToNew()", "Problem.Code",
            "Problem.File", "Problem.Level", "Problem.Message", "Problem.Path", "Problem.Text",
            "PullProfile.Destination", "PullProfile.Name", "PullProfile.Source", "PullProfile.ToNew()",
            "PullProfileLink.App", "PullProfileLink.AppVersion", "PullProfileLink.Endpoint",
            "PullProfileLink.PullProfile", "RecordedRequest.Headers", "RecordedRequest.Method",
            "RecordedRequest.Path", "RecordedRequest.ResponseHeaders", "RecordedRequest.Time",
            "ReplyMeta.Attempts", "ReplyMeta.Headers", "Step.Kind",
            "Step.Text", "Version.DockerImage", "Version.DockerRepository", "Version.DockerTag", "Version.Name",
            "Version.ToNew()", "Violation.Code", "Violation.Message", "Violation.Path", "WaitingStep.Live",
            "WaitingStep.Name", "WaitingStep.Object", "WaitingStep.Wanted",
        };

        [Test]
        public void EveryPublicReferenceSaysIfItMayBeNull()
        {
            var unmarked = new List<string>();
            var marked = new List<string>();
            foreach (Type type in typeof(EdgegapClient).Assembly.GetExportedTypes())
            {
                foreach (PropertyInfo property in type.GetProperties(Declared).Where(IsReference))
                {
                    (Has<MaybeNullAttribute>(property) ? marked : unmarked).Add(type.Name + "." + property.Name);
                }
                foreach (MethodInfo method in Methods(type).Where(HasReference))
                {
                    bool isMarked = Has<MaybeNullAttribute>(method.ReturnParameter);
                    (isMarked ? marked : unmarked).Add(type.Name + "." + method.Name + "()");
                }
            }
            CollectionAssert.AreEquivalent(NeverNull, unmarked.Distinct());
            Assert.Contains("Version.Ports", marked);
            Assert.Contains("NewVersion.Envs", marked);
            Assert.Contains("VersionUpdate.Command", marked);
            Assert.Contains("ClientOptions.Token", marked);
        }

        [Test]
        public void EveryArgumentSaysIfItMayBeNull()
        {
            int count = 0;
            foreach (Type type in typeof(EdgegapClient).Assembly.GetExportedTypes())
            {
                IEnumerable<MethodBase> all = Methods(type).Concat<MethodBase>(type.GetConstructors(Declared));
                foreach (MethodBase method in all)
                {
                    foreach (ParameterInfo parameter in method.GetParameters().Where(IsReference))
                    {
                        bool isNull = Has<AllowNullAttribute>(parameter);
                        string name = type.Name + "." + method.Name + "(" + parameter.Name + ")";
                        Assert.IsTrue(isNull != Has<DisallowNullAttribute>(parameter), name);
                        Assert.IsTrue(isNull || !parameter.IsOptional, name);
                        count++;
                    }
                }
            }
            Assert.Greater(count, 100);
        }

        private static IEnumerable<MethodInfo> Methods(Type type) =>
            type.GetMethods(Declared).Where(method =>
                !method.IsSpecialName && !Has<ObsoleteAttribute>(method)
                    && method.GetBaseDefinition().DeclaringType == type);

        /// <summary>True for a reference, unless a base class declares the property.</summary>
        private static bool IsReference(PropertyInfo property) =>
            !property.PropertyType.IsValueType
                && property.GetMethod.GetBaseDefinition().DeclaringType == property.DeclaringType;

        private static bool IsReference(ParameterInfo parameter) => !parameter.ParameterType.IsValueType;

        /// <summary>True unless the method returns nothing, a value, a task or a list.</summary>
        private static bool HasReference(MethodInfo method) =>
            method.ReturnType != typeof(void) && !method.ReturnType.IsValueType
                && !typeof(Task).IsAssignableFrom(method.ReturnType)
                && method.ReturnType.Name != typeof(PagedList<>).Name;

        private static bool Has<T>(ICustomAttributeProvider member)
            where T : Attribute => member.IsDefined(typeof(T), false);
    }
}
