//! The list of all jobs, in the order in which they are offered: each with the type that is its inputs.

/// Hands the list to another macro.
macro_rules! all_jobs {
    ($apply:ident) => {
        $apply! {
            /// Start a halted VM.
            Start = vm::start::Start,
            /// Start a halted VM on a certain host.
            StartOn = vm::start_on::StartOn,
            /// Start a halted VM and freeze it before its first instruction.
            StartPaused = vm::start_paused::StartPaused,
            /// Start a halted VM once from CD or network, so that it can be repaired.
            StartInRecoveryMode = vm::start_recovery::StartInRecoveryMode,
            /// Resume a suspended VM.
            Resume = vm::resume::Resume,
            /// Resume a suspended VM on a certain host.
            ResumeOn = vm::resume_on::ResumeOn,
            /// Let a paused VM go on.
            Unpause = vm::unpause::Unpause,
            /// Ask the guest to shut down.
            CleanShutdown = vm::clean_shutdown::CleanShutdown,
            /// Ask the guest to shut down, and stop it if it has not after a time.
            Shutdown = vm::shutdown::Shutdown,
            /// Ask the guest to reboot.
            CleanReboot = vm::clean_reboot::CleanReboot,
            /// Ask the guest to reboot, and reset it if it has not after a time.
            Reboot = vm::reboot::Reboot,
            /// Suspend a running VM to disk.
            Suspend = vm::suspend::Suspend,
            /// Freeze a running VM in memory.
            Pause = vm::pause::Pause,
            /// Stop a VM without asking its guest.
            HardShutdown = vm::hard_shutdown::HardShutdown,
            /// Reset a VM without asking its guest.
            HardReboot = vm::hard_reboot::HardReboot,
            /// Take a VM for halted whose host is gone.
            ResetPowerState = vm::reset_power_state::ResetPowerState,
            /// Move a running VM to another host of its pool.
            Migrate = vm::migrate::Migrate,
            /// Move running VMs to wherever in their pool they fit.
            MigrateAnywhere = vm::migrate_anywhere::MigrateAnywhere,
            /// Move a running VM back to the host that it was moved away from.
            ReturnTo = vm::return_to::ReturnTo,
            /// Move a VM to a host of its pool together with its disks.
            MigrateWithStorage = vm::migrate_storage::MigrateWithStorage,
            /// Move a VM with its disks to another pool.
            MigrateToPool = vm::migrate_to_pool::MigrateToPool,
            /// Make another VM like a halted one, in another pool.
            CopyToPool = vm::copy_to_pool::CopyToPool,
            /// Keep the state of a VM's disks, to come back to.
            Snapshot = vm::snapshot::Snapshot,
            /// Keep the state of a running VM's disks and of its memory, to come back to.
            Checkpoint = vm::checkpoint::Checkpoint,
            /// Make a new VM of a template.
            CreateVm = vm::create::inputs::CreateVm,
            /// Make another VM like a halted one, or a template like another.
            Clone = vm::clone::Clone,
            /// Make another VM like a halted one, with disks of its own on chosen storage.
            Copy = vm::copy::Copy,
            /// Write a VM with its disks into a file.
            ExportVm = vm::export::ExportVm,
            /// Make a VM of a file that one was exported into.
            ImportVm = vm::import::ImportVm,
            /// Make a halted VM a template.
            ConvertToTemplate = vm::convert_to_template::ConvertToTemplate,
            /// Make a template the VM that it once was.
            ConvertToVm = vm::convert_to_vm::ConvertToVm,
            /// Delete a VM or a template with the disks that are its alone.
            DeleteVm = vm::delete::DeleteVm,
            /// Give a VM more or fewer virtual processors.
            SetProcessors = vm::settings::processors::SetProcessors,
            /// Give a VM's processors more or less weight.
            SetPriority = vm::settings::priority::SetPriority,
            /// Give a VM more or less memory.
            SetMemory = vm::settings::memory::SetMemory,
            /// Say what a VM looks for its operating system on.
            SetBootOrder = vm::settings::boot_order::SetBootOrder,
            /// Say with which firmware a VM starts.
            SetFirmware = vm::settings::firmware::SetFirmware,
            /// Say with which arguments a paravirtual VM's kernel starts.
            SetKernelArguments = vm::settings::kernel_arguments::SetKernelArguments,
            /// Let a VM start with its host, or a pool start such VMs.
            SetAutoStart = vm::settings::auto_start::SetAutoStart,
            /// Say what becomes of a VM when its host fails, and when it starts beside others.
            SetRestart = vm::settings::restart::SetRestart,
            /// Say on which host a VM starts if it can.
            SetHomeServer = vm::settings::home_server::SetHomeServer,
            /// Keep a VM from being shut down or deleted by mistake.
            SetProtection = vm::settings::protection::SetProtection,
            /// Start the VMs of a vApp in their order.
            StartAppliance = appliance::start::StartAppliance,
            /// Ask the guests of a vApp to shut down.
            CleanShutdownAppliance = appliance::clean_shutdown::CleanShutdownAppliance,
            /// Ask the guests of a vApp to shut down, and stop those that do not.
            ShutdownAppliance = appliance::shutdown::ShutdownAppliance,
            /// Stop the VMs of a vApp without asking their guests.
            HardShutdownAppliance = appliance::hard_shutdown::HardShutdownAppliance,
            /// Say which VMs a vApp has, and in which order they start.
            ArrangeAppliance = appliance::arrange::ArrangeAppliance,
            /// Make a vApp of VMs.
            CreateAppliance = appliance::create::CreateAppliance,
            /// Put a VM into a vApp, or take it out.
            SetAppliance = appliance::assign::SetAppliance,
            /// Delete a vApp; its VMs stay.
            DeleteAppliance = appliance::delete::DeleteAppliance,
            /// Let a schedule take its snapshots now.
            RunSchedule = schedule::run::RunSchedule,
            /// Say anew when a schedule takes snapshots, and of what.
            EditSchedule = schedule::edit::EditSchedule,
            /// Let a schedule take snapshots.
            EnableSchedule = schedule::enable::EnableSchedule,
            /// Let a schedule take no snapshots for a while.
            DisableSchedule = schedule::disable::DisableSchedule,
            /// Make a schedule of snapshots.
            CreateSchedule = schedule::create::CreateSchedule,
            /// Let a schedule take snapshots of a VM, or let none do.
            SetSchedule = schedule::assign::SetSchedule,
            /// Delete a schedule; its VMs stay.
            DeleteSchedule = schedule::delete::DeleteSchedule,
            /// Give a VM a virtual TPM.
            AddVtpm = vtpm::add::AddVtpm,
            /// Take a VM's virtual TPM away.
            RemoveVtpm = vtpm::remove::RemoveVtpm,
            /// Give a VM a GPU, or a part of one.
            GiveGpu = passthrough::give_gpu::GiveGpu,
            /// Take a GPU, or a part of one, from a VM.
            RemoveGpu = passthrough::remove_gpu::RemoveGpu,
            /// Give a VM a USB device of a host.
            GiveUsb = passthrough::give_usb::GiveUsb,
            /// Unplug a USB device from a running VM.
            UnplugUsb = passthrough::unplug_usb::UnplugUsb,
            /// Take a USB device from a VM.
            RemoveUsb = passthrough::remove_usb::RemoveUsb,
            /// Let a USB device of a host go to VMs.
            AllowUsb = passthrough::allow_usb::AllowUsb,
            /// Keep a USB device of a host from VMs.
            ForbidUsb = passthrough::forbid_usb::ForbidUsb,
            /// Say which PCI devices of a host are passed through to a VM.
            SetPciDevices = passthrough::set_pci_devices::SetPciDevices,
            /// Put a disc into a VM's drive.
            InsertDisc = disk::insert::InsertDisc,
            /// Take the disc out of a VM's drive.
            EjectDisc = disk::eject::EjectDisc,
            /// Make a new disk, for a VM or on storage.
            CreateDisk = disk::create::CreateDisk,
            /// Attach a disk that is there to a VM.
            AttachDisk = disk::attach::AttachDisk,
            /// Attach a drive with what cloud-init reads to a halted VM.
            AttachConfigDrive = vm::config_drive::AttachConfigDrive,
            /// Make a disk larger.
            ResizeDisk = disk::resize::ResizeDisk,
            /// Move a disk to other storage.
            MoveDisk = disk::relocate::MoveDisk,
            /// Write a disk into a file.
            ExportDisk = disk::export::ExportDisk,
            /// Make a disk of a file.
            ImportDisk = disk::import::ImportDisk,
            /// Write a file over what a disk holds.
            OverwriteDisk = disk::overwrite::OverwriteDisk,
            /// Put a disc into a library, from a file.
            UploadDisc = disk::upload_disc::UploadDisc,
            /// Plug a disk into a running VM.
            ActivateDisk = disk::activate::ActivateDisk,
            /// Unplug a disk from a running VM.
            DeactivateDisk = disk::deactivate::DeactivateDisk,
            /// Let a VM write to a disk, or only read it.
            SetDiskMode = disk::set_mode::SetDiskMode,
            /// Let a VM start from a disk, or not.
            SetBootable = disk::set_bootable::SetBootable,
            /// Put a disk at another position of its VM.
            SetDiskPosition = disk::set_position::SetDiskPosition,
            /// Take a disk from a VM.
            DetachDisk = disk::detach::DetachDisk,
            /// Delete a disk.
            DeleteDisk = disk::delete::DeleteDisk,
            /// Make storage, or attach what lies there already.
            CreateSr = storage::create::inputs::CreateSr,
            /// Attach storage to the hosts that do not reach it.
            PlugSr = storage::plug::PlugSr,
            /// Attach storage to one host.
            PlugPbd = storage::plug_host::PlugPbd,
            /// Take storage from one host.
            UnplugPbd = storage::unplug_host::UnplugPbd,
            /// Look anew for what is on storage.
            ScanSr = storage::scan::ScanSr,
            /// Give back what is free on a storage's volume.
            TrimSr = storage::trim::TrimSr,
            /// Let new disks go to a storage.
            SetDefaultSr = storage::set_default::SetDefaultSr,
            /// Take storage from all hosts.
            DetachSr = storage::detach::DetachSr,
            /// Let a pool know nothing of a storage any more.
            ForgetSr = storage::forget::ForgetSr,
            /// Wipe a storage that is empty, and forget it.
            DestroySr = storage::destroy::DestroySr,
            /// Make a network.
            CreateNetwork = network::create::CreateNetwork,
            /// Delete a network to which nothing is connected.
            DeleteNetwork = network::delete::DeleteNetwork,
            /// Dismiss messages, for everybody.
            DismissMessages = message::dismiss::DismissMessages,
            /// Dismiss what a pool has told long ago.
            DismissOldMessages = message::dismiss_old::DismissOldMessages,
            /// Say from where on something raises an alarm.
            SetAlarms = message::set_alarms::SetAlarms,
            /// Say to whom a pool writes what it tells.
            SetMail = message::set_mail::SetMail,
            /// Let a pool write to them once.
            TestMail = message::test_mail::TestMail,
            /// Switch a pool's high availability on.
            EnableHa = availability::enable::EnableHa,
            /// Say how many hosts of a pool may fail.
            SetHaTolerance = availability::set_tolerance::SetHaTolerance,
            /// Switch a pool's high availability off.
            DisableHa = availability::disable::DisableHa,
            /// Give a VM one more network interface.
            AddInterface = network_interface::add::AddInterface,
            /// Connect a network interface to another network.
            MoveInterface = network_interface::reconnect::MoveInterface,
            /// Plug a network interface into a running VM.
            PlugInterface = network_interface::plug::PlugInterface,
            /// Unplug a network interface from a running VM.
            UnplugInterface = network_interface::unplug::UnplugInterface,
            /// Give a network interface another MAC address.
            SetMac = network_interface::set_mac::SetMac,
            /// Let a network interface send no more than so much.
            SetRateLimit = network_interface::set_rate_limit::SetRateLimit,
            /// Say from which addresses a network interface may send.
            SetLocking = network_interface::set_locking::SetLocking,
            /// Take a network interface from a VM.
            RemoveInterface = network_interface::remove::RemoveInterface,
            /// Move all VMs of a host away.
            Evacuate = host::evacuate::Evacuate,
            /// Move the VMs back that were moved away from a host, and put it back into service.
            PutBack = host::put_back::PutBack,
            /// Restart a host on which nothing runs.
            RebootHost = host::reboot::RebootHost,
            /// Shut a host down on which nothing runs.
            ShutDownHost = host::shut_down::ShutDownHost,
            /// Switch a host on from afar.
            PowerOnHost = host::power_on::PowerOnHost,
            /// Restart the programs by which a host is managed.
            RestartToolstack = host::restart_toolstack::RestartToolstack,
            /// Put a machine back to what it was when a snapshot of it was taken.
            Revert = snapshot::revert::Revert,
            /// Make a VM of a snapshot.
            NewVmFromSnapshot = snapshot::new_vm::NewVmFromSnapshot,
            /// Make a template of a snapshot.
            NewTemplateFromSnapshot = snapshot::new_template::NewTemplateFromSnapshot,
            /// Delete a snapshot with its disks.
            DeleteSnapshot = snapshot::delete::DeleteSnapshot,
            /// Delete a snapshot with all that came after it.
            DeleteSnapshotBranch = snapshot::delete_branch::DeleteSnapshotBranch,
            /// Give an object another name.
            Rename = object::rename::Rename,
            /// Give an object another description.
            Describe = object::describe::Describe,
            /// File an object under a folder.
            SetFolder = object::set_folder::SetFolder,
            /// Write something down at an object in a field of one's own.
            SetCustomField = object::set_custom_field::SetCustomField,
            /// Write a key into one of an object's maps.
            SetKey = object::set_key::SetKey,
            /// Take a key out of one of an object's maps.
            RemoveKey = object::remove_key::RemoveKey,
            /// Put one more tag on an object.
            AddTag = object::add_tag::AddTag,
            /// Take a tag off an object.
            RemoveTag = object::remove_tag::RemoveTag,
            /// Give an object these tags and no others.
            SetTags = object::set_tags::SetTags,
            /// Change several things of one object at once.
            Edit = object::edit::Edit,
            /// Leave a finding of health as it is for a while.
            PutOff = health::put_off::PutOff,
            /// Tell again of a finding that was put off.
            BringBack = health::bring_back::BringBack,
            /// Connect to a server.
            Connect = connection::connect::Connect,
            /// Try now to reach a server that was lost.
            TryNow = connection::try_now::TryNow,
            /// Show this way to a pool rather than the one that is shown.
            PreferWay = connection::prefer_way::PreferWay,
            /// Log out of a server.
            Disconnect = connection::disconnect::Disconnect,
            /// Let nothing be changed through a connection.
            ForbidChanges = connection::forbid_changes::ForbidChanges,
            /// Let things be changed through a connection.
            AllowChanges = connection::allow_changes::AllowChanges,
            /// Forget a server, its password and its certificates.
            RemoveServer = connection::remove_server::RemoveServer,
        }
    };
}
pub(crate) use all_jobs;
