"""Turns `cargo metadata` into a CycloneDX list of what the program is made of. Development dependencies are left out."""

import json
import re
import sys

metadata = json.load(sys.stdin)
lock = open(sys.argv[1]).read()
checksums = dict(
    ((name, version), checksum)
    for name, version, checksum in re.findall(
        r'\[\[package\]\]\nname = "([^"]+)"\nversion = "([^"]+)"\nsource = "[^"]+"\nchecksum = "([^"]+)"', lock
    )
)
packages = {it["id"]: it for it in metadata["packages"]}
nodes = {it["id"]: it for it in metadata["resolve"]["nodes"]}


def needed(node):
    """What a package is built from or runs with."""
    return [it["pkg"] for it in node["deps"] if any(kind["kind"] != "dev" for kind in it["dep_kinds"])]


root = metadata["resolve"]["root"]
seen, left = {root}, [root]
while left:
    for dependency in needed(nodes[left.pop()]):
        if dependency not in seen:
            seen.add(dependency)
            left.append(dependency)


def purl(package):
    return f"pkg:cargo/{package['name']}@{package['version']}"


def component(package):
    it = {
        "type": "library",
        "bom-ref": purl(package),
        "name": package["name"],
        "version": package["version"],
        "purl": purl(package),
    }
    if package.get("license"):
        it["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
    if checksum := checksums.get((package["name"], package["version"])):
        it["hashes"] = [{"alg": "SHA-256", "content": checksum}]
    return it


order = sorted(seen - {root}, key=lambda it: (packages[it]["name"], packages[it]["version"]))
bom = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.5",
    "version": 1,
    "metadata": {"component": component(packages[root]) | {"type": "application"}},
    "components": [component(packages[it]) for it in order],
    "dependencies": [
        {"ref": purl(packages[it]), "dependsOn": sorted(purl(packages[dep]) for dep in needed(nodes[it]))}
        for it in [root, *order]
    ],
}
json.dump(bom, sys.stdout, indent=1)
