#!/usr/bin/env python3
"""Stands in for marksman, which is in no registry that the tests take editors from: a server that has a hover for
the beginning of each line and leads nowhere, to see that the editor asks both."""

import json
import sys


def read():
    length = 0
    while line := sys.stdin.buffer.readline().strip():
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    return json.loads(sys.stdin.buffer.read(length)) if length else None


def answer(message, result):
    body = json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}).encode()
    sys.stdout.buffer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    sys.stdout.buffer.flush()


while message := read():
    match message.get("method"):
        case "initialize":
            answer(message, {"capabilities": {"hoverProvider": True, "definitionProvider": True}})
        case "textDocument/hover":
            words = {"contents": {"kind": "markdown", "value": "Words of the other server"}}
            answer(message, words if message["params"]["position"]["character"] == 0 else None)
        case "exit":
            break
        case _ if "id" in message and "method" in message:
            answer(message, None)
