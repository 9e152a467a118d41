"""Make calls to the emulator through the Python binding that UniFFI's own generator writes."""

import json

import edgegap_native


def main() -> None:
    emulator = edgegap_native.Emulator.start("")
    settings = {"token": emulator.token(), "base_url": emulator.url(), "language": "stock-uniffi/1"}
    client = edgegap_native.Client(json.dumps(settings))
    queue = edgegap_native.Queue()
    body = {"name": "my-game", "is_active": True, "image": ""}
    created = queue.submit(client, "applications.create", json.dumps({"body": body}), "")
    refused = queue.submit(client, "applications.get", "{}", "")
    done = {}
    while len(done) < 2:
        for completion in queue.next(60_000):
            done[completion.ticket] = completion
    assert done[created].ok, done[created].json
    assert json.loads(done[created].json)["value"]["name"] == "my-game"
    assert not done[refused].ok
    assert json.loads(done[refused].json)["violations"][0]["path"] == "app"
    requests = json.loads(emulator.control("GET", "/requests", ""))["requests"]
    assert [request["operation"] for request in requests] == ["applications.create"]
    try:
        edgegap_native.Client('{"colour": 1}')
    except edgegap_native.Failure.Failed as failure:
        assert json.loads(failure.json)["kind"] == "configuration"
    else:
        raise AssertionError("an unknown setting was accepted")
    assert len(edgegap_native.contract()) == 16, edgegap_native.contract()
    assert isinstance(json.loads(client.warnings()), list)
    environment = {"EDGEGAP_TOKEN": "t", "EDGEGAP_BASE_URL": "http://127.0.0.1:1", "EDGEGAP_COLOUR": "blue"}
    other = edgegap_native.Client(json.dumps({"environment": environment}))
    assert other.base_url() == "http://127.0.0.1:1", other.base_url()
    assert "EDGEGAP_COLOUR" in json.loads(other.warnings())[0], other.warnings()
    other.close()
    client.close()
    queue.close()
    emulator.stop()
    print("stock UniFFI:", edgegap_native.version(), edgegap_native.contract())


main()
