//! Networks.

use std::collections::BTreeMap;

use super::records;

records! {
    /// A network.
    Network {
        /// Its id.
        id: String,
        /// Its uuid.
        uuid: String,
        /// Its pool.
        pool = "$pool": String,
        /// The pool's own reference for it.
        xapi_ref = "_xapiRef": String,
        /// Its name.
        name_label: String,
        /// Its description.
        name_description: String,
        /// What hosts call it.
        bridge: String,
        /// The largest packet, bytes.
        mtu = "MTU": i64,
        /// The hosts' interfaces in it.
        pifs = "PIFs": Vec<String>,
        /// The machines' interfaces in it.
        vifs = "VIFs": Vec<String>,
        /// Tags people gave it.
        tags: Vec<String>,
        /// Whether new machines get an interface in it.
        automatic: bool,
        /// Whether interfaces without a mode of their own are locked.
        default_is_locked = "defaultIsLocked": bool,
        /// Whether bonds are behind it.
        is_bonded = "isBonded": bool,
        /// Whether disks can be reached through it.
        nbd: bool,
        /// And without encryption.
        insecure_nbd = "insecureNbd": bool,
        /// What is under way on it: task to operation.
        current_operations: BTreeMap<String, String>,
        /// Free settings.
        other_config: BTreeMap<String, String>,
    }

    /// A machine's network interface.
    Vif {
        /// Its id.
        id: String,
        /// Its uuid.
        uuid: String,
        /// Its pool.
        pool = "$pool": String,
        /// The pool's own reference for it.
        xapi_ref = "_xapiRef": String,
        /// The machine.
        vm = "$VM": String,
        /// The network.
        network = "$network": String,
        /// Its number.
        device: String,
        /// Its hardware address.
        mac = "MAC": String,
        /// The largest packet, bytes.
        mtu = "MTU": i64,
        /// Whether the machine has it now.
        attached: bool,
        /// `network_default`, `locked`, `unlocked` or `disabled`.
        locking_mode = "lockingMode": String,
        /// The addresses it may use while locked.
        allowed_ipv4 = "allowedIpv4Addresses": Vec<String>,
        /// And those of IPv6.
        allowed_ipv6 = "allowedIpv6Addresses": Vec<String>,
        /// The most that it may send, kB/s.
        rate_limit = "rateLimit": Option<i64>,
        /// Free settings.
        other_config: BTreeMap<String, String>,
    }

    /// A host's network interface.
    Pif {
        /// Its id.
        id: String,
        /// Its uuid.
        uuid: String,
        /// Its pool.
        pool = "$pool": String,
        /// The pool's own reference for it.
        xapi_ref = "_xapiRef": String,
        /// The host.
        host = "$host": String,
        /// The network.
        network = "$network": String,
        /// What the host calls it: `eth0`.
        device: String,
        /// What the card calls itself.
        device_name = "deviceName": String,
        /// The number of its VLAN; none or −1 if it is in none.
        vlan: Option<i64>,
        /// Its hardware address.
        mac: String,
        /// Its address.
        ip: String,
        /// The mask of that.
        netmask: String,
        /// Where other networks are.
        gateway: String,
        /// Who knows names, separated by commas.
        dns: String,
        /// How it came by its address: `None`, `DHCP` or `Static`.
        mode: String,
        /// Its addresses of IPv6.
        ipv6: Vec<String>,
        /// How it came by those.
        ipv6_mode = "ipv6Mode": String,
        /// The largest packet, bytes.
        mtu: i64,
        /// Mbit/s.
        speed: i64,
        /// Whether there is something at the other end.
        carrier: bool,
        /// Whether it is in use.
        attached: bool,
        /// Whether the host is managed by it.
        management: bool,
        /// Whether it is a card rather than a VLAN, bond or tunnel.
        physical: bool,
        /// Whether it must not be unplugged.
        disallow_unplug = "disallowUnplug": bool,
        /// Whether it is made of others.
        is_bond_master = "isBondMaster": bool,
        /// Whether it is a part of another.
        is_bond_slave = "isBondSlave": bool,
        /// The interface that it is a part of.
        bond_master = "bondMaster": String,
        /// The interfaces that it is made of.
        bond_slaves = "bondSlaves": Vec<String>,
    }
}
