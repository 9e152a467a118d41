using System;
using System.Collections.Generic;

namespace Edgegap.Sdk.Json
{
    /// <summary>A reply that was read from the boundary.</summary>
    internal struct ReplyInput<T>
    {
        internal T Value;
        internal ReplyMeta Meta;
        internal long Number;
        internal long? Total;
        internal string Cursor;

        internal static ReplyInput<T> Read(ArraySegment<byte> bytes, Func<JsonInput, T> read, bool wantsMeta)
        {
            var reply = default(ReplyInput<T>);
            var json = new JsonInput(bytes);
            json.ExpectObject();
            string name;
            while (json.NextField(out name))
            {
                switch (name)
                {
                    case "value":
                        if (read == null)
                        {
                            json.Skip();
                        }
                        else
                        {
                            reply.Value = read(json);
                        }
                        break;
                    case "page":
                        reply.ReadPage(json);
                        break;
                    case "meta":
                        if (!wantsMeta)
                        {
                            // It is the last field: nothing else has to be read.
                            return reply;
                        }
                        reply.Meta = ReadMeta(json);
                        break;
                    default:
                        json.Skip();
                        break;
                }
            }
            return reply;
        }

        private void ReadPage(JsonInput json)
        {
            json.ExpectObject();
            string name;
            while (json.NextField(out name))
            {
                switch (name)
                {
                    case "number": Number = json.Int64() ?? 0; break;
                    case "total": Total = json.Int64(); break;
                    case "cursor": Cursor = json.String(); break;
                    default: json.Skip(); break;
                }
            }
        }

        private static ReplyMeta ReadMeta(JsonInput json)
        {
            int status = 0;
            string requestId = null;
            IReadOnlyDictionary<string, string> headers = new Dictionary<string, string>();
            IReadOnlyList<Attempt> attempts = new Attempt[0];
            json.ExpectObject();
            string name;
            while (json.NextField(out name))
            {
                switch (name)
                {
                    case "status": status = (int)(json.Int64() ?? 0); break;
                    case "request_id": requestId = json.String(); break;
                    case "headers": headers = json.Strings(); break;
                    case "attempts": attempts = json.List(ReadAttempt); break;
                    default: json.Skip(); break;
                }
            }
            return new ReplyMeta(status, requestId, headers, attempts);
        }

        private static Attempt ReadAttempt(JsonInput json)
        {
            string outcome = "";
            long waited = 0;
            json.ExpectObject();
            string name;
            while (json.NextField(out name))
            {
                switch (name)
                {
                    case "outcome": outcome = json.String(); break;
                    case "waited_ms": waited = json.Int64() ?? 0; break;
                    default: json.Skip(); break;
                }
            }
            return new Attempt(outcome, TimeSpan.FromMilliseconds(waited));
        }
    }
}
