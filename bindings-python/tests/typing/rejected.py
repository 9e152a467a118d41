"""What type checkers have to reject: every line with `#!` must be an error to mypy and to pyright; never run."""

import edgegap

client = edgegap.Client("t")

client.versions.create("a", name="1")  #! required parameters are missing
client.versions.get("a")  #! the version is missing
client.versions.get("a", 1)  #! a name is text
client.applications.create(name="a", is_active="yes", image="")  #! a text is no truth value
client.applications.create(name="a", is_active=True, image=None)  #! null is no image
client.applications.update("a", nmae="b")  #! misspelt
client.versions.update("a", "1", req_cpu=512)  #! cannot be changed
client.versions.update("a", "1", is_active=None)  #! cannot be null
client.versions.update("a", "1", ports=[{"port": 1}])  #! the protocol is missing
client.versions.update("a", "1", ports=[{"port": 1, "protocol": "UDP", "nmae": "x"}])  #! misspelt
client.versions.update("a", "1", ports={"port": 1, "protocol": "UDP"})  #! one port is no list
client.versions.update("a", "1", envs={"KEY": "value"})  #! a mapping is no list
client.versions.update("a", "1", restart_policy="sometimes")  #! no such word
client.pull_profiles.create("s", name="p", source="/a", source_type="Directory", destination="/b")  #! no such word
client.container_registry.delete_tags("a", tags="b")  #! a text is no list
client.versions.get("a", "1", timeout="5")  #! seconds are a number
client.versions.get("a", "1", retries=5)  #! misspelt
client.with_options(token="t")  #! the token is the client's
edgegap.Client("t", max_retrys=1)  #! misspelt
edgegap.Client(5)  #! a token is text
edgegap.Port(port=1)  #! the protocol is missing
edgegap.reply_of(client.versions.get, "a")  #! the version is missing
client.versions.list("a")[0]  #! a list that pages has no index
await_me: edgegap.Application = edgegap.AsyncClient("t").applications.get("a")  #! not awaited
number: int = client.versions.get("a", "1").max_duration  #! may be None
client.versions.delete("a", "1").name  #! returns nothing
edgegap.Emulator().inject("*", "explode")  #! no such fault
edgegap.Emulator().client(tokn="t")  #! misspelt
edgegap.Emulator().client("t")  #! by its name only
next(iter(client.versions.list("a"))).nmae  #! misspelt
