using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using Edgegap.Sdk.Models;
using NUnit.Framework;

namespace Edgegap.Sdk.Tests
{
    /// <summary>Lists, which read their pages on demand.</summary>
    [TestFixture]
    public sealed class ListTests
    {
        private Emulator _emulator;
        private EdgegapClient _client;
        private string[] _names;

        [TestFixtureSetUp]
        public void Start()
        {
            _emulator = Emulator.Start();
            _client = _emulator.Client();
            _names = Enumerable.Range(0, 7).Select(number => "game-" + number).ToArray();
            foreach (string name in _names)
            {
                _client.Applications.CreateAsync(Bodies.Application(name)).GetAwaiter().GetResult();
            }
        }

        [TestFixtureTearDown]
        public void Stop()
        {
            _client.Dispose();
            _emulator.Dispose();
        }

        [Test]
        public async Task EachPageLeadsToTheNext()
        {
            Page<Application> first = await _client.Applications.List(limit: 3).FirstPageAsync();
            Assert.AreEqual(1, first.Number);
            Assert.AreEqual(7, first.Total);
            Assert.AreEqual(200, first.Meta.Status);
            Assert.IsTrue(first.HasMore);
            Page<Application> second = await first.NextPageAsync();
            Assert.AreEqual(_names.Skip(3).Take(3), second.Items.Select(application => application.Name));
            Assert.AreEqual(2, (await first.NextPageAsync()).Number, "a page can be read again");
            Page<Application> third = await second.NextPageAsync();
            Assert.AreEqual(1, third.Items.Count);
            Assert.IsFalse(third.HasMore);
            Assert.IsNull(await third.NextPageAsync());
        }

        [Test]
        public async Task AListCanBeReadTwice()
        {
            PagedList<Application> list = _client.Applications.List(limit: 2);
            Assert.AreEqual(_names, (await list.ToListAsync()).Select(application => application.Name));
            Assert.AreEqual(_names, (await list.ToListAsync()).Select(application => application.Name));
            Assert.AreEqual(7, await list.TotalAsync());
            Assert.AreEqual(5, (await _client.Applications.List(page: 2, limit: 2).ToListAsync()).Count);
        }

        [Test]
        public async Task TheFirstItemsNeedNoFurtherPages()
        {
            PagedList<Application> list = _client.Applications.List(limit: 3);
            _emulator.ClearRequests();
            Assert.AreEqual("game-0", (await list.FirstAsync()).Name);
            Assert.AreEqual(1, _emulator.Requests.Count);
            Assert.AreEqual(_names.Take(3), (await list.ToListAsync(3)).Select(application => application.Name));
            Assert.AreEqual(2, _emulator.Requests.Count);
            Assert.AreEqual(_names.Take(5), (await list.ToListAsync(5)).Select(application => application.Name));
            Assert.AreEqual(4, _emulator.Requests.Count);
            Assert.AreEqual(7, (await list.ToListAsync(100)).Count);
            Assert.AreEqual(7, (await list.ToListAsync(int.MaxValue)).Count);
            _emulator.ClearRequests();
            Assert.IsEmpty(await list.ToListAsync(0));
            Assert.IsEmpty(_emulator.Requests);
            Assert.Throws<ArgumentOutOfRangeException>(() => list.ToListAsync(-1));
            Assert.IsNull(await _client.EndpointStorages.List().FirstAsync(), "there is none");
            Assert.IsNull(await _client.EndpointStorages.ListFields("name").FirstAsync());
            Assert.IsTrue(list.FirstAsync(new CancellationToken(true)).IsCanceled);
        }

        [Test]
        public async Task APageIsNotLargerThanTheItemsThatAreWanted()
        {
            _emulator.ClearRequests();
            await _client.Applications.List().FirstAsync();
            await _client.Applications.List().ToListAsync(5);
            await _client.EndpointStorages.ListFields("name").ToListAsync(3);
            await _client.Applications.List(limit: 4).FirstAsync();
            await _client.Applications.List().ToListAsync(100);
            string[] queries = _emulator.Requests.Select(request => request.Query).ToArray();
            CollectionAssert.AreEqual(
                new[] { "page=1&limit=1", "page=1&limit=5", "page=1&limit=3", "page=1&limit=4", "page=1&limit=100" },
                queries);
        }

        [Test]
        public void MisusesAreAnsweredByTheCompiler()
        {
            Type list = typeof(PagedList<Application>);
            foreach (string name in new[] { "GetEnumerator", "GetAwaiter" })
            {
                var obsolete = list.GetMethod(name).GetCustomAttribute<ObsoleteAttribute>();
                Assert.IsTrue(obsolete.IsError);
                StringAssert.Contains("ToListAsync()", obsolete.Message);
            }
            string shown = _client.Applications.List().ToString();
            StringAssert.Contains("applications.list", shown);
            StringAssert.Contains("await ToListAsync()", shown);
        }

        [Test]
        public async Task StreamsReadOnDemand()
        {
            _emulator.ClearRequests();
            IAsyncEnumerator<Application> items = _client.Applications.List(limit: 3).GetAsyncEnumerator();
            var names = new List<string>();
            for (int item = 0; item < 3 && await items.MoveNextAsync(); item++)
            {
                names.Add(items.Current.Name);
            }
            Assert.AreEqual(1, _emulator.Requests.Count);
            while (await items.MoveNextAsync())
            {
                names.Add(items.Current.Name);
            }
            Assert.AreEqual(_names, names);
            Assert.AreEqual(3, _emulator.Requests.Count);
            Assert.IsFalse(await items.MoveNextAsync(), "a stream does not start again");
            Assert.AreEqual(3, _emulator.Requests.Count);
            await items.DisposeAsync();
        }

        [Test]
        public async Task PagesCanBeStreamed()
        {
            PagedList<Application> list = _client.Applications.List(limit: 3);
            IAsyncEnumerator<Page<Application>> pages = list.Pages().GetAsyncEnumerator();
            var counts = new List<int>();
            while (await pages.MoveNextAsync())
            {
                counts.Add(pages.Current.Items.Count);
            }
            Assert.AreEqual(new[] { 3, 3, 1 }, counts);
        }

        [Test]
        public async Task AStreamCanBeCancelled()
        {
            using (var source = new CancellationTokenSource())
            {
                PagedList<Application> list = _client.Applications.List(limit: 1);
                IAsyncEnumerator<Application> items = list.GetAsyncEnumerator(source.Token);
                Assert.IsTrue(await items.MoveNextAsync());
                source.Cancel();
                await Fails.WithAsync<OperationCanceledException>(items.MoveNextAsync().AsTask());
            }
        }

        [Test]
        public async Task ErrorsAreThrownOnReading()
        {
            PagedList<Models.Version> list = _client.Versions.List("nope", limit: 0);
            var error = await Fails.WithAsync<ValidationException>(list.ToListAsync());
            Assert.AreEqual("limit", error.Violations.Single().Path);
            await Fails.WithAsync<NotFoundException>(_client.Versions.List("nope").TotalAsync());
        }
    }
}
