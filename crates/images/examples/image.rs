//! Converts disks, and verifies archives of machines.
//!
//! ```text
//! image convert FROM TO        the format of TO by its ending: raw, vhd, vmdk, qcow2, qcow2-in-place
//! image verify FILE            an XVA, or an OVA
//! image disks FILE FOLDER      the disks of an XVA, as raw files
//! image xva OVA_XML DISK… TO   an XVA of records and their disks
//! image ova DISK TO            an OVA of a machine with that disk
//! ```

use std::{
    error::Error,
    fs::File,
    io::{BufWriter, Write},
    path::Path,
    process::ExitCode,
};

use images::{
    BlockMap, ExtentSource, Format, open_disk, ovf, qcow2, raw,
    vhd::{self, Identity},
    vmdk, xva,
};

type Done = Result<(), Box<dyn Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match &arguments[..] {
        ["convert", from, to] => convert(from, to),
        ["verify", file] => verify(file),
        ["disks", file, folder] => disks(file, Path::new(folder)),
        ["xva", records, disks @ .., to] => write_xva(records, disks, to),
        ["ova", disk, to] => write_ova(disk, to),
        _ => Err("image convert FROM TO | verify FILE | disks FILE FOLDER | xva OVA_XML DISK… TO | ova DISK TO".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn disk(path: &str) -> Result<Box<dyn ExtentSource>, Box<dyn Error>> {
    Ok(open_disk(File::open(path)?)?.1)
}

fn convert(from: &str, to: &str) -> Done {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(to)?);
    match to.rsplit('.').next() {
        Some("raw") => {
            let source = disk(from)?;
            out.get_ref().set_len(source.size())?;
            raw::write_sparse(source, &mut out)?;
        }
        Some("vhd") => {
            // Raw bytes have no table to ask.
            let map = match open_disk(File::open(from)?)? {
                (Format::Raw, source) => BlockMap::of_data(source, vhd::BLOCK_SIZE)?,
                (_, source) => BlockMap::of_extents(source, vhd::BLOCK_SIZE)?,
            };
            let identity = Identity {
                uuid: *b"an example's id.",
                timestamp: 0,
            };
            vhd::write_dynamic(disk(from)?, &map, &identity, &mut out)?;
        }
        Some("vmdk") => vmdk::write_stream_optimized(disk(from)?, "disk.vmdk", &mut out)?,
        Some("qcow2") => {
            let map = BlockMap::of_data(disk(from)?, qcow2::CLUSTER_SIZE)?;
            qcow2::write(disk(from)?, &map, &mut out)?;
        }
        Some("qcow2-in-place") => qcow2::write_in_place(disk(from)?, &mut out)?,
        _ => return Err(format!("{to}: raw, vhd, vmdk or qcow2").into()),
    }
    Ok(out.flush()?)
}

fn verify(path: &str) -> Done {
    let (what, problems) = if path.ends_with(".ova") {
        let report = ovf::verify(File::open(path)?)?;
        let machines = report
            .descriptor
            .machines
            .iter()
            .map(|machine| &*machine.name);
        (machines.collect::<Vec<_>>().join(", "), report.problems)
    } else {
        let report = xva::verify(File::open(path)?)?;
        let machines = report
            .metadata
            .machines
            .iter()
            .map(|machine| &*machine.name);
        (machines.collect::<Vec<_>>().join(", "), report.problems)
    };
    println!("{what}");
    for problem in &problems {
        println!("{problem}");
    }
    match problems.len() {
        0 => Ok(()),
        count => Err(format!("{count} problems").into()),
    }
}

fn disks(path: &str, folder: &Path) -> Done {
    let mut archive = xva::Archive::open(File::open(path)?)?;
    let mut number = 0;
    while let Some(disk) = archive.next_disk()? {
        let file = File::create(folder.join(format!("{number}.raw")))?;
        file.set_len(disk.size())?;
        raw::write_sparse(disk, file)?;
        number += 1;
    }
    Ok(())
}

fn write_xva(records: &str, sources: &[&str], to: &str) -> Done {
    let out = BufWriter::with_capacity(1 << 20, File::create(to)?);
    let mut writer = xva::Writer::new(out, &std::fs::read(records)?, 0)?;
    for source in sources {
        writer.write_disk(disk(source)?)?;
    }
    writer.finish()?;
    Ok(())
}

fn write_ova(path: &str, to: &str) -> Done {
    let source = disk(path)?;
    let descriptor = ovf::Descriptor {
        files: vec![ovf::File {
            id: "file1".into(),
            name: "disk.vmdk".into(),
            ..ovf::File::default()
        }],
        disks: vec![ovf::Disk {
            id: "disk1".into(),
            file: Some("file1".into()),
            capacity: source.size(),
            ..ovf::Disk::default()
        }],
        networks: vec!["network".into()],
        machines: vec![ovf::Machine {
            id: "machine".into(),
            name: "a machine".into(),
            processors: 1,
            memory: 1 << 30,
            drives: vec![ovf::Drive {
                kind: ovf::DriveKind::Disk,
                source: ovf::DriveSource::Disk("disk1".into()),
                position: None,
            }],
            interfaces: vec![ovf::Interface {
                network: "network".into(),
                ..ovf::Interface::default()
            }],
            ..ovf::Machine::default()
        }],
        licences: Vec::new(),
    };
    let out = BufWriter::with_capacity(1 << 20, File::create(to)?);
    let mut writer = ovf::OvaWriter::new(out, "machine", &descriptor, 0)?;
    writer.write_file("disk.vmdk", |out| {
        vmdk::write_stream_optimized(source, "disk.vmdk", out)
    })?;
    writer.finish()?;
    Ok(())
}
