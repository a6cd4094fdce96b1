//! Writes a descriptor that VMware, VirtualBox and XenCenter read: hardware of VMware's seventh version on,
//! nothing of Xen.

use std::fmt::Write;

use crate::{
    ovf::{Compression, Descriptor, Disk, Drive, DriveKind, DriveSource, File, Firmware, Machine},
    xml::escaped,
};

/// The namespaces that everybody uses, with the prefixes that some programs insist on.
const ENVELOPE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1"
    xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1"
    xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData"
    xmlns:vssd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData"
    xmlns:vmw="http://www.vmware.com/schema/ovf">
"#;

/// The address of VMDK's specification.
pub(super) const VMDK_FORMAT: &str =
    "http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized";

/// The controller that drives hang on: SATA, which takes disks and discs.
const CONTROLLER: u32 = 3;

impl Descriptor {
    /// The descriptor as XML. What is particular to Xen, and in which drive XenServer has a disk, is left
    /// out; the order of the drives stays.
    pub fn to_xml(&self) -> String {
        let mut xml = String::from(ENVELOPE);
        // Writing into a text cannot fail.
        let _ = self.write(&mut xml);
        xml
    }

    fn write(&self, xml: &mut String) -> std::fmt::Result {
        xml.push_str("  <References>\n");
        for file in &self.files {
            write_file(xml, file)?;
        }
        xml.push_str("  </References>\n  <DiskSection>\n    <Info>Disks</Info>\n");
        for disk in &self.disks {
            write_disk(xml, disk)?;
        }
        xml.push_str("  </DiskSection>\n  <NetworkSection>\n    <Info>Networks</Info>\n");
        for network in &self.networks {
            let name = escaped(network);
            writeln!(
                xml,
                "    <Network ovf:name=\"{name}\"><Description>{name}</Description></Network>"
            )?;
        }
        xml.push_str("  </NetworkSection>\n");
        if let [machine] = &self.machines[..] {
            write_machine(xml, machine, &self.licences)?;
        } else {
            xml.push_str(
                "  <VirtualSystemCollection ovf:id=\"machines\">\n    <Info>Machines</Info>\n",
            );
            for machine in &self.machines {
                write_machine(xml, machine, &self.licences)?;
            }
            xml.push_str("  </VirtualSystemCollection>\n");
        }
        xml.push_str("</Envelope>\n");
        Ok(())
    }
}

fn write_file(xml: &mut String, file: &File) -> std::fmt::Result {
    write!(
        xml,
        "    <File ovf:id=\"{}\" ovf:href=\"{}\"",
        escaped(&file.id),
        escaped(&file.name)
    )?;
    if let Some(size) = file.size {
        write!(xml, " ovf:size=\"{size}\"")?;
    }
    match &file.compression {
        Compression::None => {}
        Compression::Gzip => xml.push_str(" ovf:compression=\"gzip\""),
        Compression::Other(word) => write!(xml, " ovf:compression=\"{}\"", escaped(word))?,
    }
    if let Some(size) = file.chunk_size {
        write!(xml, " ovf:chunkSize=\"{size}\"")?;
    }
    xml.push_str("/>\n");
    Ok(())
}

fn write_disk(xml: &mut String, disk: &Disk) -> std::fmt::Result {
    let format = match disk.format.as_str() {
        "" => VMDK_FORMAT,
        format => format,
    };
    write!(
        xml,
        "    <Disk ovf:diskId=\"{}\" ovf:capacity=\"{}\" ovf:capacityAllocationUnits=\"byte\" ovf:format=\"{}\"",
        escaped(&disk.id),
        disk.capacity,
        escaped(format)
    )?;
    if let Some(file) = &disk.file {
        write!(xml, " ovf:fileRef=\"{}\"", escaped(file))?;
    }
    xml.push_str("/>\n");
    Ok(())
}

fn write_machine(xml: &mut String, machine: &Machine, licences: &[String]) -> std::fmt::Result {
    let name = escaped(&machine.name);
    writeln!(xml, "  <VirtualSystem ovf:id=\"{}\">", escaped(&machine.id))?;
    writeln!(xml, "    <Info>{name}</Info>\n    <Name>{name}</Name>")?;
    if !machine.description.is_empty() {
        let text = escaped(&machine.description);
        writeln!(
            xml,
            "    <AnnotationSection><Info>Notes</Info><Annotation>{text}</Annotation></AnnotationSection>"
        )?;
    }
    for licence in licences {
        let text = escaped(licence);
        writeln!(
            xml,
            "    <EulaSection><Info>Licence</Info><License>{text}</License></EulaSection>"
        )?;
    }
    let system = machine.system.unwrap_or(1);
    writeln!(
        xml,
        "    <OperatingSystemSection ovf:id=\"{system}\"><Info>System</Info></OperatingSystemSection>\n\
         \x20   <VirtualHardwareSection>\n      <Info>Hardware</Info>\n      <System>\n\
         \x20       <vssd:ElementName>Hardware</vssd:ElementName>\n\
         \x20       <vssd:InstanceID>0</vssd:InstanceID>\n\
         \x20       <vssd:VirtualSystemIdentifier>{name}</vssd:VirtualSystemIdentifier>\n\
         \x20       <vssd:VirtualSystemType>vmx-11</vssd:VirtualSystemType>\n      </System>"
    )?;
    let mut items = Items { xml, next: 1 };
    items.processors(machine)?;
    items.item(
        4,
        "Memory",
        &[
            ("AllocationUnits", "byte * 2^20".to_owned()),
            (
                "VirtualQuantity",
                machine.memory.div_ceil(1 << 20).to_string(),
            ),
        ],
    )?;
    items.item(
        20,
        "Disk controller",
        &[
            ("Address", "0".to_owned()),
            ("ResourceSubType", "vmware.sata.ahci".to_owned()),
        ],
    )?;
    for (place, drive) in machine.drives.iter().enumerate() {
        items.drive(place, drive)?;
    }
    for (place, interface) in machine.interfaces.iter().enumerate() {
        let mut members = vec![("AutomaticAllocation", "true".to_owned())];
        members.extend(interface.mac.clone().map(|mac| ("Address", mac)));
        members.push(("Connection", interface.network.clone()));
        let model = match interface.model.as_str() {
            "" => "E1000",
            model => model,
        };
        members.push(("ResourceSubType", model.to_owned()));
        items.item(10, &format!("Network {place}"), &members)?;
    }
    if let Some(firmware) = machine.firmware {
        let word = match firmware {
            Firmware::Bios => "bios",
            Firmware::Uefi => "efi",
        };
        write_setting(xml, "firmware", word)?;
    }
    if machine.has_secure_boot {
        write_setting(xml, "bootOptions.efiSecureBootEnabled", "true")?;
    }
    xml.push_str("    </VirtualHardwareSection>\n  </VirtualSystem>\n");
    Ok(())
}

/// A setting of VMware's, which others may leave unread.
fn write_setting(xml: &mut String, key: &str, value: &str) -> std::fmt::Result {
    writeln!(
        xml,
        "      <vmw:Config ovf:required=\"false\" vmw:key=\"{key}\" vmw:value=\"{value}\"/>"
    )
}

/// The items of a machine's hardware, each with a number of its own.
struct Items<'a> {
    xml: &'a mut String,
    next: u32,
}

impl Items<'_> {
    /// The schema wants the members of an item in the alphabet's order.
    fn item(&mut self, kind: u32, name: &str, members: &[(&str, String)]) -> std::fmt::Result {
        let mut members: Vec<(&str, String)> = members.to_vec();
        members.push(("ElementName", name.to_owned()));
        members.push(("InstanceID", self.next.to_string()));
        members.push(("ResourceType", kind.to_string()));
        members.sort_unstable_by_key(|(name, _)| *name);
        self.next += 1;
        self.xml.push_str("      <Item>\n");
        for (name, value) in members {
            writeln!(
                self.xml,
                "        <rasd:{name}>{}</rasd:{name}>",
                escaped(&value)
            )?;
        }
        self.xml.push_str("      </Item>\n");
        Ok(())
    }

    fn processors(&mut self, machine: &Machine) -> std::fmt::Result {
        self.item(
            3,
            "Processors",
            &[("VirtualQuantity", machine.processors.to_string())],
        )?;
        if let Some(cores) = machine.cores_per_socket {
            // Of another namespace: it stands behind the item's own members.
            let end = "      </Item>\n";
            self.xml.truncate(self.xml.len() - end.len());
            writeln!(
                self.xml,
                "        <vmw:CoresPerSocket ovf:required=\"false\">{cores}</vmw:CoresPerSocket>"
            )?;
            self.xml.push_str(end);
        }
        Ok(())
    }

    fn drive(&mut self, place: usize, drive: &Drive) -> std::fmt::Result {
        let (kind, name) = match drive.kind {
            DriveKind::Disk => (17, "Disk"),
            DriveKind::Disc => (15, "Disc drive"),
            DriveKind::Floppy => (14, "Floppy drive"),
        };
        let mut members = vec![
            ("AddressOnParent", place.to_string()),
            ("Parent", CONTROLLER.to_string()),
        ];
        match &drive.source {
            DriveSource::Empty => {}
            DriveSource::Disk(id) => members.push(("HostResource", format!("ovf:/disk/{id}"))),
            DriveSource::File(id) => members.push(("HostResource", format!("ovf:/file/{id}"))),
        }
        self.item(kind, &format!("{name} {place}"), &members)
    }
}
