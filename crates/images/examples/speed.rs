//! How fast conversion and verification are, beside qemu-img on the same files: run it with `--release`.
//!
//! ```text
//! speed FOLDER [MIB]      makes its files there, of a disk of so many MiB (1024)
//! ```

use std::{
    error::Error,
    fs::{self, File},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use images::{BlockMap, open_disk, raw, vhd, vmdk, xva};

type Done<T> = Result<T, Box<dyn Error>>;

/// The best of so many counts: the others were disturbed.
const ROUNDS: usize = 3;

fn main() -> Done<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("speed FOLDER [MIB]")?);
    let size: u64 = arguments.next().map_or(Ok(1024), |text| text.parse())?;
    fs::create_dir_all(&folder)?;
    let disk = folder.join("disk.raw");
    write_disk(&disk, size)?;
    let packed = folder.join("disk.vmdk");
    vmdk::write_stream_optimized(open(&disk)?, "disk.vmdk", buffered(&packed)?)?;

    let out = folder.join("ours.vhd");
    let ours = best(|| {
        let map = BlockMap::of_extents(open(&packed)?, vhd::BLOCK_SIZE)?;
        let identity = vhd::Identity::default();
        Ok(vhd::write_dynamic(
            open(&packed)?,
            &map,
            &identity,
            buffered(&out)?,
        )?)
    })?;
    let theirs = best(|| {
        let options = [
            "convert",
            "-f",
            "vmdk",
            "-O",
            "vpc",
            "-o",
            "subformat=dynamic,force_size=on",
        ];
        let mut convert = Command::new("qemu-img");
        convert
            .args(options)
            .arg(&packed)
            .arg(folder.join("theirs.vhd"));
        match convert.status()?.success() {
            true => Ok(()),
            false => Err("qemu-img convert failed".into()),
        }
    })?;
    println!(
        "VMDK to VHD: {ours:.2} s, qemu-img {theirs:.2} s: {:.2} times its speed",
        theirs / ours
    );

    let archive = folder.join("machine.xva");
    write_archive(&disk, &archive)?;
    let bytes = fs::metadata(&archive)?.len() as f64;
    let verified = best(|| match xva::verify(File::open(&archive)?)?.is_good() {
        true => Ok(()),
        false => Err("the archive is broken".into()),
    })?;
    let read = best(|| {
        std::io::copy(&mut File::open(&archive)?, &mut std::io::sink())?;
        Ok(())
    })?;
    println!(
        "verification: {:.2} GB/s; to read the file alone, {:.2} GB/s",
        bytes / verified / 1e9,
        bytes / read / 1e9
    );
    Ok(())
}

fn open(path: &Path) -> Done<Box<dyn images::ExtentSource>> {
    Ok(open_disk(File::open(path)?)?.1)
}

fn buffered(path: &Path) -> Done<BufWriter<File>> {
    Ok(BufWriter::with_capacity(1 << 20, File::create(path)?))
}

/// The shortest of several rounds, in seconds.
fn best(mut run: impl FnMut() -> Done<()>) -> Done<f64> {
    let mut best = f64::INFINITY;
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        run()?;
        best = best.min(begun.elapsed().as_secs_f64());
    }
    Ok(best)
}

/// Of each 16 MiB, four are a hole, six noise, and six a text that can be compressed.
fn write_disk(path: &Path, size: u64) -> Done<()> {
    let mut out = buffered(path)?;
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for piece in 0..size {
        let mut bytes = vec![0; 1 << 20];
        for (at, byte) in bytes.iter_mut().enumerate() {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            *byte = match piece % 16 {
                0..4 => 0,
                4..10 => (state >> 32) as u8,
                _ => b"lorem ipsum dolor sit amet "[(at + (state >> 60) as usize) % 27],
            };
        }
        out.write_all(&bytes)?;
    }
    Ok(out.flush()?)
}

/// An archive of a machine with the disk.
fn write_archive(disk: &Path, archive: &Path) -> Done<()> {
    let size = fs::metadata(disk)?.len();
    let member = |name: &str, value: &str| {
        format!("<member><name>{name}</name><value>{value}</value></member>")
    };
    let object = |class: &str, id: &str, record: &str| {
        let record = format!("<struct>{record}</struct>");
        let members = [
            member("class", class),
            member("id", id),
            member("snapshot", &record),
        ];
        format!("<value><struct>{}</struct></value>", members.concat())
    };
    let drive = [member("VDI", "Ref:2"), member("type", "Disk")].concat();
    let objects = [
        object("VBD", "Ref:1", &drive),
        object("VDI", "Ref:2", &member("virtual_size", &size.to_string())),
    ];
    let objects = format!("<array><data>{}</data></array>", objects.concat());
    let version = format!("<struct>{}</struct>", member("export_vsn", "2"));
    let members = [member("version", &version), member("objects", &objects)].concat();
    let records = format!("<value><struct>{members}</struct></value>");
    let mut writer = xva::Writer::new(buffered(archive)?, records.as_bytes(), 0)?;
    writer.write_disk(raw::Reader::new(File::open(disk)?, size))?;
    writer.finish()?;
    Ok(())
}
