"""archive.py FOLDER TO: the folder as an archive, a zip for Windows, and its checksum beside it.

The same files give the same archive: nothing of the time or of who made it goes in.
"""

import gzip
import hashlib
import io
import pathlib
import sys
import tarfile
import zipfile

folder, to = map(pathlib.Path, sys.argv[1:])
files = sorted(it for it in folder.rglob("*") if it.is_file())
inside = {it: (pathlib.Path(folder.name) / it.relative_to(folder)).as_posix() for it in files}


def mode(file):
    return 0o755 if file.name in ("citecheck", "citecheck.exe") else 0o644


packed = io.BytesIO()
if "windows" in folder.name:
    archive = to / f"{folder.name}.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        for file in files:
            out.writestr(zipfile.ZipInfo(inside[file]), file.read_bytes(), zipfile.ZIP_DEFLATED)
else:
    archive = to / f"{folder.name}.tar.gz"
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as stream, tarfile.open(fileobj=stream, mode="w") as out:
        for file in files:
            entry = tarfile.TarInfo(inside[file])
            entry.size, entry.mode = file.stat().st_size, mode(file)
            with file.open("rb") as content:
                out.addfile(entry, content)
archive.write_bytes(packed.getvalue())
checksum = hashlib.sha256(packed.getvalue()).hexdigest()
archive.with_name(archive.name + ".sha256").write_text(f"{checksum}  {archive.name}\n")
print(archive)
