//! OVF and OVA.

use std::io::{Cursor, Read};

use images::ovf::{
    Algorithm, Descriptor, Disk, Drive, DriveKind, DriveSource, File, Firmware, Interface, Machine,
    Manifest, Ova, OvaWriter, verify,
};

/// A machine as we describe it ourselves.
fn described() -> Descriptor {
    let drive = |kind, source| Drive {
        kind,
        source,
        position: None,
    };
    Descriptor {
        files: vec![File {
            id: "file1".into(),
            name: "disk 1.vmdk".into(),
            ..File::default()
        }],
        disks: vec![
            Disk {
                id: "disk1".into(),
                file: Some("file1".into()),
                capacity: 3 << 20,
                format: "http://example.org/vmdk".into(),
                parent: None,
            },
            Disk {
                id: "disk2".into(),
                capacity: 5 << 30,
                format: "http://example.org/vmdk".into(),
                ..Disk::default()
            },
        ],
        networks: vec!["one & only".into()],
        machines: vec![Machine {
            id: "machine".into(),
            name: "<é> & \"small\"".into(),
            description: "two\nlines".into(),
            system: Some(101),
            processors: 4,
            cores_per_socket: Some(2),
            memory: 2 << 30,
            firmware: Some(Firmware::Uefi),
            has_secure_boot: true,
            drives: vec![
                drive(DriveKind::Disk, DriveSource::Disk("disk1".into())),
                drive(DriveKind::Disk, DriveSource::Disk("disk2".into())),
                drive(DriveKind::Disc, DriveSource::Empty),
            ],
            interfaces: vec![Interface {
                network: "one & only".into(),
                mac: Some("00:16:3e:01:02:03".into()),
                model: "E1000".into(),
            }],
            ..Machine::default()
        }],
        licences: vec!["be nice".into()],
    }
}

const DISK: &[u8] = b"the bytes of a disk";

/// A package with a disk that is none.
pub fn package() -> Vec<u8> {
    let out = Cursor::new(Vec::new());
    let mut writer = OvaWriter::new(out, "small", &described(), 0).unwrap();
    let write = |out: &mut dyn std::io::Write| {
        out.write_all(DISK).unwrap();
        Ok(())
    };
    writer.write_file("disk 1.vmdk", write).unwrap();
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_descriptor_is_read_as_it_was_written() {
    let descriptor = described();
    let read = Descriptor::parse(descriptor.to_xml().as_bytes()).unwrap();
    assert_eq!(read, descriptor);
    let mut two = described();
    two.machines.push(Machine {
        id: "other".into(),
        name: "other".into(),
        system: Some(1),
        ..two.machines[0].clone()
    });
    let read = Descriptor::parse(two.to_xml().as_bytes()).unwrap();
    assert_eq!(read.machines, two.machines);
}

/// As VirtualBox writes it: prefixes everywhere, `Caption`, a controller behind its disk, firmware of its own.
#[test]
fn virtualboxs_dialect_is_read() {
    let xml = r#"<?xml version="1.0"?>
<ovf:Envelope xmlns:ovf="x" xmlns:rasd="y" xmlns:vbox="z">
  <ovf:References><ovf:File ovf:id="file1" ovf:href="a.vmdk"/></ovf:References>
  <ovf:DiskSection><ovf:Disk ovf:capacity="20" ovf:capacityAllocationUnits="byte * 2^30"
    ovf:diskId="vmdisk1" ovf:fileRef="file1" ovf:format="f"/></ovf:DiskSection>
  <ovf:NetworkSection><ovf:Network ovf:name="NAT"/></ovf:NetworkSection>
  <ovf:VirtualSystem ovf:id="debian">
    <ovf:VirtualHardwareSection>
      <ovf:Item><rasd:Caption>2 virtual CPU</rasd:Caption><rasd:InstanceID>1</rasd:InstanceID>
        <rasd:ResourceType>3</rasd:ResourceType><rasd:VirtualQuantity>2</rasd:VirtualQuantity></ovf:Item>
      <ovf:Item><rasd:AllocationUnits>MegaBytes</rasd:AllocationUnits>
        <rasd:ResourceType>4</rasd:ResourceType><rasd:VirtualQuantity>1024</rasd:VirtualQuantity></ovf:Item>
      <ovf:Item><rasd:InstanceID>3</rasd:InstanceID><rasd:ResourceType>20</rasd:ResourceType></ovf:Item>
      <ovf:StorageItem><rasd:AddressOnParent>1</rasd:AddressOnParent><rasd:Caption>cd</rasd:Caption>
        <rasd:InstanceID>8</rasd:InstanceID><rasd:Parent>3</rasd:Parent><rasd:ResourceType>15</rasd:ResourceType></ovf:StorageItem>
      <ovf:StorageItem><rasd:AddressOnParent>0</rasd:AddressOnParent><rasd:Caption>disk1</rasd:Caption>
        <rasd:HostResource>/disk/vmdisk1</rasd:HostResource><rasd:InstanceID>7</rasd:InstanceID>
        <rasd:Parent>3</rasd:Parent><rasd:ResourceType>17</rasd:ResourceType></ovf:StorageItem>
      <ovf:EthernetPortItem><rasd:Address>080027abcdef</rasd:Address><rasd:Connection>NAT</rasd:Connection>
        <rasd:ResourceSubType>82540EM</rasd:ResourceSubType><rasd:ResourceType>10</rasd:ResourceType></ovf:EthernetPortItem>
    </ovf:VirtualHardwareSection>
    <vbox:Machine><vbox:Hardware><vbox:Firmware type="EFI"/></vbox:Hardware></vbox:Machine>
  </ovf:VirtualSystem>
</ovf:Envelope>"#;
    let read = Descriptor::parse(xml.as_bytes()).unwrap();
    assert_eq!(read.disks[0].capacity, 20 << 30);
    let machine = &read.machines[0];
    assert_eq!(
        (&*machine.name, machine.processors, machine.memory),
        ("debian", 2, 1 << 30)
    );
    assert_eq!(machine.firmware, Some(Firmware::Uefi));
    let drives: Vec<_> = machine.drives.iter().map(|drive| &drive.source).collect();
    assert_eq!(
        drives,
        [&DriveSource::Disk("vmdisk1".into()), &DriveSource::Empty]
    );
    assert_eq!(
        machine.interfaces[0].mac.as_deref(),
        Some("08:00:27:ab:cd:ef")
    );
    assert_eq!(machine.interfaces[0].network, "NAT");
}

/// As VMware and XenCenter write it: options of deployment, bounds, several descriptions of the hardware.
#[test]
fn vmwares_and_xencenters_dialects_are_read() {
    let item = |kind: u32, amount: u32, more: &str, attributes: &str| {
        format!(
            "<Item {attributes}><r:ResourceType>{kind}</r:ResourceType><r:VirtualQuantity>{amount}</r:VirtualQuantity>{more}</Item>"
        )
    };
    let xml = format!(
        r#"<Envelope xmlns:ovf="x" xmlns:r="y" xmlns:vmw="z" xmlns:xen="w">
        <DeploymentOptionSection><Configuration ovf:id="small"/><Configuration ovf:id="big" ovf:default="true"/></DeploymentOptionSection>
        <VirtualSystemCollection><VirtualSystem ovf:id="a"><Name>A</Name>
        <VirtualHardwareSection><System><VirtualSystemType>other-1</VirtualSystemType></System>{}</VirtualHardwareSection>
        <VirtualHardwareSection><System><VirtualSystemType>hvm-3.0-unknown</VirtualSystemType></System>{}{}{}{}{}
          <xen:VirtualSystemOtherConfigurationData Name="HVM_boot_params"><xen:Value>order=dc;firmware=uefi</xen:Value></xen:VirtualSystemOtherConfigurationData>
        </VirtualHardwareSection>
        <EulaSection><License>a &lt;licence&gt;</License></EulaSection></VirtualSystem></VirtualSystemCollection></Envelope>"#,
        item(3, 9, "", ""),
        item(
            3,
            2,
            "<vmw:CoresPerSocket>2</vmw:CoresPerSocket>",
            r#"ovf:configuration="small""#
        ),
        item(
            3,
            6,
            "<vmw:CoresPerSocket>3</vmw:CoresPerSocket>",
            r#"ovf:configuration="small big""#
        ),
        item(4, 9, "", r#"ovf:bound="max""#),
        item(
            4,
            512,
            "<r:AllocationUnits>byte * 2^20</r:AllocationUnits>",
            ""
        ),
        item(
            17,
            0,
            "<r:HostResource>ovf:/disk/d</r:HostResource><r:Connection>device=3,bootable=true</r:Connection>",
            ""
        ),
    );
    let read = Descriptor::parse(xml.as_bytes()).unwrap();
    let machine = &read.machines[0];
    assert_eq!((machine.processors, machine.cores_per_socket), (6, Some(3)));
    assert_eq!(machine.memory, 512 << 20);
    assert_eq!(machine.firmware, Some(Firmware::Uefi));
    assert_eq!(machine.drives[0].position, Some(3));
    assert_eq!(machine.xen["HVM_boot_params"], "order=dc;firmware=uefi");
    assert_eq!(read.licences, ["a <licence>"]);
}

#[test]
fn what_is_no_descriptor_is_refused() {
    for xml in [
        "",
        "<a>",
        "<a/>",
        "<Envelope><DiskSection><Disk capacity=\"x\"/></DiskSection></Envelope>",
    ] {
        assert!(Descriptor::parse(xml.as_bytes()).is_err(), "{xml}");
    }
    let deep = "<a>".repeat(100);
    let error = Descriptor::parse(deep.as_bytes()).unwrap_err();
    assert!(error.to_string().contains("too deep"), "{error}");
}

#[test]
fn a_manifest_is_read_in_its_forms() {
    let text = "SHA1(a.ovf)= AB12\nSHA256 (disk (1).vmdk) = 00ff\r\n\n";
    let manifest = Manifest::parse(text.as_bytes()).unwrap();
    assert_eq!(manifest.get("a.ovf").unwrap().algorithm, Algorithm::Sha1);
    assert_eq!(manifest.get("a.ovf").unwrap().digest, "ab12");
    assert_eq!(manifest.get("disk (1).vmdk").unwrap().digest, "00ff");
    assert!(Manifest::parse(b"MD5(a)= 00").is_err());
}

#[test]
fn a_package_is_read_as_it_was_written() {
    let file = package();
    let mut ova = Ova::open(&file[..]).unwrap();
    assert_eq!(ova.descriptor(), &described());
    let mut packed = ova.next_file().unwrap().unwrap();
    assert_eq!((packed.name(), packed.size()), ("disk 1.vmdk", 19));
    let mut bytes = Vec::new();
    packed.read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes, DISK);
    assert!(ova.next_file().unwrap().is_none());
    assert!(ova.problems().is_empty(), "{:?}", ova.problems());
    assert!(ova.manifest().is_some());
}

#[test]
fn what_the_manifest_does_not_say_is_a_problem() {
    let mut file = package();
    let disk = file
        .windows(DISK.len())
        .position(|part| part == DISK)
        .unwrap();
    file[disk] ^= 1;
    let report = verify(&file[..]).unwrap();
    assert_eq!(report.problems.len(), 1, "{:?}", report.problems);
    let problem = report.problems[0].to_string();
    assert!(problem.starts_with("disk 1.vmdk, at byte"), "{problem}");
    assert!(problem.ends_with("the checksum is wrong"), "{problem}");
}
