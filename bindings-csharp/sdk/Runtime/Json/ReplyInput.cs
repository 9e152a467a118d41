using System;

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
            var meta = new ReplyMeta();
            json.ExpectObject();
            string name;
            while (json.NextField(out name))
            {
                switch (name)
                {
                    case "status": meta.Status = (int)(json.Int64() ?? 0); break;
                    case "request_id": meta.RequestId = json.String(); break;
                    case "headers": meta.Headers = json.Strings(); break;
                    case "attempts": meta.Attempts = json.List(ReadAttempt); break;
                    case "change": meta.Change = ReadChange(json); break;
                    default: json.Skip(); break;
                }
            }
            return meta;
        }

        private static Change ReadChange(JsonInput json)
        {
            var change = new Change();
            json.ExpectObject();
            string name;
            while (json.NextField(out name))
            {
                switch (name)
                {
                    case "action": change.Action = json.String(); break;
                    case "fields": change.Fields = json.List(text => text.String()); break;
                    case "not_compared": change.NotCompared = json.List(text => text.String()); break;
                    default: json.Skip(); break;
                }
            }
            return change;
        }

        private static Attempt ReadAttempt(JsonInput json)
        {
            var attempt = new Attempt();
            json.ExpectObject();
            string name;
            while (json.NextField(out name))
            {
                switch (name)
                {
                    case "outcome": attempt.Outcome = json.String(); break;
                    case "waited_ms": attempt.Waited = TimeSpan.FromMilliseconds(json.Int64() ?? 0); break;
                    default: json.Skip(); break;
                }
            }
            return attempt;
        }
    }
}
