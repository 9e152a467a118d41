using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Edgegap.Sdk;
using NUnit.Framework;
using UnityEditor;
using UnityEngine;
using UnityEngine.UI;
using Application = Edgegap.Sdk.Models.Application;
using Image = Edgegap.Sdk.Image;
using Version = Edgegap.Sdk.Models.Version;

namespace MyGame.Tools
{
    /// <summary>
    /// The names of the SDK in a file that imports what files of Unity projects import, with the
    /// aliases of the README. It is not in the SDK's namespace, where names mean something else.
    /// </summary>
    [TestFixture]
    public sealed class NameTests
    {
        /// <summary>Names that are ambiguous in a file that imports both namespaces.</summary>
        private static readonly string[] Shared =
        {
            "System.ComponentModel.DataAnnotations.ValidationException", "System.Configuration.ConfigurationException",
            "System.Runtime.Remoting.ServerException", "System.Security.Authentication.AuthenticationException",
            "System.Version", "UnityEngine.Application", "UnityEngine.UI.Image",
        };

        private readonly List<Application> _applications = new List<Application>();
        private readonly Dictionary<string, Version> _versions = new Dictionary<string, Version>();
        private Image _icon = Image.None;

        [Test]
        public void FieldsCanBeDeclared()
        {
            Edgegap.Sdk.Tests.SingleThread.Run(async context =>
            {
                using (Emulator emulator = await Emulator.StartAsync())
                using (EdgegapClient client = emulator.Client())
                {
                    var body = new NewApplication { Name = "my-game", IsActive = true, Image = _icon };
                    Application created = await client.Applications.CreateAsync(body, CancellationToken.None);
                    _applications.Add(created);
                    Application[] read = (await client.Applications.List().ToListAsync()).ToArray();
                    Assert.AreEqual(_applications.Single().Name, read.Single().Name);
                    foreach (Version version in await client.Versions.List("my-game").ToListAsync())
                    {
                        _versions.Add(version.Name, version);
                    }
                    Assert.IsEmpty(_versions);
                    Assert.IsFalse(File.Exists(Path.Combine(EditorPrefs.GetString("no folder", ""), "no file")));
                    Assert.AreEqual(default(Vector2), new Vector2());
                }
            });
        }

        [Test]
        public void NoOtherNameIsThatOfAFramework()
        {
            ILookup<string, Type> own = typeof(EdgegapClient).Assembly.GetExportedTypes().ToLookup(type => type.Name);
            var found = new List<string>();
            var known = new[]
            {
                typeof(object), typeof(Uri), typeof(Enumerable), typeof(System.Xml.XmlReader), typeof(Vector2),
                typeof(System.ComponentModel.DataAnnotations.RangeAttribute), typeof(Newtonsoft.Json.JsonConvert),
            };
            foreach (Type type in known.SelectMany(one => one.Assembly.GetExportedTypes()).Distinct())
            {
                if (!type.IsNested && own.Contains(type.Name))
                {
                    found.Add(type.FullName);
                }
            }
            CollectionAssert.AreEquivalent(Shared, found);
        }
    }
}
