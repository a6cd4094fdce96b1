// Generated from crates/engine/src by `cargo xtask bindings`. Do not edit.
/* eslint-disable */

/**
 * Whether a job may be done to a selection now.
 */
export type ActionState = {
/**
 * Which job; its label is the translated `job.<job>`.
 */
job: Job,
/**
 * What it is about.
 */
area: Area,
/**
 * Why it cannot be done; none: it can.
 */
refusal: Refusal | null,
/**
 * Whether it belongs among the two or three likeliest, shown as buttons.
 */
likely: boolean,
/**
 * Whether it may lose data.
 */
destructive: boolean,
/**
 * Whether it is shown what would happen, and asked, before it is done.
 */
confirms: boolean,
/**
 * Whether something has to be said before it can be done.
 */
asks: boolean,
/**
 * To how many of the selected objects it would be done.
 */
appliesTo: number, };

/**
 * Nothing has to be said.
 */
export type ActivateDiskInputs = Record<symbol, never>;

/**
 * What has to be said.
 */
export type AddInterfaceInputs = {
/**
 * The network.
 */
network: ObjectKey,
/**
 * Its address; nothing: the server makes one up.
 */
mac: string, };

/**
 * What has to be said.
 */
export type AddTagInputs = {
/**
 * The tag.
 */
tag: string, };

/**
 * Nothing has to be said.
 */
export type AddVtpmInputs = Record<symbol, never>;

/**
 * One object that a job is asked for: whose it is, and whether the job would be done to it.
 */
export type Affected = {
/**
 * The object.
 */
object: ObjectKey,
/**
 * Its name.
 */
name: string,
/**
 * The name of its pool.
 */
pool: string,
/**
 * The name of the host it is on; none where it is on none.
 */
host: string | null,
/**
 * Why it would be left out; none: the job would be done to it.
 */
refusal: Refusal | null, };

/**
 * One alarm.
 */
export type AlarmInputs = {
/**
 * What is watched: `term.<what>`, which names the unit of the level.
 */
what: string,
/**
 * From where on it is too much, or too little.
 */
level: number,
/**
 * How many minutes it has to be so.
 */
minutes: number,
/**
 * For how many minutes nothing more is told then.
 */
repeat: number, };

/**
 * The messages of one name.
 */
export type AlertGroup = {
/**
 * The name: the heading is the translated `message.<name>`.
 */
name: string,
/**
 * What they are: of several kinds, that of the worst.
 */
kind: MessageKind,
/**
 * How much the gravest matters: 1 is a loss of data, 5 is only told; else what the server says.
 */
severity: number,
/**
 * How many there are.
 */
count: number,
/**
 * When the newest came, Unix time in seconds.
 */
newest: number, };

/**
 * All messages, summed up: the alerts first, the gravest of them first.
 */
export type AlertsFrame = {
/**
 * How many are alerts.
 */
alerts: number,
/**
 * How many there are in all.
 */
total: number,
/**
 * They, by name.
 */
groups: Array<AlertGroup>, };

/**
 * Of whose messages a window wants to see the sum.
 */
export type AlertsSpec = {
/**
 * Of one pool; none: of all.
 */
connection: ConnectionId | null,
/**
 * Of those about one object; none: of all. Of a pool: of all in it.
 */
object: ObjectKey | null, };

/**
 * Nothing has to be said.
 */
export type AllowChangesInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type AllowUsbInputs = Record<symbol, never>;

/**
 * A VM of a vApp.
 */
export type ApplianceMember = {
/**
 * The VM, by its reference.
 */
vm: string,
/**
 * Those with lower numbers start earlier, and shut down later.
 */
order: number,
/**
 * How many seconds the next ones wait after its start.
 */
startDelay: number,
/**
 * How many seconds the next ones wait after its shutdown.
 */
shutdownDelay: number, };

/**
 * What a job is about. It is the folder that the job stands in, so that nobody has to say it twice.
 */
export type Area = "vm" | "settings" | "host" | "snapshot" | "appliance" | "schedule" | "disk" | "storage" | "network" | "networkInterface" | "message" | "object" | "availability" | "connection";

/**
 * What has to be said: all that are in it then.
 */
export type ArrangeApplianceInputs = {
/**
 * The VMs; those that are not named are taken out.
 */
members: Array<ApplianceMember>, };

/**
 * What has to be said.
 */
export type AttachConfigDriveInputs = {
/**
 * What cloud-init does.
 */
userData: string,
/**
 * How cloud-init sets the network up; nothing: as the image does it.
 */
networkConfig: string,
/**
 * Where the drive is kept.
 */
sr?: ObjectKey, };

/**
 * What has to be said.
 */
export type AttachDiskInputs = {
/**
 * The disk.
 */
disk: ObjectKey,
/**
 * Whether the VM may only read it.
 */
readOnly: boolean, };

/**
 * Who made a change.
 */
export type Author = { "is": "us",
/**
 * Its task.
 */
task: string,
/**
 * What it was.
 */
job: Job, } | { "is": "user",
/**
 * The user.
 */
name: string,
/**
 * The call, in the server's word.
 */
call: string, };

/**
 * What has to be said: which finding.
 */
export type BringBackInputs = {
/**
 * The rule that has found it.
 */
rule: string,
/**
 * What it was found at.
 */
uuid: string, };

/**
 * One value.
 */
export type Cell = { "is": "none" } | { "is": "text",
/**
 * The text.
 */
text: string, } | { "is": "code",
/**
 * The text.
 */
text: string, } | { "is": "term",
/**
 * The word's key.
 */
term: string, } | { "is": "bytes",
/**
 * Bytes.
 */
bytes: number, } | { "is": "count",
/**
 * How many.
 */
count: number, } | { "is": "ratio",
/**
 * 0 to 1.
 */
ratio: number, } | { "is": "meter",
/**
 * What is used, in bytes.
 */
used: number,
/**
 * What there is, in bytes.
 */
total: number, } | { "is": "time",
/**
 * Unix time in seconds.
 */
unix: number, } | { "is": "flag",
/**
 * Which.
 */
on: boolean, } | { "is": "status",
/**
 * Which.
 */
status: Status, } | { "is": "link",
/**
 * Which.
 */
object: ObjectKey,
/**
 * Its name.
 */
text: string,
/**
 * Its state.
 */
status: Status, } | { "is": "said",
/**
 * What to say.
 */
problem: Problem, } | { "is": "mend",
/**
 * Which, and what it is done to.
 */
mend: Mend, } | { "is": "list",
/**
 * They.
 */
items: Array<Cell>, };

/**
 * What a person needs to see of a certificate to judge it.
 */
export type CertificateView = {
/**
 * SHA-256, upper-case hexadecimal pairs with colons.
 */
fingerprint: string,
/**
 * Whom it names.
 */
subject: string,
/**
 * Who signed it.
 */
issuer: string,
/**
 * Unix seconds; none where it is not known (an old pin).
 */
notBefore: number | null,
/**
 * Unix seconds.
 */
notAfter: number | null, };

/**
 * A change with who made it.
 */
export type ChangeView = {
/**
 * Who made it, where that is known.
 */
by: Author | null,
/**
 * Its number: later ones are greater.
 */
id: number,
/**
 * When it was seen, Unix milliseconds.
 */
at: number,
/**
 * Nobody looked from this moment on until then; none: it was seen when it happened.
 */
since: number | null,
/**
 * The object on whose page it is told.
 */
object: ObjectKey,
/**
 * Whether that is there: it can be gone to.
 */
isThere: boolean,
/**
 * What its page is.
 */
kind: RowKind | null,
/**
 * Its name: as it is now, or as it was when it went.
 */
name: string,
/**
 * The part of it that has changed; none: it itself.
 */
part: PartRow | null,
/**
 * The name of the pool.
 */
pool: string,
/**
 * What became of it.
 */
what: WhatChanged,
/**
 * Its members.
 */
members: Array<MemberRow>, };

/**
 * A window on the timeline.
 */
export type ChangesFrame = {
/**
 * The changes, the newest first.
 */
rows: Array<ChangeView>,
/**
 * Whether there are older ones.
 */
isMore: boolean,
/**
 * Why nobody can say who made changes that were not made from here, if so.
 */
unknownAuthors: Problem | null,
/**
 * Why nothing can be shown.
 */
problem: Problem | null, };

/**
 * Which changes are to be shown, the newest first.
 */
export type ChangesSpec = {
/**
 * Those about an object, with its parts; of a pool, all in it. None: of all pools.
 */
object: ObjectKey | null,
/**
 * Not before this, Unix milliseconds.
 */
from: number | null,
/**
 * Before this, Unix milliseconds.
 */
to: number | null,
/**
 * Words that must all be found.
 */
text: string,
/**
 * So many at most.
 */
limit: number, };

/**
 * What has to be said.
 */
export type CheckpointInputs = {
/**
 * The snapshot's name.
 */
name: string, };

/**
 * One of several that can be chosen.
 */
export type Choice = {
/**
 * What is said by choosing it.
 */
value: unknown,
/**
 * Its name.
 */
name: string,
/**
 * The object that it is, if it is one.
 */
object: ObjectKey | null,
/**
 * What helps to choose, each after its `field.<id>`.
 */
facts: Array<Fact>,
/**
 * Why it cannot be chosen; none: it can.
 */
refusal: Problem | null, };

/**
 * Nothing has to be said.
 */
export type CleanRebootInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type CleanShutdownApplianceInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type CleanShutdownInputs = Record<symbol, never>;

/**
 * What has to be said.
 */
export type CloneInputs = {
/**
 * The new one's name.
 */
name: string, };

/**
 * A column's manner.
 */
export type Column = {
/**
 * Its id; the heading is the translated `column.<id>`.
 */
id: string,
/**
 * Whether it holds numbers, set flush right.
 */
numeric: boolean, };

/**
 * Nothing has to be said.
 */
export type ConnectInputs = Record<symbol, never>;

/**
 * Names one server a person added; made up by us, stable over restarts.
 */
export type ConnectionId = string;

/**
 * What a connection is.
 */
export type ConnectionKind = "pool" | "xo" | "xoPool";

/**
 * How a connection stands. The window shows it; it decides nothing itself.
 */
export type ConnectionState = { "is": "disconnected",
/**
 * Why, where it was not a person's wish.
 */
why: Problem | null, } | { "is": "connecting",
/**
 * The address being tried.
 */
address: string, } | { "is": "syncing" } | { "is": "live",
/**
 * Since when, Unix seconds.
 */
since: number, } | { "is": "stale",
/**
 * When it was last true, Unix seconds; none if never.
 */
since: number | null,
/**
 * Why.
 */
why: Problem,
/**
 * When it is tried again, Unix milliseconds; none: trying now.
 */
nextTry: number | null,
/**
 * The address that is being tried now; none while waiting.
 */
trying: string | null, } | { "is": "emergency",
/**
 * When it was last true, Unix seconds; none if never.
 */
since: number | null,
/**
 * The supporter's address.
 */
host: string,
/**
 * What it says of its state.
 */
why: Problem,
/**
 * When the pool is tried again, Unix milliseconds; none: trying now.
 */
nextTry: number | null, } | { "is": "certificate",
/**
 * The host that shows it.
 */
host: string,
/**
 * What it shows.
 */
presented: CertificateView,
/**
 * What was trusted before.
 */
trusted: CertificateView | null, } | { "is": "password",
/**
 * What the server said of the last one; none: there was none.
 */
why: Problem | null, };

/**
 * A server that was added.
 */
export type ConnectionView = {
/**
 * Its id.
 */
id: ConnectionId,
/**
 * What it is.
 */
kind: ConnectionKind,
/**
 * The Xen Orchestra that it is behind.
 */
parent: ConnectionId | null,
/**
 * The pool's uuid, once known.
 */
pool: string | null,
/**
 * Other ways to the same pool.
 */
sameAs: Array<ConnectionId>,
/**
 * Whether another way to the same pool is shown in its place. Its objects are in no tree, list
 * or search then.
 */
hidden: boolean,
/**
 * The pool's name once known, else the address.
 */
name: string,
/**
 * The address as it was typed.
 */
address: string,
/**
 * The user.
 */
user: string,
/**
 * Where the password is kept.
 */
keep: KeepPassword,
/**
 * How it stands.
 */
state: ConnectionState,
/**
 * The same, in a word.
 */
status: Status,
/**
 * Whether it is the built-in demonstration.
 */
demo: boolean,
/**
 * How many objects it holds.
 */
objects: number,
/**
 * When these objects were last true, Unix seconds; none while they are, or where there are none.
 */
asOf: number | null,
/**
 * Whether nothing may be changed through it, because a person said so of it or of its parent.
 */
readOnly: boolean,
/**
 * By how many seconds the server's clock is ahead of ours; none where it is not known.
 */
skew: number | null,
/**
 * Whether it is live, but what should have come has not, and nobody can know yet whether it still comes.
 */
unsure: boolean,
/**
 * The pool's fixed role that we have there, by its wire name (`vm-admin`); none: an administrator of
 * its own, or it is not known.
 */
role: string | null, };

/**
 * What a server of graphical consoles understands beyond plain keysyms.
 */
export type ConsoleKeys = "asOffered" | "scanCodes";

/**
 * A console that can be opened.
 */
export type ConsoleOffer = {
/**
 * The console's reference. It changes with each boot and migration.
 */
reference: string,
/**
 * `rfb` (graphical) or `vt100` (text).
 */
protocol: string, };

/**
 * Where to find a console's bytes.
 */
export type ConsoleTicket = {
/**
 * A WebSocket address on this machine, good for one opening within ten seconds.
 */
url: string,
/**
 * `rfb` or `vt100`.
 */
protocol: string,
/**
 * How a graphical one is told of keys.
 */
keys: ConsoleKeys, };

/**
 * Nothing has to be said.
 */
export type ConvertToTemplateInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type ConvertToVmInputs = Record<symbol, never>;

/**
 * What has to be said.
 */
export type CopyInputs = {
/**
 * The new one's name.
 */
name: string,
/**
 * The storage for its disks.
 */
sr: ObjectKey, };

/**
 * What has to be said.
 */
export type CopyToPoolInputs = {
/**
 * The new one's name; nothing: it is called like the one that it is made like.
 */
name: string,
/**
 * The host, or the pool where whichever host has most memory free will do.
 */
destination: ObjectKey,
/**
 * The storage for its disks.
 */
sr: ObjectKey,
/**
 * Disks for which that is another.
 */
disks: Array<DiskElsewhere>,
/**
 * The networks in the places of its own. One that is not named, or has none, is taken for the one of the
 * same name there.
 */
networks: Array<NetworkElsewhere>, };

/**
 * What has to be said.
 */
export type CreateApplianceInputs = {
/**
 * Its name.
 */
name: string,
/**
 * Its description; it may be empty.
 */
description: string,
/**
 * Its VMs: of these, those that are of the subject's pool. Nothing said: the subject, where that is a VM.
 */
vms?: Array<ObjectKey>, };

/**
 * What has to be said.
 */
export type CreateDiskInputs = {
/**
 * Its name.
 */
name: string,
/**
 * Its description.
 */
description: string,
/**
 * How large it is, in bytes.
 */
size: number,
/**
 * Where it is kept; of no account for storage, which is the subject itself.
 */
sr?: ObjectKey,
/**
 * Whether its VM may start from it.
 */
bootable: boolean, };

/**
 * What has to be said.
 */
export type CreateNetworkInputs = {
/**
 * Its name.
 */
name: string,
/**
 * Its description; it may be empty.
 */
description: string,
/**
 * The NIC of the coordinator through which it leads out; the others' of the same name are taken with it. None:
 * it stays inside of each host.
 */
nic?: ObjectKey,
/**
 * Its VLAN tag, where it leads out.
 */
vlan: number,
/**
 * How large packets may be, in bytes.
 */
mtu: number,
/**
 * Whether new VMs get an interface on it.
 */
automatic: boolean, };

/**
 * What has to be said.
 */
export type CreateScheduleInputs = {
/**
 * Its name.
 */
name: string,
/**
 * Its description; it may be empty.
 */
description: string,
/**
 * Of which VMs: of these, those that are of the subject's pool. Nothing said: the subject, where that is a VM.
 */
vms?: Array<ObjectKey>,
/**
 * Of what kind.
 */
kind: SnapshotKind,
/**
 * How often.
 */
frequency: HowOften,
/**
 * At which hour of the pool's own clock, unless hourly.
 */
hour: number,
/**
 * At which minute: 0, 15, 30 or 45.
 */
minute?: string,
/**
 * On which days, if weekly.
 */
days?: Array<Day>,
/**
 * How many are kept.
 */
retained: number, };

/**
 * What has to be said.
 */
export type CreateSrInputs = {
/**
 * Which kind.
 */
kind: StorageKind,
/**
 * Its name.
 */
name: string,
/**
 * Its description; it may be empty.
 */
description: string,
/**
 * The host that it is in, where it is in one.
 */
host?: ObjectKey,
/**
 * The filer's or the portal's address.
 */
server: string,
/**
 * The portal's port; none: the usual one.
 */
port: number,
/**
 * Which version of NFS; none: the server's usual one.
 */
version?: string,
/**
 * The folder of a file server, with its name: `//server/share`.
 */
share: string,
/**
 * Who logs in; empty: nobody.
 */
user: string,
/**
 * With which password.
 */
password: string | null,
/**
 * The folder that a filer exports.
 */
export: string,
/**
 * The target of a portal, by its name.
 */
iqn: string,
/**
 * The volume, by its SCSI id.
 */
lun: string,
/**
 * The disk of a host, by its path there.
 */
device: string,
/**
 * What is done with what lies there.
 */
content?: StorageContent,
/**
 * The name of the storage that is lost, typed.
 */
overwrite: string, };

/**
 * What has to be said. What is left out is as the template has it.
 */
export type CreateVmInputs = {
/**
 * The template, where the subject is none.
 */
template?: ObjectKey,
/**
 * The new one's name; of several, with `{n}` where the number stands.
 */
name: string,
/**
 * Its description.
 */
description: string,
/**
 * How many of them.
 */
copies: number,
/**
 * Where its system comes from.
 */
install: InstallFrom,
/**
 * The disc that it is installed from.
 */
disc?: ObjectKey,
/**
 * The disk that its system is on.
 */
disk?: ObjectKey,
/**
 * Where it starts if it can.
 */
host?: ObjectKey,
/**
 * How many virtual processors.
 */
vcpus: number,
/**
 * How many of them in a socket.
 */
coresPerSocket: number,
/**
 * How much memory, in bytes.
 */
memory: number,
/**
 * With which firmware it starts.
 */
firmware?: Firmware,
/**
 * The GPU that it gets, or part of one.
 */
gpu?: GpuShare,
/**
 * Whether it gets a virtual TPM.
 */
vtpm: boolean,
/**
 * Where the disks are kept that the template asks for.
 */
sr?: ObjectKey,
/**
 * Disks in the place of those that the template asks for.
 */
disks: Array<DiskOfNew>,
/**
 * Networks beside those of the template.
 */
networks: Array<InterfaceOfNew>,
/**
 * What its cloud-init does at its first start; nothing: it gets no config drive for that.
 */
userData: string,
/**
 * How its cloud-init sets its network up; nothing: as the image does it.
 */
networkConfig: string,
/**
 * Whether it is started then.
 */
start: boolean, };

/**
 * A day of the week.
 */
export type Day = "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";

/**
 * Nothing has to be said.
 */
export type DeactivateDiskInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type DeleteApplianceInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type DeleteDiskInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type DeleteNetworkInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type DeleteScheduleInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type DeleteSnapshotBranchInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type DeleteSnapshotInputs = Record<symbol, never>;

/**
 * What has to be said.
 */
export type DeleteVmInputs = {
/**
 * Whether its snapshots go too.
 */
snapshots: boolean,
/**
 * Which of its own disks go; nothing said: all that are its alone.
 */
disks?: Array<ObjectKey>, };

/**
 * How much room rows take.
 */
export type Density = "compact" | "comfortable";

/**
 * What has to be said.
 */
export type DescribeInputs = {
/**
 * The new description; it may be empty, and have several lines.
 */
description: string, };

/**
 * Nothing has to be said.
 */
export type DestroySrInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type DetachDiskInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type DetachSrInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type DisableHaInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type DisableScheduleInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type DisconnectInputs = Record<symbol, never>;

/**
 * Where one disk goes.
 */
export type DiskElsewhere = {
/**
 * The disk.
 */
disk: ObjectKey | null,
/**
 * Its storage.
 */
toSr: ObjectKey | null, };

/**
 * A disk as a file.
 */
export type DiskFile = {
/**
 * The file's format.
 */
format: DiskFormat,
/**
 * The disk's size in bytes.
 */
size: number, };

/**
 * The formats of files that hold a disk.
 */
export type DiskFormat = "vhd" | "raw" | "qcow2" | "vmdk";

/**
 * What a VM may do with a disk.
 */
export type DiskMode = "rw" | "ro";

/**
 * A disk of a new VM.
 */
export type DiskOfNew = {
/**
 * How large, in bytes.
 */
size: number,
/**
 * Where it is kept.
 */
sr: ObjectKey, };

/**
 * Nothing has to be said.
 */
export type DismissMessagesInputs = {
/**
 * Which: of these, those that are of the subject's pool. None: the subject.
 */
messages?: Array<ObjectKey>, };

/**
 * What has to be said.
 */
export type DismissOldMessagesInputs = {
/**
 * What is older than so many days.
 */
days: number,
/**
 * Alerts as well, not only what was done and what is well again.
 */
alerts: boolean, };

/**
 * What has to be said.
 */
export type EditInputs = {
/**
 * The changes, each a request of its own.
 */
changes: Array<JobRequest>, };

/**
 * What has to be said.
 */
export type EditScheduleInputs = {
/**
 * Of which VMs; nothing said: they stay.
 */
vms?: Array<ObjectKey>,
/**
 * Of what kind.
 */
kind: SnapshotKind,
/**
 * How often.
 */
frequency: HowOften,
/**
 * At which hour of the pool's own clock, unless hourly.
 */
hour: number,
/**
 * At which minute: 0, 15, 30 or 45.
 */
minute?: string,
/**
 * On which days, if weekly.
 */
days?: Array<Day>,
/**
 * How many are kept.
 */
retained: number, };

/**
 * Something that will be different.
 */
export type Effect = { "is": "change",
/**
 * The object.
 */
object: ObjectKey,
/**
 * What of it: `field.<id>`.
 */
field: string,
/**
 * The value now.
 */
before: Cell,
/**
 * The value then.
 */
after: Cell, } | { "is": "changeOther",
/**
 * The object.
 */
object: ObjectKey,
/**
 * Its name.
 */
name: string,
/**
 * What of it: `field.<id>`.
 */
field: string,
/**
 * The value now.
 */
before: Cell,
/**
 * The value then.
 */
after: Cell, } | { "is": "create",
/**
 * Its class by its wire name.
 */
class: string,
/**
 * Its name.
 */
name: string, } | { "is": "createIn",
/**
 * Its class by its wire name.
 */
class: string,
/**
 * Its name.
 */
name: string,
/**
 * The pool.
 */
pool: Cell, } | { "is": "interrupt",
/**
 * The object.
 */
object: ObjectKey,
/**
 * For how long.
 */
until: Until, } | { "is": "loseUnsaved",
/**
 * The VM.
 */
object: ObjectKey, } | { "is": "mayLoseUnsaved",
/**
 * The VM.
 */
object: ObjectKey, } | { "is": "byForceAfter",
/**
 * The VM.
 */
object: ObjectKey,
/**
 * How long it is given.
 */
minutes: number,
/**
 * Until when it is away: what tells a shutdown from a reboot.
 */
until: Until, } | { "is": "mayStillRun",
/**
 * The VM.
 */
object: ObjectKey, } | { "is": "loseSuspended",
/**
 * The VM.
 */
object: ObjectKey, } | { "is": "remove",
/**
 * The object.
 */
object: ObjectKey,
/**
 * Its name.
 */
name: string,
/**
 * How large the disk is that it is, if it is one.
 */
size: Cell,
/**
 * How much its storage gets back.
 */
freed: Cell, } | { "is": "atNextStart",
/**
 * The VM.
 */
object: ObjectKey, } | { "is": "odd",
/**
 * What.
 */
problem: Problem, } | { "is": "loseFound",
/**
 * What it is called.
 */
name: string, } | { "is": "keep",
/**
 * The object.
 */
object: ObjectKey,
/**
 * Its name.
 */
name: string,
/**
 * Why.
 */
why: Problem, } | { "is": "goBack",
/**
 * The VM; the subject is the snapshot.
 */
object: ObjectKey,
/**
 * The VM's name.
 */
name: string,
/**
 * To when, Unix time in seconds.
 */
unix: number,
/**
 * Whether it is stopped for that, and those who use it are cut off.
 */
cutsOff: boolean, } | { "is": "writeFile",
/**
 * Its whole path.
 */
file: string,
/**
 * Whether it may take the place of one that is there.
 */
replaces: boolean,
/**
 * The most that is written, where nothing is packed.
 */
most: Cell, } | { "is": "readFile",
/**
 * Its whole path.
 */
file: string,
/**
 * Its format.
 */
format: DiskFormat,
/**
 * The size of the disk in it.
 */
size: Cell, } | { "is": "overwrite",
/**
 * The disk.
 */
object: ObjectKey,
/**
 * Its name.
 */
name: string,
/**
 * How much of it.
 */
size: Cell, } | { "is": "forget",
/**
 * The server.
 */
connection: ConnectionId, };

/**
 * Nothing has to be said.
 */
export type EjectDiscInputs = Record<symbol, never>;

/**
 * What can be done at a supporter that has lost its coordinator.
 */
export type EmergencyAction = { "is": "becomeCoordinator" } | { "is": "follow",
/**
 * That one's address, as the pool's hosts know it.
 */
address: string, };

/**
 * What has to be said.
 */
export type EnableHaInputs = {
/**
 * The storage through which hosts tell each other that they live.
 */
sr?: ObjectKey,
/**
 * How many hosts may fail so that all that is protected still starts.
 */
failures: number, };

/**
 * Nothing has to be said.
 */
export type EnableScheduleInputs = Record<symbol, never>;

/**
 * The maps into which a person may write.
 */
export type EntryMap = "otherConfig" | "platform" | "xenstoreData";

/**
 * What has to be said.
 */
export type EvacuateInputs = {
/**
 * Whether the host takes no VMs from now on.
 */
disable: boolean,
/**
 * How many move at once.
 */
atOnce: number, };

/**
 * What has to be said.
 */
export type ExportDiskInputs = {
/**
 * The file's whole path, where one disk is exported.
 */
file: string,
/**
 * The folder's whole path, where there are several: each has a file of its name and a piece of its
 * uuid in it.
 */
folder: string,
/**
 * The file's format.
 */
format: DiskFormat,
/**
 * The snapshot of the disk since which what was written is exported; none: all of it.
 */
base?: ObjectKey,
/**
 * Whether it may take the place of a file that is there.
 */
replaces: boolean, };

/**
 * What has to be said.
 */
export type ExportVmInputs = {
/**
 * The file's whole path, where one VM is exported.
 */
file: string,
/**
 * The folder's whole path, where there are several: each has a file of its name and a piece of its
 * uuid in it.
 */
folder: string,
/**
 * How the file is packed.
 */
packing: Packing,
/**
 * Whether it may take the place of a file that is there.
 */
replaces: boolean, };

/**
 * A value with its name.
 */
export type Fact = {
/**
 * `field.<field>`.
 */
field: string,
/**
 * The value.
 */
value: Cell, };

/**
 * One line of a section.
 */
export type Field = {
/**
 * Its id; the label is the translated `field.<id>`.
 */
id: string,
/**
 * Its value.
 */
value: Cell,
/**
 * The job that changes it, where it can be edited: its form is drawn in the line's place.
 */
editor: Job | null, };

/**
 * How something is said.
 */
export type FieldKind = { "is": "text",
/**
 * What is offered.
 */
suggestions: Array<string>, } | { "is": "lines" } | { "is": "code" } | { "is": "tags",
/**
 * What is offered.
 */
suggestions: Array<string>, } | { "is": "choice",
/**
 * They.
 */
choices: Array<Choice>, } | { "is": "several",
/**
 * They.
 */
choices: Array<Choice>, } | { "is": "secret" } | { "is": "asked",
/**
 * The fields that must be said before; those that are not asked do not count.
 */
needs: Array<string>,
/**
 * The fields on which the answer hangs beside these.
 */
also: Array<string>,
/**
 * Whether something else may be typed as well: not all servers tell.
 */
typed: boolean, } | { "is": "term",
/**
 * Their ids: `term.<term>`.
 */
terms: Array<string>, } | { "is": "severalTerms",
/**
 * Their ids: `term.<term>`.
 */
terms: Array<string>, } | { "is": "order",
/**
 * Their ids: `term.<term>`.
 */
terms: Array<string>, } | { "is": "bytes",
/**
 * The least.
 */
min: number,
/**
 * The most; none: nobody knows.
 */
max: number | null, } | { "is": "count",
/**
 * The least.
 */
min: number,
/**
 * The most; none: nobody knows.
 */
max: number | null, } | { "is": "file",
/**
 * Whether it is to be written; else it is read.
 */
saves: boolean,
/**
 * What it could be called.
 */
name: string,
/**
 * What its name may end with, without the dot.
 */
endings: Array<string>, } | { "is": "folder" } | { "is": "switch" } | { "is": "rows",
/**
 * What is said of each.
 */
fields: Array<FormField>,
/**
 * How many there may be.
 */
max: number, };

/**
 * With which firmware a VM starts.
 */
export type Firmware = "bios" | "uefi" | "uefiSecure";

/**
 * A job that removes the reason why another one cannot be done.
 */
export type Fix = {
/**
 * Which.
 */
job: Job,
/**
 * What it is to be done to: the same object, or its connection.
 */
object: ObjectKey, };

/**
 * Nothing has to be said.
 */
export type ForbidChangesInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type ForbidUsbInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type ForgetSrInputs = Record<symbol, never>;

/**
 * What has to be said with a job, and what it would be done to.
 */
export type Form = {
/**
 * What has to be said.
 */
fields: Array<FormField>,
/**
 * What was selected, and what of it the job would leave out.
 */
affected: Array<Affected>, };

/**
 * One thing to say. Its label is `jobField.<job>.<name>`, else `jobField.<name>`; what helps to say
 * it is `jobHint.<job>.<name>`, where there is such a sentence.
 */
export type FormField = {
/**
 * Its name among the job's inputs.
 */
name: string,
/**
 * How it is said.
 */
kind: FieldKind,
/**
 * Whether it may not be left empty.
 */
required: boolean,
/**
 * What is filled in at first.
 */
initial: Initial,
/**
 * Whether the object that is chosen in it is what the rest is about: then the form that is asked of that
 * object stands in the others' place.
 */
isSubject: boolean, };

/**
 * Something that can be chosen, as the server has told.
 */
export type Found = {
/**
 * What is said by choosing it.
 */
value: unknown,
/**
 * Its name.
 */
name: string,
/**
 * The words of ours around its name, `term.<term>`; none: the name alone.
 */
term: string | null,
/**
 * What helps to choose, each after its `field.<id>`.
 */
facts: Array<Fact>,
/**
 * Why it cannot be chosen; none: it can.
 */
refusal: Problem | null, };

/**
 * What was found in a file. The window does not say it; who plans has looked.
 */
export type FoundInFile = {
/**
 * The file in which it was found.
 */
file: string,
/**
 * The disk that is in it.
 */
disk?: DiskFile,
/**
 * Why there is none that can be read.
 */
problem?: Problem, };

/**
 * What has to be said.
 */
export type GiveGpuInputs = {
/**
 * Of which GPUs it is, and how much of one.
 */
gpu: GpuShare, };

/**
 * What has to be said.
 */
export type GiveUsbInputs = {
/**
 * The device.
 */
device: ObjectKey, };

/**
 * A GPU of a group, or a part of one.
 */
export type GpuShare = {
/**
 * The group.
 */
group: ObjectKey,
/**
 * The type: how much of a GPU it is.
 */
ofType: ObjectKey, };

/**
 * How the same objects are put into a tree.
 */
export type Grouping = "infrastructure" | "types" | "levels";

/**
 * What becomes of a VM whose host fails.
 */
export type HaPriority = "haRestart" | "haBestEffort" | "haNone";

/**
 * Nothing has to be said.
 */
export type HardRebootInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type HardShutdownApplianceInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type HardShutdownInputs = Record<symbol, never>;

/**
 * How many findings there are.
 */
export type HealthCounts = {
/**
 * Of what does not work.
 */
broken: number,
/**
 * Of what does not work as it should.
 */
degraded: number,
/**
 * Of what is worth knowing.
 */
notices: number,
/**
 * Of what was put off.
 */
putOff: number, };

/**
 * A window on the findings.
 */
export type HealthFrame = {
/**
 * How many there are in all, whatever is filtered.
 */
counts: HealthCounts,
/**
 * How many rows there are.
 */
total: number,
/**
 * How many findings pass the filter.
 */
matches: number,
/**
 * The index of the first row sent.
 */
offset: number,
/**
 * The rows.
 */
rows: Array<HealthRow>, };

/**
 * One row: a rule, then its findings.
 */
export type HealthRow = { "is": "rule",
/**
 * Which.
 */
rule: string,
/**
 * The worst of its findings.
 */
severity: Severity,
/**
 * How many they are.
 */
count: number,
/**
 * Whether they are shown.
 */
expanded: boolean, } | { "is": "finding",
/**
 * The same as long as it is the same.
 */
id: string,
/**
 * By which rule.
 */
rule: string,
/**
 * How bad it is.
 */
severity: Severity,
/**
 * What is wrong.
 */
sentence: Problem,
/**
 * Who is concerned, the object itself first: links, or names of what has no page.
 */
objects: Array<Cell>,
/**
 * The object itself.
 */
object: ObjectKey,
/**
 * The uuid by which it is put off; none: it cannot be.
 */
uuid: string | null,
/**
 * The name of its pool.
 */
pool: string,
/**
 * The pool, which keeps what is put off; none: there is none.
 */
keptAt: ObjectKey | null,
/**
 * Since when, in Unix seconds, where that is known.
 */
since: number | null,
/**
 * The job that mends it.
 */
mend: Mend | null,
/**
 * Why it was put off.
 */
putOff: PutOff | null, };

/**
 * Which findings a window wants to see.
 */
export type HealthSpec = {
/**
 * Of one pool; none: of all.
 */
connection: ConnectionId | null,
/**
 * Of one object; none: of all. Of a pool: of all in it.
 */
object: ObjectKey | null,
/**
 * No less grave than this.
 */
least: Severity,
/**
 * Those that were put off, instead of the others.
 */
putOff: boolean,
/**
 * Words that must all occur in what is concerned, its pool, or the rule's heading.
 */
filter: string,
/**
 * For words of the filter, the rules whose headings have them in them, in the language of who looks.
 */
meanings: { [key in string]: Array<string> },
/**
 * Rules that are open or closed other than by default. (By default those with few findings are open.)
 */
toggled: Array<string>,
/**
 * The first row wanted.
 */
offset: number,
/**
 * How many rows are wanted; never more are sent.
 */
rows: number, };

/**
 * A place in the history: the last task before it.
 */
export type HistoryPlace = {
/**
 * When it was asked for, Unix milliseconds.
 */
started: number,
/**
 * Its id.
 */
id: string, };

/**
 * How often.
 */
export type HowOften = "hourly" | "daily" | "weekly";

/**
 * What has to be said.
 */
export type ImportDiskInputs = {
/**
 * The file's whole path.
 */
file: string,
/**
 * Where the disk is kept; of no account for storage, which is the subject itself.
 */
sr?: ObjectKey,
/**
 * Its name; none: the file's.
 */
name: string,
/**
 * What was found in the file.
 */
found?: FoundInFile, };

/**
 * What has to be said.
 */
export type ImportVmInputs = {
/**
 * The file's whole path.
 */
file: string,
/**
 * The storage for its disks; of no account for storage, which is the subject itself.
 */
sr?: ObjectKey,
/**
 * Its name; none: the one that it has in the file.
 */
name: string,
/**
 * Whether it is to be the machine that it was: with the same uuids, and the addresses of its network
 * interfaces.
 */
restores: boolean,
/**
 * Whether it is started afterwards.
 */
starts: boolean,
/**
 * Whether a file is taken with which something is wrong.
 */
forces: boolean, };

/**
 * What is filled in at first.
 */
export type Initial = { "is": "empty" } | { "is": "value",
/**
 * It.
 */
value: unknown, } | { "is": "words",
/**
 * Which.
 */
words: string,
/**
 * The subject's name.
 */
name: string, };

/**
 * What has to be said.
 */
export type InsertDiscInputs = {
/**
 * The disc.
 */
disc: ObjectKey, };

/**
 * Where the system of a new VM comes from.
 */
export type InstallFrom = "fromTemplate" | "fromDisc" | "fromNetwork" | "fromDisk";

/**
 * A network interface of a new VM.
 */
export type InterfaceOfNew = {
/**
 * The network.
 */
network: ObjectKey,
/**
 * Its address; nothing: the server makes one up.
 */
mac: string, };

/**
 * A job by its name; its words are `job.<name>` and what else begins with its name there.
 */
export type Job = "start" | "startOn" | "startPaused" | "startInRecoveryMode" | "resume" | "resumeOn" | "unpause" | "cleanShutdown" | "shutdown" | "cleanReboot" | "reboot" | "suspend" | "pause" | "hardShutdown" | "hardReboot" | "resetPowerState" | "migrate" | "migrateAnywhere" | "returnTo" | "migrateWithStorage" | "migrateToPool" | "copyToPool" | "snapshot" | "checkpoint" | "createVm" | "clone" | "copy" | "exportVm" | "importVm" | "convertToTemplate" | "convertToVm" | "deleteVm" | "setProcessors" | "setPriority" | "setMemory" | "setBootOrder" | "setFirmware" | "setKernelArguments" | "setAutoStart" | "setRestart" | "setHomeServer" | "setProtection" | "startAppliance" | "cleanShutdownAppliance" | "shutdownAppliance" | "hardShutdownAppliance" | "arrangeAppliance" | "createAppliance" | "setAppliance" | "deleteAppliance" | "runSchedule" | "editSchedule" | "enableSchedule" | "disableSchedule" | "createSchedule" | "setSchedule" | "deleteSchedule" | "addVtpm" | "removeVtpm" | "giveGpu" | "removeGpu" | "giveUsb" | "unplugUsb" | "removeUsb" | "allowUsb" | "forbidUsb" | "setPciDevices" | "insertDisc" | "ejectDisc" | "createDisk" | "attachDisk" | "attachConfigDrive" | "resizeDisk" | "moveDisk" | "exportDisk" | "importDisk" | "overwriteDisk" | "uploadDisc" | "activateDisk" | "deactivateDisk" | "setDiskMode" | "setBootable" | "setDiskPosition" | "detachDisk" | "deleteDisk" | "createSr" | "plugSr" | "plugPbd" | "unplugPbd" | "scanSr" | "trimSr" | "setDefaultSr" | "detachSr" | "forgetSr" | "destroySr" | "createNetwork" | "deleteNetwork" | "dismissMessages" | "dismissOldMessages" | "setAlarms" | "setMail" | "testMail" | "enableHa" | "setHaTolerance" | "disableHa" | "addInterface" | "moveInterface" | "plugInterface" | "unplugInterface" | "setMac" | "setRateLimit" | "setLocking" | "removeInterface" | "evacuate" | "putBack" | "rebootHost" | "shutDownHost" | "powerOnHost" | "restartToolstack" | "revert" | "newVmFromSnapshot" | "newTemplateFromSnapshot" | "deleteSnapshot" | "deleteSnapshotBranch" | "rename" | "describe" | "setFolder" | "setCustomField" | "setKey" | "removeKey" | "addTag" | "removeTag" | "setTags" | "edit" | "putOff" | "bringBack" | "connect" | "tryNow" | "preferWay" | "disconnect" | "forbidChanges" | "allowChanges" | "removeServer";

/**
 * A job with what a person has said with it.
 */
export type JobRequest = { "job": "start", "inputs": StartInputs } | { "job": "startOn", "inputs": StartOnInputs } | { "job": "startPaused", "inputs": StartPausedInputs } | { "job": "startInRecoveryMode", "inputs": StartInRecoveryModeInputs } | { "job": "resume", "inputs": ResumeInputs } | { "job": "resumeOn", "inputs": ResumeOnInputs } | { "job": "unpause", "inputs": UnpauseInputs } | { "job": "cleanShutdown", "inputs": CleanShutdownInputs } | { "job": "shutdown", "inputs": ShutdownInputs } | { "job": "cleanReboot", "inputs": CleanRebootInputs } | { "job": "reboot", "inputs": RebootInputs } | { "job": "suspend", "inputs": SuspendInputs } | { "job": "pause", "inputs": PauseInputs } | { "job": "hardShutdown", "inputs": HardShutdownInputs } | { "job": "hardReboot", "inputs": HardRebootInputs } | { "job": "resetPowerState", "inputs": ResetPowerStateInputs } | { "job": "migrate", "inputs": MigrateInputs } | { "job": "migrateAnywhere", "inputs": MigrateAnywhereInputs } | { "job": "returnTo", "inputs": ReturnToInputs } | { "job": "migrateWithStorage", "inputs": MigrateWithStorageInputs } | { "job": "migrateToPool", "inputs": MigrateToPoolInputs } | { "job": "copyToPool", "inputs": CopyToPoolInputs } | { "job": "snapshot", "inputs": SnapshotInputs } | { "job": "checkpoint", "inputs": CheckpointInputs } | { "job": "createVm", "inputs": CreateVmInputs } | { "job": "clone", "inputs": CloneInputs } | { "job": "copy", "inputs": CopyInputs } | { "job": "exportVm", "inputs": ExportVmInputs } | { "job": "importVm", "inputs": ImportVmInputs } | { "job": "convertToTemplate", "inputs": ConvertToTemplateInputs } | { "job": "convertToVm", "inputs": ConvertToVmInputs } | { "job": "deleteVm", "inputs": DeleteVmInputs } | { "job": "setProcessors", "inputs": SetProcessorsInputs } | { "job": "setPriority", "inputs": SetPriorityInputs } | { "job": "setMemory", "inputs": SetMemoryInputs } | { "job": "setBootOrder", "inputs": SetBootOrderInputs } | { "job": "setFirmware", "inputs": SetFirmwareInputs } | { "job": "setKernelArguments", "inputs": SetKernelArgumentsInputs } | { "job": "setAutoStart", "inputs": SetAutoStartInputs } | { "job": "setRestart", "inputs": SetRestartInputs } | { "job": "setHomeServer", "inputs": SetHomeServerInputs } | { "job": "setProtection", "inputs": SetProtectionInputs } | { "job": "startAppliance", "inputs": StartApplianceInputs } | { "job": "cleanShutdownAppliance", "inputs": CleanShutdownApplianceInputs } | { "job": "shutdownAppliance", "inputs": ShutdownApplianceInputs } | { "job": "hardShutdownAppliance", "inputs": HardShutdownApplianceInputs } | { "job": "arrangeAppliance", "inputs": ArrangeApplianceInputs } | { "job": "createAppliance", "inputs": CreateApplianceInputs } | { "job": "setAppliance", "inputs": SetApplianceInputs } | { "job": "deleteAppliance", "inputs": DeleteApplianceInputs } | { "job": "runSchedule", "inputs": RunScheduleInputs } | { "job": "editSchedule", "inputs": EditScheduleInputs } | { "job": "enableSchedule", "inputs": EnableScheduleInputs } | { "job": "disableSchedule", "inputs": DisableScheduleInputs } | { "job": "createSchedule", "inputs": CreateScheduleInputs } | { "job": "setSchedule", "inputs": SetScheduleInputs } | { "job": "deleteSchedule", "inputs": DeleteScheduleInputs } | { "job": "addVtpm", "inputs": AddVtpmInputs } | { "job": "removeVtpm", "inputs": RemoveVtpmInputs } | { "job": "giveGpu", "inputs": GiveGpuInputs } | { "job": "removeGpu", "inputs": RemoveGpuInputs } | { "job": "giveUsb", "inputs": GiveUsbInputs } | { "job": "unplugUsb", "inputs": UnplugUsbInputs } | { "job": "removeUsb", "inputs": RemoveUsbInputs } | { "job": "allowUsb", "inputs": AllowUsbInputs } | { "job": "forbidUsb", "inputs": ForbidUsbInputs } | { "job": "setPciDevices", "inputs": SetPciDevicesInputs } | { "job": "insertDisc", "inputs": InsertDiscInputs } | { "job": "ejectDisc", "inputs": EjectDiscInputs } | { "job": "createDisk", "inputs": CreateDiskInputs } | { "job": "attachDisk", "inputs": AttachDiskInputs } | { "job": "attachConfigDrive", "inputs": AttachConfigDriveInputs } | { "job": "resizeDisk", "inputs": ResizeDiskInputs } | { "job": "moveDisk", "inputs": MoveDiskInputs } | { "job": "exportDisk", "inputs": ExportDiskInputs } | { "job": "importDisk", "inputs": ImportDiskInputs } | { "job": "overwriteDisk", "inputs": OverwriteDiskInputs } | { "job": "uploadDisc", "inputs": UploadDiscInputs } | { "job": "activateDisk", "inputs": ActivateDiskInputs } | { "job": "deactivateDisk", "inputs": DeactivateDiskInputs } | { "job": "setDiskMode", "inputs": SetDiskModeInputs } | { "job": "setBootable", "inputs": SetBootableInputs } | { "job": "setDiskPosition", "inputs": SetDiskPositionInputs } | { "job": "detachDisk", "inputs": DetachDiskInputs } | { "job": "deleteDisk", "inputs": DeleteDiskInputs } | { "job": "createSr", "inputs": CreateSrInputs } | { "job": "plugSr", "inputs": PlugSrInputs } | { "job": "plugPbd", "inputs": PlugPbdInputs } | { "job": "unplugPbd", "inputs": UnplugPbdInputs } | { "job": "scanSr", "inputs": ScanSrInputs } | { "job": "trimSr", "inputs": TrimSrInputs } | { "job": "setDefaultSr", "inputs": SetDefaultSrInputs } | { "job": "detachSr", "inputs": DetachSrInputs } | { "job": "forgetSr", "inputs": ForgetSrInputs } | { "job": "destroySr", "inputs": DestroySrInputs } | { "job": "createNetwork", "inputs": CreateNetworkInputs } | { "job": "deleteNetwork", "inputs": DeleteNetworkInputs } | { "job": "dismissMessages", "inputs": DismissMessagesInputs } | { "job": "dismissOldMessages", "inputs": DismissOldMessagesInputs } | { "job": "setAlarms", "inputs": SetAlarmsInputs } | { "job": "setMail", "inputs": SetMailInputs } | { "job": "testMail", "inputs": TestMailInputs } | { "job": "enableHa", "inputs": EnableHaInputs } | { "job": "setHaTolerance", "inputs": SetHaToleranceInputs } | { "job": "disableHa", "inputs": DisableHaInputs } | { "job": "addInterface", "inputs": AddInterfaceInputs } | { "job": "moveInterface", "inputs": MoveInterfaceInputs } | { "job": "plugInterface", "inputs": PlugInterfaceInputs } | { "job": "unplugInterface", "inputs": UnplugInterfaceInputs } | { "job": "setMac", "inputs": SetMacInputs } | { "job": "setRateLimit", "inputs": SetRateLimitInputs } | { "job": "setLocking", "inputs": SetLockingInputs } | { "job": "removeInterface", "inputs": RemoveInterfaceInputs } | { "job": "evacuate", "inputs": EvacuateInputs } | { "job": "putBack", "inputs": PutBackInputs } | { "job": "rebootHost", "inputs": RebootHostInputs } | { "job": "shutDownHost", "inputs": ShutDownHostInputs } | { "job": "powerOnHost", "inputs": PowerOnHostInputs } | { "job": "restartToolstack", "inputs": RestartToolstackInputs } | { "job": "revert", "inputs": RevertInputs } | { "job": "newVmFromSnapshot", "inputs": NewVmFromSnapshotInputs } | { "job": "newTemplateFromSnapshot", "inputs": NewTemplateFromSnapshotInputs } | { "job": "deleteSnapshot", "inputs": DeleteSnapshotInputs } | { "job": "deleteSnapshotBranch", "inputs": DeleteSnapshotBranchInputs } | { "job": "rename", "inputs": RenameInputs } | { "job": "describe", "inputs": DescribeInputs } | { "job": "setFolder", "inputs": SetFolderInputs } | { "job": "setCustomField", "inputs": SetCustomFieldInputs } | { "job": "setKey", "inputs": SetKeyInputs } | { "job": "removeKey", "inputs": RemoveKeyInputs } | { "job": "addTag", "inputs": AddTagInputs } | { "job": "removeTag", "inputs": RemoveTagInputs } | { "job": "setTags", "inputs": SetTagsInputs } | { "job": "edit", "inputs": EditInputs } | { "job": "putOff", "inputs": PutOffInputs } | { "job": "bringBack", "inputs": BringBackInputs } | { "job": "connect", "inputs": ConnectInputs } | { "job": "tryNow", "inputs": TryNowInputs } | { "job": "preferWay", "inputs": PreferWayInputs } | { "job": "disconnect", "inputs": DisconnectInputs } | { "job": "forbidChanges", "inputs": ForbidChangesInputs } | { "job": "allowChanges", "inputs": AllowChangesInputs } | { "job": "removeServer", "inputs": RemoveServerInputs };

/**
 * Where a connection's password is kept.
 */
export type KeepPassword = "keyring" | "ask" | "token";

/**
 * Changes of a [`Layout`], key by key.
 */
export type LayoutChanges = Record<string, unknown>;

/**
 * What a list holds.
 */
export type ListKind = "pools" | "hosts" | "vms" | "templates" | "snapshots" | "srs" | "disks" | "networks" | "vifs" | "pifs" | "pbds" | "appliances" | "schedules" | "members" | "gpus" | "usbDevices" | "pciDevices" | "messages";

/**
 * From which addresses an interface may send.
 */
export type LockingMode = "networkDefault" | "locked" | "unlocked" | "disabled";

/**
 * A key of a map.
 */
export type MapKey = {
/**
 * The map.
 */
map: EntryMap,
/**
 * The key.
 */
key: string, };

/**
 * What a person reads of a member.
 */
export type MemberRow = {
/**
 * The member, as the API calls it: `name`, or `map.key`.
 */
member: string,
/**
 * The label is the translated `field.<field>`; none where only the API has a name for it.
 */
field: string | null,
/**
 * What it was.
 */
before: Cell,
/**
 * What it is.
 */
after: Cell, };

/**
 * The job that mends what is told.
 */
export type Mend = {
/**
 * Which.
 */
job: Job,
/**
 * What it is done to.
 */
object: ObjectKey,
/**
 * Why it cannot be done now.
 */
refusal: Refusal | null, };

/**
 * What the engine tells the window, unasked.
 */
export type Message = { "is": "frame",
/**
 * Which view.
 */
view: number,
/**
 * Grows by one with each frame of this view.
 */
number: number,
/**
 * What it shows now.
 */
body: ViewBody, } | { "is": "notice" } & Notice | { "is": "settings" } & Settings | { "is": "leaving",
/**
 * So many jobs of ours run.
 */
jobs: number, } | { "is": "go",
/**
 * The object to select, by name.
 */
select: string | null,
/**
 * The tab to open.
 */
tab: string | null,
/**
 * The theme from now on.
 */
theme: Theme | null, };

/**
 * What a message is to whoever reads it.
 */
export type MessageKind = "alert" | "improvement" | "activity";

/**
 * A question that a line answers, for a host as for a VM.
 */
export type MetricCurve = "processor" | "memoryUsed" | "memoryTotal" | "networkReceived" | "networkSent" | "diskRead" | "diskWritten";

/**
 * How far back.
 */
export type MetricsRange = "tenMinutes" | "twoHours" | "week" | "year";

/**
 * What is to be told.
 */
export type MetricsSpec = {
/**
 * Of which object.
 */
object: ObjectKey,
/**
 * Which lines, in this order.
 */
curves: Array<MetricCurve>,
/**
 * How far back.
 */
range: MetricsRange, };

/**
 * What has to be said.
 */
export type MigrateAnywhereInputs = {
/**
 * How many move at once.
 */
atOnce: number, };

/**
 * What has to be said.
 */
export type MigrateInputs = {
/**
 * The host to move to.
 */
host: ObjectKey, };

/**
 * What has to be said.
 */
export type MigrateToPoolInputs = {
/**
 * The host, or the pool where whichever host has most memory free will do.
 */
destination: ObjectKey,
/**
 * The storage for its disks.
 */
sr: ObjectKey,
/**
 * Disks for which that is another.
 */
disks: Array<DiskElsewhere>,
/**
 * The networks in the places of its own. One that is not named, or has none, is taken for the one of the
 * same name there.
 */
networks: Array<NetworkElsewhere>, };

/**
 * What has to be said.
 */
export type MigrateWithStorageInputs = {
/**
 * The host to move to.
 */
host: ObjectKey,
/**
 * The storage for the disks.
 */
sr: ObjectKey, };

/**
 * What has to be said.
 */
export type MoveDiskInputs = {
/**
 * Where to.
 */
sr: ObjectKey, };

/**
 * What has to be said.
 */
export type MoveInterfaceInputs = {
/**
 * The network.
 */
network: ObjectKey, };

/**
 * What is in the place of one network.
 */
export type NetworkElsewhere = {
/**
 * The network here.
 */
network: ObjectKey | null,
/**
 * The one there.
 */
toNetwork: ObjectKey | null, };

/**
 * A server to add.
 */
export type NewConnection = {
/**
 * What it is.
 */
kind: ServerKind,
/**
 * A host name or address, with or without `https://`, `http://` and a port.
 */
address: string,
/**
 * The user's name.
 */
user: string,
/**
 * The password.
 */
password: Secret,
/**
 * The one-time password, where the user has that set up. For Xen Orchestra only.
 */
otp: Secret | null,
/**
 * Where to keep it.
 */
keep: KeepPassword,
/**
 * Whether nothing may be changed through it.
 */
readOnly: boolean, };

/**
 * What has to be said.
 */
export type NewTemplateFromSnapshotInputs = {
/**
 * The template's name.
 */
name: string, };

/**
 * What has to be said.
 */
export type NewVmFromSnapshotInputs = {
/**
 * The VM's name.
 */
name: string, };

/**
 * A server to add to a Xen Orchestra.
 */
export type NewXoServer = {
/**
 * Its address, with or without `https://`, `http://` and a port.
 */
host: string,
/**
 * Whom Xen Orchestra is to sign in as.
 */
username: string,
/**
 * That user's password.
 */
password: Secret,
/**
 * A name for people; may be empty.
 */
label: string,
/**
 * Whether Xen Orchestra takes any certificate there. Hosts sign theirs themselves, so that
 * without this most cannot be connected.
 */
allowUnauthorized: boolean, };

/**
 * Something to tell a person once (a toast): a job that was refused, a lost connection.
 */
export type Notice = {
/**
 * Grows by one.
 */
id: number,
/**
 * Which connection it is about.
 */
connection: ConnectionId | null,
/**
 * Which object.
 */
object: ObjectKey | null,
/**
 * What was to be done; none: nothing that somebody asked for.
 */
job: Job | null,
/**
 * The object's name; may be empty.
 */
subject: string,
/**
 * What.
 */
problem: Problem, };

/**
 * Names one object of one connection, the same on both sides of the window.
 */
export type ObjectKey = {
/**
 * The connection that the object came by.
 */
connection: ConnectionId,
/**
 * The class by its canonical wire name (`VM`, `host`, `SR`, …).
 */
class: string,
/**
 * The reference, opaque.
 */
reference: string, };

/**
 * What has to be said.
 */
export type OverwriteDiskInputs = {
/**
 * The file's whole path.
 */
file: string,
/**
 * The disk's name, so that it is not overwritten by mistake.
 */
typedName: string,
/**
 * What was found in the file.
 */
found?: FoundInFile, };

/**
 * How an export is packed, as a whole.
 */
export type Packing = "unpacked" | "gzip" | "zstd";

/**
 * Everything an object's page shows, but its lists and actions.
 */
export type Page = {
/**
 * Which object.
 */
object: ObjectKey,
/**
 * What it is.
 */
kind: RowKind,
/**
 * Its name.
 */
name: string,
/**
 * Its description.
 */
description: string,
/**
 * Its state.
 */
status: Status,
/**
 * Whether it is not well, or a pool in which something is not: `Degraded` or `Broken`.
 */
health: Status | null,
/**
 * The operation under way on it.
 */
busy: string | null,
/**
 * Where it is: pool, then host, as links.
 */
place: Array<Cell>,
/**
 * Since when it runs (Unix seconds), where it does and that is known.
 */
since: number | null,
/**
 * Its tags.
 */
tags: Array<string>,
/**
 * What the pool or we find unhealthy about it.
 */
warnings: Array<Problem>,
/**
 * What an administrator reads first.
 */
sections: Array<Section>,
/**
 * The lists that belong to it, each a tab or a block.
 */
lists: Array<ListKind>,
/**
 * The consoles it has now.
 */
consoles: Array<ConsoleOffer>,
/**
 * Whether it can have a console at all (a VM, or a host's control domain).
 */
hasConsole: boolean, };

/**
 * A part of an object that has no page of its own: a drive, an interface.
 */
export type PartRow = {
/**
 * Its class, as the API calls it.
 */
class: string,
/**
 * Its name, or where it sits; may be empty.
 */
name: string, };

/**
 * Nothing has to be said.
 */
export type PauseInputs = Record<symbol, never>;

/**
 * What a request would do to one object.
 */
export type Planned = {
/**
 * The object, and why nothing would be done to it.
 */
affected: Affected,
/**
 * What would be different.
 */
effects: Array<Effect>, };

/**
 * Nothing has to be said.
 */
export type PlugInterfaceInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type PlugPbdInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type PlugSrInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type PowerOnHostInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type PreferWayInputs = Record<symbol, never>;

/**
 * What a request would do.
 */
export type Preview = {
/**
 * Object by object, in the order of the selection.
 */
planned: Array<Planned>,
/**
 * What becomes of objects to which nothing is done themselves: of hosts that take VMs.
 */
beside: Array<Planned>,
/**
 * Whether it is done to others than those that were selected: then it is asked for with the same
 * selection again.
 */
isOfOthers: boolean,
/**
 * Stands for all that was planned, for those objects to which something would be done: a run on
 * these that carries it is refused when it would do anything else by then.
 */
fingerprint: string,
/**
 * Whether its steps can be rendered as a script.
 */
hasScript: boolean, };

/**
 * One thing that is wrong, or one reason why something cannot be done.
 *
 * The window shows the translated sentence `problem.<code>`, filled from `params`; where there is
 * no such sentence it shows `problem.other`. `raw` is the server's own error, to be copied; it
 * never holds a secret.
 */
export type Problem = {
/**
 * Ours in snake case (`not_live`, `wrong_password`), or the server's error code in capitals.
 */
code: string,
/**
 * Values for the sentence, by name. Object references are already turned into names.
 */
params: { [key in string]: string },
/**
 * The server's error as it came: code, then parameters.
 */
raw: Array<string>, };

/**
 * What has to be said.
 */
export type PutBackInputs = {
/**
 * How many move at once.
 */
atOnce: number, };

/**
 * Why a finding was put off, by whom, and until when.
 */
export type PutOff = {
/**
 * Why.
 */
reason: string,
/**
 * By whom, as far as is known.
 */
by: string,
/**
 * Until when, in Unix seconds; none: until it is brought back.
 */
until: number | null, };

/**
 * What has to be said. Rule and uuid are those of the finding; it is put off in its pool.
 */
export type PutOffInputs = {
/**
 * The rule that has found it.
 */
rule: string,
/**
 * What it was found at.
 */
uuid: string,
/**
 * Why it is left as it is.
 */
reason: string,
/**
 * Who says so.
 */
by: string,
/**
 * For so many days; none: until it is brought back.
 */
days: number | null, };

/**
 * What may stand where the cursor is.
 */
export type QueryCompletion = { "is": "property",
/**
 * What is typed.
 */
text: string,
/**
 * What it is called elsewhere: `column.<column>` or `field.<field>`.
 */
column: string,
/**
 * The same, on pages.
 */
field: string,
/**
 * What it is compared with.
 */
expects: QueryType, } | { "is": "step",
/**
 * What is typed.
 */
text: string, } | { "is": "value",
/**
 * What is typed.
 */
text: string,
/**
 * What it looks like.
 */
cell: Cell,
/**
 * How many objects have it.
 */
count: number, };

/**
 * Something of a filter that could not be understood, and is left out.
 */
export type QueryFault = {
/**
 * Where it begins, in UTF-16 code units.
 */
from: number,
/**
 * Where it ends.
 */
to: number,
/**
 * The sentence.
 */
problem: Problem, };

/**
 * What there is to say of a filter while somebody types it.
 */
export type QueryReading = {
/**
 * What could not be understood, in the order in which it was found.
 */
faults: Array<QueryFault>,
/**
 * The part that a completion takes the place of, in UTF-16 code units.
 */
from: number,
/**
 * Where it ends.
 */
to: number,
/**
 * What may stand there, the likeliest first.
 */
completions: Array<QueryCompletion>,
/**
 * What a value is to be where the cursor is; none: no value.
 */
expects: QueryType | null, };

/**
 * What a property is compared with.
 */
export type QueryType = "text" | "size" | "number" | "span" | "share" | "time" | "flag";

/**
 * Nothing has to be said.
 */
export type RebootHostInputs = Record<symbol, never>;

/**
 * What has to be said.
 */
export type RebootInputs = {
/**
 * How long the guest has.
 */
minutes: number, };

/**
 * Why a job cannot be done.
 */
export type Refusal = {
/**
 * The reason.
 */
problem: Problem,
/**
 * What removes the reason; none: no single job does.
 */
fix: Fix | null, };

/**
 * Nothing has to be said.
 */
export type RemoveGpuInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type RemoveInterfaceInputs = Record<symbol, never>;

/**
 * What has to be said.
 */
export type RemoveKeyInputs = {
/**
 * Which, and of which map.
 */
entry: MapKey, };

/**
 * Nothing has to be said.
 */
export type RemoveServerInputs = Record<symbol, never>;

/**
 * What has to be said.
 */
export type RemoveTagInputs = {
/**
 * The tag.
 */
tag: string, };

/**
 * Nothing has to be said.
 */
export type RemoveUsbInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type RemoveVtpmInputs = Record<symbol, never>;

/**
 * What has to be said.
 */
export type RenameInputs = {
/**
 * The new name.
 */
name: string, };

/**
 * Nothing has to be said.
 */
export type ResetPowerStateInputs = Record<symbol, never>;

/**
 * What has to be said.
 */
export type ResizeDiskInputs = {
/**
 * How large it is then, in bytes.
 */
size: number, };

/**
 * Nothing has to be said.
 */
export type RestartToolstackInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type ResumeInputs = Record<symbol, never>;

/**
 * What has to be said.
 */
export type ResumeOnInputs = {
/**
 * The host to resume on.
 */
host: ObjectKey, };

/**
 * What has to be said.
 */
export type ReturnToInputs = {
/**
 * The host to move back to.
 */
host: ObjectKey, };

/**
 * What has to be said.
 */
export type RevertInputs = {
/**
 * The name of a snapshot that is taken first; none is where it is empty.
 */
before: string, };

/**
 * What a row stands for.
 */
export type RowKind = "orchestra" | "pool" | "host" | "vm" | "template" | "snapshot" | "sr" | "network" | "appliance" | "schedule" | "group" | "value" | "folder" | "query";

/**
 * Nothing has to be said.
 */
export type RunScheduleInputs = Record<symbol, never>;

/**
 * A query that somebody gave a name.
 */
export type SavedQuery = {
/**
 * The name; no two have the same.
 */
name: string,
/**
 * What is asked for, as in [`TreeSpec::filter`].
 */
filter: string,
/**
 * As in [`TreeSpec::meanings`].
 */
meanings: { [key in string]: Array<string> }, };

/**
 * Nothing has to be said.
 */
export type ScanSrInputs = Record<symbol, never>;

/**
 * What a plan can be written as.
 */
export type ScriptLanguage = "xe" | "python" | "api";

/**
 * One hit of a search.
 */
export type SearchHit = {
/**
 * The object.
 */
object: ObjectKey,
/**
 * What it is.
 */
kind: RowKind,
/**
 * Its name.
 */
name: string,
/**
 * Its state.
 */
status: Status,
/**
 * The pool's name.
 */
pool: string, };

/**
 * A password or token: cannot be printed or serialised, and is wiped from memory when dropped.
 */
export type Secret = string;

/**
 * A block of a page.
 */
export type Section = {
/**
 * Its id; the heading is the translated `section.<id>`.
 */
id: string,
/**
 * Its lines.
 */
fields: Array<Field>, };

/**
 * What a person says a server is.
 */
export type ServerKind = "pool" | "xo";

/**
 * What has to be said.
 */
export type SetAlarmsInputs = {
/**
 * All alarms of what is known to us. What somebody else watches stays as it is.
 */
alarms: Array<AlarmInputs>, };

/**
 * What has to be said.
 */
export type SetApplianceInputs = {
/**
 * The vApp; none: it is in none.
 */
appliance?: ObjectKey, };

/**
 * What has to be said.
 */
export type SetAutoStartInputs = {
/**
 * Whether it starts.
 */
on: boolean, };

/**
 * What has to be said.
 */
export type SetBootOrderInputs = {
/**
 * Our words for the devices, the first of them first.
 */
order: Array<string>, };

/**
 * What has to be said.
 */
export type SetBootableInputs = {
/**
 * Whether it may.
 */
bootable: boolean, };

/**
 * What has to be said.
 */
export type SetCustomFieldInputs = {
/**
 * The field's name.
 */
field: string,
/**
 * What stands in it; nothing: it is taken off.
 */
value: string, };

/**
 * Nothing has to be said.
 */
export type SetDefaultSrInputs = Record<symbol, never>;

/**
 * What has to be said.
 */
export type SetDiskModeInputs = {
/**
 * What it may do.
 */
mode: DiskMode, };

/**
 * What has to be said.
 */
export type SetDiskPositionInputs = {
/**
 * The position, a number from 0.
 */
position: string, };

/**
 * What has to be said.
 */
export type SetFirmwareInputs = {
/**
 * Which.
 */
firmware: Firmware, };

/**
 * What has to be said.
 */
export type SetFolderInputs = {
/**
 * The folder's path: `/servers/web`; nothing: it is in none.
 */
folder: string, };

/**
 * What has to be said.
 */
export type SetHaToleranceInputs = {
/**
 * How many hosts.
 */
failures: number, };

/**
 * What has to be said.
 */
export type SetHomeServerInputs = {
/**
 * The host; none: wherever there is room.
 */
host?: ObjectKey, };

/**
 * What has to be said.
 */
export type SetKernelArgumentsInputs = {
/**
 * They, as the kernel reads them.
 */
arguments: string, };

/**
 * What has to be said.
 */
export type SetKeyInputs = {
/**
 * Into which map.
 */
map: EntryMap,
/**
 * Under which key.
 */
key: string,
/**
 * What.
 */
value: string, };

/**
 * What has to be said.
 */
export type SetLockingInputs = {
/**
 * From which it may send.
 */
locking: LockingMode,
/**
 * The IP addresses that are allowed, one a line.
 */
addresses: string, };

/**
 * What has to be said.
 */
export type SetMacInputs = {
/**
 * The address; nothing: the server makes one up.
 */
mac: string, };

/**
 * What has to be said. What is left empty is taken out.
 */
export type SetMailInputs = {
/**
 * To which address; none: nothing is sent.
 */
destination: string,
/**
 * By which server: its name, or name and port.
 */
mailServer: string,
/**
 * From which address.
 */
sender: string,
/**
 * What is sent: of this severity, 1 to 5, and graver.
 */
least: number | null,
/**
 * In which language.
 */
language: string, };

/**
 * What has to be said. What is left out stays.
 */
export type SetMemoryInputs = {
/**
 * The least that its host gives it, in bytes.
 */
dynamicMin: number,
/**
 * The most that its host gives it.
 */
dynamicMax: number,
/**
 * The most that it may ever have.
 */
staticMax: number, };

/**
 * What has to be said.
 */
export type SetPciDevicesInputs = {
/**
 * The devices, all of one host; none: it has none any more.
 */
devices: Array<ObjectKey>, };

/**
 * What has to be said.
 */
export type SetPriorityInputs = {
/**
 * The weight: a VM with twice as much gets twice the time.
 */
weight: number, };

/**
 * What has to be said. What is left out stays.
 */
export type SetProcessorsInputs = {
/**
 * How many it starts with.
 */
vcpus: number,
/**
 * How many it can be given while it runs.
 */
vcpusMax: number,
/**
 * How many a socket has.
 */
coresPerSocket: number, };

/**
 * What has to be said.
 */
export type SetProtectionInputs = {
/**
 * Whether it is kept from being shut down, rebooted, suspended and paused.
 */
shutdown: boolean,
/**
 * Whether it is kept from being deleted.
 */
deletion: boolean,
/**
 * Why: it is told to who tries.
 */
reason: string, };

/**
 * What has to be said.
 */
export type SetRateLimitInputs = {
/**
 * Kilobytes a second; none: as much as it can.
 */
rate: number, };

/**
 * What has to be said. What is left out stays.
 */
export type SetRestartInputs = {
/**
 * What becomes of it when its host fails.
 */
haPriority?: HaPriority,
/**
 * Those with lower numbers start earlier, and shut down later.
 */
order: number,
/**
 * How many seconds the next ones wait after its start.
 */
startDelay: number,
/**
 * How many seconds the next ones wait after its shutdown.
 */
shutdownDelay: number, };

/**
 * What has to be said.
 */
export type SetScheduleInputs = {
/**
 * The schedule; none: it is under none.
 */
schedule?: ObjectKey, };

/**
 * What has to be said.
 */
export type SetTagsInputs = {
/**
 * The tags.
 */
tags: Array<string>, };

/**
 * What a person has set.
 */
export type Settings = {
/**
 * How the window looks.
 */
theme: Theme,
/**
 * `en`, `fr`, or empty: as the system says.
 */
language: string,
/**
 * How much room rows take.
 */
density: Density,
/**
 * Whether the desktop is told nothing when a task ends, or a grave alert comes in, while no window is in front.
 */
quiet: boolean, };

/**
 * How bad something is.
 */
export type Severity = "notice" | "degraded" | "broken";

/**
 * Nothing has to be said.
 */
export type ShutDownHostInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type ShutdownApplianceInputs = Record<symbol, never>;

/**
 * What has to be said.
 */
export type ShutdownInputs = {
/**
 * How long the guest has.
 */
minutes: number, };

/**
 * What has to be said.
 */
export type SnapshotInputs = {
/**
 * The snapshot's name.
 */
name: string, };

/**
 * What kind of snapshot.
 */
export type SnapshotKind = "diskOnly" | "diskAndMemory" | "diskQuiesced";

/**
 * By which column a list is sorted.
 */
export type Sort = {
/**
 * The column's id.
 */
column: string,
/**
 * Whether the greatest comes first.
 */
descending: boolean, };

/**
 * What has to be said.
 */
export type StartApplianceInputs = {
/**
 * Whether each is frozen before its first instruction.
 */
paused: boolean, };

/**
 * Nothing has to be said.
 */
export type StartInRecoveryModeInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type StartInputs = Record<symbol, never>;

/**
 * What has to be said.
 */
export type StartOnInputs = {
/**
 * The host to start on.
 */
host: ObjectKey, };

/**
 * Nothing has to be said.
 */
export type StartPausedInputs = Record<symbol, never>;

/**
 * What the window learns first.
 */
export type Startup = {
/**
 * The program's version.
 */
version: string,
/**
 * What was set.
 */
settings: Settings,
/**
 * What this window remembers of itself; for a new one, what the newest of the others does.
 */
layout: Record<string, unknown>,
/**
 * Whether passwords can be kept; if not, why.
 */
keyring: Problem | null,
/**
 * The object to select at the start (a name), by the command line.
 */
select: string | null,
/**
 * The tab to open then.
 */
tab: string | null,
/**
 * The theme for this run only, by the command line.
 */
theme: Theme | null, };

/**
 * What state something is in: drawn as shape, colour and word together.
 */
export type Status = "running" | "halted" | "paused" | "suspended" | "ok" | "degraded" | "broken" | "disabled" | "live" | "connecting" | "stale" | "disconnected" | "attention" | "unknown";

/**
 * How a step of a task stands.
 */
export type StepState = "waiting" | "running" | "done" | "failed" | "givenUp" | "leftOut" | "undoing" | "undone" | "notUndone" | "unknown";

/**
 * What is done with the place.
 */
export type StorageContent = { "is": "new" } | { "is": "attach",
/**
 * Its UUID.
 */
uuid: string, } | { "is": "format",
/**
 * The UUID of the one that is lost.
 */
uuid: string, };

/**
 * A kind of storage.
 */
export type StorageKind = "srNfs" | "srIscsi" | "srHba" | "srLvm" | "srExt" | "srNfsIso" | "srSmbIso";

/**
 * Nothing has to be said.
 */
export type SuspendInputs = Record<symbol, never>;

/**
 * A window on a list.
 */
export type TableFrame = {
/**
 * The columns, the name first.
 */
columns: Array<Column>,
/**
 * By which of them the rows are sorted; none: by name.
 */
sort: Sort | null,
/**
 * Of a list of chosen objects: what some columns come to in all.
 */
sums: Array<Field>,
/**
 * How many rows there are in all.
 */
total: number,
/**
 * The index of the first row sent.
 */
offset: number,
/**
 * The rows.
 */
rows: Array<TableRow>, };

/**
 * One row of a list.
 */
export type TableRow = {
/**
 * The object to go to.
 */
object: ObjectKey,
/**
 * Its state.
 */
status: Status,
/**
 * Whether it is not well, or a pool in which something is not: `Degraded` or `Broken`.
 */
health: Status | null,
/**
 * The operation under way on it, as in the tree.
 */
busy: string | null,
/**
 * A value for each column.
 */
cells: Array<Cell>,
/**
 * Stays while the row says what it says; the engine's views count it.
 */
revision: number, };

/**
 * Which part of which list a window wants to see.
 */
export type TableSpec = {
/**
 * What it holds.
 */
list: ListKind,
/**
 * Only this connection's; none: all connections'.
 */
connection: ConnectionId | null,
/**
 * Only what belongs to this object.
 */
within: ObjectKey | null,
/**
 * Only these.
 */
among: Array<ObjectKey> | null,
/**
 * Words that must all occur in a row.
 */
filter: string,
/**
 * For words of the filter, the keys of our own words that have them in them, in the language of
 * who looks (`status.halted`, `term.dhcp`).
 */
meanings: { [key in string]: Array<string> },
/**
 * The order; none: by name.
 */
sort: Sort | null,
/**
 * The first row wanted.
 */
offset: number,
/**
 * How many rows are wanted.
 */
rows: number, };

/**
 * A page of what was asked for from this desk and has ended.
 */
export type TaskHistory = {
/**
 * The newest first.
 */
tasks: Array<TaskView>,
/**
 * Where the next page begins; none: there is no more.
 */
more: HistoryPlace | null, };

/**
 * What was asked for with a task of ours.
 */
export type TaskRequest = {
/**
 * The job, with what was said.
 */
request: JobRequest,
/**
 * What it was done to.
 */
objects: Array<ObjectKey>, };

/**
 * How a task stands.
 */
export type TaskState = "running" | "succeeded" | "failed" | "cancelled" | "unknown" | "interrupted";

/**
 * A step of a task.
 */
export type TaskStep = {
/**
 * The server's name for what it does.
 */
method: string,
/**
 * How it stands.
 */
state: StepState, };

/**
 * One piece of work, ours or anybody's.
 */
export type TaskView = {
/**
 * Its id.
 */
id: string,
/**
 * Where it runs.
 */
connection: ConnectionId,
/**
 * Our job, if it is ours.
 */
job: Job | null,
/**
 * What it has in common with all that was asked for at once; none where it was one alone.
 */
group: string | null,
/**
 * The server's name for it (`VM.start`) without `Async.`.
 */
title: string,
/**
 * What it is done to.
 */
subject: ObjectKey | null,
/**
 * That object's name.
 */
subjectName: string,
/**
 * How it stands.
 */
state: TaskState,
/**
 * Whether it waits for its turn: nothing of it was begun.
 */
waits: boolean,
/**
 * 0 to 1.
 */
progress: number,
/**
 * Unix milliseconds.
 */
started: number,
/**
 * Unix milliseconds; none while it runs.
 */
finished: number | null,
/**
 * How far its bytes are, while it moves a file.
 */
transfer: TransferView | null,
/**
 * Seconds left, guessed from the progress so far; none where a guess would be worthless.
 */
remaining: number | null,
/**
 * Whether it can be asked to stop.
 */
cancellable: boolean,
/**
 * Whether that was asked.
 */
cancelling: boolean,
/**
 * Whether it is done and can be taken back.
 */
canBeUndone: boolean,
/**
 * Whether it was interrupted and can be gone on with.
 */
canGoOn: boolean,
/**
 * Whether it takes something back.
 */
isUndo: boolean,
/**
 * What it makes different, if it is ours.
 */
effects: Array<Effect>,
/**
 * Its steps, where there are several.
 */
steps: Array<TaskStep>,
/**
 * Why it failed.
 */
error: Problem | null,
/**
 * What is not as it was meant, though it has ended well.
 */
remarks: Array<Problem>, };

/**
 * Nothing has to be said.
 */
export type TestMailInputs = Record<symbol, never>;

/**
 * How the window looks.
 */
export type Theme = "system" | "light" | "dark" | "contrast";

/**
 * How far the bytes of a transfer are.
 */
export type TransferView = {
/**
 * So many have passed.
 */
done: number,
/**
 * Of so many; none where nobody knows yet.
 */
total: number | null,
/**
 * So many a second, of late.
 */
perSecond: number | null, };

/**
 * A window on the tree.
 */
export type TreeFrame = {
/**
 * How many rows there are in all.
 */
total: number,
/**
 * The index of the first row sent.
 */
offset: number,
/**
 * The rows.
 */
rows: Array<TreeRow>,
/**
 * With a filter: how many objects match it.
 */
matches: number | null, };

/**
 * By what the objects of a group are told apart.
 */
export type TreeLevel = { "by": "property",
/**
 * What queries call it (`tag`, `folder`, `status`, `pool`, …).
 */
name: string, } | { "by": "customField",
/**
 * The field's name.
 */
name: string, } | { "by": "queries",
/**
 * They, in their order.
 */
queries: Array<SavedQuery>, };

/**
 * Where an object stands in a tree.
 */
export type TreePlace = {
/**
 * Its row's id.
 */
id: string,
/**
 * Its index once `toggled` is applied.
 */
index: number,
/**
 * The tree's `toggled` with everything above the object open.
 */
toggled: Array<string>, };

/**
 * One row of the tree.
 */
export type TreeRow = {
/**
 * The same as long as the object stands at the same place; also over a reconnect.
 */
id: string,
/**
 * How deep it stands; 0 for what a person added.
 */
depth: number,
/**
 * What it stands for.
 */
kind: RowKind,
/**
 * Its name; for a group, the key of the word.
 */
name: string,
/**
 * The connection it belongs to; none for a group over several.
 */
connection: ConnectionId | null,
/**
 * The object it stands for: none for a group, and for a pool that was never reached.
 */
object: ObjectKey | null,
/**
 * For a group of those that have a value: it; [`Cell::None`] for the group of those that have none.
 */
value: Cell | null,
/**
 * For a group over several connections: the filter that lets its objects through and no others; none
 * where it cannot be written.
 */
query: string | null,
/**
 * Whether it has rows below it.
 */
expandable: boolean,
/**
 * Whether these are shown.
 */
expanded: boolean,
/**
 * Its state.
 */
status: Status,
/**
 * The operation under way on it (the server's word: `clean_shutdown`, `pool_migrate`).
 */
busy: string | null,
/**
 * For a group or pool: how many objects it holds.
 */
count: number | null,
/**
 * For a host: memory in use, 0 to 1. For a running VM: none yet.
 */
load: number | null,
/**
 * Whether it, or anything below it, is not well: `Degraded` or `Broken`, the worst of it.
 */
health: Status | null,
/**
 * How many objects below it are not well.
 */
unwell: number,
/**
 * Its position among its siblings, from 1, and how many they are (for screen readers).
 */
position: [number, number],
/**
 * Stays while the row says what it says; the engine's views count it.
 */
revision: number, };

/**
 * Which part of the tree a window wants to see.
 */
export type TreeSpec = {
/**
 * How the objects are grouped.
 */
grouping: Grouping,
/**
 * With [`Grouping::Levels`]: by what they are grouped, the outermost first.
 */
levels: Array<TreeLevel>,
/**
 * Words that must all occur in a row's name, tags or addresses (case and accents aside); rows
 * above a match stay, and are open.
 */
filter: string,
/**
 * For words of the filter, the keys of our own words that have them in them, in the language of
 * who looks (`status.halted`, `operation.pool_migrate`).
 */
meanings: { [key in string]: Array<string> },
/**
 * Rows whose openness differs from the default, by [`TreeRow::id`]. (The default: connections
 * and hosts are open, groups are closed.)
 */
toggled: Array<string>,
/**
 * The first row wanted.
 */
offset: number,
/**
 * How many rows are wanted; never more are sent.
 */
rows: number, };

/**
 * Nothing has to be said.
 */
export type TrimSrInputs = Record<symbol, never>;

/**
 * What a person says of a certificate.
 */
export type TrustAnswer = "always" | "once" | "never";

/**
 * Nothing has to be said.
 */
export type TryNowInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type UnpauseInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type UnplugInterfaceInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type UnplugPbdInputs = Record<symbol, never>;

/**
 * Nothing has to be said.
 */
export type UnplugUsbInputs = Record<symbol, never>;

/**
 * When an interruption ends.
 */
export type Until = "started" | "rebooted" | "resumed" | "unpaused";

/**
 * What has to be said.
 */
export type UploadDiscInputs = {
/**
 * The file's whole path.
 */
file: string,
/**
 * The library; of no account for a library, which is the subject itself.
 */
sr?: ObjectKey,
/**
 * What was found in the file.
 */
found?: FoundInFile, };

/**
 * What a view shows now. Each frame is whole: the newest one is the truth, an older one is nothing.
 */
export type ViewBody = { "view": "connections", "data": Array<ConnectionView> } | { "view": "tree", "data": TreeFrame } | { "view": "table", "data": TableFrame } | { "view": "page", "data": Page | null } | { "view": "actions", "data": Array<ActionState> } | { "view": "tasks", "data": Array<TaskView> } | { "view": "changes", "data": ChangesFrame } | { "view": "alerts", "data": AlertsFrame } | { "view": "health", "data": HealthFrame } | { "view": "xoServers", "data": Array<XoServerView> };

/**
 * Something the window wants to be kept told of.
 */
export type ViewSpec = { "view": "connections" } | { "view": "tree" } & TreeSpec | { "view": "table" } & TableSpec | { "view": "page",
/**
 * Which object.
 */
object: ObjectKey, } | { "view": "actions",
/**
 * The selection.
 */
objects: Array<ObjectKey>, } | { "view": "tasks" } | { "view": "changes" } & ChangesSpec | { "view": "alerts" } & AlertsSpec | { "view": "health" } & HealthSpec | { "view": "xoServers",
/**
 * Which one.
 */
connection: ConnectionId, };

/**
 * What became of an object.
 */
export type WhatChanged = "made" | "gone" | "changed";

/**
 * What a word of a command could be.
 */
export type XeCompletion = {
/**
 * What stands for it on the line, from the beginning of the word.
 */
text: string,
/**
 * What it is, where the text does not say: the name of the object that has a uuid.
 */
hint: string, };

/**
 * What a line could go on with.
 */
export type XeCompletions = {
/**
 * Where the word begins, in characters as JavaScript counts them.
 */
from: number,
/**
 * What it could be.
 */
found: Array<XeCompletion>, };

/**
 * What a command of `xe` has printed, from where an earlier answer has ended, and what becomes of it.
 */
export type XeOutput = {
/**
 * What was printed since.
 */
pieces: Array<XePiece>,
/**
 * What to ask from next time.
 */
next: number,
/**
 * Whether something that was printed is left out, because it is too much.
 */
isCut: boolean,
/**
 * What becomes of the command.
 */
state: XeState, };

/**
 * What was printed at once.
 */
export type XePiece = {
/**
 * Whether it is an error.
 */
isError: boolean,
/**
 * The text, with its line ends.
 */
text: string, };

/**
 * What becomes of a command.
 */
export type XeState = { "is": "running" } | { "is": "asks" } | { "is": "ended",
/**
 * The code.
 */
code: number, } | { "is": "failed",
/**
 * Why.
 */
problem: Problem, };

/**
 * How Xen Orchestra stands with one of its servers.
 */
export type XoServerStatus = "connected" | "connecting" | "disconnected";

/**
 * A server behind a Xen Orchestra: the way to one pool.
 */
export type XoServerView = {
/**
 * Its id.
 */
id: string,
/**
 * The name that people gave it; may be empty.
 */
label: string,
/**
 * Its address, perhaps with a port.
 */
host: string,
/**
 * Whom Xen Orchestra signs in as.
 */
username: string,
/**
 * Whether it is to be connected.
 */
enabled: boolean,
/**
 * Whether Xen Orchestra itself changes nothing there.
 */
readOnly: boolean,
/**
 * Whether Xen Orchestra takes any certificate there.
 */
allowUnauthorized: boolean,
/**
 * How it stands.
 */
status: XoServerStatus,
/**
 * Its pool's uuid; none before it was ever connected.
 */
pool: string | null,
/**
 * Its pool's name, as last known.
 */
poolName: string | null,
/**
 * The connection that shows that pool.
 */
connection: ConnectionId | null,
/**
 * The addresses of the pool's hosts, as last known.
 */
members: Array<string>,
/**
 * Why it is not connected, if it failed.
 */
error: Problem | null, };

/** All jobs, in the order in which they are offered. */
export const JOBS: readonly Job[] = ["start", "startOn", "startPaused", "startInRecoveryMode", "resume", "resumeOn", "unpause", "cleanShutdown", "shutdown", "cleanReboot", "reboot", "suspend", "pause", "hardShutdown", "hardReboot", "resetPowerState", "migrate", "migrateAnywhere", "returnTo", "migrateWithStorage", "migrateToPool", "copyToPool", "snapshot", "checkpoint", "createVm", "clone", "copy", "exportVm", "importVm", "convertToTemplate", "convertToVm", "deleteVm", "setProcessors", "setPriority", "setMemory", "setBootOrder", "setFirmware", "setKernelArguments", "setAutoStart", "setRestart", "setHomeServer", "setProtection", "startAppliance", "cleanShutdownAppliance", "shutdownAppliance", "hardShutdownAppliance", "arrangeAppliance", "createAppliance", "setAppliance", "deleteAppliance", "runSchedule", "editSchedule", "enableSchedule", "disableSchedule", "createSchedule", "setSchedule", "deleteSchedule", "addVtpm", "removeVtpm", "giveGpu", "removeGpu", "giveUsb", "unplugUsb", "removeUsb", "allowUsb", "forbidUsb", "setPciDevices", "insertDisc", "ejectDisc", "createDisk", "attachDisk", "attachConfigDrive", "resizeDisk", "moveDisk", "exportDisk", "importDisk", "overwriteDisk", "uploadDisc", "activateDisk", "deactivateDisk", "setDiskMode", "setBootable", "setDiskPosition", "detachDisk", "deleteDisk", "createSr", "plugSr", "plugPbd", "unplugPbd", "scanSr", "trimSr", "setDefaultSr", "detachSr", "forgetSr", "destroySr", "createNetwork", "deleteNetwork", "dismissMessages", "dismissOldMessages", "setAlarms", "setMail", "testMail", "enableHa", "setHaTolerance", "disableHa", "addInterface", "moveInterface", "plugInterface", "unplugInterface", "setMac", "setRateLimit", "setLocking", "removeInterface", "evacuate", "putBack", "rebootHost", "shutDownHost", "powerOnHost", "restartToolstack", "revert", "newVmFromSnapshot", "newTemplateFromSnapshot", "deleteSnapshot", "deleteSnapshotBranch", "rename", "describe", "setFolder", "setCustomField", "setKey", "removeKey", "addTag", "removeTag", "setTags", "edit", "putOff", "bringBack", "connect", "tryNow", "preferWay", "disconnect", "forbidChanges", "allowChanges", "removeServer"];

/** Every command, given the function that carries one to the engine. */
export const commands = (call: <T>(command: string, args: Record<string, unknown>) => Promise<T>) => ({
  /** What the window learns first. */
  startup: (): Promise<Startup> => call('startup', {  }),
  /** Opens a view; its first frame follows at once. */
  openView: (spec: ViewSpec): Promise<number> => call('open_view', { spec }),
  /** Changes what an open view shows (another offset, filter, sort, …). */
  setView: (view: number, spec: ViewSpec): Promise<void> => call('set_view', { view, spec }),
  /** Ends a view. */
  closeView: (view: number): Promise<void> => call('close_view', { view }),
  /** Begins to tell this window what is measured of an object, or changes what it is told; `view` */
  /** is a number of the window's own. Hosts are asked only while somebody is told. */
  watchMetrics: (view: number, spec: MetricsSpec): Promise<void> => call('watch_metrics', { view, spec }),
  /** Ends that. */
  unwatchMetrics: (view: number): Promise<void> => call('unwatch_metrics', { view }),
  /** Where an object stands in the tree that `spec` describes. */
  treePlace: (spec: TreeSpec, object: ObjectKey): Promise<TreePlace | null> => call('tree_place', { spec, object }),
  /** The first row at or after index `from` (then from the top) whose name begins with `text`. */
  treeFind: (spec: TreeSpec, text: string, from: number): Promise<number | null> => call('tree_find', { spec, text, from }),
  /** The rows from index `from` to index `to`, both included, at most 1,000. */
  treeRows: (spec: TreeSpec, from: number, to: number): Promise<Array<TreeRow>> => call('tree_rows', { spec, from, to }),
  /** The names of the custom fields that any object has. */
  customFields: (): Promise<Array<string>> => call('custom_fields', {  }),
  /** The part of a list that `spec` describes, once, at most 1,000 rows: to copy it. */
  tableRows: (spec: TableSpec): Promise<TableFrame> => call('table_rows', { spec }),
  /** What there is to say of a filter, of a list or of everything, while somebody types it: `cursor` is */
  /** where, in UTF-16 code units. */
  readQuery: (text: string, cursor: number, list: ListKind | null): Promise<QueryReading> => call('read_query', { text, cursor, list }),
  /** The objects that the query `text` lets through, those first whose names fit best. */
  search: (text: string, limit: number): Promise<Array<SearchHit>> => call('search', { text, limit }),
  /** Adds a server and begins to connect; how that goes is told by the connections view. */
  addConnection: (connection: NewConnection): Promise<ConnectionId> => call('add_connection', { connection }),
  /** Answers [`api::ConnectionState::Password`]. `otp` is a one-time password, for Xen Orchestra. */
  givePassword: (id: ConnectionId, password: Secret, otp: Secret | null, keep: KeepPassword): Promise<void> => call('give_password', { id, password, otp, keep }),
  /** Answers [`api::ConnectionState::Certificate`]; `fingerprint` says which certificate was looked at. */
  answerCertificate: (id: ConnectionId, fingerprint: string, answer: TrustAnswer): Promise<void> => call('answer_certificate', { id, fingerprint, answer }),
  /** Adds a server to a Xen Orchestra and connects it. One that cannot be connected is not added. */
  xoAddServer: (id: ConnectionId, server: NewXoServer): Promise<void> => call('xo_add_server', { id, server }),
  /** Connects a server of a Xen Orchestra, or disconnects it. */
  xoEnableServer: (id: ConnectionId, server: string, enabled: boolean): Promise<void> => call('xo_enable_server', { id, server, enabled }),
  /** Lets a Xen Orchestra forget a server. */
  xoRemoveServer: (id: ConnectionId, server: string): Promise<void> => call('xo_remove_server', { id, server }),
  /** Answers [`api::ConnectionState::Emergency`], at the host that it names. */
  emergency: (id: ConnectionId, host: string, action: EmergencyAction): Promise<void> => call('emergency', { id, host, action }),
  /** What can be done to a selection now. */
  actions: (objects: Array<ObjectKey>): Promise<Array<ActionState>> => call('actions', { objects }),
  /** What has to be said with a job for these objects, and what it would be done to; once `about` was */
  /** chosen for what the rest of the form is about. */
  jobForm: (job: Job, objects: Array<ObjectKey>, about: ObjectKey | null): Promise<Form> => call('job_form', { job, objects, about }),
  /** What can be chosen in a field of a job's form, as the object's server tells with what was said so far. `question` */
  /** is a number of the window's own: another question of that number takes the place of one that is under way. */
  askServer: (question: number, request: JobRequest, field: string, object: ObjectKey): Promise<Array<Found>> => call('ask_server', { question, request, field, object }),
  /** Hangs up on a question; the server may look on for a while. */
  stopAsking: (question: number): Promise<void> => call('stop_asking', { question }),
  /** What a request would do to these objects: to be shown before it is done. */
  previewJob: (request: JobRequest, objects: Array<ObjectKey>): Promise<Preview> => call('preview_job', { request, objects }),
  /** What a request would do to these objects, as a script. */
  jobScript: (request: JobRequest, objects: Array<ObjectKey>, language: ScriptLanguage): Promise<string> => call('job_script', { request, objects, language }),
  /** Does it, to each of the objects that it can be done to; answers with the tasks' ids, of what */
  /** is done to a server. `seen` is the fingerprint of the preview that was shown: what would do */
  /** anything else by now is not done (`changed_meanwhile`). */
  runJob: (request: JobRequest, objects: Array<ObjectKey>, seen: string | null): Promise<Array<string>> => call('run_job', { request, objects, seen }),
  /** Takes back what a finished task has done; answers with the new task's id. */
  undoTask: (id: string): Promise<string> => call('undo_task', { id }),
  /** Goes on with what was under way when the program ended: one task, or all of a group. */
  goOn: (id: string): Promise<void> => call('go_on', { id }),
  /** Takes back what was under way when the program ended: one task, or all of a group. What was not */
  /** begun will not be. */
  takeBack: (id: string): Promise<void> => call('take_back', { id }),
  /** What was asked for with a task of ours, now or earlier, to ask for it again. */
  taskRequest: (id: string): Promise<TaskRequest> => call('task_request', { id }),
  /** What was asked for from this desk in the last 90 days and has ended, the newest first: what has */
  /** all words of `text` in its names, from where an earlier answer has ended. */
  taskHistory: (text: string, after: HistoryPlace | null): Promise<TaskHistory> => call('task_history', { text, after }),
  /** Begins a command of the server's own `xe`, as it is typed, quotes and all; answers with its number. */
  xeBegin: (connection: ConnectionId, line: string): Promise<number> => call('xe_begin', { connection, line }),
  /** What a command of `xe` has printed from `from` on. Answers once there is something new of it. */
  xeRead: (run: number, from: number): Promise<XeOutput> => call('xe_read', { run, from }),
  /** Gives a command the line that it waits for. */
  xeSay: (run: number, line: string): Promise<void> => call('xe_say', { run, line }),
  /** Hangs up on a command; what it has begun at the server may go on there. */
  xeStop: (run: number): Promise<void> => call('xe_stop', { run }),
  /** What the word of a line that the cursor is in could be; `cursor` counts as JavaScript does. */
  xeComplete: (connection: ConnectionId, line: string, cursor: number): Promise<XeCompletions> => call('xe_complete', { connection, line, cursor }),
  /** Does again what has failed of all that was asked for at once; answers with the tasks' ids. */
  retryGroup: (group: string): Promise<Array<string>> => call('retry_group', { group }),
  /** Takes back what was done of all that was asked for at once; answers with the new tasks' ids. */
  undoGroup: (group: string): Promise<Array<string>> => call('undo_group', { group }),
  /** Stops all that was asked for at once: what waits is not begun, what runs is asked to stop. */
  cancelGroup: (group: string): Promise<void> => call('cancel_group', { group }),
  /** Asks a task to stop. */
  cancelTask: (id: string): Promise<void> => call('cancel_task', { id }),
  /** Takes the finished tasks off the list. */
  clearTasks: (): Promise<void> => call('clear_tasks', {  }),
  /** Opens a console of a VM: the named one, else its graphical one, else its text one. */
  openConsole: (object: ObjectKey, console: string | null): Promise<ConsoleTicket> => call('open_console', { object, console }),
  /** Keeps the settings, and tells the other windows. */
  setSettings: (settings: Settings): Promise<void> => call('set_settings', { settings }),
  /** Keeps some of what this window remembers of itself; a null takes the key away. */
  setLayout: (changes: LayoutChanges): Promise<void> => call('set_layout', { changes }),
  /** Opens the folder of the log in the system's file browser. */
  showLog: (): Promise<void> => call('show_log', {  }),
});
