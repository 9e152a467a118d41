"""Uses that mypy and pyright must reject: every line with `#!`. Never run."""

import edgegap

client = edgegap.Client("t")

client.versions.create("a", name="1")  #! required parameters are missing
client.versions.get("a")  #! the version is missing
client.versions.get("a", 1)  #! a name is a string
client.applications.create(name="a", is_active="yes", image="")  #! a string is not a bool
client.applications.create(name="a", is_active=True, image=None)  #! None is not an image
client.applications.update("a", nmae="b")  #! misspelt
client.versions.update("a", "1", req_cpu=512)  #! cannot be changed
client.versions.update("a", "1", is_active=None)  #! cannot be null
client.versions.update("a", "1", ports=[{"port": 1}])  #! the protocol is missing
client.versions.update("a", "1", ports=[{"port": 1, "protocol": "UDP", "nmae": "x"}])  #! misspelt
client.versions.update("a", "1", ports={"port": 1, "protocol": "UDP"})  #! one port is not a list
client.versions.update("a", "1", envs={"KEY": "value"})  #! a mapping is not a list
client.versions.update("a", "1", restart_policy="sometimes")  #! unknown value
client.pull_profiles.create("s", name="p", source="/a", source_type="Directory", destination="/b")  #! unknown value
client.container_registry.delete_tags("a", tags="b")  #! a string is not a list
client.versions.get("a", "1", timeout="5")  #! seconds are a number
client.versions.get("a", "1", retries=5)  #! misspelt
client.with_options(token="t")  #! the token is the client's
edgegap.Client("t", max_retrys=1)  #! misspelt
edgegap.Client(5)  #! a token is a string
edgegap.Port(port=1)  #! the protocol is missing
edgegap.reply_of(client.versions.get, "a")  #! the version is missing
client.versions.list("a")[0]  #! a pager has no index
await_me: edgegap.Application = edgegap.AsyncClient("t").applications.get("a")  #! not awaited
number: int = client.versions.get("a", "1").max_duration  #! may be None
client.versions.delete("a", "1").name  #! returns nothing
edgegap.Emulator().inject("*", "explode")  #! unknown fault
edgegap.Emulator().client(tokn="t")  #! misspelt
edgegap.Emulator.attach()  #! without a URL
edgegap.Emulator.attach("http://127.0.0.1:1", tokn="t")  #! misspelt
edgegap.Emulator().client("t")  #! keyword only
next(iter(client.versions.list("a"))).nmae  #! misspelt
len(client.versions.list("a"))  #! a pager has no length
client.versions.list("a").filter  #! a pager has no such method
client.versions.list("a").collect(limit="5")  #! a limit is a number
client.versions.list("a").first().name  #! may be None
list(edgegap.AsyncClient("t").versions.list("a"))  #! read by `async for`
client.versions.get("a", "1").nmae = "2"  #! misspelt
client.versions.get("a", "1").as_new(nmae="2")  #! misspelt
client.versions.get("a", "1").as_new(name=None)  #! cannot be left out
client.endpoint_storages.get("a").as_new()  #! the secret is missing
client.versions.create("a", client.versions.get("a", "1").as_new())  #! needs `**`
client.applications.create(**client.versions.get("a", "1").as_new())  #! of another operation
wrong: edgegap.NewVersion = {"name": "1"}  #! required fields are missing
client.publish.plan("edgegap.toml", set={"TAG": 43})  #! a value is a string
client.publish.plan(b"edgegap.toml")  #! bytes are not a path
client.publish.apply(client.publish.plan("edgegap.toml").to_dict())  #! a document is not a plan
client.publish.apply(client.publish.plan("edgegap.toml"), wait="120")  #! seconds are a number
client.publish.prune("edgegap.toml", keep=5)  #! misspelt
next(iter(client.publish.prune("edgegap.toml"))).created  #! only the summary has it
