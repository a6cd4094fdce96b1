"""Files of the images crate are what qemu-img and tar take them for, and theirs are read by it.

usage: images_story.py IMAGE FOLDER

IMAGE is the crate's example of that name. qemu-img must be there (package qemu-utils).
"""
import hashlib
import pathlib
import random
import shutil
import subprocess
import sys

MIB = 2 ** 20

#: What we write: the ending, and its format by qemu-img.
OURS = [("vhd", "vpc"), ("vmdk", "vmdk"), ("qcow2", "qcow2"), ("qcow2-in-place", "qcow2")]

#: What qemu-img writes, which must be read: the ending, its format, its options.
FOREIGN = [
    ("vhd", "vpc", "subformat=dynamic,force_size=on"),
    ("vhd", "vpc", "subformat=fixed,force_size=on"),
    ("vmdk", "vmdk", "subformat=streamOptimized"),
    ("vmdk", "vmdk", "subformat=monolithicSparse"),
    ("qcow2", "qcow2", "compat=1.1"),
    ("qcow2", "qcow2", "compat=0.10"),
    ("qcow2", "qcow2", "cluster_size=512"),
    ("qcow2", "qcow2", "compression_type=zlib"),
    ("qcow2", "qcow2", "compression_type=zstd"),
]


def run(*command):
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, f"{' '.join(map(str, command))}: {done.stdout}"
    return done.stdout


def sha256(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_disk(path, size, pieces):
    """A raw disk with random bytes at (offset, length); half of them repeat, so that they can be compressed."""
    chance = random.Random(size)
    with path.open("wb") as file:
        file.truncate(size)
        for offset, length in pieces:
            file.seek(offset)
            half = chance.randbytes(length // 2)
            file.write(half + half[:512] * (length // 2 // 512))


def main():
    image, work = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    disks = {
        # Ends within a block, has data in its last sector, a hole before it.
        "small": (9 * MIB + 512, [(0, 4096), (3 * MIB - 1024, 2 * MIB), (9 * MIB, 512)]),
        # Several second tables of qcow2, far apart.
        "wide": (600 * MIB, [(5 * MIB, MIB), (300 * MIB, 3 * MIB), (599 * MIB, MIB)]),
        "empty": (4 * MIB, []),
    }
    for name, (size, pieces) in disks.items():
        raw = work / f"{name}.raw"
        write_disk(raw, size, pieces)
        for ending, format in OURS:
            ours = work / f"{name}.{ending}"
            run(image, "convert", raw, ours)
            run("qemu-img", "compare", "-f", format, "-F", "raw", ours, raw)
            if format != "vpc":  # It has no check of VHD.
                run("qemu-img", "check", "-f", format, ours)
            back = work / "back.raw"
            run(image, "convert", ours, back)
            assert sha256(back) == sha256(raw), f"{ours} read again"
        for ending, format, options in FOREIGN:
            theirs, back = work / f"theirs.{ending}", work / "back.raw"
            compress = ["-c"] if "compression_type" in options else []
            run("qemu-img", "convert", "-f", "raw", "-O", format, *compress, "-o", options, raw, theirs)
            run(image, "convert", theirs, back)
            assert sha256(back) == sha256(raw), f"{name} by qemu-img with {options}"
            run(image, "convert", theirs, work / "again.vhd")
            run("qemu-img", "compare", "-f", "vpc", "-F", "raw", work / "again.vhd", raw)
        print(f"  {name}: ours by qemu-img, and {len(FOREIGN)} of qemu-img's by us")
    archives_of_machines(image, work)
    packages(image, work)


def archives_of_machines(image, work):
    """XVA: by tar, and by the rule that a server reads blocks by."""
    raw, xva = work / "wide.raw", work / "machine.xva"
    size = raw.stat().st_size
    member = "<member><name>{}</name><value>{}</value></member>"
    objects = "".join(
        "<value><struct>" + member.format("class", name) + member.format("id", identity)
        + member.format("snapshot", f"<struct>{''.join(member.format(*pair) for pair in record)}</struct>")
        + "</struct></value>"
        for name, identity, record in [
            ("VM", "Ref:1", [("name_label", "a machine")]),
            ("VBD", "Ref:2", [("VM", "Ref:1"), ("VDI", "Ref:3"), ("type", "Disk")]),
            ("VDI", "Ref:3", [("virtual_size", size)])])
    version = f"<struct>{member.format('export_vsn', 2)}</struct>"
    (work / "ova.xml").write_text("<value><struct>" + member.format("version", version)
                                  + member.format("objects", f"<array><data>{objects}</data></array>")
                                  + "</struct></value>")
    run(image, "xva", work / "ova.xml", raw, xva)
    assert run(image, "verify", xva) == "a machine\n"
    for packer, ending in (["gzip"], "gz"), (["zstd", "-q"], "zst"):
        run(*packer, "-k", "-f", xva)
        assert run(image, "verify", f"{xva}.{ending}") == "a machine\n"
    names = run("tar", "--list", "--file", xva).splitlines()
    assert names[0] == "ova.xml" and names[1:3] == ["Ref:3/00000000", "Ref:3/00000000.xxhash"], names[:3]
    unpacked = work / "unpacked"
    unpacked.mkdir()
    run("tar", "--extract", "--file", xva, "--directory", unpacked)
    with (work / "back.raw").open("wb") as back:
        previous = -1
        for block in sorted(path for path in (unpacked / "Ref:3").iterdir() if not path.suffix):
            number = int(block.name)
            back.seek((number - previous - 1) * MIB, 1)
            back.write(block.read_bytes())
            previous = number
    assert sha256(work / "back.raw") == sha256(raw), "what tar found in the XVA"
    back = work / "disks"
    back.mkdir()
    run(image, "disks", xva, back)
    assert sha256(back / "0.raw") == sha256(raw), "what we found in our XVA"
    print("  XVA: by tar, gzip and zstd")


def packages(image, work):
    """OVA: ours by tar and qemu-img, and one that is put together from these by us."""
    raw, ova = work / "small.raw", work / "ours.ova"
    run(image, "ova", work / "small.vhd", ova)
    names = run("tar", "--list", "--file", ova).splitlines()
    assert names == ["machine.ovf", "disk.vmdk", "machine.mf"], names
    folder = work / "package"
    folder.mkdir()
    run("tar", "--extract", "--file", ova, "--directory", folder)
    run("qemu-img", "compare", "-f", "vmdk", "-F", "raw", folder / "disk.vmdk", raw)
    run("qemu-img", "check", "-f", "vmdk", folder / "disk.vmdk")
    for line in (folder / "machine.mf").read_text().splitlines():
        name, digest = line.removeprefix("SHA256(").split(")= ")
        assert sha256(folder / name) == digest, line

    (folder / "disk.vmdk").unlink()
    run("qemu-img", "convert", "-O", "vmdk", "-o", "subformat=streamOptimized", raw, folder / "disk.vmdk")
    (folder / "machine.mf").write_text("".join(
        f"SHA256({name})= {sha256(folder / name)}\n" for name in ("machine.ovf", "disk.vmdk")))
    for format in "ustar", "gnu", "pax":
        theirs = work / f"{format}.ova"
        run("tar", f"--format={format}", "--create", "--file", theirs, "--directory", folder,
            "machine.ovf", "machine.mf", "disk.vmdk")
        assert run(image, "verify", theirs) == "a machine\n"
    print("  OVA: ours by tar and qemu-img, and one of these by us")


if __name__ == "__main__":
    main()
