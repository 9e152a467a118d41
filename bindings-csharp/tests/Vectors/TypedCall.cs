using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;

namespace Edgegap.Sdk.Tests
{
    /// <summary>The call of a vector through the method of its operation, with the types that users
    /// have.</summary>
    internal static class TypedCall
    {
        internal static async Task MakeAsync(Vector vector, EdgegapClient client, Outcome outcome)
        {
            string[] id = vector.Operation.Split('.');
            object resource = client.GetType().GetProperty(Reflection.Pascal(id[0])).GetValue(client);
            JObject arguments = vector.Arguments;
            CallOptions options = Options(vector.Options);
            if (vector.Drain != null)
            {
                string name = Reflection.Pascal(id[1]) + (arguments["query"]?["fields"] != null ? "Fields" : "");
                object list = Invoke(resource, resource.GetType().GetMethod(name), arguments, options);
                const BindingFlags Flags = BindingFlags.NonPublic | BindingFlags.Static;
                MethodInfo read = typeof(TypedCall).GetMethod("ListAsync", Flags);
                Type item = list.GetType().GetGenericArguments()[0];
                await (Task)read.MakeGenericMethod(item).Invoke(null, new[] { list, vector.Drain, outcome });
                return;
            }
            MethodInfo method = resource.GetType().GetMethods().Single(candidate =>
                candidate.Name == Reflection.Pascal(id[1]) + "Async"
                && candidate.GetParameters().Any(parameter => parameter.ParameterType == typeof(CallOptions)));
            ReplyMeta replied = null;
            options.OnReply = meta => replied = meta;
            var task = (Task)Invoke(resource, method, arguments, options);
            await task;
            object value = method.ReturnType.IsGenericType ? task.GetType().GetProperty("Result").GetValue(task) : null;
            outcome.Show(value);
            outcome.Add(Reflection.Json(value), replied);
        }

        internal static IDictionary<string, string> Strings(JToken json)
        {
            if (json == null)
            {
                return null;
            }
            var strings = new Dictionary<string, string>();
            foreach (JProperty member in Object(json).Properties())
            {
                strings[member.Name] = Of<string>(member.Value, JTokenType.String);
            }
            return strings;
        }

        internal static void SetTimes(CallOptions options, JToken json)
        {
            if (json == null)
            {
                return;
            }
            JObject limits = Object(json);
            options.ConnectTimeout = Time(limits["connect"]);
            options.AttemptTimeout = Time(limits["attempt"]);
            options.Timeout = Time(limits["total"]);
        }

        private static object Invoke(object resource, MethodInfo method, JObject arguments, CallOptions options)
        {
            var given = new List<object>();
            foreach (ParameterInfo parameter in method.GetParameters())
            {
                if (parameter.ParameterType == typeof(CallOptions))
                {
                    given.Add(options);
                }
                else if (parameter.ParameterType == typeof(CancellationToken))
                {
                    given.Add(CancellationToken.None);
                }
                else if (parameter.ParameterType == typeof(string) || parameter.ParameterType == typeof(long?))
                {
                    JToken value = arguments["path"]?[parameter.Name] ?? arguments["query"]?[parameter.Name];
                    bool isString = parameter.ParameterType == typeof(string);
                    given.Add(value == null ? null : isString ? (object)(string)value : (long?)value);
                }
                else
                {
                    JToken body = arguments["body"];
                    given.Add(body == null ? null : Reflection.Body(parameter.ParameterType, body));
                }
            }
            return method.Invoke(resource, given.ToArray());
        }

        private static async Task ListAsync<T>(PagedList<T> list, string drain, Outcome outcome)
        {
            if (drain == "items")
            {
                await ItemsAsync(list, outcome);
                return;
            }
            for (Page<T> page = await list.FirstPageAsync(); page != null; page = await page.NextPageAsync())
            {
                var position = new JObject
                {
                    { "number", page.Number }, { "total", page.Total }, { "more", page.HasMore },
                };
                outcome.Add(Reflection.Json(page.Items), page.Meta, position);
                if (drain == "page" || outcome.Replies.Count > Play.Endless)
                {
                    return;
                }
            }
        }

        private static async Task ItemsAsync<T>(PagedList<T> list, Outcome outcome)
        {
            var items = new JArray();
            outcome.Replies.Add(new JObject { { "value", items } });
            for (Page<T> page = await list.FirstPageAsync(); page != null; page = await page.NextPageAsync())
            {
                outcome.Total = page.Total;
                foreach (T item in page.Items)
                {
                    outcome.Show(item is JToken ? null : (object)item);
                    items.Add(Reflection.Json(item));
                }
            }
        }

        /// <summary>The options of the boundary as the type that users have.</summary>
        private static CallOptions Options(JObject json)
        {
            var options = new CallOptions();
            foreach (JProperty member in json.Properties())
            {
                switch (member.Name)
                {
                    case "timeout_ms":
                        SetTimes(options, member.Value);
                        break;
                    case "backoff_ms":
                        options.BackoffInitial = Time(Object(member.Value)["initial"]);
                        options.BackoffMax = Time(Object(member.Value)["max"]);
                        break;
                    case "max_retries":
                        options.MaxRetries = checked((int)Of<long>(member.Value, JTokenType.Integer));
                        break;
                    case "headers":
                        options.Headers = Strings(member.Value);
                        break;
                    case "extra_query":
                        options.ExtraQuery = Strings(member.Value);
                        break;
                    case "extra_body":
                        options.ExtraBody = Object(member.Value);
                        break;
                    default:
                        throw new InexpressibleException("no option is called " + member.Name);
                }
            }
            return options;
        }

        private static TimeSpan? Time(JToken json) =>
            json == null ? (TimeSpan?)null : TimeSpan.FromMilliseconds(Of<long>(json, JTokenType.Integer));

        private static JObject Object(JToken json)
        {
            if (json.Type != JTokenType.Object)
            {
                throw new InexpressibleException("an object from " + json.Type);
            }
            return (JObject)json;
        }

        private static T Of<T>(JToken json, JTokenType type)
        {
            if (json.Type != type)
            {
                throw new InexpressibleException(type + " from " + json.Type);
            }
            return json.Value<T>();
        }
    }
}
