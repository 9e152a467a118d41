using System.Collections.Generic;
using System.Text;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk.Tests
{
    /// <summary>What came of a call, the same for every surface.</summary>
    internal sealed class Outcome
    {
        /// <summary>The value of a call that is no list.</summary>
        internal JToken Value;

        /// <summary>The pages of a list that were read.</summary>
        internal readonly List<JArray> Pages = new List<JArray>();

        /// <summary>Where the first page stands: number, total, more.</summary>
        internal JObject Page;

        /// <summary>What the list says of its length.</summary>
        internal JToken Total;

        /// <summary>Status, headers and attempts of the last reply.</summary>
        internal JToken Meta;

        /// <summary>The error, in the boundary's form.</summary>
        internal JObject Error;

        /// <summary>Everything that the outcome can be turned into, for the search for secrets.</summary>
        internal readonly StringBuilder Shown = new StringBuilder();

        internal void Show(object what) => Shown.Append(what).Append('\n');

        internal void NotePage(long number, long? total, bool hasMore)
        {
            if (Page == null)
            {
                Page = new JObject(new JProperty("number", number), new JProperty("total", total), new JProperty("more", hasMore));
            }
        }

        internal JArray Items()
        {
            var items = new JArray();
            foreach (JArray page in Pages)
            {
                foreach (JToken item in page)
                {
                    items.Add(item.DeepClone());
                }
            }
            return items;
        }

        internal JArray AllPages()
        {
            var pages = new JArray();
            foreach (JArray page in Pages)
            {
                pages.Add(page.DeepClone());
            }
            return pages;
        }
    }
}
